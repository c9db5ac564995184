"""The references pass: every tag of every text stands for something that is known there (REF).

Most tags are a lone reference that is right; for those `lone_references` must do. All others take
the long way through `text_names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import (
    Call,
    Index,
    Node,
    Text,
    is_part,
    texts_beyond_arguments,
    texts_of_arguments,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)
from dflow_graph.model import SuspendOPTemplate
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.lone_references import LoneReferences
from dflow_graph.passes.run import Run
from dflow_graph.passes.usage import Usage
from dflow_graph.record import Record
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.passes.text_names import TextNames

__all__ = ["check_references"]

# Names whose meaning depends on the call in which they stand.
_PLACED = regex(r"\b(?:item|steps|tasks)\b")
_UNRESOLVED = frozenset({"DG301", "DG303", "DG306", "DG308", "DG315"})


def check_references(index: Index) -> Iterator[Diagnostic]:
    """Faults of tags, expressions and conditions, and inputs that nothing uses."""
    usage, run, right = Usage(index), Run(index), _Right(Verdicts(), Verdicts())
    nowhere = _Walker(index, run, Node("", SuspendOPTemplate()), usage, right)
    for text in texts_of_workflow(index.workflow):
        yield from nowhere.check(text, None)
    for node in index.nodes.values():
        walker = _Walker(index, run, node, usage, right)
        for text in texts_of_template(node):
            if not walker.lone.is_plain_output(text):
                yield from walker.check(text, None)
        yield from walker.check_calls()
        yield from walker.told()
    yield from usage.unused()


class _Right(Record):
    """The sorts of calls whose arguments and conditions are right, and whose other texts are."""

    arguments: Verdicts
    rest: Verdicts


class _Walker:
    """Checks the texts of one template."""

    def __init__(self, index: Index, run: Run, node: Node, usage: Usage, right: _Right) -> None:
        self._index = index
        self._run = run
        self._node = node
        self._used = usage.of(node)
        self.lone = LoneReferences(node, self._used, run.taken[node.kind])
        self._names: TextNames | None = None
        self._right = right

    def check_calls(self) -> Iterator[Diagnostic]:
        """Every fault of the texts of steps, tasks and hooks."""
        for likeness in {call.likeness for call in self._node.calls}:
            if likeness is not None:
                self._used.update(likeness.inputs)
        yield from self._right.arguments.faults(self._node.calls, self._check_arguments)
        yield from self._right.rest.faults(self._node.uncommon_calls, self._check_rest)
        for hook in self._node.hooks:
            for text in texts_of_call(hook):
                yield from self.check(text, hook)

    def _check_arguments(self, call: Call) -> Iterable[Diagnostic]:
        return () if self.lone.is_plainly_right(call) else self._check_each(call)

    def _check_each(self, call: Call) -> Iterator[Diagnostic]:
        for text in texts_of_arguments(call):
            yield from self.check_once(text, call)

    def _check_rest(self, call: Call) -> Iterator[Diagnostic]:
        for text in texts_beyond_arguments(call):
            yield from self.check_once(text, call)

    def check_once(self, text: Text, call: Call) -> Iterator[Diagnostic]:
        """Every fault of a text; nothing for one that was right in another call, and is in all."""
        if not is_part(text, call) and self.lone.is_right(text, call):
            return
        faulty = False
        for found in self.check(text, call):
            faulty = True
            yield found
        if not faulty and not _PLACED.search(text.text):
            self.lone.remember(text.text, text.role)

    def check(self, text: Text, call: Call | None) -> Iterator[Diagnostic]:
        """Every fault of one text."""
        if self._names is None:
            from dflow_graph.passes.text_names import TextNames

            self._names = TextNames(self._index, self._run, self._node, self._used)
        for found in self._names.faults(text, call):
            # A name that is not understood may be meant for any input, and for any task.
            self._used.add("")
            if found.code in _UNRESOLVED:
                self._names.waits.is_uncertain = True
            yield found

    def told(self) -> Iterator[Diagnostic]:
        """What can be said only after all texts."""
        if self._names is not None:
            yield from self._names.waits.told()
