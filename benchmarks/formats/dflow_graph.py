"""A graph of ours: tasks in DAGs of up to 1,000, called one after another."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.formats.names import links, node_name
from benchmarks.layers import BATCH, Layers
from benchmarks.relax import RELAX, START, head

__all__ = ["count", "layered", "write"]

_STRUCTURE = "{{inputs.artifacts.structure}}"


def _task(layers: Layers, node: int) -> dict[str, Any]:
    artifacts = {
        port: f"{{{{tasks.{parent}.outputs.artifacts.relaxed}}}}"
        for port, parent in links(layers, node)
    }
    return {
        "name": node_name(node),
        "template": "relax",
        "parameters": {"index": node},
        "artifacts": artifacts or {"structure": _STRUCTURE},
    }


def layered(layers: Layers) -> dict[str, Any]:
    """The graph as plain data."""
    nodes = range(len(layers.parents))
    batches = {
        f"batch-{first // BATCH}": {
            "kind": "DAG",
            "inputs": {"artifacts": {"structure": {}}},
            "tasks": [_task(layers, node) for node in nodes[first : first + BATCH]],
        }
        for first in nodes[::BATCH]
    }
    calls = [
        [{"name": name, "template": name, "artifacts": {"structure": _STRUCTURE}}]
        for name in batches
    ]
    main = {"kind": "Steps", "inputs": {"artifacts": START}, "steps": calls}
    return head({"main": main, **batches, "relax": RELAX})


def write(layers: Layers) -> bytes:
    return json.dumps(layered(layers), indent=2).encode()


def count(text: bytes) -> tuple[int, int]:
    templates = json.loads(text)["templates"].values()
    tasks = [task for template in templates for task in template.get("tasks", ())]
    sources = [source for task in tasks for source in task["artifacts"].values()]
    return len(tasks), sum(source != _STRUCTURE for source in sources)
