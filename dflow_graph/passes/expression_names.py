"""Names in expressions that are more than one reference: results, and names with hyphens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.outcome import Outcome, Place
from dflow_graph.passes.scope import names_artifact, resolve

if TYPE_CHECKING:
    from dflow_graph.expr.check import Reference

__all__ = ["check_artifact_results", "hyphened_names"]

_MOST_HYPHENS = 30


def check_artifact_results(text: Text, body: str, place: Place) -> Iterator[Diagnostic]:
    """`from_expression` gives an artifact whatever its conditions come to."""
    from dflow_graph.expr.nodes import Array, Binary, Constant, Map, Unary
    from dflow_graph.passes.expressions import references_of, results_of

    no_artifacts = (Array, Binary, Constant, Map, Unary)
    known = {(r.start, r.end): r.parts for r in references_of(body)}
    for node in results_of(body):
        parts = known.get((node.start, node.end))
        if parts is None:
            is_nil = isinstance(node, Constant) and node.kind == "nil"
            is_none = isinstance(node, no_artifacts) and not is_nil
        else:
            # What is unknown is said elsewhere.
            is_none = not names_artifact(parts) and not resolve(parts, place).code
        if is_none:
            # EXPR-8
            yield finding(
                "DG313",
                f"{quoted(body[node.start : node.end])} is no artifact, and may be the result",
                text.path,
                hint="Refer to an artifact in each branch.",
                clause="EXPR-8",
                within=(node.start, node.end),
            )


def hyphened_names(
    body: str, found: tuple[Reference, ...], first: int, place: Place
) -> Iterator[tuple[int, tuple[str, ...], Outcome]]:
    """The names that a reference makes with those behind it, by hyphens between them.

    Each with the number of its last reference, and what looking it up comes to.
    """
    name = found[first].parts
    for number in range(first + 1, min(len(found), first + _MOST_HYPHENS)):
        left, right = found[number - 1], found[number]
        if left.end + 1 != right.start or body[left.end] != "-":
            break
        if not resolve(right.parts, place).code:
            break  # a difference
        name = (*name[:-1], f"{name[-1]}-{right.parts[0]}", *right.parts[1:])
        yield number, name, resolve(name, place)
