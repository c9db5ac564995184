"""Expressions of the outputs of `Steps` and `DAG`, in names that Argo knows there."""

from __future__ import annotations

from collections.abc import Callable

from dflow_graph.passes.expressions import references_of

__all__ = ["output_expression"]

_ARTIFACTS = 3
"""Which part of `steps.a.outputs.artifacts.f` says what it is."""


def output_expression(
    expression: str, key_of: Callable[[tuple[str, ...]], str] | None = None
) -> str:
    """An expression with what is known of the run as literals.

    Argo gives it inputs and steps to work with, and replaces tags in it before it is computed.
    With `key_of`, which takes the parts of a reference to an artifact of a step and gives an
    expression, it is one over the keys of artifacts.
    """
    written = []
    end = 0
    for reference in references_of(expression):
        parts = reference.parts
        name = expression[reference.start : reference.end]
        if parts[0] == "workflow":
            name = "{{=toJson(string(" + name + "))}}"
        elif key_of and parts[0] in ("steps", "tasks") and "artifacts" in parts[_ARTIFACTS:][:1]:
            name = key_of(parts)
        written += [expression[end : reference.start], name]
        end = reference.end
    return "".join((*written, expression[end:]))
