"""Lines in which no credential can begin: the scripts of a graph have most of theirs in common.

A line is judged by its outline, once for all that differ from it in digits alone. A text that has
inert lines only holds no credential, whatever their order.
"""

from __future__ import annotations

from dflow_graph.expr.outline import NINES, UTF_8
from dflow_graph.passes.credential_shapes import may_be_known
from dflow_graph.passes.credential_words import may_assign

__all__ = ["InertLines"]

_MOST_LINES = 20_000
_MOST_MISSED = 50
# What begins at the end of a line and goes on in the next: a name, and the sign behind it.
_NEXT = b"\n:\n"


class InertLines:
    """Remembers the lines that were seen, as long as that is of use."""

    __slots__ = ("_lines", "_missed")

    def __init__(self) -> None:
        self._lines: set[bytes] = set()
        self._missed = 0

    def has_all_of(self, text: str) -> bool:
        """Whether a text has inert lines alone. Never wrongly True; linear."""
        if self._missed > _MOST_MISSED:
            return False
        lines = text.encode(*UTF_8).translate(NINES).split(b"\n")
        if self._lines.issuperset(lines):
            return True
        new = set(lines) - self._lines
        if len(self._lines) + len(new) > _MOST_LINES:
            self._missed += 1
            return False
        joined = _NEXT.join((*new, b"")).decode(*UTF_8)
        if may_be_known(joined) or may_assign(joined):
            return False
        self._lines |= new
        return True
