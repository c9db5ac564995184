"""Which outputs of steps an output of `Steps` or `DAG` is, or may be."""

from __future__ import annotations

from typing import Any

from dflow_graph.index import Call, Node
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import exact_reference

__all__ = ["Fed", "Producers"]

Fed = dict[str, dict[str, list[str]]]
"""Step to its output to the outputs of the template around that it is, or may be."""


class Producers:
    """What the outputs of steps are for the templates around them, found once a template."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Fed] = {}

    def of(self, node: Node, sort: str) -> Fed:
        """All that feeds the outputs of a template; `sort` is `parameters` or `artifacts`."""
        found = self._known.get((node.name, sort))
        if found is None:
            found = self._known[(node.name, sort)] = _fed(node, sort) if node.is_group else {}
        return found

    def fed(self, call: Call, sort: str) -> dict[str, list[str]]:
        """The outputs of a call, each with the outputs of the template around that it feeds."""
        return self.of(call.owner, sort).get(call.name, {})


def _fed(node: Node, sort: str) -> Fed:
    found: Fed = {}
    ports = node.out_artifacts if sort == "artifacts" else node.out_parameters
    for out, port in ports.items():
        for step, name in dict.fromkeys(_producers(port.entry, sort)):
            found.setdefault(step, {}).setdefault(name, []).append(out)
    return found


def _producers(entry: Any, sort: str) -> list[tuple[str, str]]:
    """The outputs of steps that an output may be, each as the step and the output."""
    if sort == "artifacts":
        reference, expression = entry.from_, entry.from_expression
    else:
        reference, expression = entry.value_from_parameter, entry.value_from_expression
    if reference:
        parts = exact_reference(reference)
        return _named(sort, [parts] if parts else [])
    return _named(sort, [r.parts for r in references_of(expression)]) if expression else []


def _named(sort: str, names: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    return [
        (parts[1], parts[4])
        for parts in names
        if len(parts) == 5 and parts[0] in ("steps", "tasks") and parts[3] == sort  # noqa: PLR2004
    ]
