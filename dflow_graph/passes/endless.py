"""Recursion that nothing ends (STEP-6): which templates always call each other in a circle."""

from __future__ import annotations

from collections.abc import Iterable

from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.circles import components

__all__ = ["Circles", "endless_circles", "runs_always"]

Circles = list[tuple[list[Node], dict[Node, list[Node]]]]
"""Templates of a circle, and which others each template always calls."""


def runs_always(call: Call) -> bool:
    """Whether nothing but a failure before it can keep a step from running."""
    step = call.step
    if step.when is not UNSET or call.is_looped:
        return False
    dependencies = getattr(step, "dependencies", None) or ()
    return all(text in call.owner.by_name for text in dependencies)


def endless_circles(nodes: Iterable[Node]) -> Circles:
    """The circles among some templates of calls that always happen."""
    among = dict.fromkeys(nodes)
    always = {
        node: list(
            dict.fromkeys(c.target for c in node.calls if c.target in among and runs_always(c))
        )
        for node in among
    }
    return [
        (circle, always)
        for circle in components(among, lambda node: always[node])
        if len(circle) > 1 or circle[0] in always[circle[0]]
    ]
