"""What conditions do to the steps that have them and to those that refer to these (WHEN)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts

if TYPE_CHECKING:
    from dflow_graph.passes.bare_tags import BareTags

__all__ = ["check_conditions"]


def check_conditions(index: Index) -> Iterator[Diagnostic]:
    """Tags that a condition needs in quotes, and outputs that it may leave without a value."""
    # Where no call is rich, none has a condition.
    rich = [node for node in index.nodes.values() if node.is_rich]
    conditional = [[call for call in node.calls if call.step.when is not UNSET] for node in rich]
    if not any(conditional):
        return
    from dflow_graph.passes.bare_tags import BareTags
    from dflow_graph.passes.skipped_steps import check_skipped_steps

    bare, skipped = Verdicts(), Verdicts()
    for node, calls in zip(rich, conditional, strict=True):
        if calls:
            tags = BareTags(index, node)
            yield from bare.faults(calls, partial(_check, tags))
            yield from check_skipped_steps(node, calls, skipped)


def _check(tags: BareTags, call: Call) -> Iterator[Diagnostic]:
    when, path = call.step.when, (*call.path, "when")
    bare = tags.bare(when)
    if bare:
        yield from tags.check(when, path)
    if "{{" in when and "=" in when:
        from dflow_graph.passes.never_equal import check_condition_sides, compares_tags

        if compares_tags(when):
            told = [(b.start, b.end) for b in bare]
            yield from check_condition_sides(when, path, call.owner, told)
