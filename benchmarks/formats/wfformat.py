"""An instance of WfFormat: tasks with parents and children, and the files between them.

`SCHEMA` describes what is used of the format, in our own words: wfcommons has its schema only on
the network.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.formats.names import links, node_name
from benchmarks.layers import Layers

__all__ = ["SCHEMA", "count", "write"]

_NAME = {"type": "string", "minLength": 1}
_NAMES = {"type": "array", "items": _NAME, "uniqueItems": True}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_TASK = _object(
    {
        "name": _NAME,
        "id": {**_NAME, "pattern": "^[0-9a-zA-Z-_.]*$"},
        "parents": _NAMES,
        "children": _NAMES,
        "inputFiles": _NAMES,
        "outputFiles": _NAMES,
    },
    "inputFiles",
    "outputFiles",
)
_FILE = _object({"id": _NAME, "sizeInBytes": {"type": "integer", "minimum": 0}})
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        {
            "name": _NAME,
            "schemaVersion": {"enum": ["1.6"]},
            "workflow": _object(
                {
                    "specification": _object(
                        {
                            "tasks": {"type": "array", "minItems": 1, "items": _TASK},
                            "files": {"type": "array", "items": _FILE},
                        }
                    )
                }
            ),
        }
    ),
}


def write(layers: Layers) -> bytes:
    nodes = range(len(layers.parents))
    above = [[parent for _, parent in links(layers, node)] for node in nodes]
    children: dict[str, list[str]] = {node_name(node): [] for node in nodes}
    for node, parents in enumerate(above):
        for parent in parents:
            if parent in children:
                children[parent].append(node_name(node))
    tasks = [
        {
            "name": "relax",
            "id": node_name(node),
            "parents": above[node],
            "children": children[node_name(node)],
            "inputFiles": [f"{parent}.xyz" for parent in map(node_name, layers.parents[node])],
            "outputFiles": [f"{node_name(node)}.xyz"],
        }
        for node in nodes
    ]
    files = [{"id": f"{node_name(node)}.xyz", "sizeInBytes": 1024} for node in nodes]
    workflow = {"specification": {"tasks": tasks, "files": files}}
    instance = {"name": "relax-many", "schemaVersion": "1.6", "workflow": workflow}
    return json.dumps(instance).encode()


def count(text: bytes) -> tuple[int, int]:
    tasks = json.loads(text)["workflow"]["specification"]["tasks"]
    return len(tasks), sum(len(task["parents"]) for task in tasks)
