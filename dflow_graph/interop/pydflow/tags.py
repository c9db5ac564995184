"""The tags of jsonpickle (`py/object`, `py/tuple`, `py/id`, …), read as data.

Nothing is constructed, imported or called. References within the document (`py/id`, `py/ref`) are
replaced by copies of what they refer to, within a budget. No function here is recursive: how deep a
document nests is the writer's choice, and it may be hostile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.interop.report import Path
from dflow_graph.record import Record
from dflow_graph.source.document import Limits
from dflow_graph.source.pointer import split

__all__ = ["TagFault", "Tagged", "call_of", "class_of", "resolved", "tag_of", "too_large"]

_REFERENCES = ("py/id", "py/ref")
# What jsonpickle gives no number to when it counts the objects of a document.
_UNNUMBERED = frozenset(
    {
        *("py/tuple", "py/set", "py/iterator", "py/type", "py/function", "py/module"),
        *("py/b64", "py/b85", "py/bytes", "py/float", "py/int", "py/repr", *_REFERENCES),
    }
)
_CALL = 2
_SEQUENCES = ("py/tuple", "py/set")
# References may multiply a small document: a list of ten, of ten, of ten, …
_MOST_COPIED = 1_000_000


class Tagged(Record):
    """What a tagged object is: the tag that says so, and its content."""

    tag: str
    content: Any


class TagFault(Exception):  # noqa: N818 - it is a finding about a document
    """A reference that leads nowhere, into itself, or to too much: `code` is a rule."""

    def __init__(self, code: str, path: Path, message: str) -> None:
        super().__init__(code, path, message)
        self.code = code
        self.path = path
        self.message = message


def tag_of(value: Any) -> Tagged | None:
    """The tag of a value, or None for plain data.

    Of several tags the one that decides how jsonpickle reads the object comes first.
    """
    if not isinstance(value, dict):
        return None
    tags = [name for name in value if isinstance(name, str) and name.startswith("py/")]
    if not tags:
        return None
    first = next((name for name in _ORDER if name in tags), tags[0])
    return Tagged(first, value[first])


_ORDER = (
    *("py/id", "py/ref", "py/iterator", "py/b64", "py/b85", "py/bytes", "py/type", "py/repr"),
    *("py/float", "py/int", "py/reduce", "py/object", "py/function", "py/tuple", "py/set"),
)


def class_of(value: Any) -> str:
    """The qualified name of a `py/object`; the empty text for anything else."""
    found = tag_of(value)
    if found is None or found.tag != "py/object" or not isinstance(found.content, str):
        return ""
    return found.content


def call_of(value: Any) -> tuple[str, list[Any]]:
    """The class that a `py/reduce` would call and its arguments; empty where it is no such call."""
    called = value.get("py/reduce") if isinstance(value, dict) else None
    if not isinstance(called, list) or len(called) < _CALL or not isinstance(called[0], dict):
        return "", []
    name, given = called[0].get("py/type"), called[1]
    arguments = given.get("py/tuple") if isinstance(given, dict) else None
    if not isinstance(name, str) or not isinstance(arguments, list):
        return "", []
    return name, arguments


def resolved(root: Any) -> Any:
    """The data without `py/id` and `py/ref`. Raises `TagFault`.

    The data itself comes back where it has none; it is never changed.
    """
    spots = [spot for spot in _walk(root) if _is_reference(spot.value)]
    if not spots:
        return root
    numbered = [spot for spot in _walk(root) if spot.is_numbered]
    targets = {spot.path: spot.value for spot in numbered}
    aims = {spot.path: _aim(spot, numbered, targets) for spot in spots}
    return _copy(root, aims, targets)


class _Spot(Record):
    path: Path
    value: Any
    is_numbered: bool


def _walk(root: Any) -> Iterator[_Spot]:
    """All lists and objects in the order in which jsonpickle reads them."""
    waiting: list[tuple[Path, Any, bool]] = [((), root, True)]
    while waiting:
        path, value, counts = waiting.pop()
        if not isinstance(value, (dict, list)):
            continue
        found = tag_of(value)
        yield _Spot(path, value, counts and (found is None or found.tag not in _UNNUMBERED))
        members = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        for name, item in reversed(members):
            waiting.append(((*path, name), item, name not in _SEQUENCES))


def _is_reference(value: Any) -> bool:
    found = tag_of(value)
    return found is not None and found.tag in _REFERENCES


def _aim(spot: _Spot, numbered: list[_Spot], targets: dict[Path, Any]) -> Path:
    """The path of what a reference names."""
    content = next(iter(spot.value.values()))
    if "py/id" in spot.value:
        number = spot.value["py/id"]
        if isinstance(number, int) and 0 < number <= len(numbered):
            return numbered[number - 1].path
    elif isinstance(content, str) and content.startswith("/"):
        names = () if content == "/" else tuple(split(content))
        for path in targets:
            if tuple(map(str, path)) == names:
                return path
    raise TagFault("DG107", spot.path, "this reference leads to no object of the document")


def _copy(root: Any, aims: dict[Path, Path], targets: dict[Path, Any]) -> Any:
    """A copy in which each reference is replaced by a copy of its target."""
    budget = _MOST_COPIED
    limit = Limits().max_depth
    result: list[Any] = [None]
    # (container of the copy, its key, path in the source, value, depth)
    waiting: list[tuple[Any, Any, Path, Any, int]] = [(result, 0, (), root, 1)]
    while waiting:
        holder, key, path, value, depth = waiting.pop()
        budget -= 1
        hops = 0
        while path in aims:
            path = aims[path]
            value = targets[path]
            hops += 1
            if hops > len(aims):
                raise TagFault("DG010", path, "these references lead to each other")
        if budget < 0 or depth > limit:
            raise TagFault("DG010", path, "references nest this object without end, or too deep")
        if not isinstance(value, (dict, list)):
            holder[key] = value
            continue
        made: Any = {} if isinstance(value, dict) else [None] * len(value)
        holder[key] = made
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(made, dict):
                made[name] = None  # keeps the order of the source
            waiting.append((made, name, (*path, name), item, depth + 1))
    return result[0]


def too_large(root: Any) -> TagFault | None:
    """The fault of data that nests too deep or has too many nodes (clauses LIM-2, LIM-3)."""
    limits = Limits()
    nodes = 0
    waiting: list[tuple[Path, Any]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        nodes += 1
        if nodes > limits.max_nodes:
            return TagFault("DG011", (), f"there are more than {limits.max_nodes} values")
        if isinstance(value, (dict, list)):
            if len(path) >= limits.max_depth:
                return TagFault("DG010", path, f"it nests more than {limits.max_depth} deep")
            members = value.items() if isinstance(value, dict) else enumerate(value)
            waiting.extend(((*path, name), item) for name, item in members)
    return None
