"""A manifest of Argo Workflows: one DAG of script tasks. For hera, which reads such manifests."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.formats.names import PORTS, links, node_name
from benchmarks.layers import Layers

__all__ = ["count", "write"]

_RELAX = {
    "name": "relax",
    "inputs": {
        "parameters": [{"name": "index"}],
        "artifacts": [{"name": port, "path": f"/in/{port}", "optional": True} for port in PORTS],
    },
    "outputs": {"artifacts": [{"name": "relaxed", "path": "/out/relaxed"}]},
    "script": {"image": "python:3.11", "command": ["python3"], "source": "print(1)"},
}


def _task(layers: Layers, node: int) -> dict[str, Any]:
    above = links(layers, node)
    return {
        "name": node_name(node),
        "template": "relax",
        "arguments": {
            "parameters": [{"name": "index", "value": str(node)}],
            "artifacts": [
                {"name": port, "from": f"{{{{tasks.{parent}.outputs.artifacts.relaxed}}}}"}
                for port, parent in above
            ],
        },
        "dependencies": [parent for _, parent in above],
    }


def write(layers: Layers) -> bytes:
    tasks = [_task(layers, node) for node in range(len(layers.parents))]
    main = {"name": "main", "dag": {"tasks": tasks}}
    manifest = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "relax-many-"},
        "spec": {"entrypoint": "main", "templates": [_RELAX, main]},
    }
    return json.dumps(manifest).encode()


def count(text: bytes) -> tuple[int, int]:
    tasks = json.loads(text)["spec"]["templates"][1]["dag"]["tasks"]
    return len(tasks), sum(len(task["dependencies"]) for task in tasks)
