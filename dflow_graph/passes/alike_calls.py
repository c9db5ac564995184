"""Calls that differ in digits alone: what one of them is found to be, the others are as well.

A large graph has many steps and few sorts of them. Two calls are of one sort if they call the same
template out of templates with the same inputs, are the same text but for digits that say nothing to
any rule, and refer to steps that come before them, call the same templates, and have a condition or
have none. What a pass asks of a call by itself it need not ask of one whose like it found right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from dflow_graph.expr.outline import NINES
from dflow_graph.index import Call, Index, Likeness, Node
from dflow_graph.model import UNSET

if TYPE_CHECKING:
    from dflow_graph.passes.call_outlines import Shape

__all__ = ["Verdicts", "mark_alike", "one_of_each"]

_AT_ONCE = 1_000
_MOST_OUTLINES = 100_000
_CONDITIONAL = None
_MOST_SORTS = 1_000  # of one outline
_ENCODER = msgspec.json.Encoder()

Fault = TypeVar("Fault")


class Verdicts:
    """The sorts of calls in which one pass has found a call without a fault."""

    def __init__(self) -> None:
        self._right: set[Likeness] = set()

    def doubtful(self, calls: Iterable[Call]) -> Iterator[Call]:
        """The calls that are not known to be right when it is their turn."""
        right = self._right
        for call in calls:
            if call.likeness not in right:
                yield call

    def note(self, likeness: Likeness) -> None:
        """Notes all calls of a sort as right."""
        self._right.add(likeness)

    def faults(
        self, calls: Iterable[Call], check: Callable[[Call], Iterable[Fault]]
    ) -> Iterator[Fault]:
        """All that `check` finds at calls; it is not asked of those known to be right."""
        right = self._right
        for call in calls:
            likeness = call.likeness
            if likeness is None:
                yield from check(call)
            elif likeness not in right:
                found = list(check(call))
                if found:
                    yield from found
                else:
                    right.add(likeness)


def one_of_each(calls: Iterable[Call], seen: set[Likeness]) -> Iterator[Call]:
    """The calls of no sort, and the first of each sort that is not among those `seen`."""
    for call in calls:
        likeness = call.likeness
        if likeness is None:
            yield call
        elif likeness not in seen:
            seen.add(likeness)
            yield call


def mark_alike(index: Index) -> None:
    """Gives calls that are surely of a sort the `likeness` that all of that sort have.

    Where all calls have numbers and lone references alone they are judged in less time than marked.
    """
    marks = _Marks()
    for node in index.nodes.values():
        if node.is_rich or node.uncommon_calls:
            marks.mark(node)


class _Marks:
    """The sorts of calls that were met: by their outlines, then by what they refer to."""

    def __init__(self) -> None:
        # What a digit says depends on the inputs of the template that is called.
        self._shapes: dict[tuple[int, bytes], Shape] = {}
        self._takers: dict[Node, int] = {}
        self._taken: dict[object, int] = {}
        # By their hashes other outlines: whether they are known to have no shape, or were met once.
        self._others: dict[int, bool] = {}
        self._owners: dict[tuple[str, bytes], int] = {}

    def mark(self, node: Node) -> None:
        """Marks the calls of one template."""
        owner = self._owner(node)
        waiting = iter(node.calls)
        while calls := list(islice(waiting, _AT_ONCE)):
            lines = _lines(calls)
            if not _is_plain(lines):
                calls = [call for call in calls if _is_plain(_lines([call]))]
                lines = _lines(calls)
            self._mark_lines(calls, lines, node, owner)

    def _owner(self, node: Node) -> int:
        """What templates have in common in which calls can be alike.

        An input without a type has one that fits all its uses (TYP-10).
        """
        inputs = node.template.inputs
        written = b"" if inputs is UNSET else msgspec.json.encode(inputs)
        return self._owners.setdefault((node.kind, written), len(self._owners))

    def _mark_lines(self, calls: list[Call], lines: bytes, node: Node, owner: int) -> None:
        """Marks calls, of which each has a line of JSON."""
        outlines, texts = lines.translate(NINES).split(b"\n"), lines.decode("ascii").split("\n")
        for call, outlined, text in zip(calls, outlines, texts, strict=False):
            if call.target is None:
                continue
            taker = self._takers.get(call.target)
            if taker is None:
                taker = self._new_taker(call.target)
            outline = taker, outlined
            shape = self._shapes.get(outline) or self._new_shape(call, outline)
            if shape is not None:
                key = _key(call, text, shape, node, owner)
                if key is not None:
                    call.likeness = shape.sorts.get(key) or _new_sort(key, text, shape)

    def _new_taker(self, target: Node) -> int:
        """What templates have in common whose calls may have a shape in common.

        They take parameters of the same names and types, and slice no call by themselves.
        """
        template = target.template
        if target.kind == "PythonOPTemplate" and (
            template.slices or template.input_parameter_slices
        ):
            taken: object = target
        else:
            taken = tuple([(port.name, port.type) for port in target.in_parameters.values()])
        number = self._takers[target] = self._taken.setdefault(taken, len(self._taken))
        return number

    def _new_shape(self, call: Call, outline: tuple[int, bytes]) -> Shape | None:
        """The shape of an outline that is met again; None for one that has none."""
        number = hash(outline)
        is_unlike = self._others.get(number)
        if is_unlike is None:
            if len(self._others) < _MOST_OUTLINES:
                self._others[number] = False
        elif not is_unlike:
            from dflow_graph.passes.call_outlines import shape_of

            shape = shape_of(call, outline[1].decode("ascii"))
            self._others[number] = shape is None
            if shape is not None:
                self._shapes[outline] = shape
            return shape
        return None


def _key(call: Call, text: str, shape: Shape, node: Node, owner: int) -> tuple[Any, ...] | None:
    """What makes a call of a shape one of its sort; None where more than that may decide."""
    is_task = node.kind == "DAG"
    key: list[Any] = [node if shape.is_of_place else owner, call.target]
    for start, end in shape.steps:
        source = node.by_name.get(text[start:end])
        if (
            source is None
            or source.target is None
            or source.is_looped
            or source is call
            or (not is_task and source.group >= call.group)
        ):
            return None
        key.append(source.target)
        if source.step.when is not UNSET:
            # DEP-5: what waits for a task that is skipped depends on what else it waits for.
            if is_task:
                return None
            key.append(_CONDITIONAL)
    # DEP-9: in a DAG a task may wait for another by way of others.
    if is_task and shape.awaited:
        awaited = {text[start:end] for start, end in shape.awaited}
        if not awaited.issubset(call.step.dependencies or ()):
            return None
    if shape.exact:
        key += [text[start:end] for start, end in shape.exact]
    return tuple(key)


def _new_sort(key: tuple[Any, ...], text: str, shape: Shape) -> Likeness | None:
    if len(shape.sorts) >= _MOST_SORTS:
        return None
    likeness = Likeness(tuple([text[start:end] for start, end in shape.inputs]))
    shape.sorts[key] = likeness
    return likeness


def _lines(calls: list[Call]) -> bytes:
    return _ENCODER.encode_lines([call.step for call in calls])


def _is_plain(lines: bytes) -> bool:
    """Whether each character of a text is one of the JSON, so that places are the same in both."""
    return lines.isascii() and b"\\" not in lines
