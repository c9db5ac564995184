"""What is given to a parameter, as a value of the graph: JSON, tagged values, references.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict

from .errors import CallError, UnserialisableError
from .expressions import ArgoVar, tag_text
from .graph_object import plain, within
from .location import Location
from .values import from_value, to_value

__all__ = ["TaggedJson", "argument_value", "argument_values", "read_value", "read_values"]


class TaggedJson:
    """A value that was read from a graph and holds tagged values; it is written as it was.

    `json` is what the graph had. Nothing is decoded unasked (clause VAL-4).
    """

    def __init__(self, json: Any) -> None:
        self.json = json

    def decoded(self, allow_opaque: bool = False) -> Any:
        """The Python value. Opaque values are decoded only with `allow_opaque`."""
        return from_value(self.json, allow_opaque=allow_opaque)

    def __repr__(self) -> str:
        return f"TaggedJson({self.json!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaggedJson) and self.json == other.json

    __hash__ = None  # type: ignore[assignment]


def argument_value(value: Any) -> Any:
    """A Python value as a value of the graph (clauses VAL-1 to VAL-5).

    A variable becomes its tag, also inside of lists and dictionaries; a text with `{{` is a
    template. Raises `UnserialisableError` with the way to the part that has no form.
    """
    if isinstance(value, TaggedJson):
        return plain(value.json)
    return to_value(_with_tags(value))


def argument_values(values: Any) -> Dict[str, Any]:
    """Name to value of the graph."""
    if not hasattr(values, "items"):
        raise TypeError(f"must be a dictionary, not {type(values).__name__}")
    return {str(name): _named_value(str(name), value) for name, value in values.items()}


def _named_value(name: str, value: Any) -> Any:
    try:
        return argument_value(value)
    except UnserialisableError as error:
        raise within(error, name) from None


def _with_tags(value: Any) -> Any:
    if isinstance(value, ArgoVar):
        return tag_text(value)
    if isinstance(value, TaggedJson):
        return value.decoded()
    if isinstance(value, Location):
        raise CallError(
            type(value).__name__, "it is an artifact, and cannot be the value of a parameter"
        )
    kind = type(value)
    if kind is dict:
        return {name: _with_tags(member) for name, member in value.items()}
    if kind in (list, tuple):
        return kind(_with_tags(item) for item in value)
    return value


def read_value(data: Any) -> Any:
    """A value of a graph as Python has it; one with tagged values stays a `TaggedJson`."""
    return TaggedJson(plain(data)) if _is_tagged(data) else plain(data)


def read_values(data: Dict[str, Any]) -> Dict[str, Any]:
    """Name to value."""
    return {name: read_value(value) for name, value in data.items()}


def _is_tagged(data: Any) -> bool:
    if isinstance(data, dict):
        return "$value" in data or any(map(_is_tagged, data.values()))
    return isinstance(data, list) and any(map(_is_tagged, data))
