"""Ports of templates as inputs and outputs of CWL: their ids and their types."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.index import Node, Port
from dflow_graph.model import UNSET

__all__ = ["FILES", "input_id", "input_type", "output_id", "plain_value", "text_of", "text_type"]

FILES = ["File", "Directory"]
"""The types of an artifact: a graph does not say which it is."""

_TYPES: dict[str | None, list[str]] = {
    "str": ["string"],
    "int": ["string", "long"],
    "float": ["string", "double"],
    "bool": ["string", "boolean"],
}


def input_id(node: Node, name: str, *, is_artifact: bool) -> str:
    """The id of an input; an artifact gives way to a parameter of its name."""
    return f"{name}_artifact" if is_artifact and name in node.in_parameters else name


def output_id(node: Node, name: str, *, is_artifact: bool) -> str:
    """The id of an output."""
    return f"{name}_artifact" if is_artifact and name in node.out_parameters else name


def text_type(type_: str | None) -> Any:
    """The type of a parameter: its text, or a value that has one."""
    found = _TYPES.get(type_, "Any")
    return found[0] if len(found) == 1 else found


def input_type(port: Port) -> Any:
    """The type of an input."""
    if port.is_artifact:
        return FILES if port.required else ["null", *FILES]
    return text_type(port.type)


def plain_value(value: Any) -> Any:
    """A value without the mark that it means itself (VAL-5)."""
    if isinstance(value, dict) and value.keys() == {"$value"}:
        tagged = value["$value"]
        if tagged.get("kind") == "literal":
            return tagged["value"]
    return value


def text_of(value: Any) -> str:
    """The text form of a value (VAL-8)."""
    value = plain_value(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def default_of(port: Port) -> Any:
    """The value of an input parameter where none is given, or `UNSET`."""
    return getattr(port.entry, "value", UNSET)
