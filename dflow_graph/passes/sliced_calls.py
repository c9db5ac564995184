"""Slices and loops of steps, tasks and hooks (clauses SLC-1 to SLC-28, LOOP).

Only a graph that has some imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.model.slices import Slices
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.known_lengths import Lengths
from dflow_graph.passes.lengths import check_lengths
from dflow_graph.passes.loops import check_loop, check_success_counts
from dflow_graph.passes.patterns import check_pattern, is_list
from dflow_graph.passes.pieces import loop_pieces, sliced_inputs, sliced_lists
from dflow_graph.passes.run import Run
from dflow_graph.passes.sliced_ports import check_ports
from dflow_graph.passes.template_kinds import SLICEABLE, can_slice

__all__ = ["check_options", "check_own_slices", "check_sliced_call"]


def check_sliced_call(call: Call, run: Run, lengths: Lengths) -> Iterator[Diagnostic]:
    """Faults of the slices in force in a step or task, and of its loop."""
    step, slices = call.step, call.slices
    if step.slices is not UNSET:
        yield from check_own_slices(call, run)
    inputs = sliced_inputs(call)
    loop = step.with_param is not UNSET or step.with_sequence is not UNSET
    is_looped = loop or bool(inputs.parameters or inputs.artifacts)
    if slices is not None:
        by_items = slices.sub_path is True and slices.group_size is UNSET
        if loop and by_items and slices.input_artifact:
            yield _loop_beside_sub_path(call)
            loop = False
        # SLC-11
        if not is_looped and slices.sub_path is not True and can_slice(call):
            yield _nothing_to_slice(call)
    # SLC-11
    if is_looped and not loop and not inputs.parameters and _all_missing(call, inputs.artifacts):
        yield _nothing_is_given(call, next(iter(inputs.artifacts)))
    yield from check_loop(call, is_looped)
    pieces = loop_pieces(step) if loop else None
    lists = sliced_lists(call, inputs, lengths.of_argument)
    yield from check_lengths(call, pieces, lists)
    if step.continue_on_num_success is not UNSET or step.continue_on_success_ratio is not UNSET:
        count = lengths.of_loop(call) if is_looped else None
        yield from check_success_counts(call, is_looped, count)


def _all_missing(call: Call, names: dict[str, str | None]) -> bool:
    """Whether none of the input artifacts is given, nor has a source of its own (SLC-13)."""
    given = call.step.artifacts or {}
    ports = {} if call.target is None else call.target.in_artifacts
    return all(
        name in ports
        and given.get(name) is None
        and ports[name].entry.optional is True
        and getattr(ports[name].entry, "source", UNSET) is UNSET
        for name in names
    )


def check_own_slices(call: Call, run: Run) -> Iterator[Diagnostic]:
    """Faults of the slices that a step, task or hook brings itself."""
    slices, path, target = call.step.slices, (*call.path, "slices"), call.target
    if target is not None:
        # SLC-27
        if target.kind not in SLICEABLE:
            yield finding(
                "DG511",
                f"the template {quoted(target.name)} is of kind {target.kind}, which cannot cut "
                "or stack anything",
                path,
                hint="Use `with_param` and `{{item}}`, or call a Python OP.",
            )
            return
        yield from check_ports(slices, path, target, run, step=call.step)
    yield from check_options(slices, path)


def check_options(slices: Slices, path: Path) -> Iterator[Diagnostic]:
    """Faults of slices that can be told without a template."""
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
    from dflow_graph.passes.slice_causes import slices_of

    path = call.path if call.step.slices is UNSET else (*call.path, "slices")
    whose = "the slices of its template" if call.step.slices is UNSET else "its slices"
    return finding(
        "DG502",
        f"{quoted(call.name)} has no loop, and {whose} name no input over which to loop",
        path,
        hint="Add `with_param` or `with_sequence`, or a sliced input.",
        culprits=slices_of(call),
    )


def _nothing_is_given(call: Call, name: str) -> Diagnostic:
    return finding(
        "DG502",
        f"{quoted(call.name)} has no loop, and gives none of the inputs that are cut, such as "
        f"{quoted(name)}",
        call.path if call.step.slices is UNSET else (*call.path, "slices"),
        hint=f"Give {quoted(name)}, or add `with_param` or `with_sequence`.",
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
