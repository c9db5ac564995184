"""What nodes and the parents of a node are called, in every format."""

from __future__ import annotations

from benchmarks.layers import Layers

__all__ = ["PORTS", "links", "node_name"]

PORTS = ("structure", "reference")
"""The inputs that take what the first and the second parent give."""


def node_name(number: int) -> str:
    return f"relax-{number}"


def links(layers: Layers, node: int) -> list[tuple[str, str]]:
    """Pairs of an input and the name of the parent that it is linked to."""
    names = [node_name(parent) for parent in layers.parents[node]]
    if node in layers.strays:
        names[0] = f"absent-{node}"
    return list(zip(PORTS, names, strict=False))
