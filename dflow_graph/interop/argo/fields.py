"""Objects of a manifest read member by member by a table: each is read, kept, or refused.

A table maps a name of Argo to what becomes of it. A member that no table knows is kept under
extensions. Null says nothing in Kubernetes, and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Union

from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.passes.finding import quoted, shown
from dflow_graph.record import Record

__all__ = [
    "CONSUMED",
    "Consumed",
    "Field",
    "Into",
    "Kept",
    "Reader",
    "Refused",
    "Same",
    "Table",
    "as_text",
    "flag",
    "keep_others",
    "kubernetes_list",
    "kubernetes_object",
    "named_items",
    "read_object",
    "text",
    "text_list",
    "text_map",
    "whole",
    "whole_or_text",
    "wrong",
]

Reader = Callable[[Reading, Any, Place], Any]


class Field(Record):
    """A member that becomes a member of the graph, under a name of the graph."""

    name: str
    read: Reader


class Into(Record):
    """A member that becomes several members of the same object of the graph."""

    read: Callable[[Reading, Any, Place], dict[str, Any]]


class Kept(Record):
    """A member without a place: it is kept under extensions, and what that means is reported."""

    why: str


class Refused(Record):
    """A member without which the workflow would do something else: there is no graph then."""

    why: str
    code: str = "DG106"


class Same(Record):
    """A member that says nothing with one value, and is kept with any other."""

    value: Any
    why: str


class Consumed(Record):
    """A member that has been read already."""


CONSUMED = Consumed()
_FEWEST, _MOST = -4, 6
"""Exponents of ten between which Go writes a number without one."""

Entry = Union[Field, Into, Kept, Refused, Same, Consumed]
Table = Mapping[str, Entry]


def read_object(
    reading: Reading, value: Any, place: Place, table: Table, what: str
) -> dict[str, Any]:
    """The members of an object under their names in the graph."""
    result: dict[str, Any] = {}
    if not isinstance(value, dict):
        wrong(reading, place, f"{what} must be an object", value)
        return result
    for name, member in value.items():
        if member is None:
            continue
        entry = table.get(name)
        at = place.at(name)
        if entry is None:
            reading.unknown(at, name, member, what, table)
        elif isinstance(entry, Field):
            read = entry.read(reading, member, place.at(name, entry.name))
            if read is not NOTHING:
                _take(reading, result, {entry.name: read}, at)
        elif isinstance(entry, Into):
            _take(reading, result, entry.read(reading, member, place.of(name)), at)
        else:
            _leave(reading, name, member, at, entry)
    return result


def _take(reading: Reading, result: dict[str, Any], read: dict[str, Any], place: Place) -> None:
    """Takes members into the result; what two members of Argo say, none of them says."""
    if result.keys() & read.keys():
        message = f"{quoted(str(place.source[-1]))} says again what another member says"
        reading.fault("DG006", place, message, "Leave one of them.")
    result.update(read)


def _leave(reading: Reading, name: str, member: Any, place: Place, entry: Entry) -> None:
    if isinstance(entry, Refused):
        # A flag that is off asks for nothing.
        if member is False:
            reading.is_default(place, name)
        else:
            reading.refuse(place, name, entry.why, entry.code)
    elif isinstance(entry, Same) and type(member) is type(entry.value) and member == entry.value:
        reading.is_default(place, name)
    elif isinstance(entry, (Kept, Same)):
        reading.keep(place, member, f"{quoted(name)} has no place in a graph: {entry.why}")


def wrong(reading: Reading, place: Place, right: str, value: Any) -> Any:
    """Adds a diagnostic about a value of the wrong type."""
    return reading.fault("DG107", place, f"{right}, not {shown(value)}")


def as_text(value: Any) -> str | None:
    """The text that Kubernetes makes of a scalar where a text is wanted; None for no scalar."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _go_float(value)
    return None


def _go_float(value: float) -> str:
    """A number as Go's reader of YAML makes a text of it: 3, 0.25, 1e+06."""
    exact = Decimal(repr(value)).normalize()
    exponent = exact.adjusted()
    if _FEWEST <= exponent < _MOST:
        return f"{exact:f}"
    digits = "".join(map(str, exact.as_tuple().digits))
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{'-' if value < 0 else ''}{digits[0]}{point}e{exponent:+03d}"


def text(reading: Reading, value: Any, place: Place) -> Any:
    """A text; other scalars become one, as Argo takes them."""
    found = as_text(value)
    return wrong(reading, place, "a text must stand here", value) if found is None else found


def flag(reading: Reading, value: Any, place: Place) -> Any:
    """True or false."""
    if isinstance(value, bool):
        return value
    return wrong(reading, place, "true or false must stand here", value)


def whole(reading: Reading, value: Any, place: Place) -> Any:
    """A whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return wrong(reading, place, "a whole number must stand here", value)


def whole_or_text(reading: Reading, value: Any, place: Place) -> Any:
    """A whole number, or a text that is one once its tags are replaced."""
    if isinstance(value, str):
        return value
    return whole(reading, value, place)


def text_list(reading: Reading, value: Any, place: Place) -> Any:
    """A list of texts."""
    if not isinstance(value, list):
        return wrong(reading, place, "a list of texts must stand here", value)
    return [text(reading, item, place.at(i)) for i, item in enumerate(value)]


def text_map(reading: Reading, value: Any, place: Place) -> Any:
    """A mapping of names to texts."""
    if not isinstance(value, dict):
        return wrong(reading, place, "an object of texts must stand here", value)
    return {
        name: text(reading, item, place.at(name))
        for name, item in value.items()
        if item is not None
    }


def kubernetes_object(reading: Reading, value: Any, place: Place) -> Any:
    """An object of Kubernetes, as it is (OBJ-6)."""
    if isinstance(value, dict):
        return value
    return wrong(reading, place, "an object must stand here", value)


def kubernetes_list(reading: Reading, value: Any, place: Place) -> Any:
    """A list of objects of Kubernetes, as they are."""
    if not isinstance(value, list):
        return wrong(reading, place, "a list of objects must stand here", value)
    return [kubernetes_object(reading, item, place.at(i)) for i, item in enumerate(value)]


def keep_others(
    reading: Reading, item: dict[str, Any], place: Place, known: tuple[str, ...], what: str
) -> None:
    """Keeps the members of a named thing that are not among those that are read."""
    for name in item.keys() - {"name", *known}:
        reading.unknown(place.at(name), name, item[name], what, known)


def named_items(
    reading: Reading, value: Any, place: Place, what: str
) -> list[tuple[str, dict[str, Any], Place]]:
    """The items of a list in which each has a name, as a graph has them in a map: once each."""
    if not isinstance(value, list):
        wrong(reading, place, f"a list of {what}s must stand here", value)
        return []
    found: dict[str, tuple[str, dict[str, Any], Place]] = {}
    for index, item in enumerate(value):
        at = Place((*place.source, index), place.result)
        if not isinstance(item, dict):
            wrong(reading, at, f"a {what} must be an object", item)
            continue
        name = as_text(item.get("name"))
        if not name:
            reading.fault("DG105", at, f"a {what} lacks `name`", "Give it a `name`.")
        elif name in found:
            message = f"two {what}s of one list have the name {quoted(name)}"
            reading.fault("DG006", at.at("name"), message, "Rename one of them.")
        else:
            found[name] = (name, item, Place(at.source, (*place.result, name)))
    return list(found.values())
