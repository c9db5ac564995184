"""A workflow of the Common Workflow Language 1.2, with one tool, in one document."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.formats.names import PORTS, links, node_name
from benchmarks.layers import Layers

__all__ = ["count", "write"]

_RELAX = {
    "id": "relax",
    "class": "CommandLineTool",
    "baseCommand": "relax",
    "inputs": {"index": "int", **dict.fromkeys(PORTS, "File?")},
    "outputs": {"relaxed": {"type": "stdout"}},
}


def _step(layers: Layers, node: int) -> dict[str, Any]:
    above = {port: f"{parent}/relaxed" for port, parent in links(layers, node)}
    return {"run": "#relax", "in": {"index": {"default": node}, **above}, "out": ["relaxed"]}


def write(layers: Layers) -> bytes:
    main = {
        "id": "main",
        "class": "Workflow",
        "inputs": {},
        "outputs": {},
        "steps": {node_name(n): _step(layers, n) for n in range(len(layers.parents))},
    }
    return json.dumps({"cwlVersion": "v1.2", "$graph": [_RELAX, main]}).encode()


def count(text: bytes) -> tuple[int, int]:
    steps = json.loads(text)["$graph"][1]["steps"].values()
    return len(steps), sum(len(step["in"].keys() & set(PORTS)) for step in steps)
