"""The template with Python that is nearest to each other one: its image is good for a helper."""

from __future__ import annotations

from typing import Any

from dflow_graph.index import Index

__all__ = ["nearest_python"]

_WITH_PYTHON = ("PythonOPTemplate", "PythonScriptOPTemplate")


def nearest_python(index: Index) -> dict[str, Any]:
    """Name of a template to the one that the fewest calls lead to, of several the first.

    Templates that lead to none are not in it.
    """
    level = [n for n in index.nodes.values() if n.kind in _WITH_PYTHON and n.template.image]
    found: dict[str, Any] = {node.name: node.template for node in level}
    while level:
        callers = [c for node in level for c in node.callers if c.host is None]
        level = list(dict.fromkeys(c.owner for c in callers if c.owner.name not in found))
        targets = {node.name: [call.target for call in node.calls] for node in level}
        found |= {
            name: next(found[node.name] for node in nodes if node and node.name in found)
            for name, nodes in targets.items()
        }
    return found
