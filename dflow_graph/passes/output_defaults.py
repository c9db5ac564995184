"""Defaults of outputs, which have to be written without the OP (clause OP-12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted

__all__ = ["check_output_default"]

_DEEP = frozenset((list, dict))


def check_output_default(value: Any, path: Path) -> Iterator[Diagnostic]:
    """Every opaque value in the default of an output parameter, if its tags are well formed.

    Where there is one, the default has to be written anew: its type does not matter.
    """
    if value.__class__ not in _DEEP:
        return
    from dflow_graph.types.tags import tagged_problems

    # What is malformed is told as such.
    if any(not problem.doubtful for problem in tagged_problems(value)):
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
