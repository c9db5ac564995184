"""Parameter values between jsonpickle's JSON and ours (clauses VAL-1 to VAL-5).

What is plainly data becomes data; any other object stays what jsonpickle wrote, as an opaque value
that nobody decodes.
"""

from __future__ import annotations

import base64
import binascii
import math
import quopri
from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.credentials import without_credentials
from dflow_graph.interop.pydflow.tags import call_of, class_of, tag_of
from dflow_graph.model.base import MAX_SAFE_INTEGER
from dflow_graph.readers.json_reader import read_json
from dflow_graph.regex import regex
from dflow_graph.source.document import Limits
from dflow_graph.source.fault import Fault

__all__ = ["read_argument", "read_value", "written_value"]

_OF_PORT = ("value", "default")
_KEY = "json://"
_CODEC, _STATE = "jsonpickle", "state"
_PATHS = ("pathlib.PosixPath", "pathlib.Path", "pathlib.WindowsPath", "pathlib._local.PosixPath")
_INTEGER = regex(r"-?[1-9]\d{0,4095}")
_FINITE = ("nan", "inf", "-inf")
_CLASSES = {"py/type": "builtins.type", "py/function": "builtins.function"}


def read_value(conversion: Conversion, value: Any, place: Place) -> Any:
    """A value of the format."""
    if isinstance(value, list):
        return [read_value(conversion, item, place.at(i)) for i, item in enumerate(value)]
    if isinstance(value, dict):
        if tag_of(value) is not None:
            return _tagged(conversion, value, place)
        return _mapping(conversion, value, place)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_SAFE_INTEGER:
        return _value("int", decimal=str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return _value("float", name=str(value))  # as `json.loads` gives it; in a text it has a tag
    return value


def read_argument(conversion: Conversion, value: Any, place: Place) -> Any:
    """A value of the format without the credentials in it; the last member's name is its name."""
    name = next((n for n in reversed(place.source) if n not in _OF_PORT), "")
    return without_credentials(conversion, read_value(conversion, value, place), place, str(name))


def _value(kind: str, **content: Any) -> dict[str, Any]:
    return {"$value": {"kind": kind, **content}}


def _mapping(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    inside = {name: read_value(conversion, item, place.at(name)) for name, item in value.items()}
    if any(name.startswith(_KEY) for name in value):
        # VAL-3: a dictionary whose keys are not all texts
        return _value(
            "dict",
            items=[[_key(conversion, name, place), item] for name, item in inside.items()],
        )
    # VAL-5
    return _value("literal", value=value) if set(value) == {"$value"} else inside


def _key(conversion: Conversion, name: str, place: Place) -> Any:
    """The key that jsonpickle wrote as the text `json://…`."""
    if not name.startswith(_KEY):
        return name
    try:
        key = read_json(name[len(_KEY) :], Limits(max_bytes=1 << 20, max_depth=16)).root
    except Fault:
        return name
    return read_value(conversion, key, place.at(name))


def _tagged(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    found = tag_of(value)
    assert found is not None
    tag, content = found
    if tag in ("py/tuple", "py/set") and isinstance(content, list) and len(value) == 1:
        items = [
            read_value(conversion, item, place.at(tag).at(i)) for i, item in enumerate(content)
        ]
        return _value(tag.removeprefix("py/"), items=items)
    if tag == "py/int" and isinstance(content, str) and _INTEGER.fullmatch(content):
        return _value("int", decimal=content)
    if tag == "py/float" and content in _FINITE:
        return _value("float", name=content)
    if tag in ("py/b64", "py/b85", "py/bytes") and isinstance(content, str):
        data = _bytes(tag, content)
        if data is not None:
            return _value("bytes", base64=base64.b64encode(data).decode("ascii"))
    path = _path_text(value)
    if path:
        return _value("opaque", codec=_STATE, **{"class": "pathlib.Path"}, data=path)
    return _opaque(conversion, value, place)


def _bytes(tag: str, content: str) -> bytes | None:
    try:
        text = content.encode("ascii")
        if tag == "py/bytes":
            return quopri.decodestring(text)
        decode = base64.b64decode if tag == "py/b64" else base64.b85decode
        return decode(text)
    except (ValueError, binascii.Error):
        return None


def _path_text(value: dict[str, Any]) -> str:
    """The text of a path, which jsonpickle writes as a call of its class with the parts."""
    called, parts = call_of(value)
    if called not in _PATHS or not parts:
        return ""
    if not all(isinstance(part, str) for part in parts):
        return ""
    root, rest = (parts[0], parts[1:]) if parts[0] == "/" else ("", parts)
    return root + "/".join(rest)


def _opaque(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    name = class_of(value)
    others = [key for key in value if key.startswith("py/") and key != "py/object"]
    if name and not others:
        # What consists of attributes alone is legible without a codec.
        kept = {key: item for key, item in value.items() if key != "py/object"}
        clean = without_credentials(conversion, kept, place)
        data = {key: read_value(conversion, item, place.at(key)) for key, item in clean.items()}
        return _value("opaque", codec=_STATE, **{"class": name}, data=data)
    data = without_credentials(conversion, value, place)
    return _value("opaque", codec=_CODEC, **{"class": _class_name(value)}, data=data)


def _class_name(value: dict[str, Any]) -> str:
    """The class of an object that is kept as jsonpickle wrote it."""
    found = tag_of(value)
    assert found is not None
    if found.tag == "py/reduce" and isinstance(found.content, list) and found.content:
        called = tag_of(found.content[0])
        if called is not None and isinstance(called.content, str):
            return called.content
    if found.tag == "py/object" and isinstance(found.content, str):
        return found.content
    return _CLASSES.get(found.tag, "builtins.object")


def written_value(value: Any) -> Any:
    """The value as jsonpickle would write it: `$value` objects become its tags."""
    if isinstance(value, list):
        return [written_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$value"} and isinstance(value["$value"], dict):
        return _written_tagged(value["$value"])
    return {_written_key(name): written_value(item) for name, item in value.items()}


def _written_key(key: Any) -> str:
    if isinstance(key, str):
        return key
    import json  # noqa: PLC0415

    return _KEY + json.dumps(written_value(key))


def _written_tagged(content: dict[str, Any]) -> Any:
    kind = content.get("kind")
    if kind in ("tuple", "set"):
        return {f"py/{kind}": [written_value(item) for item in content["items"]]}
    if kind == "dict":
        return {_written_key(key): written_value(item) for key, item in content["items"]}
    if kind == "opaque":
        return _written_opaque(content)
    if kind == "bytes":
        return {"py/b64": content["base64"]}
    if kind == "int":
        return int(content["decimal"])
    return float(content["name"]) if kind == "float" else content["value"]


def _written_opaque(content: dict[str, Any]) -> Any:
    data = content["data"]
    if content["codec"] == _CODEC:
        return data
    if content["codec"] == "pickle+base64":
        # jsonpickle calls the function of a reduction: here, pickle's own reader.
        arguments = {"py/tuple": [{"py/b64": data}]}
        return {"py/reduce": [{"py/function": "pickle.loads"}, arguments]}
    if content["class"] == "pathlib.Path" and isinstance(data, str):
        path = {"py/type": "pathlib.Path"}
        return {"py/reduce": [path, {"py/tuple": [data]}]}
    if isinstance(data, dict):
        attributes = {name: written_value(item) for name, item in data.items()}
        return {"py/object": content["class"], **attributes}
    # The member of an enumeration is found by its name.
    arguments = {"py/tuple": [{"py/type": content["class"]}, data]}
    return {"py/reduce": [{"py/function": "builtins.getattr"}, arguments]}
