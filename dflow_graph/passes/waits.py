"""References from a task to one that it does not wait for (DEP-9).

They are told last: while a name of the DAG is unknown, it may be what made a task wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Node, Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.index.order import Order

__all__ = ["Waits"]

_WORD = regex(r"[^\s()&|!.]+(?:\.[^\s()&|!]+)?")


class Waits:
    """What the tasks of one template refer to without waiting for it."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._order: Order | None = None
        self._found: list[Diagnostic] = []
        self.is_uncertain = False
        """Whether a name is unknown that may have made a task wait."""

    def check(self, text: Text, where: tuple[int, int], first: str, call: Call) -> None:
        """Notes the task named `first` if the text's task does not wait for it."""
        # DEP-9
        second = (call.host or call).name
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
            self._found.append(finding("DG314", message, text.path, hint=hint, within=where))

    def told(self) -> Iterator[Diagnostic]:
        """What was found, unless an unknown name may be its cause."""
        if self._found and not self.is_uncertain and not self._has_unknown_dependency():
            yield from self._found

    def _has_unknown_dependency(self) -> bool:
        known = self._node.by_name
        return any(
            word.partition(".")[0] not in known
            for call in self._node.calls
            for text in call.step.dependencies or ()
            for word in _WORD.findall(text)
        )
