"""What a step gives to input artifacts (DG733, DG734)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call
from dflow_graph.model import UNSET, RefSource
from dflow_graph.passes.claims import Claims
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.locations import check_source
from dflow_graph.passes.stacked import stacks, stacks_unknown
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = ["check_step_artifacts"]

_PARTS = 5  # steps.S.outputs.artifacts.N


def check_step_artifacts(call: Call, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of the artifacts that one step gives; most give texts alone."""
    slices = call.slices
    sliced = slices.input_artifact or () if slices is not None and slices.sub_path is True else ()
    for name, source in call.step.artifacts.items():
        if source is None:
            yield from _check_null(call, name)
        elif source.__class__ is not str:
            yield from check_source(source, (*call.path, "artifacts", name), claims)
            if isinstance(source, RefSource) and source.sub_path and name not in sliced:
                taken = f"of {quoted(name)} a `sub_path` is taken"
                yield from _check_packing(call, name, source.from_, taken)
    for name in sliced:
        source = call.step.artifacts.get(name)
        taken = f"{quoted(name)} is sliced with `sub_path`"
        yield from _check_packing(call, name, getattr(source, "from_", source), taken)


def _check_null(call: Call, name: str) -> Iterator[Diagnostic]:
    port = call.target.in_artifacts.get(name) if call.target else None
    # ART-4
    if port is not None and port.entry.optional is not True:
        yield finding(
            "DG734",
            f"input artifact {quoted(name)} of {quoted(call.step.template)} is not optional, "
            "but `null` leaves it out",
            (*call.path, "artifacts", name),
            hint="Give a source, or make the input `optional`.",
            related=(Place(message="the input is here", pointer=join(port.path)),),
        )


def _check_packing(call: Call, name: str, reference: Any, taken: str) -> Iterator[Diagnostic]:
    """The output of which a part is `taken` by its path has to be stored file by file."""
    parts = exact_reference(reference) if isinstance(reference, str) else None
    if parts is None or len(parts) != _PARTS or parts[2:4] != ("outputs", "artifacts"):
        return
    producer = call.owner.by_name.get(parts[1])
    if producer is None or producer.target is None or producer.target.is_group:
        return
    target = producer.target
    port = target.out_artifacts.get(parts[4])
    if port is None:
        return
    instead = getattr(target.template, "output_artifact_archive", None) or {}
    archive = instead.get(port.name, port.entry.archive)
    # ART-24
    is_stacked = stacks(producer, port.name) or stacks_unknown(producer)
    if archive is not None and not is_stacked:
        how = "tar" if archive is UNSET else archive
        slices = ("slices", *producer.path)
        yield finding(
            "DG733",
            f"{taken}, but output {quoted(port.name)} of {quoted(target.name)} is stored as one "
            f"{how} file",
            (*call.path, "artifacts", name),
            hint=f"Add `archive: null` to output {quoted(port.name)}.",
            related=(Place(message="the output is here", pointer=join(port.path)),),
            culprits=(port.path, (*slices, port.name), slices),
        )
