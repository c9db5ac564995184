"""A graph as GraphML, which Gephi, yEd, Cytoscape and networkx read.

XML 1.0 has no place for some characters; they are spelt out. Written by hand, as networkx is an
extra, and its writer takes none of those characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible
from dflow_graph.view.typed_graph import edges_of, nodes_of

__all__ = ["graphml_text"]

_NODE_KEYS = {
    "kind": "string",
    "name": "string",
    "template_kind": "string",
    "role": "string",
    "image": "string",
    "within": "string",
    "template": "string",
    "looped": "boolean",
    "when": "string",
    "key": "string",
    "findings": "int",
}
_EDGE_KEYS = {"kind": "string", "ports": "string"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"""


def graphml_text(outline: Outline) -> str:
    """The text of a directed graph: the nodes and edges of `to_networkx`."""
    lines = [_HEAD]
    for scope, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, type_ in keys.items():
            lines.append(
                f'  <key id="{scope}_{name}" for="{scope}" attr.name="{name}" attr.type="{type_}"/>'
            )
    name = quoteattr(visible(outline.workflow.name))
    lines.append(f'  <graph id={name} edgedefault="directed">')
    for node in nodes_of(outline):
        lines.append(f"    <node id={_id(node.id)}>")
        lines += _data("node", node.attributes)
        lines.append("    </node>")
    for edge in edges_of(outline):
        ends = f"source={_id(edge.source)} target={_id(edge.target)}"
        lines.append(f"    <edge {ends}>")
        lines += _data("edge", {"kind": edge.kind, "ports": edge.ports})
        lines.append("    </edge>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _id(pointer: str) -> str:
    """A pointer; what XML has no place for in percent-encoding, so that no two become one."""
    pointer = pointer.replace("%", "%25")
    if not pointer.isprintable():
        pointer = "".join(
            c if c.isprintable() else quote(c, safe="", errors="surrogatepass") for c in pointer
        )
    return quoteattr(pointer)


def _data(scope: str, attributes: Mapping[str, str | bool | int]) -> list[str]:
    return [
        f'      <data key="{scope}_{name}">{escape(_text(value))}</data>'
        for name, value in attributes.items()
    ]


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else visible(str(value))
