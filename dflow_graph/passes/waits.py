"""References from a task to one that it does not wait for (DEP-9).

They are told last: while a name of the DAG is unknown, it may be what made a task wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Node, Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.index.order import Order

__all__ = ["Waits"]

_Pair = tuple[str, str]
_MOST_COMPARED = 50  # pairs of tasks; so many are no slip
_MOST_RELATED = 5
_WORD = regex(r"[^\s()&|!.]+(?:\.[^\s()&|!]+)?")


class Waits:
    """What the tasks of one template refer to without waiting for it."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._order: Order | None = None
        # A task that is referred to, and the one that does not wait for it: each place of that, by
        # the number of the task, since two may have one name.
        self._found: dict[_Pair, list[tuple[Any, Diagnostic]]] = {}
        self.is_uncertain = False
        """Whether a name is unknown that may have made a task wait."""

    def check(self, text: Text, where: tuple[int, int], first: str, call: Call) -> None:
        """Notes the task named `first` if the text's task does not wait for it."""
        # DEP-9
        task = call.host or call
        second = task.name
        if first == second:  # in a hook, of its own task
            return
        if self._order is None:
            from dflow_graph.index.order import order_of

            self._order = order_of(self._node)
        if not self._order.comes_before(first, second):
            message = (
                f"{quoted(second)} does not depend on {quoted(first)}, which may not have run yet"
            )
            hint = f"Add {quoted(first)} to `dependencies` of {quoted(second)}."
            told = finding("DG314", message, text.path, hint=hint, within=where)
            self._found.setdefault((first, second), []).append((task.place, told))

    def told(self) -> Iterator[Diagnostic]:
        """What was found, unless an unknown name may be its cause."""
        if self._found and not self.is_uncertain and not self._has_unknown_dependency():
            for found in self._found.values():
                found.sort(key=itemgetter(0))
            pairs = sorted(self._found, key=lambda pair: self._found[pair][0][0])
            for pair in pairs if len(pairs) > _MOST_COMPARED else self._causes(pairs):
                told, *others = [told for _, told in self._found[pair]]
                related = tuple(
                    Place(message="it is referred to here too", pointer=other.pointer)
                    for other in others[:_MOST_RELATED]
                )
                yield told._replace(related=related)

    def _causes(self, pairs: list[_Pair]) -> Iterator[_Pair]:
        """The pairs without those that are in order once another one is."""
        for pair in pairs:
            if not any(self._mends(other, pair) for other in pairs if other != pair):
                yield pair

    def _mends(self, cause: _Pair, pair: _Pair) -> bool:
        """Whether a task comes after another one if those of the cause do."""
        assert self._order is not None
        (first, second), (before, after) = cause, pair
        return (before == first or self._order.comes_before(before, first)) and (
            after == second or self._order.comes_before(second, after)
        )

    def _has_unknown_dependency(self) -> bool:
        known = self._node.by_name
        texts = [text for call in self._node.calls for text in call.step.dependencies or ()]
        return any(
            not words or any(word.partition(".")[0] not in known for word in words)
            for words in map(_WORD.findall, texts)
        )
