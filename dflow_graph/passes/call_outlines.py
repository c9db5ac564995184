"""The shapes of calls: which digits of an outline say something, and which texts name steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dflow_graph.index import Call, Likeness, Port
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_texts import digits_say_nothing
from dflow_graph.passes.never_equal import compares_tags
from dflow_graph.passes.outlines import Span, places_in
from dflow_graph.passes.port_types import sliced_parameters
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference, may_have_tag
from dflow_graph.regex import regex

__all__ = ["Shape", "shape_of"]

_DIGITS = regex("9+")
# Other fields that a call may have and be like another; all of their digits say something.
_PLAIN = frozenset((
    "slices", "continue_on_failed", "continue_on_error", "continue_on_num_success",
    "continue_on_success_ratio", "parallelism",
))  # fmt: skip
# Of a number with a point a digit says whether it is whole.
_NUMBERS = {int: frozenset(("any", "float", "int")), float: frozenset(("any", "float"))}
_TEXTS = frozenset(("any", "str"))
_ITEM = "{{item}}"
_FEWEST_PARTS = {"inputs": 3, "steps": 5, "tasks": 5}  # inputs.parameters.N, steps.S.outputs.…


class Shape(Record):
    """What calls of one outline have in common; places are in their JSON.

    Their templates take parameters of the same names and types.
    """

    steps: tuple[Span, ...]
    """The names of steps and tasks in texts."""
    awaited: tuple[Span, ...]
    """Those of them that imply no dependency (DEP-1)."""
    inputs: tuple[Span, ...]
    """The names of inputs in texts."""
    exact: tuple[Span, ...]
    """All digits that may say something."""
    is_of_place: bool
    """Whether a name may be known in some templates alone, whatever their inputs are."""
    sorts: dict[tuple[Any, ...], Likeness]
    """The sorts of this shape: by where they stand, what they call and refer to, exact digits."""


class _UnlikeError(Exception):
    """More than its text and what it refers to may decide about a call."""


def shape_of(call: Call, outlined: str) -> Shape | None:
    """The shape of a call whose JSON has an outline; None if there are no calls like it."""
    marks = _Marks(call)
    try:
        marks.mark_all()
    except _UnlikeError:
        return None
    exact = [
        run.span()
        for run in _DIGITS.finditer(outlined)
        if _is_within(run.span(), marks.ports)
        or not _is_within(run.span(), [*marks.free, *marks.steps])
    ]
    return Shape(
        tuple(dict.fromkeys(marks.steps)),
        tuple(marks.awaited),
        tuple(marks.inputs),
        tuple(exact),
        marks.is_of_place,
        {},
    )


def _is_within(span: Span, places: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in places)


class _Marks:
    """Finds in one call what all of its outline have in common."""

    def __init__(self, call: Call) -> None:
        assert call.target is not None
        self._call = call
        self._target = call.target
        self._cut = sliced_parameters(call, call.target)
        self.free: list[Span] = []
        """Parts whose digits say nothing, but for those in `ports`."""
        self.steps: list[Span] = []
        self.awaited: list[Span] = []
        self.inputs: list[Span] = []
        self.ports: list[Span] = []
        self.is_of_place = False

    def mark_all(self) -> None:
        """Looks at each part of the call; raises `_UnlikeError`."""
        slices = self._call.slices
        # How long a list is depends on where it comes from.
        if slices is not None and slices.input_artifact:
            raise _UnlikeError
        for field, name, value, where in _pieces(self._call.step):
            if field in ("name", "template", "dependencies"):
                self.free.append(where)
            elif field == "parameters":
                self._mark_argument(name, value, where)
            elif field == "artifacts":
                if value is not None:
                    self._mark_text(value, where, implies=True)
            elif field == "when":
                self._mark_condition(value, where)
            elif field == "with_param":
                self._check_loop(value)
            elif field not in _PLAIN or "{{" in str(value).replace(_ITEM, ""):
                raise _UnlikeError

    def _mark_argument(self, name: str, value: Any, where: Span) -> None:
        port = self._target.in_parameters.get(name)
        kind = value.__class__
        if port is None:
            raise _UnlikeError
        if kind is str and may_have_tag(value):
            if name in self._cut:
                raise _UnlikeError
            if digits_say_nothing(value, "argument"):
                self.free.append(where)
            self._mark_text(value, where, implies=exact_reference(value) is not None)
        elif _says_nothing(value, port):
            self.free.append(where)
        elif kind is dict or (kind is list and any(map(_may_hold_tag, value))):
            raise _UnlikeError

    def _mark_condition(self, text: str, where: Span) -> None:
        if digits_say_nothing(text, "condition") and not compares_tags(text):
            self.free.append(where)
        self._mark_text(text, where)

    def _check_loop(self, value: Any) -> None:
        if value.__class__ is not str or places_in(value) != ():
            raise _UnlikeError

    def _mark_text(self, text: Any, where: Span, *, implies: bool = False) -> None:
        """Notes the names in the tags of a text, which may imply that their steps come first."""
        names = places_in(text) if text.__class__ is str else None
        if names is None:
            raise _UnlikeError
        begin = where[0] + 1  # after the quote
        for name in names:
            head = text[name[0][0] : name[0][1]]
            places = [(begin + start, begin + end) for start, end in name]
            if len(name) < _FEWEST_PARTS.get(head, 0):
                raise _UnlikeError
            if head == "inputs":
                self.inputs.append(places[2])
            elif head in ("steps", "tasks"):
                step = places.pop(1)
                self.steps.append(step)
                if not implies:
                    self.awaited.append(step)
            elif head != "item":
                self.is_of_place = True
            self.ports += places


def _says_nothing(value: Any, port: Port) -> bool:
    """Whether no digit of a value without tags decides whether it is of a parameter's type."""
    if value.__class__ is str:
        return port.type in _TEXTS
    if value.__class__ is list:
        type_ = str(port.type).removeprefix("list[").removesuffix("]")
        return all(type_ in _NUMBERS.get(item.__class__, ()) for item in value)
    return port.type in _NUMBERS.get(value.__class__, ())


def _may_hold_tag(item: Any) -> bool:
    return item.__class__ in (str, dict, list)


def _pieces(step: Any) -> Iterator[tuple[str, str, Any, Span]]:
    """The fields of a step, or arguments with their names; what they hold, and where it stands."""
    at = 1
    for field in step.__struct_fields__:
        value = getattr(step, field)
        if value is UNSET:
            continue
        at += len(f'"{field}":')
        end = at + len(msgspec.json.encode(value))
        if field in ("parameters", "artifacts"):
            start = at + 1
            for name, item in value.items():
                start += len(msgspec.json.encode(name)) + 1
                stop = start + len(msgspec.json.encode(item))
                yield field, name, item, (start, stop)
                start = stop + 1
        else:
            yield field, field, value, (at, end)
        at = end + 1
