"""One finding for each name that is missing, however many places need it (CONF-8).

Works on findings alone, once their places in the text are known.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place

__all__ = ["told_once"]

_MOST_RELATED = 20


def told_once(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those of a name that is told to be missing further up in the text.

    The first tells of the places of the others.
    """
    groups: defaultdict[tuple[Any, ...], list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.missing:
            groups[diagnostic.missing].append(diagnostic)
    firsts: dict[tuple[Any, ...], tuple[Diagnostic, Diagnostic]] = {}
    for name, group in groups.items():
        if len(group) > 1:
            first, *others = sorted(group, key=lambda d: (d.line, d.column))
            places = [
                Place("the same is missing here", other.pointer, other.line, other.column)
                for other in others[:_MOST_RELATED]
            ]
            firsts[name] = first, first._replace(related=(*first.related, *places))
    if not firsts:
        return found
    kept = []
    for diagnostic in found:
        told = firsts.get(diagnostic.missing)
        if told is None:
            kept.append(diagnostic)
        elif diagnostic is told[0]:
            kept.append(told[1])
    return kept
