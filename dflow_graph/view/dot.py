"""A graph in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.view.instances import Instance, instances_of
from dflow_graph.view.labels import below, codes, link_text, size_text, title, trouble
from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible

__all__ = ["dot_text"]

_STYLES = {
    "artifact": 'style=solid, penwidth=2, color="#1d4ed8"',
    "parameter": 'style=solid, color="#0f766e", arrowhead=vee',
    "condition": 'style=dotted, color="#b45309", arrowhead=diamond',
    "loop": 'style=dashed, color="#7e22ce", arrowhead=normal, arrowtail=dot, dir=both',
    "hook": 'style=dashed, color="#be123c", arrowhead=empty',
    "order": 'style=dashed, color="#6b7280", arrowhead=open',
}


def dot_text(outline: Outline, depth: int | None = None) -> str:
    """The text of a digraph; templates that are open are clusters."""
    roots = instances_of(outline, depth)
    lines = [
        f"digraph {_quoted(outline.workflow.name)} {{",
        "  graph [rankdir=LR, compound=true, fontname=sans];",
        "  node [shape=box, style=rounded, fontname=sans];",
        "  edge [fontname=sans, fontsize=10];",
    ]
    for root in roots:
        lines += _node(root, "  ")
    for root in roots:
        lines += _links(root)
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(*lines: str) -> str:
    """A string with a line for each text: only `"` and the backslash mean anything within one."""
    texts = (visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines if line)
    return '"' + "\\n".join(texts) + '"'


def _label(instance: Instance) -> str:
    marks = ", ".join(instance.item.marks)
    return _quoted(
        title(instance.item), below(instance), marks, size_text(instance), _shouted(instance)
    )


def _shouted(instance: Instance) -> str:
    found = codes(instance)
    return f"! {found}" if found else ""


def _node(instance: Instance, indent: str) -> Iterator[str]:
    name = f"n{instance.number}"
    if instance.item.kind == "barrier":
        yield f'{indent}{name} [shape=point, xlabel="then"];'
        return
    colour = ', color="#b91c1c", penwidth=2' if trouble(instance) else ""
    if not instance.is_open:
        shape = ", shape=box3d" if instance.group else ""
        yield f"{indent}{name} [label={_label(instance)}{shape}{colour}];"
        return
    yield f"{indent}subgraph cluster_{instance.number} {{"
    yield f"{indent}  graph [label={_label(instance)}, style=rounded{colour}];"
    for child in instance.children:
        yield from _node(child, indent + "  ")
    yield f"{indent}}}"


def _innermost(instance: Instance) -> Instance:
    """A node inside of a cluster: Graphviz draws links between nodes, and cuts them off."""
    while instance.children:
        instance = instance.children[0]
    return instance


def _links(instance: Instance) -> Iterator[str]:
    if instance.group is None or not instance.is_open:
        return
    for link in instance.group.links:
        source, target = instance.children[link.source], instance.children[link.target]
        ends = ""
        if source.is_open:
            ends += f", ltail=cluster_{source.number}"
        if target.is_open:
            ends += f", lhead=cluster_{target.number}"
        label = f", label={_quoted(link_text(link))}" if link.ports else ""
        way = f"n{_innermost(source).number} -> n{_innermost(target).number}"
        yield f"  {way} [{_STYLES[link.kind]}{label}{ends}];"
    for child in instance.children:
        yield from _links(child)
