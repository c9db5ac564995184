"""What a loop over nothing gives: empty lists (SLC-8), where Argo knows no outputs of it at all."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.texts import expression_of
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import Tag, scan

__all__ = ["is_stacked_parameter", "may_be_of_nothing", "or_empty"]

_OUTPUT = 5
"""The parts of `steps.a.outputs.parameters.x`."""


def is_stacked_parameter(parts: tuple[str, ...], body: Body) -> bool:
    """Whether a name is that of an output parameter that the slices of a step stack."""
    call = body.node.by_name.get(parts[1]) if len(parts) == _OUTPUT else None
    if call is None or parts[:1] != (body.prefix,):
        return False
    own = body.lowering.layers.of(call)
    return any(parts[4] in layer.output_parameter for layer, _ in own)


def may_be_of_nothing(parts: tuple[str, ...], body: Body) -> bool:
    """Whether a name is that of a stacked parameter of a loop that may have no piece.

    A loop that a condition leaves out has no outputs, and counts as skipped as well.
    """
    if not is_stacked_parameter(parts, body):
        return False
    call = body.node.by_name[parts[1]]
    return call.step.when is UNSET and not body.lowering.lengths.of_loop(call)


def or_empty(value: Any, body: Body) -> Any:
    """A text whose tags stand for an empty list where they name an output of a loop over nothing.

    Whatever is no text stays as it is.
    """
    if not body.lowering.layers.stack_parameters:
        return value
    if not isinstance(value, str) or "outputs.parameters" not in value:
        return value
    written = []
    end = 0
    for tag in scan(value):
        if not isinstance(tag, Tag):
            continue
        whole = value[tag.start : tag.end]
        written += [value[end : tag.start], _expressed(whole, tag, body)]
        end = tag.end
    return "".join((*written, value[end:]))


def _expressed(whole: str, tag: Tag, body: Body) -> str:
    if not tag.is_expression:
        if not may_be_of_nothing(tag.parts, body):
            return whole
        return "{{=" + _chosen(expression_of(".".join(tag.parts)), tag.parts[1], body) + "}}"
    written = []
    end = 0
    for found in references_of(tag.body):
        spelt = tag.body[found.start : found.end]
        if may_be_of_nothing(found.parts, body):
            spelt = f"({_chosen(spelt, found.parts[1], body)})"
        written += [tag.body[end : found.start], spelt]
        end = found.end
    return "{{=" + "".join((*written, tag.body[end:])) + "}}"


def _chosen(spelt: str, step: str, body: Body) -> str:
    return f"{body.prefix}['{step}'].status == 'Skipped' ? '[]' : {spelt}"
