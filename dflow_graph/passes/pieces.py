"""How many pieces a loop has and how long the sliced lists are, where the graph says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from dflow_graph.index import Call
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET, Object
from dflow_graph.passes.patterns import is_bare
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = [
    "Length",
    "LengthOf",
    "Pieces",
    "SlicedInputs",
    "SlicedList",
    "items_of_json",
    "loop_pieces",
    "own_length",
    "sliced_inputs",
    "sliced_lists",
    "whole_number",
]

_RANGE = regex(
    r"\{\{=\s*to(?:Json|JSON)\(\s*sprig\.untilStep\(\s*"
    r"(-?[0-9]{1,15})\s*,\s*(-?[0-9]{1,15})\s*,\s*(-?[0-9]{1,15})\s*\)\s*\)\s*\}\}\Z"
)
_LONGEST_RANGE = 200
_DIGITS = regex(r"[0-9]{1,15}\Z")
_WHOLE = regex(r"[+-]?[0-9]{1,18}\Z")
_PLAIN_FORMAT = regex(r"%0?[0-9]*d\Z")


class Length(Record):
    """How long something is, and where the document says so."""

    number: int
    origin: Path


LengthOf = Callable[[Call, str, Any, Path], "Length | None"]
"""Of a call, `parameters` or `artifacts`, an argument and its place: its length, if known."""


class Pieces(Record):
    """What a loop runs over: how many pieces, and their indices if the items are such."""

    number: int
    indices: Sequence[int] | None
    field: str

    @property
    def counts_from_0(self) -> bool:
        """Whether the pieces are numbered 0, 1, 2, ..."""
        indices = self.indices
        if indices is None:
            return False
        if isinstance(indices, range):
            return indices == range(self.number)
        return all(index == number for number, index in enumerate(indices))


class SlicedList(Record):
    """The argument of a sliced input whose length is known; `is_indexed` by the item alone.

    `origin` is where the length is said, which other arguments may have it from as well.
    """

    name: str
    length: int
    path: Path
    is_indexed: bool
    origin: Path


def whole_number(value: int | str) -> int | None:
    """The number that a bound of a sequence is, if it is one without tags."""
    if isinstance(value, str):
        return int(value) if _WHOLE.match(value) else None
    return value


def items_of_json(text: str) -> list[Any] | None:
    """The list whose JSON text this is, or None if it is the text of nothing or something else."""
    from dflow_graph.passes.json_texts import value_of

    try:
        value = value_of(text, is_strict=True)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def loop_pieces(step: Any) -> Pieces | None:
    """The pieces of `with_param` or `with_sequence`, if they are known."""
    given = step.with_param
    if given is not UNSET:
        if step.with_sequence is not UNSET:
            return None  # two loops are one mistake, and told (LOOP-1)
        items = given
        if given.__class__ is str:
            items = _range(given) if "{{" in given else items_of_json(given)
        return None if items is None else Pieces(len(items), _indices(items), "with_param")
    return None if step.with_sequence is UNSET else _sequence_pieces(step.with_sequence)


def _sequence_pieces(sequence: Any) -> Pieces | None:
    # LOOP-3
    if (sequence.count is UNSET) is (sequence.end is UNSET):
        return None
    start = whole_number(sequence.start) if sequence.start is not UNSET else 0
    last = whole_number(sequence.end if sequence.count is UNSET else sequence.count)
    if start is None or last is None:
        return None
    if sequence.count is not UNSET and last < 0:
        return None  # less than nothing is one mistake, and told (LOOP-8)
    if sequence.count is not UNSET:
        numbers = range(start, start + last)
    else:
        numbers = range(start, last + 1) if last >= start else range(start, last - 1, -1)
    is_plain = sequence.format is UNSET or _PLAIN_FORMAT.match(sequence.format)
    return Pieces(len(numbers), numbers if is_plain else None, "with_sequence")


def _range(text: str) -> range | None:
    """The numbers of `{{=toJson(sprig.untilStep(a, b, c))}}`."""
    return _short_range(text) if len(text) < _LONGEST_RANGE else None


@lru_cache(1024)
def _short_range(text: str) -> range | None:
    match = _RANGE.match(text)
    if match is None:
        return None
    start, stop, step = (int(group) for group in match.groups())
    return range(start, stop, step) if step else range(0)


def _indices(items: Sequence[Any]) -> Sequence[int] | None:
    if isinstance(items, range):
        return items
    result = []
    for item in items:
        if isinstance(item, str) and _DIGITS.match(item):
            result.append(int(item))
        elif item.__class__ is int:
            result.append(item)
        else:
            return None
    return result


class SlicedInputs(Record):
    """The sliced inputs of a call by name, with the pattern of their own if they have one."""

    parameters: dict[str, str | None]
    artifacts: dict[str, str | None]


def sliced_inputs(call: Call) -> SlicedInputs:
    """What the slices in force cut, and what the maps of the template do (SLC-20)."""
    slices, target = call.slices, call.target
    parameters: dict[str, str | None] = {}
    artifacts: dict[str, str | None] = {}
    if slices is not None:
        if slices.input_parameter:
            parameters = dict.fromkeys(slices.input_parameter)
        if slices.input_artifact:
            artifacts = dict.fromkeys(slices.input_artifact)
    if target is not None and target.kind == "PythonOPTemplate":
        template = target.template
        if template.input_parameter_slices:
            parameters = {**template.input_parameter_slices, **parameters}
        if template.input_artifact_slices:
            artifacts = {**template.input_artifact_slices, **artifacts}
    return SlicedInputs(parameters, artifacts)


def sliced_lists(call: Call, inputs: SlicedInputs, referred: LengthOf) -> list[SlicedList]:
    """The sliced inputs of a call whose length is known, parameters first.

    `referred` tells the length of an argument that is a reference.
    """
    step, slices = call.step, call.slices
    bare = slices is not None and (slices.slices is UNSET or is_bare(slices.slices))
    by_items = slices is not None and slices.sub_path is True and slices.group_size is UNSET
    result = []
    for sort, names in (("parameters", inputs.parameters), ("artifacts", inputs.artifacts)):
        given = getattr(step, sort) or {}
        for name, pattern in names.items():
            value, path = given.get(name), (*call.path, sort, name)
            own = own_length(value, sort, by_items=by_items)
            length = referred(call, sort, value, path) if own is None else Length(own, path)
            if length is not None:
                indexed = bare if pattern is None else is_bare(pattern)
                result.append(SlicedList(name, length.number, path, indexed, length.origin))
    return result


def own_length(value: Any, sort: str, *, by_items: bool = False) -> int | None:
    """The length of an argument that says it itself; `by_items`: of one whose items are looped."""
    # SLC-28, 1
    return _parameter_length(value) if sort == "parameters" else _items(value, by_items=by_items)


def _parameter_length(value: Any) -> int | None:
    if value.__class__ is list:
        return len(value)
    numbers = _range(value) if value.__class__ is str and "{{=" in value else None
    return None if numbers is None else len(numbers)


def _items(source: Any, *, by_items: bool) -> int | None:
    """How many items an artifact source has, if it says so."""
    if isinstance(source, list):
        # SLC-5, ART-7
        is_known = by_items or all(isinstance(s, Object) and s.kind == "raw" for s in source)
        return len(source) if is_known else None
    paths = getattr(source, "path_list", UNSET)
    if isinstance(paths, list) and getattr(source, "slice", UNSET) is UNSET:
        return len(paths)
    return None
