"""A pipeline specification of Kubeflow Pipelines 2, as YAML: the form that its SDK loads."""

from __future__ import annotations

from typing import Any

import yaml

from benchmarks.formats.names import PORTS, links, node_name
from benchmarks.layers import Layers

__all__ = ["count", "write"]

_TEXT = {"parameterType": "STRING"}
_RELAX = {
    "executorLabel": "exec-relax",
    "inputDefinitions": {
        "parameters": {
            "index": {"parameterType": "NUMBER_INTEGER"},
            **{port: {"isOptional": True, **_TEXT} for port in PORTS},
        }
    },
    "outputDefinitions": {"parameters": {"relaxed": _TEXT}},
}
_CONTAINER = {"image": "python:3.11", "command": ["python3"], "args": ["-c", "print(1)"]}


def _task(layers: Layers, node: int) -> dict[str, Any]:
    above = links(layers, node)
    outputs = {
        port: {"taskOutputParameter": {"outputParameterKey": "relaxed", "producerTask": parent}}
        for port, parent in above
    }
    index = {"runtimeValue": {"constant": node}}
    return {
        "componentRef": {"name": "comp-relax"},
        "dependentTasks": [parent for _, parent in above],
        "inputs": {"parameters": {"index": index, **outputs}},
        "taskInfo": {"name": node_name(node)},
    }


def write(layers: Layers) -> bytes:
    tasks = {node_name(node): _task(layers, node) for node in range(len(layers.parents))}
    pipeline = {
        "components": {"comp-relax": _RELAX},
        "deploymentSpec": {"executors": {"exec-relax": {"container": _CONTAINER}}},
        "pipelineInfo": {"name": "relax-many"},
        "root": {"dag": {"tasks": tasks}},
        "schemaVersion": "2.1.0",
        "sdkVersion": "kfp-2.17.3",
    }
    # An anchor would stand for parts that are the same object.
    yaml.SafeDumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    return yaml.safe_dump(pipeline).encode()


def count(text: bytes) -> tuple[int, int]:
    tasks = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["root"]["dag"]["tasks"]
    return len(tasks), sum(len(task["dependentTasks"]) for task in tasks.values())
