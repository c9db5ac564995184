"""What conditions do to the steps that have them and to those that refer to these (WHEN)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET

__all__ = ["check_conditions"]


def check_conditions(index: Index) -> Iterator[Diagnostic]:
    """Tags that a condition needs in quotes, and outputs that it may leave without a value."""
    for node in index.nodes.values():
        conditional = [call for call in node.calls if call.step.when is not UNSET]
        if conditional:
            yield from _check_node(index, node, conditional)


def _check_node(index: Index, node: Node, conditional: list[Call]) -> Iterator[Diagnostic]:
    from dflow_graph.passes.bare_tags import BareTags
    from dflow_graph.passes.never_equal import check_condition_sides, compares_tags
    from dflow_graph.passes.skipped_steps import check_skipped_steps

    tags = BareTags(index, node)
    for call in conditional:
        when = call.step.when
        bare = tags.bare(when)
        if bare:
            yield from tags.check(when, (*call.path, "when"))
        if "{{" in when and compares_tags(when):
            told = [(b.start, b.end) for b in bare]
            yield from check_condition_sides(when, (*call.path, "when"), node, told)
    yield from check_skipped_steps(node)
