"""Defaults of outputs, which have to be written without the OP (clause OP-12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted

__all__ = ["check_output_defaults"]

_DEEP = frozenset((list, dict))


def check_output_defaults(node: Node) -> Iterator[Diagnostic]:
    """Every opaque value in the default of an output parameter."""
    for port in node.out_parameters.values():
        yield from _check(port.entry.default, (*port.path, "default"))
    if node.kind == "PythonOPTemplate" and node.template.output_parameter_default is not UNSET:
        for name, value in node.template.output_parameter_default.items():
            yield from _check(value, (*node.path, "output_parameter_default", name))


def _check(value: Any, path: Path) -> Iterator[Diagnostic]:
    from dflow_graph.types.tags import tagged_problems

    # What is malformed is told as such.
    if value.__class__ not in _DEEP or any(not p.doubtful for p in tagged_problems(value)):
        return
    from dflow_graph.passes.graph_values import opaque_classes

    for at, name in opaque_classes(value):
        # OP-12
        yield finding(
            "DG415",
            f"the default of an output holds an opaque value of class {quoted(name)}, which only "
            "Python code could write",
            (*path, *at),
            hint="Write the default as JSON or another tagged value, or leave it out.",
        )
