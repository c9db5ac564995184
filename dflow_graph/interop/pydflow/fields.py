"""Objects read member by member by a table: every member is read, passed over, or reported.

A table maps a name of pydflow to a `Field`, or to None for what says nothing. Generations of
pydflow differ by members that are missing: none is required unless `required` names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.credentials import without_credentials
from dflow_graph.interop.pydflow.tags import tag_of
from dflow_graph.passes.finding import quoted, shown
from dflow_graph.record import Record

__all__ = [
    "Field",
    "Table",
    "flag",
    "number",
    "own_name",
    "read_mapping",
    "read_object",
    "setting_map",
    "text",
    "text_list",
    "text_map",
    "whole",
]

Reader = Callable[[Conversion, Any, Place], Any]


class Field(Record):
    """How a member is read, its name in the result, and the values that say nothing."""

    name: str
    read: Reader
    defaults: tuple[Any, ...] = ()


Table = Mapping[str, "Field | None"]


def read_object(  # noqa: PLR0913, PLR0917 - what is read, how, and what it is called
    conversion: Conversion,
    value: Any,
    place: Place,
    table: Table,
    what: str,
    required: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The members of an object under their names in the format; null says nothing."""
    result: dict[str, Any] = {}
    if not isinstance(value, dict):
        conversion.fault("DG107", place, f"{what} must be an object, not {shown(value)}")
        return result
    for name in required:
        if value.get(name) is None:
            conversion.fault(
                "DG105", place, f"{what} lacks {quoted(name)}", f"Give {quoted(name)}."
            )
    for name, member in value.items():
        if name not in table:
            if member not in (None, [], {}, ""):
                conversion.unknown(place.at(name), name, what, table)
            continue
        field = table[name]
        if field is None or member is None or _says_nothing(member, field.defaults):
            continue
        read = field.read(conversion, member, place.at(name, field.name))
        if read is not NOTHING:
            result[field.name] = read
    return result


def _says_nothing(member: Any, defaults: tuple[Any, ...]) -> bool:
    return any(type(member) is type(other) and member == other for other in defaults)


def read_mapping(
    conversion: Conversion, value: Any, place: Place, read: Reader, what: str
) -> dict[str, Any]:
    """A mapping of names to objects that are all read alike."""
    if not isinstance(value, dict) or tag_of(value) is not None:
        conversion.fault("DG107", place, f"{what} must be an object, not {_named(value)}")
        return {}
    members = {name: read(conversion, item, place.at(name)) for name, item in value.items()}
    return {name: item for name, item in members.items() if item is not NOTHING}


def own_name(conversion: Conversion, value: Any, place: Place) -> Any:
    """What an object calls itself; the key that it stands under is its name."""
    key = place.source[-2] if len(place.source) > 1 else ""
    if value != key:
        message = f"it calls itself {shown(value)}; the key {quoted(str(key))} is its name"
        conversion.note("repair", place, message, kept=False)
    return NOTHING


def text(conversion: Conversion, value: Any, place: Place) -> Any:
    """A text."""
    if isinstance(value, str):
        return value
    return _wrong(conversion, place, "a text", value)


def flag(conversion: Conversion, value: Any, place: Place) -> Any:
    """True or false; false is the default of all flags that are read so."""
    if isinstance(value, bool):
        return value or NOTHING
    return _wrong(conversion, place, "true or false", value)


def whole(conversion: Conversion, value: Any, place: Place) -> Any:
    """A whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _wrong(conversion, place, "a whole number", value)


def number(conversion: Conversion, value: Any, place: Place) -> Any:
    """A number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return _wrong(conversion, place, "a number", value)


def text_list(conversion: Conversion, value: Any, place: Place) -> Any:
    """A list of texts; one text is a list of one. An empty list says nothing."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return _wrong(conversion, place, "a list of texts", value)
    return items or NOTHING


def text_map(conversion: Conversion, value: Any, place: Place) -> Any:
    """A mapping of names to texts; numbers and booleans become texts, as in a manifest."""
    if not isinstance(value, dict) or tag_of(value) is not None:
        return _wrong(conversion, place, "an object of texts", value)
    result = {}
    for name, item in value.items():
        if isinstance(item, str):
            result[name] = item
        elif isinstance(item, (int, float)):
            result[name] = shown(item)
            conversion.repair(
                place.at(name), f"{shown(item)} became a text, as Kubernetes needs it"
            )
        else:
            _wrong(conversion, place.at(name), "a text", item)
    return result or NOTHING


def _wrong(conversion: Conversion, place: Place, right: str, value: Any) -> Any:
    return conversion.fault("DG107", place, f"{right} must stand here, not {_named(value)}")


def _named(value: Any) -> str:
    found = tag_of(value)
    return quoted(found.tag) if found is not None else shown(value)


def setting_map(conversion: Conversion, value: Any, place: Place) -> Any:
    """A mapping of texts whose names say what they are: annotations, labels; credentials go."""
    read = text_map(conversion, value, place)
    return read if read is NOTHING else without_credentials(conversion, read, place)
