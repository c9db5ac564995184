"""Which templates of a graph run: certainly, possibly, more than once. Linear, no recursion.

Works on the calls from one Steps or DAG to another; those of leaf templates, which are many, only
where one of them is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET

__all__ = ["Reach", "is_conditional"]

_TWICE = 2


def is_conditional(call: Call) -> bool:
    """Whether a step may be left out: by `when`, as a hook, by a dependency on a result."""
    if call.host is not None or call.step.when is not UNSET:
        return True
    if call.owner.kind != "DAG":
        return False
    # `a.Failed`, `!a`: one of several ways on.
    return any("." in entry or "!" in entry for entry in call.step.dependencies or ())


class Reach:
    """What runs in a graph; each part is computed when it is first asked for."""

    def __init__(self, index: Index) -> None:
        self._nodes = index.nodes
        workflow = index.workflow
        roots = dict.fromkeys((workflow.entrypoint, workflow.on_exit))
        self._roots = [name for name in roots if name in index.nodes]

    def may_run(self, node: Node) -> bool:
        """Whether some way leads to a template from the entrypoint or the exit handler."""
        return node.name in self._possible or any(
            call.owner.name in self._possible for call in node.callers
        )

    def must_run(self, node: Node) -> bool:
        """Whether a way without a condition leads to a template."""
        return node.name in self._certain or any(self._runs(call) for call in node.callers)

    def both_run(self, first: Call, second: Call) -> bool:
        """Whether two steps can run in one run of the workflow, as far as it is certain."""
        if first.owner is second.owner:
            return not (is_conditional(first) and is_conditional(second))
        owners = {first.owner.name, second.owner.name}
        return owners <= self._possible and (self._runs(first) or self._runs(second))

    def calls_of(self, node: Node) -> list[Call]:
        """The calls of a template that can happen, and that are no mistake by themselves."""
        return [
            call
            for call in node.callers
            if call.owner.name in self._possible and call not in self._mistaken
        ]

    @cached_property
    def repeated(self) -> set[str]:
        """Steps and DAGs that run more than once: called twice, in a loop, or from such.

        Calls that all have a condition may be alternatives, and count as one.
        """
        again = [
            name
            for name in self._inner
            if self._called_again(name, self.calls_of(self._nodes[name]))
        ]
        circular = self._circular(self._mistaken)
        return self._reached({*again, *circular}, lambda call: call not in self._mistaken)

    @cached_property
    def _mistaken(self) -> set[Call]:
        """Calls that would run everything again, which is said of them: NAM-6, STEP-6, HOOK-5."""
        found = {
            call
            for calls in self._inner.values()
            for call in calls
            if call.host is None and call.owner.by_name[call.name] is not call
        }
        circular = self._circular(found)
        if circular:
            from dflow_graph.passes.endless import endless_circles, runs_always

            for circle, _ in endless_circles(self._nodes[name] for name in circular):
                members = set(circle)
                found.update(
                    call
                    for node in circle
                    for call in node.calls
                    if call.target in members and runs_always(call)
                )
        if len(self._roots) == _TWICE:
            entrypoint, handler = self._roots
            own = self._reached([entrypoint], lambda _call: True)
            for name in self._reached([handler], lambda _call: True) - own:
                calls = self._inner.get(name, ())
                found.update(c for c in calls if c.target is self._nodes[entrypoint])
        return found

    @cached_property
    def _inner(self) -> dict[str, list[Call]]:
        """The calls from one Steps or DAG to another, by the name of the one that they stand in."""
        return {
            name: [
                call
                for call in (*node.calls, *node.hooks)
                if call.target is not None and call.target.calls
            ]
            for name, node in self._nodes.items()
            if node.calls
        }

    @cached_property
    def _possible(self) -> set[str]:
        return self._reached(self._roots, lambda _call: True)

    @cached_property
    def _certain(self) -> set[str]:
        return self._reached(self._roots, lambda call: not is_conditional(call))

    def _reached(self, seeds: Iterable[str], follows: Callable[[Call], bool]) -> set[str]:
        seen = set(seeds)
        waiting = list(seen)
        while waiting:
            for call in self._inner.get(waiting.pop(), ()):
                assert call.target is not None
                name = call.target.name
                if name not in seen and follows(call):
                    seen.add(name)
                    waiting.append(name)
        return seen

    def _runs(self, call: Call) -> bool:
        return call.owner.name in self._certain and not is_conditional(call)

    def _called_again(self, name: str, callers: list[Call]) -> bool:
        if any(call.is_looped for call in callers):
            return True
        if len(callers) + (name in self._roots) < _TWICE:
            return False
        if name in self._roots or any(self._runs(call) for call in callers):
            return True
        first: dict[str, Call] = {}
        return any(
            call is not first.setdefault(call.owner.name, call)
            and self.both_run(first[call.owner.name], call)
            for call in callers
        )

    def _circular(self, without: Collection[Call]) -> set[str]:
        """What is left when templates that nobody calls are taken away again and again."""
        inner = {
            name: [call for call in calls if call not in without]
            for name, calls in self._inner.items()
            if name in self._possible
        }
        callers = dict.fromkeys(inner, 0)
        for calls in inner.values():
            for call in calls:
                assert call.target is not None
                callers[call.target.name] += 1
        waiting = [name for name, count in callers.items() if count == 0]
        left = set(inner)
        while waiting:
            name = waiting.pop()
            left.discard(name)
            for call in inner[name]:
                assert call.target is not None
                callers[call.target.name] -= 1
                if callers[call.target.name] == 0:
                    waiting.append(call.target.name)
        return left
