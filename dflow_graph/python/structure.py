"""Lists and dictionaries nested in each other, such as artifacts are made of (clause ART-9).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

from .errors import CatalogError, SliceError
from .near import alternatives

__all__ = ["expanded", "flattened", "get_slices", "items_of"]

_MOST_MISSING = 1_000_000
_DEEPEST = 100


def flattened(nested: Any) -> dict[str, Any]:
    """The leaves of nested lists and dictionaries under their keys and indices, joined by dots."""
    return {".".join(map(str, way)): leaf for way, leaf in items_of(nested)}


def items_of(nested: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The leaves of nested lists and dictionaries with the ways to them, in their order."""
    waiting: list[tuple[tuple[Any, ...], Any]] = [((), nested)]
    while waiting:
        way, found = waiting.pop()
        if isinstance(found, (list, tuple)):
            members: list[tuple[Any, Any]] = list(enumerate(found))
        elif isinstance(found, Mapping):
            members = list(found.items())
        else:
            yield way, found
            continue
        if len(way) > _DEEPEST:
            raise SliceError("nested artifact", ".".join(map(str, way[:3])), "it holds itself")
        waiting.extend(((*way, key), item) for key, item in reversed(members))


def expanded(flat: Mapping[str, Any], root: str = "") -> Any:
    """The nested dictionaries and lists that keys joined by dots spell (clause ART-9).

    A dictionary whose keys are all whole numbers is a list, None where a number is missing. Raises
    `CatalogError` where one key is the beginning of another one.
    """
    tree: dict[str, Any] = {}
    for key, leaf in flat.items():
        *way, last = key.split(".")
        if len(way) > _DEEPEST:
            raise CatalogError(root, f"the order {key[:60]!r} has more than {_DEEPEST} parts")
        place = tree
        for part in way:
            place = place.setdefault(part, _Branch())
            if not isinstance(place, _Branch):
                raise CatalogError(root, f"{key!r} goes on from an item")
        if isinstance(place.get(last), _Branch):
            raise CatalogError(root, f"{key!r} is an item, and the beginning of others")
        place[last] = leaf
    return _with_lists(tree, root)


class _Branch(Dict[str, Any]):
    """A dictionary that is no leaf."""


def _with_lists(tree: dict[str, Any], root: str) -> Any:
    plain = {
        key: _with_lists(item, root) if isinstance(item, _Branch) else item
        for key, item in tree.items()
    }
    if not plain or not all(key.isascii() and key.isdigit() for key in plain):
        return plain
    if max(map(len, plain)) > len(str(_MOST_MISSING + len(plain))):
        raise CatalogError(root, f"the index {max(plain, key=len)[:20]} is too large")
    places = {int(key): item for key, item in plain.items()}
    if max(places) > _MOST_MISSING + len(places):
        raise CatalogError(root, f"the index {max(places)} is too large")
    return [places.get(index) for index in range(max(places) + 1)]


Pattern = Union[None, int, str, List[Any]]


def get_slices(path_object: Any, slices: Pattern) -> Any:
    """What a slice picks: an index, keys and indices joined by dots, or a list of these (SLC-4).

    None picks the whole. Raises `SliceError` where nothing is there.
    """
    if slices is None:
        return path_object
    if isinstance(slices, (list, tuple)):
        return [get_slices(path_object, one) for one in slices]
    found = path_object
    for segment in str(slices).split("."):
        found = _member(found, segment, slices)
    return found


def _member(found: Any, segment: str, pattern: Any) -> Any:
    if isinstance(found, Mapping):
        if segment in found:
            return found[segment]
        reason = f"there is no key {segment!r}{alternatives(segment, map(str, found))}"
    elif isinstance(found, (list, tuple)):
        if segment.isascii() and segment.isdigit():
            index: Optional[int] = int(segment) if len(segment) < 20 else len(found)  # noqa: PLR2004
            if index is not None and index < len(found):
                return found[index]
            reason = f"there are {len(found)} items, counted from 0"
        else:
            reason = f"{segment!r} is no index"
    else:
        reason = f"there is nothing to take {segment!r} of"
    raise SliceError("sliced input", pattern, reason)
