"""Which outputs of steps an output of `Steps` or `DAG` is, or may be."""

from __future__ import annotations

from typing import Any

from dflow_graph.index import Node
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import exact_reference

__all__ = ["Producer", "producers_of"]

Producer = tuple[str, str]
"""The name of a step, and of one of its outputs."""


def producers_of(node: Node, sort: str, out: str) -> list[Producer]:
    """The outputs of steps that an output may be; `sort` is `parameters` or `artifacts`."""
    if not node.is_group:
        return []
    ports = node.out_artifacts if sort == "artifacts" else node.out_parameters
    entry: Any = ports[out].entry
    if sort == "artifacts":
        reference, expression = entry.from_, entry.from_expression
    else:
        reference, expression = entry.value_from_parameter, entry.value_from_expression
    if reference:
        parts = exact_reference(reference)
        return _named(sort, [parts] if parts else [])
    return _named(sort, [r.parts for r in references_of(expression)]) if expression else []


def _named(sort: str, names: list[tuple[str, ...]]) -> list[Producer]:
    return [
        (parts[1], parts[4])
        for parts in names
        if len(parts) == 5 and parts[0] in ("steps", "tasks") and parts[3] == sort  # noqa: PLR2004
    ]
