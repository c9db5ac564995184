"""Runs the passes over a graph whose structure is sound, and leaves out what its author ignores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.index import Index, build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.calls import check_calls
from dflow_graph.passes.names import check_names
from dflow_graph.passes.port_settings import check_port_settings
from dflow_graph.passes.portability import check_portability
from dflow_graph.passes.references import check_references
from dflow_graph.passes.security import check_security
from dflow_graph.passes.slices import check_slices
from dflow_graph.passes.storage import check_storage
from dflow_graph.passes.topology import check_topology
from dflow_graph.passes.types import check_types
from dflow_graph.source.pointer import join

__all__ = ["PASSES", "analyse", "is_ignored"]

_MANY = 100
Pass = Callable[[Index], Iterator[Diagnostic]]

PASSES: tuple[Pass, ...] = (
    check_calls,
    check_references,
    check_types,
    check_port_settings,
    check_storage,
    check_security,
    check_names,
    check_portability,
    check_slices,
    check_topology,
)
"""Every pass, in order. Each stands alone: an unresolved name silences the others at that place."""


def analyse(workflow: Workflow, unknown: frozenset[str] = frozenset()) -> list[Diagnostic]:
    """Every finding about the meaning of a graph, without text positions, in no special order.

    Of the templates whose names are `unknown` nothing is said.
    """
    index = build_index(workflow, unknown)
    if sum(len(node.calls) for node in index.nodes.values()) >= _MANY:
        from dflow_graph.passes.alike_calls import mark_alike  # noqa: PLC0415 - not worth it for few

        mark_alike(index)
    found = [diagnostic for check in PASSES for diagnostic in check(index)]
    index.dissolve()
    if found:
        from dflow_graph.passes.shown_credentials import without_credentials  # noqa: PLC0415

        found, more = without_credentials(found, workflow.to_dict)
        found += more
    # What is ignored has no consequences, either.
    ours = (workflow.extensions or {}).get("dflow-graph")
    if isinstance(ours, dict) and "ignore" in ours:
        found = _without_ignored(found, ours["ignore"])
    if len(found) > 1:
        from dflow_graph.passes.consequences import without_consequences  # noqa: PLC0415

        found = without_consequences(found)
    return found


def is_ignored(code: str, path: Iterable[str | int], workflow: Workflow) -> bool:
    """Whether the author has a reason not to hear of a rule at a place (EXT-5)."""
    ours = (workflow.extensions or {}).get("dflow-graph")
    entries = ours.get("ignore") if isinstance(ours, dict) else None
    at = join(path) + "/"
    return any(
        not _entry_fault(entry) and entry["code"] == code and at.startswith(entry["pointer"] + "/")
        for entry in (entries if isinstance(entries, list) else ())
    )


def _without_ignored(found: list[Diagnostic], entries: Any) -> list[Diagnostic]:
    """The findings that no entry of the author's list covers, and the entries that do nothing."""
    path = ("extensions", "dflow-graph", "ignore")
    if not isinstance(entries, list):
        return [*found, _idle(path, "the list of ignored findings is no list")]
    faults = [_entry_fault(entry) for entry in entries]
    first: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries):
        if not faults[number]:
            first.setdefault((entry["code"], entry["pointer"]), number)
    codes = {code for code, _ in first}
    covering = [_covering(d, first) if d.code in codes else None for d in found]
    kept = [d for d, number in zip(found, covering, strict=True) if number is None]
    used = set(covering)
    idle = [
        _idle((*path, number), fault or "this entry covers no finding")
        for number, fault in enumerate(faults)
        if fault or (number not in used and not _may_be_hidden(entries[number], kept))
    ]
    return kept + idle


def _may_be_hidden(entry: dict[str, Any], kept: list[Diagnostic]) -> bool:
    """Whether other findings may keep the one that an entry is to cover from being found."""
    errors = {d.code for d in kept if d.severity is Severity.ERROR}
    if errors:
        return entry["code"] not in errors
    from dflow_graph.passes.consequences import template_of  # noqa: PLC0415 - few ignore findings

    near = {d.code for d in kept if template_of(d.pointer) == template_of(entry["pointer"])}
    return bool(near) and entry["code"] not in near


def _entry_fault(entry: Any) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get("pointer"), str):
        return "this entry is no object with `code`, `pointer` and `reason`"
    from dflow_graph.rules import RULES  # noqa: PLC0415 - few graphs ignore findings

    if not isinstance(entry.get("code"), str) or entry["code"] not in RULES:
        return "this entry has no `code` of a rule"
    if not isinstance(entry.get("reason"), str) or not entry["reason"].strip():
        return "this entry gives no `reason`"
    return ""


def _covering(diagnostic: Diagnostic, first: dict[tuple[str, str], int]) -> int | None:
    """The number of the first entry that names the code, at this place or above it."""
    pointer, numbers = diagnostic.pointer, []
    while True:
        number = first.get((diagnostic.code, pointer))
        if number is not None:
            numbers.append(number)
        if not pointer:
            return min(numbers, default=None)
        pointer = pointer.rpartition("/")[0]


def _idle(path: tuple[str | int, ...], why: str) -> Diagnostic:
    from dflow_graph.passes.finding import finding  # noqa: PLC0415 - see above

    # EXT-5
    return finding("DG111", why, path, hint="Mend the entry, or remove it.")
