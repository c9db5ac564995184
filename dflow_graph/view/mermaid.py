"""A graph as a Mermaid flowchart, which GitHub and many wikis draw."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dflow_graph.regex import regex
from dflow_graph.view.instances import Instance, instances_of
from dflow_graph.view.labels import below, codes, link_text, size_text, title, trouble
from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible

__all__ = ["mermaid_text"]

# A hyphen, point or underscore within a word means nothing; elsewhere it is Markdown.
_SPECIAL = regex(r"(?<![A-Za-z0-9])[-_.]|[-_.](?![A-Za-z0-9])|[^-_.A-Za-z0-9 ,·…→]")
_ARROWS = {
    "artifact": "==>",
    "parameter": "-->",
    "condition": "-.->",
    "loop": "-.->",
    "hook": "-.-o",
    "order": "-.->",
}


def mermaid_text(outline: Outline, depth: int | None = None) -> str:
    """The text of a flowchart; templates that are open are subgraphs."""
    roots = instances_of(outline, depth)
    title = json.dumps(visible(outline.workflow.name))
    lines = ["---", f"title: {title}", "---", "flowchart LR"]
    for root in roots:
        lines += _node(root, "  ")
    for root in roots:
        lines += _links(root)
    lines.append("  classDef trouble stroke:#b91c1c,stroke-width:3px")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Text in which nothing means anything to Mermaid, nor to the HTML that it makes."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", text)


def _label(instance: Instance) -> str:
    found = codes(instance)
    lines = (
        title(instance.item),
        below(instance),
        ", ".join(instance.item.marks),
        size_text(instance),
        f"! {found}" if found else "",
    )
    return '"' + "<br/>".join(_escaped(line) for line in lines if line) + '"'


def _node(instance: Instance, indent: str) -> Iterator[str]:
    name = f"n{instance.number}"
    if instance.item.kind == "barrier":
        yield f'{indent}{name}(("then"))'
        return
    if instance.is_open:
        yield f"{indent}subgraph {name}[{_label(instance)}]"
        for child in instance.children:
            yield from _node(child, indent + "  ")
        yield f"{indent}end"
    elif instance.group:
        yield f"{indent}{name}[[{_label(instance)}]]"
    else:
        yield f"{indent}{name}[{_label(instance)}]"
    if trouble(instance):
        yield f"{indent}class {name} trouble"


def _links(instance: Instance) -> Iterator[str]:
    if instance.group is None or not instance.is_open:
        return
    for link in instance.group.links:
        source, target = instance.children[link.source], instance.children[link.target]
        label = "" if link.kind == "order" else f'|"{_escaped(link_text(link))}"|'
        yield f"  n{source.number} {_ARROWS[link.kind]}{label} n{target.number}"
    for child in instance.children:
        yield from _links(child)
