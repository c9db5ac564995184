"""What there is to look at in a graph: the calls of each template, and what flows between them.

Linear in the size of the document: each template once, however often it is called.
"""

from __future__ import annotations

from collections.abc import Iterable

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, build_index
from dflow_graph.model import Workflow
from dflow_graph.pipeline import InvalidGraphError
from dflow_graph.reading import Graph, reading_of
from dflow_graph.record import Record
from dflow_graph.source.pointer import join, split
from dflow_graph.view.links import Group, Item, group_of

__all__ = ["Group", "Item", "Outline", "outline_of", "outline_of_graph"]

_CALLS = {"steps": 5, "tasks": 4}
"""Member that holds calls to the number of tokens in the pointer of one."""


class Outline(Record):
    """A graph as it is looked at.

    `groups` has the templates that call others; `roots` are the entrypoint and what runs on exit,
    as (role, template); `uncalled` are templates that neither reaches. `findings` has the
    diagnostics by the pointer of the call or template that they are about, and under `""` those of
    the workflow itself; `troubled` are the templates that have some, or call one that has.
    """

    workflow: Workflow
    symbols: Index
    groups: dict[str, Group]
    roots: tuple[tuple[str, str], ...]
    uncalled: tuple[str, ...]
    findings: dict[str, tuple[Diagnostic, ...]]
    troubled: frozenset[str]

    def findings_of(self, item: Item) -> tuple[Diagnostic, ...]:
        """The diagnostics about a call, and about the template that it calls."""
        if item.kind == "barrier":
            return ()
        about = self.findings.get(join(("templates", item.template)), ())
        if item.call is None:  # a root: the template itself
            return about
        return (*self.findings.get(item.pointer, ()), *about)

    def place_of(self, pointer: str) -> str:
        """The pointer of the innermost call or template that a pointer leads into, or `""`."""
        return _place(pointer, self.symbols)


def outline_of(workflow: Workflow, diagnostics: Iterable[Diagnostic] = ()) -> Outline:
    """The outline of a graph whose structure is sound; its meaning may be at fault."""
    index = build_index(workflow)
    groups = {name: group_of(node) for name, node in index.nodes.items() if node.is_group}
    roots = [("entrypoint", workflow.entrypoint)]
    if workflow.on_exit:
        roots.append(("on exit", workflow.on_exit))
    reached = _reached([name for _, name in roots], groups)
    findings = _by_place(diagnostics, index)
    return Outline(
        workflow,
        index,
        groups,
        tuple(roots),
        tuple(name for name in index.nodes if name not in reached),
        findings,
        _troubled(findings, index),
    )


def outline_of_graph(graph: Graph) -> Outline:
    """The outline of a graph with its findings.

    Raises `InvalidGraphError` where its structure is at fault, and `OSError` for a file.
    """
    reading = reading_of(graph)
    if reading.model is None:
        raise InvalidGraphError(reading.report)
    return outline_of(reading.model, reading.report.diagnostics)


def _reached(roots: list[str], groups: dict[str, Group]) -> set[str]:
    reached = set(roots)
    waiting = list(roots)
    while waiting:
        group = groups.get(waiting.pop())
        for item in group.items if group else ():
            if item.template not in reached:
                reached.add(item.template)
                waiting.append(item.template)
    return reached


def _by_place(diagnostics: Iterable[Diagnostic], index: Index) -> dict[str, tuple[Diagnostic, ...]]:
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        found.setdefault(_place(diagnostic.pointer, index), []).append(diagnostic)
    return {place: tuple(several) for place, several in found.items()}


def _place(pointer: str, index: Index) -> str:
    """The pointer of the innermost call or template that a pointer leads into, or `""`."""
    tokens = split(pointer)
    if tokens[:1] != ["templates"] or tokens[1:2] == [] or tokens[1] not in index.nodes:
        return ""
    length = _CALLS.get(tokens[2], 0) if len(tokens) > 2 else 0  # noqa: PLR2004 - templates, T, ...
    if not length or len(tokens) < length or not index.nodes[tokens[1]].is_group:
        return join(tokens[:2])
    if tokens[length : length + 1] and tokens[length].endswith("_hook"):
        length += 1
    return join(tokens[:length])


def _troubled(findings: dict[str, tuple[Diagnostic, ...]], index: Index) -> frozenset[str]:
    waiting = [split(place)[1] for place in findings if place]
    troubled = set(waiting)
    while waiting:
        callers: list[Call] = index.nodes[waiting.pop()].callers
        for call in callers:
            if call.owner.name not in troubled:
                troubled.add(call.owner.name)
                waiting.append(call.owner.name)
    return frozenset(troubled)
