"""One finding for each thing at fault, however many places show it (CONF-8).

Works on findings alone, once their places in the text are known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place

__all__ = ["told_once"]

_MOST_RELATED = 20
_Path = tuple[Any, ...]


def told_once(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with the first in the text alone of those that one thing explains.

    Of two things that may be at fault it is the one that explains more. The first finding tells of
    the places of the others.
    """
    number = Counter(culprit for diagnostic in found for culprit in diagnostic.culprits)
    groups: defaultdict[_Path, list[Diagnostic]] = defaultdict(list)
    for diagnostic in found:
        if diagnostic.culprits:
            groups[max(diagnostic.culprits, key=number.__getitem__)].append(diagnostic)
    firsts: dict[int, Diagnostic] = {}
    others: set[int] = set()
    for group in groups.values():
        if len(group) > 1:
            first, *rest = sorted(group, key=lambda d: (d.line, d.column))
            places = [
                Place("the same is at fault here", d.pointer, d.line, d.column)
                for d in rest[:_MOST_RELATED]
            ]
            firsts[id(first)] = first._replace(related=(*first.related, *places))
            others.update(map(id, rest))
    return [firsts.get(id(d), d) for d in found if id(d) not in others]
