"""How a pass says what it found: a Diagnostic from a code, with what the catalogue knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.rules import RULES
from dflow_graph.source.pointer import join

__all__ = ["finding", "near_misses", "quoted", "shown"]

_LONGEST = 60
_LONGEST_NAME = 100
_MOST_COMPARED = 64


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
) -> Diagnostic:
    """A finding of a rule at a path through the document; its text position comes later.

    `clause` is the rule's own unless the rule enforces several; `within` is the part of a text
    that is meant, as offsets in it.
    """
    rule = RULES[code]
    return Diagnostic(
        code=code,
        severity=rule.severity,
        message=message,
        pointer=join(path),
        hint=hint,
        clause=clause or rule.clause,
        at_key=at_key,
        within=within,
        related=related,
    )


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
    """Known names that `name` may have been meant for, best first."""
    import difflib  # noqa: PLC0415 - only a faulty document pays for it

    lower = {k.lower().replace("-", "_")[:_LONGEST_NAME]: k for k in known}
    wanted = name.lower().replace("-", "_")[:_LONGEST_NAME]
    if len(lower) > _MOST_COMPARED:
        # Comparing is slow: of many names only those of about the same length are looked at.
        import heapq  # noqa: PLC0415 - see above

        by_length = heapq.nsmallest(
            _MOST_COMPARED, lower, key=lambda k: (abs(len(k) - len(wanted)), k[:3] != wanted[:3])
        )
        lower = {k: lower[k] for k in by_length}
    return [lower[m] for m in difflib.get_close_matches(wanted, lower, n=most, cutoff=0.6)]
