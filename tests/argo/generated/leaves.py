"""Templates that do work, all but Python OPs."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice
from tests.argo.generated.made import Made, Port
from tests.argo.generated.pods import (
    annotated,
    container_settings,
    memoized,
    retry_strategy,
)
from tests.argo.generated.storage import location, location_for, saves
from tests.argo.generated.values import can_default, type_of, value_of

__all__ = ["leaf"]

Json = dict[str, Any]
_SCRIPTS = ("ShellOPTemplate", "PythonScriptOPTemplate", "ScriptOPTemplate")
_ARCHIVES = (None, "tar", "zip")


def leaf(dice: Dice, length: int, *, common_volume: bool) -> Made:
    """A script, a container, a request, an action on a resource or a pause."""
    makers = (_script, _script, _script, _container, _http, _resource, _suspend, _acting_script)
    return dice.of(makers)(dice, length, common_volume)


def _script(dice: Dice, length: int, common_volume: bool) -> Made:
    kind = dice.of(_SCRIPTS)
    data, inputs, outputs = _pod(dice, length, kind, common_volume)
    data["script"] = "\n".join(_used(inputs)) or "true"
    if kind == "ScriptOPTemplate":
        data["command"] = ["bash", "-e"]
    elif dice.chance(4):
        data["command"] = [dice.pick("sh", "python3.11")]
    return Made(dice.name("work"), data, *inputs, *outputs)


def _container(dice: Dice, length: int, common_volume: bool) -> Made:
    data, inputs, outputs = _pod(dice, length, "ContainerOPTemplate", common_volume)
    data["command"] = ["run"]
    args = _used(inputs)
    if args:
        data["args"] = args
    return Made(dice.name("contain"), data, *inputs, *outputs)


def _used(inputs: tuple[list[Port], list[Port]]) -> list[str]:
    """Lines that use every input."""
    parameters, artifacts = inputs
    lines = [
        f"cat /tmp/in/{p.name}" if p.big else f"echo '{{{{inputs.parameters.{p.name}}}}}'"
        for p in parameters
    ]
    return [*lines, *(f"ls {{{{inputs.artifacts.{p.name}.path}}}}" for p in artifacts)]


def _pod(
    dice: Dice, length: int, kind: str, common_volume: bool
) -> tuple[Json, tuple[list[Port], list[Port]], tuple[list[Port], list[Port]]]:
    data: Json = {"kind": kind, "image": "python:3.11", **annotated(dice)}
    said_in, parameters = _in_parameters(dice, length)
    said_at, artifacts = _in_artifacts(dice)
    data["inputs"] = {"parameters": said_in, "artifacts": said_at}
    said_out, out_parameters, out_artifacts = _outputs(dice, length)
    data["outputs"] = said_out
    ordinary = [p.name for p in parameters if not p.big]
    data.update(memoized(dice, ordinary))
    data.update(container_settings(dice, common_volume=common_volume))
    data.update(retry_strategy(dice))
    for field, value in (
        ("timeout", "90s"),
        ("working_dir", "/tmp"),
        ("init_progress", "0/10"),
        ("script_rendered", True),
    ):
        if dice.chance(6):
            data[field] = value
    return data, (parameters, artifacts), (out_parameters, out_artifacts)


def _in_parameters(dice: Dice, length: int) -> tuple[Json, list[Port]]:
    said: Json = {}
    ports = []
    for stem in dice.some(("n", "Text_1", "x-y")):
        name, type_ = dice.name(stem), type_of(dice)
        field: Json = {"type": type_} if dice.chance() else {}
        type_ = type_ if field else "any"
        big = dice.chance(5)
        if big:
            field.update(save_as_artifact=True, path=f"/tmp/in/{name}")
        needed = not dice.chance(3)
        if not needed:
            field["value"] = value_of(type_, dice, length)
        elif big and dice.chance(3):
            field["source"] = location(dice, slices=False)
            needed = False
        said[name] = field
        ports.append(Port(name, type_, needed, big))
    return said, ports


def _in_artifacts(dice: Dice) -> tuple[Json, list[Port]]:
    said: Json = {}
    ports = []
    for stem in dice.some(("data", "Conf_1")):
        name = dice.name(stem)
        field: Json = {"path": f"/tmp/files/{name}"}
        if dice.chance(4):
            field["mode"] = dice.pick(420, 0, 511)
        if dice.chance(4):
            field["sub_path"] = "below/it"
        if dice.chance(4):
            field["archive"] = dice.of(_ARCHIVES)
        needed = True
        if dice.chance(4):
            field["optional"] = True
            needed = False
        port = Port(name, mounts=True)
        if dice.chance(4):
            field["source"] = location_for(dice, port, slices=False)
            needed = False
        if dice.chance(6):
            field["save_as_parameter"] = True
        said[name] = field
        ports.append(port._replace(needed=needed, optional="optional" in field))
    return said, ports


def _outputs(dice: Dice, length: int) -> tuple[Json, list[Port], list[Port]]:
    parameters, outs = _out_parameters(dice, length)
    artifacts, files = _out_artifacts(dice)
    return {"parameters": parameters, "artifacts": artifacts}, outs, files


def _out_parameters(dice: Dice, length: int) -> tuple[Json, list[Port]]:
    said: Json = {}
    ports = []
    for stem in dice.some(("y", "result_1")):
        name, type_ = dice.name(stem), type_of(dice)
        field: Json = {"type": type_, "value_from_path": f"/tmp/out/{name}"}
        big = dice.chance(5)
        both = big and dice.chance()
        if big:
            field.update(save_as_artifact=True, **({"save_both": True} if both else {}))
        else:
            field.update(_value(type_, dice, length))
        if (not big or both) and dice.chance(5):
            field["global_name"] = dice.name("global")
        if "value" in field:
            del field["value_from_path"]
        said[name] = field
        ports.append(Port(name, type_, big=big, both=both, needed="default" not in field))
    return said, ports


def _value(type_: str, dice: Dice, length: int) -> Json:
    """A default of an output parameter, or the value that takes the place of a file."""
    if not can_default(type_) or not dice.chance(3):
        return {}
    return {dice.pick("default", "value"): value_of(type_, dice, length)}


def _out_artifacts(dice: Dice) -> tuple[Json, list[Port]]:
    said: Json = {}
    ports = []
    for stem in dice.some(("log", "File_1")):
        name = dice.name(stem)
        place: Json = {"path": f"/tmp/results/{name}"}
        for field, value in (("optional", True), ("type", "list[path]")):
            if dice.chance(5):
                place[field] = value
        if dice.chance(4):
            place["archive"] = dice.of(_ARCHIVES)
        if dice.chance(5):
            place["global_name"] = dice.name("global")
        save = saves(dice)
        if save:
            place["save"] = save
        said[name] = place
        unpacked = place.get("archive", "tar") is None
        ports.append(Port(name, unpacked=unpacked, needed=not place.get("optional")))
    return said, ports


def _http(dice: Dice, length: int, common_volume: bool) -> Made:
    data: Json = {"kind": "HTTPOPTemplate", "url": "https://example.org/{{inputs.parameters.q}}"}
    data["inputs"] = {"parameters": {"q": {"type": "str"}}}
    if dice.chance():
        data["method"] = dice.pick("post", "PUT")
        data.update(dice.pick({"body": '{"a": "{{workflow.name}}"}'}, {"body_base64": "AAE="}))
    if dice.chance():
        secret = {"kind": "Secret", "name": "api", "key": "word"}
        data["headers"] = {"Accept": "application/json", "Authorization": secret}
    if dice.chance():
        data["success_condition"] = "response.statusCode == 200"
    if dice.chance():
        data["timeout"] = 30
    if dice.chance(5):
        data["insecure_skip_verify"] = True
    data.update(memoized(dice, ["q"]))
    outs = []
    if dice.chance():
        form = {"type": "str", "value_from_expression": "response.body"}
        data["outputs"] = {"parameters": {"said": form}}
        outs.append(Port("said", "str"))
    return Made(dice.name("ask"), {**data, **annotated(dice)}, [Port("q", "str")], [], outs, [])


def _resource(dice: Dice, length: int, common_volume: bool) -> Made:
    action = dice.pick("create", "apply", "patch", "get", "delete")
    resource: Json = {"action": action}
    if action not in ("get", "delete"):
        resource["manifest"] = (
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: '{{inputs.parameters.name}}'\n"
        )
    else:
        resource["flags"] = ["configmap", "{{inputs.parameters.name}}"]
    if dice.chance():
        resource["success_condition"] = "status.phase == Succeeded"
        resource["failure_condition"] = "status.phase == Failed"
    if action == "patch" and dice.chance():
        resource["merge_strategy"] = dice.pick("merge", "json")
    if dice.chance(4):
        resource["set_owner_reference"] = True
    data: Json = {"kind": "ResourceOPTemplate", "resource": resource, **annotated(dice)}
    data["inputs"] = {"parameters": {"name": {"type": "str"}}}
    outs = []
    if action != "delete" and dice.chance():
        form = dice.pick(
            {"value_from_json_path": "{.status.phase}"}, {"value_from_jq_filter": ".status.phase"}
        )
        data["outputs"] = {"parameters": {"phase": {"type": "str", **form}}}
        outs.append(Port("phase", "str"))
    data.update(retry_strategy(dice), **memoized(dice, ["name"]))
    if dice.chance(4):
        data["timeout"] = "10m"
    files = []
    if "manifest" in resource and dice.chance(3):
        del resource["manifest"]
        resource["manifest_from"] = "manifest"
        resource["flags"] = ["--namespace={{inputs.parameters.name}}"]
        data["inputs"]["artifacts"] = {"manifest": {"path": "/tmp/manifest.yaml"}}
        files.append(Port("manifest"))
    return Made(dice.name("act"), data, [Port("name", "str")], files, outs, [])


def _acting_script(dice: Dice, length: int, common_volume: bool) -> Made:
    """A script template that acts on a resource: its script is never run."""
    made = _resource(dice, length, common_volume)
    return made._replace(data={**made.data, "kind": dice.of((*_SCRIPTS, "ContainerOPTemplate"))})


def _suspend(dice: Dice, length: int, common_volume: bool) -> Made:
    data: Json = {"kind": "SuspendOPTemplate", **annotated(dice)}
    if dice.chance():
        data["duration"] = dice.pick(30, "1d", "2h30m")
    outs = []
    if dice.chance():
        field: Json = {"type": "str", "value_supplied": True}
        if dice.chance():
            field["default"] = "go"
        data["outputs"] = {"parameters": {"answer": field}}
        outs.append(Port("answer", "str", needed="default" not in field))
    data.update(memoized(dice, []))
    ports = []
    if dice.chance():
        data["inputs"] = {"parameters": {"question": {"type": "str"}}}
        data.setdefault("annotations", {})["example.org/ask"] = "{{inputs.parameters.question}}"
        ports.append(Port("question", "str"))
    return Made(dice.name("wait"), data, ports, [], outs, [])
