"""How a pass says what it found: a Diagnostic from a code, with what the catalogue knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.rules import Rule

__all__ = ["finding", "near_misses", "quoted", "shown"]

_LONGEST = 60
_MOST_COMPARED = 300


def finding(
    code: str,
    message: str,
    path: Iterable[str | int],
    *,
    hint: str = "",
    clause: str = "",
    at_key: bool = False,
    within: tuple[int, int] | None = None,
    related: tuple[Place, ...] = (),
    culprits: tuple[tuple[str | int, ...], ...] = (),
) -> Diagnostic:
    """A finding of a rule at a path through the document; its text position comes later.

    `clause` is the rule's own unless the rule enforces several; `within` is the part of a text
    that is meant, as offsets in it; `culprits` are what may be at fault (`culprits.told_once`).
    """
    rule = _rules()[code]
    what = (code, rule.severity, message, join(path), hint, clause or rule.clause)
    # Four numbers for lines and columns. There may be a finding in each step; this is the fast way.
    return Diagnostic._make((*what, 0, 0, 0, 0, at_key, within, related, culprits))


@cache
def _rules() -> dict[str, Rule]:
    """The catalogue, which only a finding needs."""
    from dflow_graph.rules import RULES

    return RULES


def shown(value: Any) -> str:
    """A value as a message quotes it: short, on one line."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return str(value)


def quoted(text: str) -> str:
    """Text of the user's between backticks, cut where it is long."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "`" + cut.replace("\n", "\\n") + "`"


def near_misses(name: str, known: Iterable[str], most: int = 5) -> list[str]:
    """Known names that `name` may have been meant for, best first (CONF-7).

    Of very many names only those of about the same length are looked at.
    """
    from dflow_graph.near_names import names_by_distance

    candidates = list(known)
    if len(candidates) > _MOST_COMPARED:
        import heapq

        candidates = heapq.nsmallest(
            _MOST_COMPARED,
            candidates,
            key=lambda k: (abs(len(k) - len(name)), k[:3] != name[:3]),
        )
    return [other for _, other in names_by_distance(name, candidates)[:most]]
