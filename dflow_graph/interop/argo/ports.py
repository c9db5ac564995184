"""Inputs, outputs and arguments: the parameters and artifacts of templates and of calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dflow_graph.interop.argo.fields import (
    CONSUMED,
    Field,
    Into,
    Kept,
    Reader,
    Refused,
    Table,
    flag,
    keep_others,
    named_items,
    read_object,
    text,
    whole,
    wrong,
)
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.argo.storage import STORES, UNKNOWN_STORES, archive, location_in
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.passes.finding import quoted
from dflow_graph.regex import regex

__all__ = ["argument_artifacts", "argument_parameters", "inputs", "outputs", "reference", "source"]

_BARE_REFERENCE = regex(r"(?:inputs|steps|tasks|workflow|item)(?:\.[-\w]+)*")
_SAID: Table = {
    "description": Kept("it tells people what the value is for"),
    "enum": Kept("it tells people what they may choose"),
}
_CONFIG_MAP = "a graph takes no value from a config map; give it as a value"


def reference(reading: Reading, value: Any, place: Place) -> Any:
    """A reference in braces, which Argo's older manifests leave out."""
    written = text(reading, value, place)
    if isinstance(written, str) and _BARE_REFERENCE.fullmatch(written):
        return "{{" + written + "}}"
    return written


def _supplied(reading: Reading, value: Any, place: Place) -> Any:
    if isinstance(value, dict):
        keep_others(reading, value, place, (), "what a person supplies")
        return True
    return wrong(reading, place, "an object must stand here", value)


_VALUE_FROM: Table = {
    "path": Field("value_from_path", text),
    "parameter": Field("value_from_parameter", reference),
    "expression": Field("value_from_expression", text),
    "jsonPath": Field("value_from_json_path", text),
    "jqFilter": Field("value_from_jq_filter", text),
    "supplied": Field("value_supplied", _supplied),
    "default": Field("default", text),
    "event": Refused("a graph has no events"),
    "configMapKeyRef": Refused(_CONFIG_MAP),
}


def _value_from(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _VALUE_FROM, "the origin of a value")


_INPUT_FROM: Table = {
    **dict.fromkeys(
        ("path", "parameter", "expression", "jsonPath", "jqFilter", "supplied"),
        Refused("an input is given by the step that calls the template"),
    ),
    "event": Refused("a graph has no events"),
    "configMapKeyRef": Refused(_CONFIG_MAP),
    "default": Field("value", text),
}


def _input_from(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _INPUT_FROM, "the origin of a value")


def _ignored(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    reading.keep(place, value, "a `value` stands beside it, and counts")
    return {}


_INPUT_PARAMETER: Table = {
    **_SAID,
    "name": CONSUMED,
    "default": Field("value", text),
    "value": Field("value", text),
    "valueFrom": Into(_input_from),
    "globalName": Kept("only outputs have a name within the whole workflow"),
}
_OUTPUT_PARAMETER: Table = {
    **_SAID,
    "name": CONSUMED,
    "value": Field("value", text),
    "valueFrom": Into(_value_from),
    "default": Field("default", text),
    "globalName": Field("global_name", text),
}
_ARTIFACT: Table = {
    **dict.fromkeys((*STORES, *UNKNOWN_STORES), CONSUMED),
    "name": CONSUMED,
    "path": Field("path", text),
    "optional": Field("optional", flag),
    "archive": Field("archive", archive),
    "subPath": Field("sub_path", text),
    "archiveLogs": Kept("logs are kept as the cluster does"),
    "artifactGC": Kept("the artifact is deleted when the cluster says so"),
    "deleted": Kept("it is of a run"),
}
_INPUT_ARTIFACT: Table = {
    **_ARTIFACT,
    "mode": Field("mode", whole),
    "recurseMode": Kept("the mode is that of the file or folder alone"),
    "from": Refused("an input is given by the step that calls the template"),
    "fromExpression": Refused("an input is given by the step that calls the template"),
    "globalName": Kept("only outputs have a name within the whole workflow"),
}
_OUTPUT_ARTIFACT: Table = {
    **_ARTIFACT,
    "from": Field("_from", reference),
    "fromExpression": Field("from_expression", text),
    "globalName": Field("global_name", text),
    "mode": Kept("the file keeps the mode that it has"),
    "recurseMode": Kept("the files keep the modes that they have"),
}


def _input_parameter(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    reading.host(place)
    table = _INPUT_PARAMETER
    if item.get("value") is not None:
        # Of the two Argo takes the value.
        table = {**table, "default": Into(_ignored)}
    return read_object(reading, item, place, table, "an input parameter")


def _output_parameter(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    reading.host(place)
    return read_object(reading, item, place, _OUTPUT_PARAMETER, "an output parameter")


def _input_artifact(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    reading.host(place)
    read = read_object(reading, item, place, _INPUT_ARTIFACT, "an input artifact")
    found = location_in(reading, item, place.inside("source"), output=False)
    return read if found is NOTHING else {**read, "source": found}


def _output_artifact(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    reading.host(place)
    read = read_object(reading, item, place, _OUTPUT_ARTIFACT, "an output artifact")
    found = location_in(reading, item, place.inside("save", 0), output=True)
    return read if found is NOTHING else {**read, "save": [found]}


def _ports(
    reading: Reading, value: Any, place: Place, sorts: Mapping[str, Reader], what: str
) -> Any:
    table = {name: Field(name, _each(name.removesuffix("s"), one)) for name, one in sorts.items()}
    return read_object(reading, value, place, table, what)


def _each(what: str, one: Reader) -> Reader:
    """The reader of a list of named things, each read by the reader of one."""

    def read(reading: Reading, value: Any, place: Place) -> Any:
        items = named_items(reading, value, place, what)
        return {name: one(reading, item, at) for name, item, at in items}

    return read


def inputs(reading: Reading, value: Any, place: Place) -> Any:
    """The inputs of a template."""
    sorts = {"parameters": _input_parameter, "artifacts": _input_artifact}
    return _ports(reading, value, place, sorts, "the inputs")


def outputs(reading: Reading, value: Any, place: Place) -> Any:
    """The outputs of a template; what Argo says of a run besides is kept."""
    sorts = {"parameters": _output_parameter, "artifacts": _output_artifact}
    return _ports(reading, value, place, sorts, "the outputs")


_ARGUMENT: Table = {
    **_SAID,
    "name": CONSUMED,
    "value": CONSUMED,
    "valueFrom": Refused("an argument is a value, or a reference to one in the workflow"),
    "default": Kept("an argument has a value"),
    "globalName": Kept("only outputs have a name within the whole workflow"),
}


def argument_parameters(reading: Reading, value: Any, place: Place) -> Any:
    """The arguments for parameters: name to text."""
    given = {}
    for name, item, at in named_items(reading, value, place, "parameter"):
        found, table = item.get("value"), _ARGUMENT
        if found is None and item.get("valueFrom") is None and item.get("default") is not None:
            found, table = item["default"], {**_ARGUMENT, "default": CONSUMED}
        read_object(reading, item, at, table, "an argument")
        if found is None and item.get("valueFrom") is None:
            message = f"the parameter {quoted(name)} has no value"
            reading.fault("DG105", at, message, "Give it a `value`.")
        elif found is not None:
            given[name] = text(reading, found, at.of("value"))
    return given


def _may_be_missing(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    if flag(reading, value, place) is True:
        reading.optional.append(place)
    return {}


_ARGUMENT_ARTIFACT: Table = {
    **_ARTIFACT,
    "from": CONSUMED,
    "subPath": CONSUMED,
    "fromExpression": Refused("an argument is a reference or a location"),
    "path": Kept("the path is that of the input"),
    "optional": Into(_may_be_missing),
    "archive": Kept("how it is unpacked is said by the input"),
    "mode": Kept("the mode is that of the input"),
    "recurseMode": Kept("the mode is that of the input"),
    "globalName": Kept("only outputs have a name within the whole workflow"),
}


def argument_artifacts(reading: Reading, value: Any, place: Place) -> Any:
    """The arguments for artifacts: name to source."""
    given = {}
    for name, item, at in named_items(reading, value, place, "artifact"):
        read_object(reading, item, at, _ARGUMENT_ARTIFACT, "an argument")
        found = source(reading, item, at)
        if found is not NOTHING:
            given[name] = found
    return given


def source(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    """Where an argument comes from: a reference, a part of one, or a location."""
    below = item.get("subPath")
    sub_path = (
        {} if below in (None, "") else {"sub_path": text(reading, below, place.of("subPath"))}
    )
    if item.get("from") is not None:
        origin = reference(reading, item["from"], place.of("from"))
        return {"kind": "ref", "_from": origin, **sub_path} if sub_path else origin
    found = location_in(reading, item, place, output=False)
    if found is NOTHING:
        return found
    if sub_path and found["kind"] in ("http", "raw"):
        why = f"a part of {quoted(found['kind'])} cannot be taken"
        reading.keep(place.at("subPath"), below, why)
        return found
    return {**found, **sub_path}
