"""A graph as a tree of text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.view.instances import Instance, instances_of
from dflow_graph.view.labels import called, link_text, size_text, title
from dflow_graph.view.links import Link
from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible

__all__ = ["tree_text"]


def tree_text(outline: Outline, depth: int | None = None) -> str:
    """The calls, each with what comes to it from others and what was found about it."""
    lines = [visible(outline.workflow.name)]
    lines += _findings(outline.findings.get("", ()))
    roots = instances_of(outline, depth)
    for root in roots:
        lines += _branch(root, (), last=root is roots[-1])
    return "\n".join(lines) + "\n"


def _findings(findings: tuple[Diagnostic, ...]) -> list[str]:
    return [
        f"! {finding.severity.value} {finding.code}: {visible(finding.message)}"
        for finding in findings
    ]


def _branch(
    instance: Instance, incoming: tuple[tuple[Link, Instance], ...], *, last: bool
) -> Iterator[str]:
    """The lines of a call and of all that it calls, with the guides that hang it up."""
    # Levels are as many as templates may call each other, which recursion in Python can follow.
    body = [*_notes(instance, incoming)]
    children = _children(instance)
    yield f"{'└─' if last else '├─'} {_heading(instance)}"
    rest = "   " if last else "│  "
    bar = "│  " if children else "   "
    for note in body:
        yield f"{rest}{bar}{note}"
    for child, links in children:
        for line in _branch(child, links, last=child is children[-1][0]):
            yield rest + line


def _heading(instance: Instance) -> str:
    role = instance.item.kind if instance.parent is None else ""
    parts = (role, *instance.item.marks, size_text(instance))
    more = ", ".join(part for part in parts if part)
    return f"{title(instance.item)} {called(instance)}" + (f" [{more}]" if more else "")


def _notes(instance: Instance, incoming: tuple[tuple[Link, Instance], ...]) -> Iterator[str]:
    for link, source in incoming:
        barrier = source.item.kind == "barrier"
        name = "every step of the group before" if barrier else title(source.item)
        yield f"< {link_text(link)} from {name}"
    yield from _findings(instance.findings)


def _children(instance: Instance) -> list[tuple[Instance, tuple[tuple[Link, Instance], ...]]]:
    if instance.group is None or not instance.is_open:
        return []
    incoming: dict[int, list[tuple[Link, Instance]]] = {}
    for link in instance.group.links:
        incoming.setdefault(link.target, []).append((link, instance.children[link.source]))
    return [
        (child, tuple(incoming.get(number, ())))
        for number, child in enumerate(instance.children)
        if child.item.kind != "barrier"
    ]
