"""Python OPs in a manifest: the scripts that pydflow made of them, read back as text.

Such a script has the configuration of the machine, the source of the OP or the import of it, and a
frame that names its ports, and which are sliced. Nothing of it is executed. An OP with groups or
paths of items, with big parameters, with state or under an executor has more in its script than its
template says, and stays a script.
"""

from __future__ import annotations

import json
import re
from typing import Any

from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["RecoveredOP", "is_script_of_op", "recovered_op"]

_PRELUDE = "import json\nfrom dflow import config, jsonpickle, s3_config\n"
_PACKAGES = "import os, sys, json\npackage_root = r'"
_FRAME = "\nimport os, sys, traceback\nfrom dflow.python import OPIO, TransientError, FatalError\n"
_END = "    op_obj.handle_outputs(output)\n"
_SETTINGS = regex(r"s3_config\.update\(jsonpickle\.loads\(r'''[^\n]*'''\)\)\n")
_OBJECT = regex(r"^op_obj = (?P<name>\w+)(?:\(\))?$", re.MULTILINE)
_IMPORT = regex(r"\s*from (?P<module>[\w.]+) import (?P<name>\w+)\s*")
_IMPORTED = regex(r"^from (?P<module>(?!dflow\b)[\w.]+) import (?P<name>\w+)$", re.MULTILINE)
_INPUT = regex(
    r"^ {4}input\['(?P<name>[^'\n]+)'\] = handle_input_(?P<sort>\w+)\((?P<rest>.*)\)$", re.MULTILINE
)
_PLAIN_ARTIFACT = regex(
    r"'[^']*', input_sign\['[^']*'\], (?P<slices>.*?), r'(?P<root>[^']*)', None, n_parts=None, "
    r"keys_of_parts=None, prefix=None"
)
_PLAIN_PARAMETER = regex(
    r"'[^']*', r'''\{\{inputs\.parameters\.[^}]*\}\}''', input_sign\['[^']*'\], "
    r"(?P<slices>.*?), r'(?P<root>[^']*)'"
)
_OUTPUT = regex(r"^ {4}op_obj\.slices\['(?P<name>[^'\n]+)'\] = (?P<slices>.*)$", re.MULTILINE)
# What a call gives to a slice, and all that a pattern may have of pydflow's own.
_VARIABLE = "{{inputs.parameters.dflow_var_0}}"
_OWN = regex(r"\{\{|\bdflow_|\binput_slices\b|\bjsonpickle\b")
_SUCCESS = "    with open('/tmp/outputs/success_tag', 'w') as f:\n        f.write('1')\n"
_POOL = "    op_obj.pool_size = None\n"
_FOLDER = regex(r"^ {4}op_obj\.create_slice_dir = (?P<made>True|False)$", re.MULTILINE)
_UNKNOWN = "typing.Any"
_LONGEST = 1 << 22
_RETRIES = {
    "OnFailure": "retry_on_failure",
    "OnError": "retry_on_error",
    "Always": "retry_on_failure_and_error",
}
_TRANSIENT = {
    "asInt(lastRetry.exitCode) == 1": {},
    "asInt(lastRetry.exitCode) != 2": {"timeout_as_transient_error": True},
}


class RecoveredOP(Record):
    """What the script of a Python OP says, in the shape of pydflow's graph."""

    op: dict[str, Any]
    settings: dict[str, Any]
    """Further fields of the template: `tmp_root`, scripts before and after, retries."""
    slices: dict[str, Any] | None = None
    """Which ports are sliced; in the pattern `(var)` stands for what the call gives."""


def is_script_of_op(script: Any) -> bool:
    """Whether pydflow made a script of a Python OP, recovered or not."""
    return isinstance(script, str) and _FRAME in script


def recovered_op(template: dict[str, Any]) -> RecoveredOP | None:
    """The OP that a template of a manifest was made of; None for any other script."""
    container = template.get("script")
    text = container.get("source") if isinstance(container, dict) else None
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    prelude, frame = text.find(_PRELUDE), text.rfind(_FRAME)
    settings = _SETTINGS.search(text, max(prelude, 0))
    if prelude < 0 or frame < 0 or settings is None or settings.end() > frame:
        return None
    source, rest = text[settings.end() : frame], text[frame:]
    called, ending, folder = _OBJECT.search(rest), rest.find(_END), _FOLDER.search(rest)
    if called is None or folder is None or ending < 0 or _POOL not in rest:
        return None
    ports = _ports(rest, template)
    # An executor runs the OP in a folder that is known when it runs.
    if ports is None or not ports[2].startswith("/") or "{" in ports[2]:
        return None
    inputs, outputs, root, slices = ports
    imported = _IMPORT.fullmatch(source) or _IMPORTED.search(rest, 0, called.start())
    op = {"name": called["name"], "inputs": inputs, "outputs": outputs}
    if imported is not None and imported["name"] == called["name"]:
        op["module"] = imported["module"]
    else:
        op.update(module="__main__", source=source)
    retries = _retries(template.get("retryStrategy"))
    if retries is None:
        return None
    before = text.find(_PACKAGES, 0, prelude)
    after = rest[ending + len(_END) :].removeprefix(_SUCCESS)
    own = {
        "tmp_root": root,
        "pre_script": text[: before if before >= 0 else prelude],
        "post_script": after.lstrip("\n"),
    }
    if slices is not None and folder["made"] == "True":
        slices["create_dir"] = True
    return RecoveredOP(op, {**own, **retries}, slices)


def _ports(
    frame: str, template: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], str, dict[str, Any] | None] | None:
    """The signature of both sides, the folder of the OP, its slices; None where more is said."""
    root = "/tmp"  # noqa: S108 - the default of pydflow
    known = _known(template.get("inputs"))
    inputs: dict[str, Any] = {}
    sliced: dict[str, str] = {}
    ports: dict[str, list[str]] = {}
    for found in _INPUT.finditer(frame):
        name = found["name"]
        is_artifact = found["sort"] == "artifact"
        plain = (_PLAIN_ARTIFACT if is_artifact else _PLAIN_PARAMETER).fullmatch(found["rest"])
        if plain is None:
            return None
        root = plain["root"]
        inputs[name] = _entry(known.get(name, {}), is_artifact=is_artifact)
        if plain["slices"] != "None":
            sliced[plain["slices"]] = name
            ports.setdefault(f"input_{found['sort']}", []).append(name)
    known = _known(template.get("outputs"))
    outputs: dict[str, Any] = {}
    for found in _OUTPUT.finditer(frame):
        name = found["name"]
        port = known.get(name)
        if port is None:
            return None
        is_artifact = "valueFrom" not in port
        outputs[name] = _entry(port, is_artifact=is_artifact)
        if found["slices"] != "None":
            sliced[found["slices"]] = name
            ports.setdefault(f"output_{'artifact' if is_artifact else 'parameter'}", []).append(
                name
            )
            # Pieces are never packed; how the author wanted it is lost.
            outputs[name].pop("archive", None)
    if not sliced:
        return inputs, outputs, root, None
    pattern = next(iter(sliced)).replace(_VARIABLE, "(var)")
    if len(sliced) > 1 or "(var)" not in pattern or _OWN.search(pattern):
        return None
    return inputs, outputs, root, {"slices": pattern, **ports}


def _known(side: Any) -> dict[str, dict[str, Any]]:
    """The ports of one side by name."""
    sorts = side if isinstance(side, dict) else {}
    lists = (sorts.get(sort) for sort in ("parameters", "artifacts"))
    ports = [port for found in lists if isinstance(found, list) for port in found]
    return {str(port.get("name")): port for port in ports if isinstance(port, dict)}


def _entry(port: dict[str, Any], *, is_artifact: bool) -> dict[str, Any]:
    """An entry of a signature, as pydflow's graph has it."""
    if is_artifact:
        archive = port.get("archive")
        kinds = archive if isinstance(archive, dict) else {}
        return {
            "py/object": "dflow.python.opio.Artifact",
            "type": _UNKNOWN,
            "optional": port.get("optional") or False,
            "archive": None if "none" in kinds else "zip" if "zip" in kinds else "tar",
            "global_name": port.get("globalName"),
        }
    type_ = _type(port)
    entry: dict[str, Any] = {
        "py/object": "dflow.python.opio.Parameter",
        "type": type_,
        "global_name": port.get("globalName"),
    }
    found = port.get("valueFrom")
    holder, name = (found, "default") if isinstance(found, dict) else (port, "value")
    # An output without a default has the text `null` there.
    nothing = (None, "null") if holder is found else (None,)
    if holder.get(name) not in nothing:
        entry["default"] = _plain(holder[name], type_)
    return entry


def _type(port: dict[str, Any]) -> str:
    try:
        said = json.loads(str(port.get("description")))
    except (ValueError, RecursionError):
        return _UNKNOWN
    found = said.get("type") if isinstance(said, dict) else None
    return found if isinstance(found, str) else _UNKNOWN


def _plain(value: Any, type_: str) -> Any:
    if not isinstance(value, str) or type_ == "str" or "{{" in value:
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _retries(strategy: Any) -> dict[str, Any] | None:
    """The retries of a Python OP; None where they are none that pydflow writes for one."""
    if not strategy:
        return {}
    given = dict(strategy) if isinstance(strategy, dict) else {}
    limit = given.pop("limit", None)
    if not isinstance(limit, int) or len(given) != 1:
        return None
    policy, expression = str(given.get("retryPolicy")), str(given.get("expression"))
    if policy in _RETRIES:
        return {_RETRIES[policy]: limit}
    if expression in _TRANSIENT:
        return {"retry_on_transient_error": limit, **_TRANSIENT[expression]}
    return None
