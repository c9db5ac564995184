"""Slices: which ports are cut and stacked, and how (clauses SLC-1 to SLC-28).

The pass of the rules DG5xx: it looks at every template that slices, and has `sliced_calls` look at
every call that does or that loops.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import attrgetter

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.source.pointer import join

__all__ = ["check_slices"]

_uncommon = attrgetter(
    "with_param",
    "with_sequence",
    "parallelism",
    "continue_on_num_success",
    "continue_on_success_ratio",
)
_NOTHING = (UNSET,) * 5
_SIDES = (
    ("input_parameter", "input_parameter_slices"),
    ("input_artifact", "input_artifact_slices"),
    ("output_parameter", "output_parameter_slices"),
    ("output_artifact", "output_artifact_slices"),
)


def check_slices(index: Index) -> Iterator[Diagnostic]:
    """Every fault of slices and loops in a graph."""
    run = Run(index)
    for node in index.nodes.values():
        if node.kind == "PythonOPTemplate":
            yield from _check_template(node, run)
    calls = [call for node in index.nodes.values() for call in node.uncommon_calls]
    calls = [c for c in calls if c.slices is not None or _uncommon(c.step) != _NOTHING]
    hooks = [hook for node in index.nodes.values() for hook in node.hooks]
    hooks = [hook for hook in hooks if hook.step.slices is not UNSET]
    if not calls and not hooks:
        return
    from dflow_graph.passes.known_lengths import Lengths
    from dflow_graph.passes.sliced_calls import check_own_slices, check_sliced_call

    lengths = Lengths(index)
    check = partial(check_sliced_call, run=run, lengths=lengths)
    yield from Verdicts().faults(calls, check)
    for hook in hooks:
        yield from check_own_slices(hook, run)
    around = [c for c in (*calls, *hooks) if c.slices is not None and _calls_group(c)]
    if around:
        from dflow_graph.passes.uncut_inputs import check_uncut_inputs

        yield from check_uncut_inputs(around)


def _calls_group(call: Call) -> bool:
    return call.target is not None and call.target.is_group


def _check_template(node: Node, run: Run) -> Iterator[Diagnostic]:
    """Faults of the slices that a template gives to all of its calls."""
    template = node.template
    slices = template.slices
    if slices is not UNSET:
        from dflow_graph.passes.sliced_calls import check_options
        from dflow_graph.passes.sliced_ports import check_ports

        yield from check_ports(slices, (*node.path, "slices"), node, run)
        yield from check_options(slices, (*node.path, "slices"))
    for sort, field in _SIDES:
        patterns = getattr(template, field)
        if not patterns:
            continue
        from dflow_graph.passes.patterns import check_pattern
        from dflow_graph.passes.sliced_ports import check_map

        yield from check_map(patterns, (*node.path, field), node, run)
        for name, pattern in patterns.items():
            yield from check_pattern(pattern, (*node.path, field, name))
        # SLC-21
        for number, name in enumerate(getattr(slices, sort, ()) or ()):
            if name in patterns:
                yield finding(
                    "DG508",
                    f"{quoted(name)} is sliced twice, here and by `slices` of the template",
                    (*node.path, field, name),
                    hint="Remove one of the two.",
                    at_key=True,
                    related=(
                        Place(
                            message="it is sliced here first",
                            pointer=join((*node.path, "slices", sort, number)),
                        ),
                    ),
                )
