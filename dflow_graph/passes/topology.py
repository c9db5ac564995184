"""How templates hang together: empty, unused, endless, too deep. The pass of the rules DG6xx.

`check_topology` also looks at what conditions do to the steps around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.circles import circle_through, components, in_order, shown_path
from dflow_graph.passes.conditions import check_conditions
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.source.pointer import join

__all__ = ["check_topology"]

Calls = dict[Node, list[Node]]
"""The templates that each `Steps` or `DAG` calls, each once, in order."""

_MOST_NESTED = 99
_MOST_RELATED = 5


def check_topology(index: Index) -> Iterator[Diagnostic]:
    """Every fault of how templates and tasks hang together."""
    run = Run(index)
    calls: Calls = {}
    is_whole = True
    empty: set[Node] = set()
    for node in index.nodes.values():
        if node.is_group:
            if _is_empty(node):
                empty.add(node)
                yield from _check_empty(node)
            targets = dict.fromkeys([call.target for call in node.calls])
            targets.update(dict.fromkeys([hook.target for hook in node.hooks]))
            is_whole = is_whole and None not in targets
            calls[node] = [target for target in targets if target is not None]
            if node.kind == "DAG":
                from dflow_graph.passes.dependencies import check_dependencies

                yield from check_dependencies(node, run)
    workflow = index.workflow
    starts = [name for name in (workflow.entrypoint, workflow.on_exit) if name is not UNSET]
    known = [index.nodes[name] for name in starts if name in index.nodes]
    if len(known) == len(starts):
        for handler in known[1:]:
            yield from _check_exit(known[0], handler, calls)
        reached = _reached(known, calls)
        # The steps that are missing may be what calls the rest.
        if is_whole and reached.isdisjoint(empty):
            yield from _check_unused(index, reached, calls)
    order = in_order(calls)
    if order is None:
        yield from _check_circles(calls)
    if order is None or _deepest(order, calls) >= _MOST_NESTED:
        yield from _check_depth(known, calls)
    yield from check_conditions(index)


def _is_empty(node: Node) -> bool:
    """Whether a DAG has no task, Steps no group, or a group no step."""
    parts = node.template.tasks if node.kind == "DAG" else node.template.steps
    return not parts or not all(parts)


def _check_empty(node: Node) -> Iterator[Diagnostic]:
    # STEP-2
    if node.kind == "DAG":
        yield _empty((*node.path, "tasks"), f"the DAG {quoted(node.name)} has no task", "task")
        return
    groups = node.template.steps
    if not groups:
        yield _empty((*node.path, "steps"), f"{quoted(node.name)} has no group of steps", "step")
    for number, group in enumerate(groups):
        if not group:
            what = f"group {number + 1} of {quoted(node.name)} has no step"
            yield _empty((*node.path, "steps", number), what, "step")


def _empty(path: tuple[str | int, ...], what: str, missing: str) -> Diagnostic:
    return finding("DG610", what, path, hint=f"Add a {missing}, or remove what is empty.")


def _reached(starts: Iterable[Node], calls: Calls) -> set[Node]:
    """The templates that are called from some, directly or through others, and these."""
    waiting = list(starts)
    reached = set(waiting)
    while waiting:
        new = [target for target in calls.get(waiting.pop(), ()) if target not in reached]
        reached.update(new)
        waiting += new
    return reached


def _check_exit(start: Node, handler: Node, calls: Calls) -> Iterator[Diagnostic]:
    # HOOK-5
    if start not in _reached([handler], calls):
        return
    what = "is the entrypoint" if start is handler else f"calls the entrypoint {quoted(start.name)}"
    yield finding(
        "DG611",
        f"the exit handler {quoted(handler.name)} {what}: the workflow would run a second time",
        ("on_exit",),
        hint="Name a template that only tidies up or reports.",
        related=(Place(message="the entrypoint is named here", pointer=join(("entrypoint",))),),
    )


def _check_unused(index: Index, reached: set[Node], calls: Calls) -> Iterator[Diagnostic]:
    # WF-5
    left = [node for node in index.nodes.values() if node not in reached]
    roots = [node for node in left if all(call.owner is node for call in node.callers)]
    for node in roots:
        yield finding(
            "DG606",
            f"nothing calls the template {quoted(node.name)}",
            node.path,
            hint="Call it in a step, or remove it with what only it calls.",
            at_key=True,
        )
    covered = _reached(roots, calls)
    yield from _check_islands([node for node in left if node not in covered], calls)


def _check_islands(left: list[Node], calls: Calls) -> Iterator[Diagnostic]:
    """Templates that call each other, and that nothing else calls."""
    place = {node: number for number, node in enumerate(left)}
    for component in components(left, lambda node: calls.get(node, ())):
        members = set(component)
        if all(call.owner in members for node in component for call in node.callers):
            first = min(component, key=place.__getitem__)
            yield finding(
                "DG607",
                f"the template {quoted(first.name)} is called only by templates that are not "
                "reached from the entrypoint themselves",
                first.path,
                hint="Call it in a step that is reached, or remove it.",
                at_key=True,
            )


def _check_circles(calls: Calls) -> Iterator[Diagnostic]:
    """The circles of templates that nothing ends, where there is a circle."""
    # STEP-6
    circles = [c for c in components(calls, _groups(calls)) if len(c) > 1 or c[0] in calls[c[0]]]
    from dflow_graph.passes.endless import endless_circles

    place = {node: number for number, node in enumerate(calls)}
    for circle, always in endless_circles(chain.from_iterable(circles)):
        first = min(circle, key=place.__getitem__)
        yield _endless(circle_through(first, set(circle), always.__getitem__))


def _groups(calls: Calls) -> Callable[[Node], Iterator[Node]]:
    return lambda node: (target for target in calls[node] if target in calls)


def _endless(way: list[Node]) -> Diagnostic:
    first, second, *_ = way
    call = _call_of(first, second)
    names = shown_path([quoted(node.name) for node in way])
    what = (
        f"{quoted(first.name)} always calls itself"
        if first is second
        else f"templates always call each other in a circle: {names}"
    )
    related = (
        Place(message="it goes on here", pointer=join((*_call_of(a, b).path, "template")))
        for a, b in pairwise(way[1 : 2 + _MOST_RELATED])
    )
    return finding(
        "DG608",
        f"{what}, and nothing ends it",
        (*call.path, "template"),
        hint="Give one of the steps a `when`.",
        related=tuple(related),
    )


def _call_of(node: Node, target: Node) -> Call:
    return next(c for c in (*node.calls, *node.hooks) if c.target is target)


def _deepest(order: list[Node], calls: Calls) -> int:
    """How many `Steps` and `DAG` at the most call each other one in the next."""
    depth = dict.fromkeys(order, 1)
    for node in order:
        below = depth[node] + 1
        for target in calls[node]:
            if depth.get(target, below) < below:
                depth[target] = below
    return max(depth.values(), default=0)


def _check_depth(starts: list[Node], calls: Calls) -> Iterator[Diagnostic]:
    """The first call that is nested deeper than Argo allows, recursion not counted."""
    # STEP-11
    home: dict[Node, int] = {}
    found = components((s for s in starts if s in calls), _groups(calls))
    for number, component in enumerate(found):
        home.update(dict.fromkeys(component, number))
    depth = [1] * len(found)
    came_from: dict[int, Node] = {}
    for number in range(len(found) - 1, -1, -1):
        for node in found[number]:
            for target in calls[node]:
                there = home.get(target)
                if there == number:
                    continue
                if depth[number] == _MOST_NESTED:
                    yield _too_deep(node, target, home, came_from)
                    return
                if there is not None and depth[there] <= depth[number]:
                    depth[there] = depth[number] + 1
                    came_from[there] = node


def _too_deep(
    node: Node, target: Node, home: dict[Node, int], came_from: dict[int, Node]
) -> Diagnostic:
    way = [target, node]
    while home[way[-1]] in came_from:
        way.append(came_from[home[way[-1]]])
    way.reverse()
    return finding(
        "DG609",
        f"this is the {_MOST_NESTED + 1}th call within a call: "
        f"{shown_path([quoted(n.name) for n in way])}",
        (*_call_of(node, target).path, "template"),
        hint=f"Nest at most {_MOST_NESTED} templates: put some of their steps into one template.",
    )
