"""Dependencies of the tasks of a DAG: what they say, and circles (clauses DEP-1 to DEP-7)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Node
from dflow_graph.index.order import implied_by, order_of, stands_in_order
from dflow_graph.index.symbols import Path
from dflow_graph.index.texts import Role, sources, strings
from dflow_graph.passes.circles import circle_through, components, shown_path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.expr.depends import Mention

__all__ = ["check_dependencies"]

_WORD = regex(r"[^\s()&|!]+")
_MOST_RELATED = 5
_OF_LOOPS = ("AnySucceeded", "AllFailed")


def check_dependencies(node: Node, run: Run) -> Iterator[Diagnostic]:
    """Every fault of the dependencies of a DAG."""
    waiting = [call for call in node.calls if call.step.dependencies]
    if waiting:
        from dflow_graph.expr.depends import RESERVED

        by_name = node.by_name
        for call in waiting:
            for number, text in enumerate(call.step.dependencies):
                if text not in by_name or text == call.name or text in RESERVED:
                    where = (*call.path, "dependencies", number)
                    yield from _check_text(text, call, where, run)
    yield from _check_circles(node)


def _check_text(text: str, call: Call, path: Path, run: Run) -> Iterator[Diagnostic]:
    from dflow_graph.expr.nodes import ExprSyntaxError

    # DEP-2
    try:
        from dflow_graph.expr.depends import parse_dependency

        mentions = parse_dependency(text).mentions
    except ExprSyntaxError as error:
        yield finding(
            "DG603",
            f"{quoted(text)} is no dependency: {error.message}",
            path,
            hint=_hint(error.message),
            within=(error.start, error.end),
        )
        return
    seen = set()
    for mention in mentions:
        if mention[:2] not in seen:
            seen.add(mention[:2])
            yield from _check_mention(mention, call, path, run)


_OPERATORS = {"`and`": "&&", "`&`": "&&", "`or`": "||", "`|`": "||"}


def _hint(message: str) -> str:
    """How to write what is no dependency; operators of other languages by what they mean."""
    right = _OPERATORS.get(message.rpartition(" ")[2])
    if right is not None:
        return f"Write {quoted(right)}."
    return "Write a task's name, or results such as `a.Failed || b.Succeeded`."


def _check_mention(mention: Mention, call: Call, path: Path, run: Run) -> Iterator[Diagnostic]:
    name, known = mention.task, call.owner.by_name
    within = (mention.start, mention.start + len(name))
    task = known.get(name)
    if name == call.name:
        # DEP-3
        yield finding(
            "DG602",
            f"{quoted(name)} waits for itself, and so never runs",
            path,
            hint=f"Remove {quoted(name)} from its dependencies.",
            within=within,
        )
    elif task is None:
        if "" in known:
            return  # the task without a name (NAM-5) may be the one
        # DEP-3
        close = [k for k in run.near_misses(name, known) if k != call.name]
        what = f"{quoted(call.owner.name)} has no task {quoted(name)}"
        if close:
            what += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
        yield finding(
            "DG604",
            what,
            path,
            hint=f"Write {quoted(close[0])}." if close else "Name a task of the same DAG.",
            within=within,
            culprits=((*call.owner.path, "steps", name),),
        )
    elif mention.result in _OF_LOOPS and not task.is_looped and task.target is not None:
        # DEP-7
        right = "Succeeded" if mention.result == "AnySucceeded" else "Failed"
        yield finding(
            "DG605",
            f"`{mention.result}` is asked of {quoted(name)}, which is not looped",
            path,
            hint=f"Write `{name}.{right}`.",
            within=(mention.start, mention.end),
        )


def _check_circles(node: Node) -> Iterator[Diagnostic]:
    if len(node.calls) > len(node.by_name):  # two of one name: another rule's, and no circle
        return
    if stands_in_order(node):
        return
    order = order_of(node)
    direct = order.direct
    if len(order.sequence) == len(direct):
        return
    # DEP-6
    rank = {task: number for number, task in enumerate(direct)}

    def waits_for(task: str) -> list[str]:
        return sorted(direct[task], key=rank.__getitem__)

    for component in components(direct, waits_for):
        if len(component) > 1:
            first = min(component, key=rank.__getitem__)
            way = circle_through(first, set(component), waits_for)
            yield _circle(node, _from_the_likely(way, node, direct))


def _from_the_likely(way: list[str], node: Node, direct: dict[str, set[str]]) -> list[str]:
    """A circle, begun at the dependency of it that is most likely the wrong one (DEP-6).

    That is one which is written as such, if others come of references: these are needed. Of
    several it is one against the order in which most tasks of the DAG stand.
    """
    edges = list(pairwise(way))
    written = [(a, b) for a, b in edges if "dependencies" in _where(node.by_name[a], b)[0][4:]]
    rank = {task: number for number, task in enumerate(direct)}
    backwards = sum(
        1 if rank[before] < rank[task] else -1 for task in direct for before in direct[task]
    )
    against = [(a, b) for a, b in written or edges if (rank[b] < rank[a]) != (backwards >= 0)]
    start = edges.index((against or written)[0])
    return [*way[start:-1], *way[: start + 1]]


def _circle(node: Node, way: list[str]) -> Diagnostic:
    call = node.by_name[way[0]]
    path, within = _where(call, way[1])
    hint = f"Let {quoted(way[0])} not wait for {quoted(way[1])}, or break the circle elsewhere."
    related = []
    for task, before in pairwise(way[1 : 2 + _MOST_RELATED]):
        place, _ = _where(node.by_name[task], before)
        message = f"{quoted(task)} waits for {quoted(before)}"
        related.append(Place(message=message, pointer=join(place)))
    return finding(
        "DG601",
        f"tasks wait for each other in a circle: {shown_path([quoted(t) for t in way])}",
        path,
        hint=hint,
        within=within,
        related=tuple(related),
    )


def _where(call: Call, before: str) -> tuple[Path, tuple[int, int] | None]:
    """Where a task says that it waits for another."""
    step = call.step
    for number, text in enumerate(step.dependencies or ()):
        for match in _WORD.finditer(text):
            name = match[0].partition(".")[0]
            if name == before:
                path = (*call.path, "dependencies", number)
                return path, (match.start(), match.start() + len(name))
    texts = list(strings(step.parameters, (*call.path, "parameters"), Role.ARGUMENT))
    for port, source in (step.artifacts or {}).items():
        where = sources(source, (*call.path, "artifacts", port))
        texts += [text for text in where if text.role is Role.SOURCE]
    return next((t.path for t in texts if implied_by(t.text) == before), call.path), None
