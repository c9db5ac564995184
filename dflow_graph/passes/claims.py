"""Persistent volume claims (DG707, DG716, DG721, DG722)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.model.storage import PVC
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.folder_paths import relative_fault
from dflow_graph.passes.pod_resources import quantity_hint
from dflow_graph.passes.quantities import quantity
from dflow_graph.source.pointer import join

__all__ = ["Claims", "check_claim"]

Claims = dict[tuple[str, str], tuple[Any, Path]]
"""What has been said of claims: name and field to the value and its place."""

_ACCESS_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_AGREED = ("size", "storage_class", "access_modes")


def check_claim(claim: PVC, path: Path, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of one claim, also beside those in `claims`, to which it is added."""
    fault = relative_fault(claim.subpath)
    # STO-7
    if fault:
        yield finding(
            "DG707",
            f"the folder {quoted(claim.subpath)} of claim {quoted(claim.name)} {fault[0]}",
            (*path, "subpath"),
            hint="Write a relative path that stays inside of the volume.",
            clause="STO-7",
            within=fault[1],
        )
    yield from _size_fault(claim, path)
    yield from _mode_faults(claim, path)
    yield from _conflicts(claim, path, claims)


def _size_fault(claim: PVC, path: Path) -> Iterator[Diagnostic]:
    if claim.size is UNSET:
        return
    amount = quantity(claim.size)
    # STO-10
    if amount is None or amount <= 0:
        yield finding(
            "DG716",
            f"{quoted(claim.size)} is not a size of a claim",
            (*path, "size"),
            hint=quantity_hint(claim.size),
            clause="STO-10",
        )


def _mode_faults(claim: PVC, path: Path) -> Iterator[Diagnostic]:
    if claim.access_modes is UNSET:
        return
    where = (*path, "access_modes")
    # STO-10
    if not claim.access_modes:
        yield finding(
            "DG722",
            f"claim {quoted(claim.name)} has an empty list of access modes",
            where,
            hint="Name at least one, or leave `access_modes` out for `ReadWriteOnce`.",
        )
    for number, mode in enumerate(claim.access_modes):
        # STO-10
        if mode not in _ACCESS_MODES:
            close = near_misses(mode, _ACCESS_MODES, most=1) or _ACCESS_MODES
            yield finding(
                "DG722",
                f"{quoted(mode)} is not an access mode",
                (*where, number),
                hint=f"Write {' or '.join(quoted(m) for m in close)}.",
            )


def _conflicts(claim: PVC, path: Path, claims: Claims) -> Iterator[Diagnostic]:
    for field in _AGREED:
        value = getattr(claim, field)
        if value is UNSET:
            continue
        where = (*path, field)
        meant = tuple(sorted(value)) if field == "access_modes" else value
        earlier, there = claims.setdefault((claim.name, field), (meant, where))
        # STO-6
        if earlier != meant:
            yield finding(
                "DG721",
                f"claim {quoted(claim.name)} has another `{field}` elsewhere in the graph",
                where,
                hint="Write the same in both places, or use two names.",
                related=(Place(message="the first is here", pointer=join(there)),),
            )
