"""Lengths that do not fit: sliced lists against each other and against the loop (clause SLC-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.pieces import Pieces, SlicedList
from dflow_graph.source.pointer import join

__all__ = ["check_lengths"]


def check_lengths(
    call: Call, pieces: Pieces | None, lists: list[SlicedList]
) -> Iterator[Diagnostic]:
    """Every list that is longer or shorter than the others or than the loop."""
    if not lists:
        return
    # SLC-3
    counted = (
        pieces
        if pieces is not None and pieces.counts_from_0 and all(one.is_indexed for one in lists)
        else None
    )
    first = lists[0]
    if any(one.length != first.length for one in lists):
        yield from _unequal(call, counted, lists)
    elif counted is not None:
        if counted.number != first.length:
            yield (
                _wrong_loop(call, counted, first)
                if len(lists) > 1
                else _wrong_list(
                    first, counted.number, _loop(call, counted), (*call.path, counted.field)
                )
            )
    elif pieces is not None:
        yield from _past_the_end(call, pieces, first)


def _unequal(call: Call, counted: Pieces | None, lists: list[SlicedList]) -> Iterator[Diagnostic]:
    first = lists[0]
    right, origin, place = (
        first.length,
        first.origin,
        Place(
            message=f"{quoted(first.name)} has {_elements(first.length)}", pointer=join(first.path)
        ),
    )
    if counted is not None and any(one.length == counted.number for one in lists):
        right, origin, place = counted.number, (*call.path, counted.field), _loop(call, counted)
    for one in lists:
        if one.length != right:
            yield _wrong_list(one, right, place, origin)


def _past_the_end(call: Call, pieces: Pieces, one: SlicedList) -> Iterator[Diagnostic]:
    """An index of the loop to which the list has no element."""
    if not one.is_indexed or not pieces.indices:
        return
    number, index = _largest(pieces.indices)
    if index < one.length:
        return
    path: Path = (*call.path, pieces.field)
    if isinstance(getattr(call.step, pieces.field), list):
        path = (*path, number)
    yield finding(
        "DG503",
        f"the loop reaches index {index}, but {quoted(one.name)} has only "
        f"{_elements(one.length)}, counted from 0",
        path,
        hint=f"Loop over indices from 0 to {one.length - 1}."
        if one.length
        else f"Give {quoted(one.name)} elements.",
        related=(Place(message="the list is given here", pointer=join(one.path)),),
        culprits=_lengths(one.origin, (*call.path, pieces.field)),
    )


def _largest(indices: Sequence[int]) -> tuple[int, int]:
    """The place of the largest index, and the index."""
    last = len(indices) - 1
    places = (0, last) if isinstance(indices, range) else range(len(indices))
    number = max(places, key=indices.__getitem__)
    return number, indices[number]


def _wrong_loop(call: Call, counted: Pieces, first: SlicedList) -> Diagnostic:
    return finding(
        "DG503",
        f"the loop has {_pieces(counted.number)}, but every sliced list has "
        f"{_elements(first.length)}, as {quoted(first.name)}",
        (*call.path, counted.field),
        hint=f"Loop over {_pieces(first.length)}.",
        related=(Place(message="a sliced list is given here", pointer=join(first.path)),),
        culprits=_lengths(first.origin, (*call.path, counted.field)),
    )


def _wrong_list(one: SlicedList, right: int, place: Place, other: Path) -> Diagnostic:
    """A list that is not as long as what stands at `place`, which has its length from `other`."""
    source = Place(message="its length is from here", pointer=join(one.origin))
    return finding(
        "DG503",
        f"{quoted(one.name)} has {_elements(one.length)}, but {place.message}; sliced lists "
        "advance together",
        one.path,
        hint=f"Give {quoted(one.name)} {_elements(right)}.",
        related=(place,) if one.origin == one.path else (place, source),
        culprits=_lengths(one.origin, other),
    )


def _lengths(*origins: Path) -> tuple[Path, ...]:
    """The lengths that may be at fault where two do not fit (CONF-8)."""
    return tuple(("length", *origin) for origin in origins)


def _loop(call: Call, pieces: Pieces) -> Place:
    return Place(
        message=f"the loop has {_pieces(pieces.number)}", pointer=join((*call.path, pieces.field))
    )


def _elements(count: int) -> str:
    return "1 element" if count == 1 else f"{count} elements"


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"
