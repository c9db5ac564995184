"""A document of Python Workflow Definition: nodes that name functions, and edges."""

from __future__ import annotations

import json

from benchmarks.formats.names import PORTS
from benchmarks.layers import Layers

__all__ = ["count", "write"]


def write(layers: Layers) -> bytes:
    nodes = [
        {"id": node, "type": "function", "value": "relaxation.relax"}
        for node in range(len(layers.parents))
    ]
    edges = [
        {
            "target": node,
            "targetPort": port,
            "source": -1 - node if node in layers.strays and port == PORTS[0] else parent,
            "sourcePort": "relaxed",
        }
        for node, above in enumerate(layers.parents)
        for port, parent in zip(PORTS, above, strict=False)
    ]
    return json.dumps({"version": "0.1.0", "nodes": nodes, "edges": edges}).encode()


def count(text: bytes) -> tuple[int, int]:
    document = json.loads(text)
    return len(document["nodes"]), len(document["edges"])
