"""A graph as typed nodes and edges, plain data for exports: every template and call once.

Nodes are named by their JSON pointers. Linear in the size of the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.model import UNSET
from dflow_graph.record import Record
from dflow_graph.source.pointer import join
from dflow_graph.view.outline import Item, Outline

__all__ = ["TypedEdge", "TypedNode", "edges_of", "nodes_of"]


class TypedNode(Record):
    """A template or call. `attributes` has texts, numbers and booleans alone."""

    id: str
    attributes: dict[str, str | bool | int]


class TypedEdge(Record):
    """An edge between nodes; `kind` tells several edges of one pair apart."""

    source: str
    target: str
    kind: str
    ports: str


def nodes_of(outline: Outline) -> Iterator[TypedNode]:
    """Templates, each followed by its calls, in the order of the document."""
    roles = {template: role for role, template in reversed(outline.roots)}
    for name, node in outline.symbols.nodes.items():
        attributes: dict[str, str | bool | int] = {
            "kind": "template",
            "name": name,
            "template_kind": node.kind,
            "findings": len(outline.findings.get(join(node.path), ())),
        }
        if name in roles:
            attributes["role"] = roles[name]
        image = getattr(node.template, "image", UNSET)
        if image is not UNSET:
            attributes["image"] = image
        yield TypedNode(join(node.path), attributes)
        group = outline.groups.get(name)
        for item in group.items if group else ():
            yield TypedNode(item.pointer, _attributes(item, name, outline))


def _attributes(item: Item, owner: str, outline: Outline) -> dict[str, str | bool | int]:
    attributes: dict[str, str | bool | int] = {
        "kind": item.kind,
        "name": item.name,
        "within": owner,
    }
    if item.call is None:
        return attributes
    attributes |= {
        "template": item.template,
        "template_kind": item.call.target.kind if item.call.target else "",
        "looped": item.call.is_looped,
        "findings": len(outline.findings.get(item.pointer, ())),
    }
    for field in ("when", "key"):
        value = getattr(item.call.step, field, UNSET)
        if value is not UNSET:
            attributes[field] = value
    return attributes


def edges_of(outline: Outline) -> Iterator[TypedEdge]:
    """Edges of the kinds `contains` (template to call), `calls` (call to template), and links."""
    for name, group in outline.groups.items():
        within = join(("templates", name))
        for item in group.items:
            yield TypedEdge(within, item.pointer, "contains", "")
            if item.call is not None and item.call.target is not None:
                yield TypedEdge(item.pointer, join(item.call.target.path), "calls", "")
        for link in group.links:
            source, target = group.items[link.source], group.items[link.target]
            yield TypedEdge(source.pointer, target.pointer, link.kind, ", ".join(link.ports))
