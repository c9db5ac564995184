"""Texts of a manifest in one spelling: references, expressions, and values that are JSON."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["argument", "condition", "expression", "loop", "text"]

_TAG = re.compile(r"\{\{(=?)(.*?)\}\}", re.DOTALL)
_INDEX = re.compile(r"(?<=[\w\]])\[\s*['\"]([^'\"\]]+)['\"]\s*\]")
_HIDDEN = re.compile(r"\bartifacts\.dflow_bigpar_(\w+)|\bparameters\.dflow_key_(\w+)")
_REFERENCE = re.compile(r"[\w.\- ]+")
_TEXTS = re.compile(r"'[^']*'|\"[^\"]*\"")
# A list in groups: pydflow takes the whole part and one more for a rest, we round up.
_ROUNDED = re.compile(
    r"\{\{=\((?P<length>\d+)%(?P<size>\d+)>0\?sprig\.int\((?P=length)/(?P=size)\)\+1:"
    r"sprig\.int\((?P=length)/(?P=size)\)\)\}\}"
)
_GROUPS = (
    re.compile(
        r"toJson\(sprig\.untilStep\(0,\((?P<length>.+?)%(?P<size>\d+)>0\?sprig\.int\((?P=length)/"
        r"(?P=size)\)\+1:sprig\.int\((?P=length)/(?P=size)\)\),1\)\)"
    ),
    re.compile(
        r"toJson\(sprig\.untilStep\(0,int\(\((?P<length>.+)\+(?P<less>\d+)\)/(?P<size>\d+)\),1\)\)"
    ),
)


def expression(given: str) -> str:
    """An expression with its blanks and brackets in one spelling; members by points."""
    kept: list[str] = []
    # Blanks in constants are kept.
    given = _known(given)
    end = 0
    for found in _TEXTS.finditer(given):
        kept += [re.sub(r"\s+", "", given[end : found.start()]), json.dumps(found[0][1:-1])]
        end = found.end()
    whole = "".join([*kept, re.sub(r"\s+", "", given[end:])])
    # To convert a text to a text changes nothing.
    return re.sub(r"\bstring\((toJson\((?:[^()]|\([^()]*\))*\))\)", r"\1", whole)


def _known(given: str) -> str:
    """References by points, and to what an author knows: a big parameter, a stacked artifact."""

    def port(found: re.Match[str]) -> str:
        return f"parameters.{found[1]}" if found[1] else f"artifacts.{found[2]}"

    # A template has steps or tasks, so that a name says enough.
    given = re.sub(r"\btasks\.", "steps.", _INDEX.sub(r".\1", given))
    return _HIDDEN.sub(port, given)


def text(given: Any) -> Any:
    """A text with each of its tags in one spelling; a bare reference needs no expression."""
    if isinstance(given, bool):
        return json.dumps(given)
    if isinstance(given, (int, float)):
        return str(given)
    if not isinstance(given, str):
        return given

    def tag(found: re.Match[str]) -> str:
        inner = expression(found[2]) if found[1] else _known(found[2]).strip()
        return "{{" + ("" if not found[1] or _REFERENCE.fullmatch(inner) else "=") + inner + "}}"

    return _TAG.sub(tag, given)


def argument(given: Any) -> Any:
    """The value of a parameter: JSON as what it says, and texts in one spelling."""
    if isinstance(given, str) and "{{" not in given:
        try:
            return json.dumps(_untagged(json.loads(given)), sort_keys=True)
        except ValueError:
            return given
    return text(given)


def _untagged(value: Any) -> Any:
    """A value with the tags of both sides in one spelling: `{"<tuple>": […]}`."""
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$value" in value:
        return _of_ours(value["$value"])
    for tag, name in (("py/tuple", "<tuple>"), ("py/set", "<set>")):
        if tag in value:
            return {name: _untagged(value[tag])}
    if "py/b64" in value:
        return {"<bytes>": value["py/b64"]}
    if "py/reduce" in value:
        made, parts = value["py/reduce"]
        folder, *rest = parts["py/tuple"]
        return {"<object>": made["py/type"], "state": folder + "/".join(rest)}
    if "py/object" in value:
        state = {k: _untagged(v) for k, v in value.items() if k != "py/object"}
        return {"<object>": value["py/object"], "state": state}
    if any(key.startswith("json://") for key in value):
        return {"<dict>": [[json.loads(k[7:]), _untagged(v)] for k, v in value.items()]}
    return {k: _untagged(v) for k, v in value.items()}


def _of_ours(tagged: dict[str, Any]) -> Any:
    if tagged["kind"] == "bytes":
        return {"<bytes>": tagged["base64"]}
    if tagged["kind"] == "opaque":
        name = tagged["class"].replace("pathlib.Path", "pathlib.PosixPath")
        return {"<object>": name, "state": _untagged(tagged["data"])}
    return {f"<{tagged['kind']}>": _untagged(tagged["items"])}


def condition(given: Any) -> Any:
    """A condition without the blanks and quotes that do not count."""
    if given is None:
        return None
    spelt = text(given)
    return re.sub(r"\s+", " ", str(spelt)).strip()


def _rounded(number: str) -> str:
    """The number of groups where both sizes are known."""
    found = _ROUNDED.fullmatch(number)
    return str(-(-int(found["length"]) // int(found["size"]))) if found else number


def loop(call: dict[str, Any]) -> Any:
    """What a call ranges over: a list, groups of one, or the numbers of a sequence."""
    if call.get("withSequence"):
        given = {k: text(v) for k, v in call["withSequence"].items() if v is not None}
        return {"sequence": {k: _rounded(v) for k, v in given.items()}}
    given = call.get("withItems") if call.get("withItems") is not None else call.get("withParam")
    if given is None:
        return None
    if not isinstance(given, str):
        return {"items": json.dumps(given, sort_keys=True)}
    spelt = str(argument(given))
    for pattern in _GROUPS:
        found = pattern.fullmatch(spelt.removeprefix("{{=").removesuffix("}}"))
        if found and int(found.groupdict().get("less") or found["size"]) in (
            int(found["size"]),
            int(found["size"]) - 1,
        ):
            return {"groups of": found["size"], "out of": found["length"]}
    return {"items": spelt}
