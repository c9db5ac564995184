"""Layered graphs with faults of one sort, spread evenly over their tasks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.formats.dflow_graph import layered, write
from benchmarks.layers import layers

__all__ = ["FAULTS", "faulty_text"]


def _field(task: dict[str, Any]) -> None:
    task["continue_on_faild"] = True


def _value(task: dict[str, Any]) -> None:
    task["parameters"]["index"] = "many"


FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {"field": _field, "value": _value}
"""Faults of a task: a field that there is not, and a text for a number."""


def faulty_text(kind: str, count: int, steps: int) -> bytes:
    """A graph with faults of `FAULTS`, dangling `reference`s, or without its last `bracket`.

    As many references dangle as there are steps that refer to another, if that is fewer.
    """
    if kind == "reference":
        referring = sum(1 for above in layers(steps).parents if above)
        return write(layers(steps, strays=min(count, referring)))
    if kind == "bracket":
        return write(layers(steps)).rstrip().removesuffix(b"}")
    graph = layered(layers(steps))
    tasks = [task for t in graph["templates"].values() for task in t.get("tasks", ())]
    if kind == "value":
        # A type that nothing fits would be what is at fault, and one finding.
        graph["templates"]["relax"]["op"]["inputs"]["index"]["default"] = 0
    for number in range(count):
        FAULTS[kind](tasks[number * steps // count])
    return json.dumps(graph, indent=2).encode()
