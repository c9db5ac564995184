"""Inputs and outputs of templates, and signatures of OPs."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.artifacts import read_saves, read_source
from dflow_graph.interop.pydflow.fields import (
    Field,
    Table,
    flag,
    own_name,
    read_mapping,
    read_object,
    text,
)
from dflow_graph.interop.pydflow.fields import whole as whole_number
from dflow_graph.interop.pydflow.op_source import port_type
from dflow_graph.interop.pydflow.tags import class_of, tag_of
from dflow_graph.interop.pydflow.types import ReadType, artifact_type, parameter_type
from dflow_graph.interop.pydflow.values import read_argument
from dflow_graph.interop.pydflow.writing_types import keep_type
from dflow_graph.passes.finding import quoted, shown

__all__ = ["read_inputs", "read_op", "read_outputs"]

_ENTRIES = {
    "dflow.python.opio.Artifact": "Artifact",
    "dflow.python.opio.Parameter": "Parameter",
    "dflow.python.opio.BigParameter": "BigParameter",
}
_GENERIC = ("list", "dict", "tuple", "set", "frozenset")


def _type_of(
    conversion: Conversion, value: Any, place: Place, *, is_artifact: bool, recovered: str = ""
) -> Any:
    """A type; the one that was recovered from the source where parts of it are lost."""
    if not isinstance(value, str):
        return conversion.fault("DG107", place, f"a type is a text, not {shown(value)}")
    read: ReadType = (artifact_type if is_artifact else parameter_type)(value)
    # `list[int]` is written as `list`, which an author may have written too.
    if not read.is_lost and (value not in _GENERIC or recovered in ("", read.text)):
        return read.text
    if recovered:
        conversion.repair(place, f"{quoted(value)} is `{recovered}` in the source of the OP")
        return recovered
    conversion.loss(place, f"{quoted(value)} does not say more than `{read.text}`", kept=True)
    return read.text


def _parameter_type(conversion: Conversion, value: Any, place: Place) -> Any:
    return _type_of(conversion, value, place, is_artifact=False)


def _artifact_type(conversion: Conversion, value: Any, place: Place) -> Any:
    return _type_of(conversion, value, place, is_artifact=True)


def _expression(conversion: Conversion, value: Any, place: Place) -> Any:
    """An expression, which stands without braces."""
    if isinstance(value, str) and value.startswith("{{=") and value.endswith("}}"):
        conversion.repair(place, "an expression stands here without `{{=` and `}}`")
        return value[3:-2]
    return text(conversion, value, place)


def _archive(conversion: Conversion, value: Any, place: Place) -> Any:
    if value in ("tar", "zip"):
        return value
    return conversion.fault("DG109", place, f"{shown(value)} is neither `tar` nor `zip`")


def _slice(conversion: Conversion, value: Any, place: Place) -> Any:
    return str(value) if isinstance(value, int) else text(conversion, value, place)


_INPUT_PARAMETER: Table = {
    "name": Field("name", own_name),
    "type": Field("type", _parameter_type),
    "save_as_artifact": Field("save_as_artifact", flag),
    "path": Field("path", text),
    "source": Field("source", read_source),
    "description": None,
}
_INPUT_ARTIFACT: Table = {
    "name": Field("name", own_name),
    "type": Field("type", _artifact_type),
    "path": Field("path", text),
    "optional": Field("optional", flag),
    "source": Field("source", read_source),
    "mode": Field("mode", whole_number),
    "sub_path": Field("sub_path", text),
    "slice": Field("slice", _slice),
    "archive": Field("archive", _archive, ("default", "tar")),
    "save_as_parameter": Field("save_as_parameter", flag),
}
_OUTPUT_PARAMETER: Table = {
    "name": Field("name", own_name),
    "type": Field("type", _parameter_type),
    "value_from_path": Field("value_from_path", text),
    "value_from_parameter": Field("value_from_parameter", text),
    "value_from_expression": Field("value_from_expression", _expression),
    "global_name": Field("global_name", text),
    "save_as_artifact": Field("save_as_artifact", flag),
    "save_both": Field("save_both", flag),
}
_OUTPUT_ARTIFACT: Table = {
    "name": Field("name", own_name),
    "path": Field("path", text),
    "type": Field("type", _artifact_type),
    "save": Field("save", read_saves, ([],)),
    "archive": Field("archive", _archive, ("default", "tar")),
    "global_name": Field("global_name", text),
    "from_expression": Field("from_expression", _expression),
    "_from": Field("_from", text),
    "optional": Field("optional", flag),
}
_MAY_BE_NULL = ("value", "default")


def _port(table: Table, what: str, *, null: tuple[str, ...] = (), is_artifact: bool = False) -> Any:
    """A reader of ports: values, and an `archive` of null, are kept even where they are null."""

    def read(conversion: Conversion, value: Any, place: Place) -> Any:
        if not isinstance(value, dict):
            return conversion.fault("DG107", place, f"{what} must be an object")
        rest = {name: item for name, item in value.items() if name not in _MAY_BE_NULL}
        port = read_object(conversion, rest, place, table, what)
        for name in _MAY_BE_NULL:
            if name in value:
                port[name] = read_argument(conversion, value[name], place.at(name))
        for name in null:
            if name in value and value[name] is None:
                port[name] = None
        keep_type(port, value.get("type"), is_artifact=is_artifact)
        return port

    return read


_READERS = {
    ("inputs", "parameters"): _port(_INPUT_PARAMETER, "an input parameter"),
    ("inputs", "artifacts"): _port(
        _INPUT_ARTIFACT, "an input artifact", null=("archive",), is_artifact=True
    ),
    ("outputs", "parameters"): _port(_OUTPUT_PARAMETER, "an output parameter"),
    ("outputs", "artifacts"): _port(
        _OUTPUT_ARTIFACT, "an output artifact", null=("archive",), is_artifact=True
    ),
}


def _ports(conversion: Conversion, value: Any, place: Place, side: str) -> Any:
    if not isinstance(value, dict) or tag_of(value) is not None:
        return conversion.fault("DG107", place, f"`{side}` must be an object")
    result = {}
    for sort, ports in value.items():
        reader = _READERS.get((side, sort))
        if reader is None:
            conversion.unknown(place.at(sort), sort, side, ("parameters", "artifacts"))
        elif ports:
            result[sort] = read_mapping(conversion, ports, place.at(sort), reader, f"`{sort}`")
    return {sort: ports for sort, ports in result.items() if ports} or NOTHING


def read_inputs(conversion: Conversion, value: Any, place: Place) -> Any:
    """The inputs of a template that is no Python OP."""
    return _ports(conversion, value, place, "inputs")


def read_outputs(conversion: Conversion, value: Any, place: Place) -> Any:
    """The outputs of a template that is no Python OP."""
    return _ports(conversion, value, place, "outputs")


def read_op(conversion: Conversion, value: Any, place: Place) -> Any:
    """An OP: its name, its module, its signature, and its source with a digest (OP-4)."""
    import hashlib  # noqa: PLC0415

    table: Table = {
        "module": Field("module", text),
        "name": Field("name", text),
        "source": Field("source", text, ("",)),
        "inputs": Field("inputs", lambda c, v, p: _signature(c, v, p, value, "inputs")),
        "outputs": Field("outputs", lambda c, v, p: _signature(c, v, p, value, "outputs")),
    }
    op = read_object(conversion, value, place, table, "an OP", ("name",))
    if "source" in op:
        op["source_digest"] = f"sha256:{hashlib.sha256(op['source'].encode()).hexdigest()}"
    return op


def _signature(conversion: Conversion, value: Any, place: Place, op: Any, side: Any) -> Any:
    texts = [str(op.get(name) or "") for name in _OF_OP]

    def entry(conversion: Conversion, sign: Any, at: Place) -> Any:
        source, module, name = texts
        is_artifact = _ENTRIES.get(class_of(sign)) == "Artifact"
        port = str(at.source[-1])
        recovered = port_type(source, module, name, side, port, is_artifact=is_artifact)
        return _entry(conversion, sign, at, side, recovered)

    return read_mapping(conversion, value, place, entry, f"`{side}`") or NOTHING


_OF_OP = ("source", "module", "name")


def _entry(conversion: Conversion, sign: Any, place: Place, side: str, recovered: str) -> Any:
    """One entry of a signature; a bare type is a parameter."""
    if isinstance(sign, str):
        read = _type_of(
            conversion, sign, place.inside("type"), is_artifact=False, recovered=recovered
        )
        bare = {"kind": "Parameter", "type": read}
        keep_type(bare, sign, is_artifact=False)
        return bare
    kind = _ENTRIES.get(class_of(sign), "")
    if not kind:
        found = class_of(sign) or shown(sign)
        message = f"{quoted(found)} is no entry of a signature"
        return conversion.fault("DG108", place, message, f"Known are {', '.join(_ENTRIES)}.")
    is_artifact = kind == "Artifact"

    def typed(conversion: Conversion, value: Any, at: Place) -> Any:
        return _type_of(conversion, value, at, is_artifact=is_artifact, recovered=recovered)

    table = {
        "py/object": None,
        "type": Field("type", typed),
        "archive": Field("archive", _archive, ("tar",)),
        "save": Field("save", read_saves, ([],)),
        "optional": Field("optional", flag),
        "global_name": Field("global_name", text),
        "sub_path": Field("sub_path", _sub_path(side), (True,)),
    }
    rest = {name: item for name, item in sign.items() if name != "default"}
    entry = {"kind": kind, **read_object(conversion, rest, place, table, kind, ("type",))}
    if "default" in sign and not is_artifact:
        entry["default"] = read_argument(conversion, sign["default"], place.at("default"))
    if is_artifact and sign.get("archive", "tar") is None:
        entry["archive"] = None
    keep_type(entry, sign.get("type"), is_artifact=is_artifact)
    return entry


def _sub_path(side: str) -> Any:
    def read(conversion: Conversion, value: Any, place: Place) -> Any:
        if value is not False:
            message = f"true or false must stand here, not {shown(value)}"
            return conversion.fault("DG107", place, message)
        if side == "inputs":
            return False
        # ART-20
        conversion.loss(place, "on an output `sub_path` says nothing")
        return NOTHING

    return read
