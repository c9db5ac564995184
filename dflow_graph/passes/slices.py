"""Slices: which ports are cut and stacked, and how (clauses SLC-1 to SLC-28).

The pass of the rules DG5xx: it looks at every template and call that has slices or a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.model.slices import Slices
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.passes.known_lengths import Lengths

__all__ = ["check_slices"]

_SLICEABLE = frozenset({"PythonOPTemplate", "Steps", "DAG"})
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
    lengths: Lengths | None = None
    for node in index.nodes.values():
        if node.kind == "PythonOPTemplate":
            yield from _check_template(node, run)
        for call in node.uncommon_calls:
            if call.slices is None and _uncommon(call.step) == _NOTHING:
                continue
            if lengths is None:
                from dflow_graph.passes.known_lengths import Lengths

                lengths = Lengths(index)
            yield from _check_call(call, run, lengths)
        for hook in node.hooks:
            if hook.step.slices is not UNSET:
                yield from _check_own(hook, run)


def _check_template(node: Node, run: Run) -> Iterator[Diagnostic]:
    """Faults of the slices that a template gives to all of its calls."""
    template = node.template
    slices = template.slices
    if slices is not UNSET:
        from dflow_graph.passes.sliced_ports import check_ports

        yield from check_ports(slices, (*node.path, "slices"), node, run)
        yield from _check_options(slices, (*node.path, "slices"))
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


def _check_call(call: Call, run: Run, lengths: Lengths) -> Iterator[Diagnostic]:
    from dflow_graph.passes.lengths import check_lengths
    from dflow_graph.passes.loops import check_loop, check_success_counts
    from dflow_graph.passes.pieces import loop_pieces, sliced_inputs, sliced_lists

    step, slices = call.step, call.slices
    if step.slices is not UNSET:
        yield from _check_own(call, run)
    inputs = sliced_inputs(call)
    loop = step.with_param is not UNSET or step.with_sequence is not UNSET
    is_looped = loop or bool(inputs.parameters or inputs.artifacts)
    if slices is not None:
        by_items = slices.sub_path is True and slices.group_size is UNSET
        if loop and by_items:
            yield _loop_beside_sub_path(call)
            loop = False
        # SLC-11
        if not is_looped and slices.sub_path is not True and _can_slice(call):
            yield _nothing_to_slice(call)
    yield from check_loop(call, is_looped)
    pieces = loop_pieces(step) if loop else None
    lists = sliced_lists(call, inputs, lengths.of_argument)
    yield from check_lengths(call, pieces, lists)
    if step.continue_on_num_success is not UNSET or step.continue_on_success_ratio is not UNSET:
        count = lengths.of_loop(call) if is_looped else None
        yield from check_success_counts(call, is_looped, count)


def _can_slice(call: Call) -> bool:
    return call.target is not None and call.target.kind in _SLICEABLE


def _check_own(call: Call, run: Run) -> Iterator[Diagnostic]:
    """Faults of the slices that a step, task or hook brings itself."""
    slices, path, target = call.step.slices, (*call.path, "slices"), call.target
    if target is not None:
        # SLC-27
        if target.kind not in _SLICEABLE:
            yield finding(
                "DG511",
                f"the template {quoted(target.name)} is of kind {target.kind}, which cannot cut "
                "or stack anything",
                path,
                hint="Use `with_param` and `{{item}}`, or call a Python OP.",
            )
            return
        from dflow_graph.passes.sliced_ports import check_ports

        yield from check_ports(slices, path, target, run)
    yield from _check_options(slices, path)


def _check_options(slices: Slices, path: Path) -> Iterator[Diagnostic]:
    """Faults of slices that can be told without a template."""
    from dflow_graph.passes.patterns import check_pattern, is_list

    pattern = "{{item}}"
    if slices.slices is not UNSET:
        pattern = slices.slices
        yield from check_pattern(pattern, (*path, "slices"))
    # SLC-15
    if slices.group_size is UNSET:
        for name in ("shuffle", "random_seed"):
            if getattr(slices, name):  # False and 0 are as good as nothing
                yield _stray(name, "`group_size`", path)
        if slices.pool_size is not UNSET and slices.pool_size != 0 and not is_list(pattern):
            yield _stray("pool_size", "`group_size` or a pattern that is a list", path)
    if slices.pool_timeout is not UNSET and slices.pool_size is UNSET:
        yield _stray("pool_timeout", "`pool_size`", path)
    if slices.pool_size == 0:
        yield finding(
            "DG506",
            "a pool of 0 processes cannot work on anything",
            (*path, "pool_size"),
            hint="Write 1 for one slice after another, or -1 for all at once.",
        )
    # SLC-26
    if slices.sub_path is True and not slices.input_artifact:
        yield finding(
            "DG510",
            "`sub_path` is for sliced input artifacts, and these slices name none",
            (*path, "sub_path"),
            hint="Add `input_artifact`, or remove `sub_path`.",
        )


def _stray(name: str, partner: str, path: Path) -> Diagnostic:
    return finding(
        "DG505",
        f"`{name}` has no effect without {partner}",
        (*path, name),
        hint=f"Add {partner}, or remove `{name}`.",
    )


def _nothing_to_slice(call: Call) -> Diagnostic:
    path = call.path if call.step.slices is UNSET else (*call.path, "slices")
    whose = "the slices of its template" if call.step.slices is UNSET else "its slices"
    return finding(
        "DG502",
        f"{quoted(call.name)} has no loop, and {whose} name no input over which to loop",
        path,
        hint="Add `with_param` or `with_sequence`, or a sliced input.",
    )


def _loop_beside_sub_path(call: Call) -> Diagnostic:
    # SLC-25
    field = "with_param" if call.step.with_param is not UNSET else "with_sequence"
    return finding(
        "DG509",
        f"`{field}` has no effect: with `sub_path` the loop runs over the items of the artifacts",
        (*call.path, field),
        hint=f"Remove `{field}`, or set `group_size`.",
    )
