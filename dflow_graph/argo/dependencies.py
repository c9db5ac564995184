"""What tasks of a DAG wait for, in Argo's `depends` (DEP-1 to DEP-5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from dflow_graph.expr.depends import parse_dependency
from dflow_graph.index import Call, Node, Role
from dflow_graph.index.order import implied_by
from dflow_graph.index.texts import sources, strings

__all__ = ["OF_PIECES", "after_check", "depends_of"]

OF_PIECES = ("AnySucceeded", "AllFailed")
"""Results that Argo knows of the pieces of a loop, and of nothing that stands in its place."""

# DEP-4, DEP-5
_AFTER = ("Succeeded", "Skipped", "Daemoned")
_AFTER_OUTPUTS = ("Succeeded", "Daemoned")
_ENDED = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted")


def depends_of(
    node: Node,
    checks: Mapping[str, str] = MappingProxyType({}),
    told: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> dict[str, str]:
    """Task to the condition on others under which it runs; tasks that wait for nothing have none.

    `checks` is task to the task that comes in its place, since it says whether the other succeeded;
    `told` is task to those that stand for its hooks, and that others wait for as for hooks.
    """
    return {call.name: _condition(call, node, checks, told) for call in node.calls}


def after_check(call: Call) -> str:
    """When the successes of a loop are counted: as soon as all of its pieces have ended."""
    return " || ".join(f"{call.name}.{result}" for result in (*_AFTER, "Failed"))


def _condition(
    call: Call, node: Node, checks: Mapping[str, str], told: Mapping[str, Sequence[str]]
) -> str:
    conditions: dict[str, None] = {}
    # In the order in which they are named.
    named: dict[str, None] = {}
    for text in call.step.dependencies or ():
        written = []
        end = 0
        for mention in parse_dependency(text).mentions:
            named[mention.task] = None
            written.append(text[end : mention.start])
            if mention.result in OF_PIECES:
                written.append(f"{mention.task}.{mention.result}")
            elif mention.result:
                written.append(f"{checks.get(mention.task, mention.task)}.{mention.result}")
            else:
                written.append(f"({_good_end(node.by_name[mention.task], _AFTER, checks)})")
            end = mention.end
        conditions["".join((*written, text[end:])).strip()] = None
    for name in _implied(call):
        # DEP-5
        if name not in named and name in node.by_name and name != call.name:
            conditions[_good_end(node.by_name[name], _AFTER_OUTPUTS, checks)] = None
            named[name] = None
    for name in named if told else ():
        for hook in told.get(name, ()):
            conditions[" || ".join(f"{hook}.{result}" for result in _ENDED)] = None
    if len(conditions) == 1:
        return next(iter(conditions))
    return " && ".join(f"({condition})" for condition in conditions)


def _implied(call: Call) -> Iterator[str]:
    """The tasks to which arguments are references (DEP-1), in the order of the arguments."""
    for value in (call.step.parameters or {}).values():
        for text in strings(value, (), Role.ARGUMENT):
            yield implied_by(text.text)
    for source in (call.step.artifacts or {}).values():
        if source is not None:
            for text in sources(source, ()):
                if text.role is Role.SOURCE:
                    yield implied_by(text.text)


def _good_end(before: Call, results: tuple[str, ...], checks: Mapping[str, str]) -> str:
    """That a task has come to an end that lets others go on (DEP-4)."""
    step = before.step
    if step.continue_on_failed:
        results = (*results, "Failed")
    if step.continue_on_error:
        results = (*results, "Errored")
    name = checks.get(before.name, before.name)
    return " || ".join(f"{name}.{result}" for result in results)
