"""Python OPs in a manifest: the scripts that pydflow made of them, read back as text.

Such a script has the configuration of the machine, the source of the OP or the import of it, and a
frame that names its ports. Nothing of it is executed. An OP with slices, with big parameters, with
state or under an executor has more in its script than its template says, and stays a script.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

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
    r"'[^']*', input_sign\['[^']*'\], None, r'(?P<root>[^']*)', None, n_parts=None, "
    r"keys_of_parts=None, prefix=None"
)
_PLAIN_PARAMETER = regex(
    r"'[^']*', r'''\{\{inputs\.parameters\.[^}]*\}\}''', input_sign\['[^']*'\], "
    r"None, r'(?P<root>[^']*)'"
)
_OUTPUT = regex(r"^ {4}op_obj\.slices\['(?P<name>[^'\n]+)'\] = (?P<slices>.*)$", re.MULTILINE)
_POOL = "    op_obj.pool_size = None\n"
_NO_FOLDER = "    op_obj.create_slice_dir = False\n"
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


class RecoveredOP(NamedTuple):
    """What the script of a Python OP says, in the shape of pydflow's graph."""

    op: dict[str, Any]
    settings: dict[str, Any]
    """Further fields of the template: `tmp_root`, scripts before and after, retries."""


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
    called, ending = _OBJECT.search(rest), rest.find(_END)
    if called is None or ending < 0 or _POOL not in rest or _NO_FOLDER not in rest:
        return None
    ports = _ports(rest, template)
    # An executor runs the OP in a folder that is known when it runs.
    if ports is None or not ports[2].startswith("/") or "{" in ports[2]:
        return None
    inputs, outputs, root = ports
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
    own = {
        "tmp_root": root,
        "pre_script": text[: before if before >= 0 else prelude],
        "post_script": rest[ending + len(_END) :].lstrip("\n"),
    }
    return RecoveredOP(op, {**own, **retries})


def _ports(
    frame: str, template: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], str] | None:
    """The signature of both sides and the folder of the OP; None where anything is sliced."""
    root = "/tmp"  # noqa: S108 - the default of pydflow
    known = _known(template.get("inputs"))
    inputs: dict[str, Any] = {}
    for found in _INPUT.finditer(frame):
        name = found["name"]
        is_artifact = found["sort"] == "artifact"
        plain = (_PLAIN_ARTIFACT if is_artifact else _PLAIN_PARAMETER).fullmatch(found["rest"])
        if plain is None:
            return None
        root = plain["root"]
        inputs[name] = _entry(known.get(name, {}), is_artifact=is_artifact)
    known = _known(template.get("outputs"))
    outputs: dict[str, Any] = {}
    for found in _OUTPUT.finditer(frame):
        name = found["name"]
        if found["slices"] != "None":
            return None
        port = known.get(name)
        if port is None:
            return None
        outputs[name] = _entry(port, is_artifact="valueFrom" not in port)
    return inputs, outputs, root


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
