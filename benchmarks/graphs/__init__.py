"""Realistic graphs of any size, of five shapes; equal size, equal bytes.

Of the standard library alone, like all that other environments run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.formats.dflow_graph import layered
from benchmarks.graphs.mixed import mixed
from benchmarks.graphs.nested import nested
from benchmarks.graphs.scripts import scripts
from benchmarks.graphs.sliced import sliced
from benchmarks.layers import layers

__all__ = ["SHAPES", "graph", "graph_text"]

SHAPES: dict[str, Callable[[int], dict[str, Any]]] = {
    "layered": lambda steps: layered(layers(steps)),
    "sliced": sliced,
    "nested": nested,
    "scripts": scripts,
    "mixed": mixed,
}
"""Shape to what makes graphs of so many steps that do work; calls of Steps and DAGs are extra."""


def graph(shape: str, steps: int) -> dict[str, Any]:
    """A graph as plain data."""
    return SHAPES[shape](steps)


def graph_text(shape: str, steps: int) -> bytes:
    """The graph as JSON text, laid out as `fmt` would."""
    return json.dumps(graph(shape, steps), indent=2).encode()
