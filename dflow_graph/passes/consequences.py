"""Which findings only follow from others: one mistake is one finding (CONF-8).

Works on findings alone. Most of what follows from a mistake is never found, for a pass that meets
an unresolved name has nothing to say of it; here is what one pass cannot know of another.
"""

from __future__ import annotations

from collections import defaultdict

from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.source.pointer import split

__all__ = ["without_consequences"]

# What a step that is missing, or that calls its own template, may have been meant to call (WF-5).
_OTHER_TARGET = frozenset(("DG303", "DG604", "DG608"))
_UNUSED = frozenset(("DG606", "DG607"))
_CREDENTIAL = frozenset(("DG801", "DG802", "DG803"))
# At one place, with what follows from it there.
_AT_ONE_PLACE = {
    "DG301": frozenset(("DG739",)),
    "DG305": frozenset(("DG733",)),
    "DG308": frozenset(("DG313",)),
    "DG337": frozenset(("DG335",)),
}
# In one template, likewise: where two steps have one name, it is open which is referred to, and
# where the name of a volume is malformed, the mounts may have the right one.
_IN_ONE_TEMPLATE = {
    "DG204": frozenset((
        "DG304", "DG305", "DG313", "DG314", "DG321", "DG323", "DG324", "DG336", "DG402", "DG404",
        "DG406", "DG601", "DG602", "DG605", "DG733",
    )),
    "DG211": frozenset(("DG719",)),
}  # fmt: skip
_NO_ITEM, _NO_LOOP = "DG310", frozenset(("DG502", "DG521"))
_CAUSES = frozenset((
    *_OTHER_TARGET, *_CREDENTIAL, *_AT_ONE_PLACE, *_IN_ONE_TEMPLATE, "DG313", "DG336", _NO_ITEM,
))  # fmt: skip


def without_consequences(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that follow from another one."""
    codes = {diagnostic.code for diagnostic in found}
    if codes.isdisjoint(_CAUSES):
        return found
    if not codes.isdisjoint(_OTHER_TARGET):
        found = [diagnostic for diagnostic in found if diagnostic.code not in _UNUSED]
    found = _without_those_of_place(found)
    found = _without_those_of_template(found)
    return _once_a_call(found) if _NO_ITEM in codes else found


def _without_those_of_place(found: list[Diagnostic]) -> list[Diagnostic]:
    """What is left at a place that a credential or an argument of the wrong sort stands at, ..."""
    only: dict[str, Diagnostic] = {}
    implied: defaultdict[str, set[str]] = defaultdict(set)
    faulty: set[str] = set()
    for diagnostic in found:
        code, pointer = diagnostic.code, diagnostic.pointer
        if code in _CREDENTIAL:
            only[pointer] = diagnostic
        elif code == "DG313" and diagnostic.at_key:
            only.setdefault(pointer, diagnostic)
        if code in _AT_ONE_PLACE:
            implied[pointer] |= _AT_ONE_PLACE[code]
        if code != "DG336" and diagnostic.severity is Severity.ERROR:
            faulty.add(pointer)
    return [
        d
        for d in found
        if (d.pointer not in only or d is only[d.pointer] or d.code in _CREDENTIAL)
        and d.code not in implied.get(d.pointer, ())
        # Whether a condition that is at fault skips a step is open.
        and not (d.code == "DG336" and any(p.pointer in faulty for p in d.related))
    ]


def _without_those_of_template(found: list[Diagnostic]) -> list[Diagnostic]:
    implied: defaultdict[str, set[str]] = defaultdict(set)
    for diagnostic in found:
        if diagnostic.code in _IN_ONE_TEMPLATE:
            implied[_template_of(diagnostic)] |= _IN_ONE_TEMPLATE[diagnostic.code]
    return [d for d in found if d.code not in implied.get(_template_of(d), ())]


def _template_of(diagnostic: Diagnostic) -> str:
    """The pointer of the template that a finding is in; of the root, what is outside of all."""
    return "/".join(diagnostic.pointer.split("/", 3)[:3])


def _once_a_call(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with one for each step that has items but no loop (REF-20)."""
    uses: defaultdict[tuple[str, ...], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.code == _NO_ITEM and (call := _call_of(diagnostic)):
            uses[call].append(diagnostic)
    told: dict[str, Diagnostic] = {}
    for first, *others in uses.values():
        related = [Place(message="it is used here too", pointer=o.pointer) for o in others]
        told[first.pointer] = first._replace(related=(*first.related, *related))
    kept = []
    for diagnostic in found:
        call = _call_of(diagnostic)
        if call not in uses or diagnostic.code not in (_NO_ITEM, *_NO_LOOP):
            kept.append(diagnostic)
        elif diagnostic is uses[call][0]:
            kept.append(told[diagnostic.pointer])
    return kept


def _call_of(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The beginning of a pointer that leads to a step or task; empty where there is none."""
    parts = tuple(split(diagnostic.pointer))
    if parts[:1] == ("templates",) and parts[2:3] == ("steps",):
        return parts[:5]
    return parts[:4] if parts[:1] == ("templates",) and parts[2:3] == ("tasks",) else ()
