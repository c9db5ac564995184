"""What `value_from_expression` may come to: references and constants, in each of its branches."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from dflow_graph.expr.alike import alike
from dflow_graph.expr.check import problems
from dflow_graph.expr.nodes import Constant
from dflow_graph.index import Port
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import references_of, results_of
from dflow_graph.record import Record

__all__ = ["NOTHING", "Result", "results_of_output"]

NOTHING: Any = object()
"""Stands for no constant."""
_WORDS = {"true": True, "false": False}


class Result(Record):
    """One result: the parts of a lone reference, or a constant; `text[start:end]` spells it.

    `is_nil` where it is no value at all (EXPR-10).
    """

    parts: tuple[str, ...] | None
    constant: Any
    is_nil: bool
    start: int
    end: int

    @property
    def is_constant(self) -> bool:
        """Whether there is a constant, which may be None."""
        return self.constant is not NOTHING


def results_of_output(port: Port) -> list[Result]:
    """Every possible result of an output's expression; nothing where it has none, or a fault."""
    body = port.entry.value_from_expression
    if body is UNSET or problems(alike(body)):
        return []
    found = []
    results = results_of(body)
    lone = {(r.start, r.end): r.parts for r in references_of(body)}
    for node in results:
        constant = _constant(node) if isinstance(node, Constant) else NOTHING
        is_nil = isinstance(node, Constant) and node.kind == "nil"
        parts = lone.get((node.start, node.end))
        found.append(Result(parts, constant, is_nil, node.start, node.end))
    return found


def _constant(node: Constant) -> Any:
    if node.kind == "string":
        return node.value
    if node.kind == "bool":
        return _WORDS[node.value]
    if node.kind == "number":
        from dflow_graph.passes.json_texts import value_of

        with suppress(ValueError):  # `0x1f`, `1_000`
            return value_of(node.value)
    return NOTHING
