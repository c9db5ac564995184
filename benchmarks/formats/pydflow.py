"""A graph of pydflow: one DAG whose tasks call a script, so that no code of an OP is executed."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.formats.names import PORTS, links, node_name
from benchmarks.layers import Layers

__all__ = ["count", "write"]

_RELAX = {
    "type": "ScriptOPTemplate",
    "name": "relax",
    "inputs": {
        "parameters": {"index": {"name": "index", "type": "int"}},
        "artifacts": {
            port: {"name": port, "path": f"/in/{port}", "optional": True} for port in PORTS
        },
    },
    "outputs": {"artifacts": {"relaxed": {"name": "relaxed", "path": "/out/relaxed"}}},
    "image": "python:3.11",
    "command": ["python3"],
    "script": "print({{inputs.parameters.index}})",
}


def _task(layers: Layers, node: int) -> dict[str, Any]:
    above = links(layers, node)
    return {
        "name": node_name(node),
        "template": "relax",
        "parameters": {"index": node},
        "artifacts": {
            port: f"{{{{tasks.{parent}.outputs.artifacts.relaxed}}}}" for port, parent in above
        },
        "dependencies": [parent for _, parent in above],
    }


def write(layers: Layers) -> bytes:
    tasks = [_task(layers, node) for node in range(len(layers.parents))]
    graph = {
        "name": "relax-many",
        "entrypoint": "main",
        "templates": {"relax": _RELAX, "main": {"type": "DAG", "name": "main", "tasks": tasks}},
    }
    return json.dumps(graph).encode()


def count(text: bytes) -> tuple[int, int]:
    tasks = json.loads(text)["templates"]["main"]["tasks"]
    return len(tasks), sum(len(task["artifacts"]) for task in tasks)
