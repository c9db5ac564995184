"""What conditions do to the steps that have them and to those that refer to these (WHEN)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.model import UNSET

__all__ = ["check_conditions"]


def check_conditions(index: Index) -> Iterator[Diagnostic]:
    """Tags that a condition needs in quotes, and outputs that it may leave without a value."""
    for node in index.nodes.values():
        conditional = [call for call in node.calls if call.step.when is not UNSET]
        if not conditional:
            continue
        from dflow_graph.passes.bare_tags import BareTags

        tags = BareTags(index, node)
        for call in conditional:
            if tags.bare(call.step.when):
                yield from tags.check(call.step.when, (*call.path, "when"))
        from dflow_graph.passes.skipped_steps import check_skipped_steps

        yield from check_skipped_steps(node)
