"""Python OPs: signatures of every entry, settings, and slices of the template."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Made, Port
from tests.argo.generated.pods import annotated, container_settings, memoized, python_retries
from tests.argo.generated.storage import packages, saves
from tests.argo.generated.values import can_default, type_of, value_of

__all__ = ["python_op"]

Json = dict[str, Any]
_IN_TYPES = ("path", "str", "list[path]", "set[path]", "dict[str, path]", "nested_dict[path]")
_OUT_TYPES = ("path", "list[path]", "dict[str, str]", "path | hdf5_datasets")


def python_op(dice: Dice, length: int, *, common_volume: bool) -> Made:
    """The template of a Python OP."""
    name = dice.name("op")
    inputs, parameters, artifacts = _inputs(dice, length)
    outputs, out_parameters, out_artifacts = _outputs(dice, length)
    op = {**_code(name, dice), "inputs": inputs, "outputs": outputs}
    data: Json = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11"}
    data.update(_settings(dice))
    if artifacts and dice.chance(6):
        data["input_artifact_prefix"] = {artifacts[0].name: "train.0"}
    if dice.chance(8):
        data["skip_slice_input"] = True
    ordinary = [p.name for p in parameters if not p.big]
    data.update(memoized(dice, ordinary))
    data.update(container_settings(dice, common_volume=common_volume))
    _maps(data, out_parameters, out_artifacts, dice, length)
    made = Made(name, data, parameters, artifacts, out_parameters, out_artifacts)
    return _pattern_maps(data, made, dice) if dice.chance(8) else made


def _code(name: str, dice: Dice) -> Json:
    class_ = "Op" + name.replace("-", "")
    if dice.chance(4):
        return {"name": f"{class_}.Inner", "module": "package.ops"}
    source = f"class {class_}:\n    text = '{{{{steps.a}}}} {{{{=1}}}} \\' \"'  # Å\n"
    digest = hashlib.sha256(source.encode()).hexdigest()
    code: Json = {"name": class_, "module": "__main__", "source": source}
    code["source_digest"] = f"sha256:{digest}"
    if dice.chance(4):
        code["state"] = {"args": [1, {"$value": {"kind": "bytes", "base64": "AA=="}}]}
        code["state"]["kwargs"] = {"text": "{{no tag}}"} if dice.chance() else {}
    if dice.chance(4):
        code.update(progress_current=1, progress_total=5)
    return code


def _inputs(dice: Dice, length: int) -> tuple[Json, list[Port], list[Port]]:
    said: Json = {}
    parameters, artifacts = [], []
    for stem in dice.some(("n", "names", "x_1")):
        name, type_ = dice.name(stem), type_of(dice)
        big = dice.chance(4)
        entry: Json = {"kind": "BigParameter" if big else "Parameter", "type": type_}
        if dice.chance(3):
            entry["default"] = value_of(type_, dice, length)
        said[name] = entry
        needed = "default" not in entry
        parameters.append(Port(name, type_, needed, big, is_sliced=True))
    for stem in dice.some(("conf", "model-1")):
        name, type_ = dice.name(stem), dice.of(_IN_TYPES)
        entry = {"kind": "Artifact", "type": type_}
        if dice.chance(3):
            entry["optional"] = True
        if dice.chance(4):
            entry["archive"] = dice.pick(None, "tar")
        if dice.chance(6):
            entry["sub_path"] = False
        said[name] = entry
        optional = "optional" in entry
        port = Port(name, type_, not optional, is_sliced=True, optional=optional)
        artifacts.append(port._replace(mounts=True, plain=True))
    return said, parameters, artifacts


def _outputs(dice: Dice, length: int) -> tuple[Json, list[Port], list[Port]]:
    said: Json = {}
    parameters, artifacts = [], []
    for stem in dice.some(("y", "energy_1")):
        name, type_ = dice.name(stem), type_of(dice)
        big = dice.chance(4)
        both = big and dice.chance()
        entry: Json = {"kind": "BigParameter" if big else "Parameter", "type": type_}
        if both:
            entry["save_both"] = True
        if not big and can_default(type_) and dice.chance(4):
            entry["default"] = value_of(type_, dice, length)
        if not big and dice.chance(5):
            entry["global_name"] = dice.name("global")
        said[name] = entry
        needed = "default" not in entry
        parameters.append(Port(name, type_, needed, big, both, is_sliced=not big))
    for stem in dice.some(("log", "traj_1")):
        name, type_ = dice.name(stem), dice.of(_OUT_TYPES)
        entry = {"kind": "Artifact", "type": type_}
        unpacked = dice.chance()
        if unpacked:
            entry["archive"] = None
        if dice.chance(6):
            entry["global_name"] = dice.name("global")
        save = saves(dice)
        if save:
            entry["save"] = save
        said[name] = entry
        artifacts.append(Port(name, type_, is_sliced=True, unpacked=unpacked))
    return said, parameters, artifacts


def _settings(dice: Dice) -> Json:
    fields: Json = {**annotated(dice), **python_retries(dice)}
    for field, value in (
        ("command", ["python3.11", "-u"]),
        ("upload_dflow", False),
        ("tmp_root", "/data/work"),
        ("pre_script", "print('{tmp_root}', {'a': 1})\n"),
        ("post_script", "# done {{pod.name}}\n"),
        ("success_tag", True),
        ("create_slice_dir", True),
    ):
        if dice.chance(6):
            fields[field] = value
    found = packages(dice)
    return {**fields, "python_packages": found} if found else fields


def _pattern_maps(data: Json, made: Made, dice: Dice) -> Made:
    """Slices port by port (SLC-20): every call of the template is then a loop."""
    patterns: dict[str, dict[str, str]] = {}
    for sort, ports in (
        ("input_parameter", made.in_parameters),
        ("input_artifact", made.in_artifacts),
        ("output_parameter", made.out_parameters),
        ("output_artifact", made.out_artifacts),
    ):
        names = [p.name for p in dice.some([p for p in ports if p.is_sliced])]
        if names:
            patterns[f"{sort}_slices"] = {n: dice.pick("{{item}}", "'{{item}}'") for n in names}
    if patterns.keys().isdisjoint(("input_parameter_slices", "input_artifact_slices")):
        return made
    return made._replace(data={**data, **patterns})


def _maps(data: Json, parameters: list[Port], artifacts: list[Port], dice: Dice, n: int) -> None:
    """The maps that take the place of settings in the signature (TPL-14)."""
    for port in parameters:
        if not port.big and can_default(port.type) and dice.chance(5):
            value = value_of(port.type, dice, n)
            data.setdefault("output_parameter_default", {})[port.name] = value
        if not port.big and dice.chance(8):
            name = dice.name("global")
            data.setdefault("output_parameter_global_name", {})[port.name] = name
    for port in artifacts:
        if port.unpacked is False and dice.chance(8):
            data.setdefault("output_artifact_archive", {})[port.name] = "zip"
        if dice.chance(8):
            data.setdefault("output_artifact_save", {})[port.name] = saves(dice)
        if dice.chance(8):
            name = dice.name("global")
            data.setdefault("output_artifact_global_name", {})[port.name] = name
