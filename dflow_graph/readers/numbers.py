"""Numbers as JSON writes them, for both notations.

Must not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re

from dflow_graph.readers.faults import Flaw, quote

__all__ = ["NUMBER", "number", "number_flaw"]

# The grammar of RFC 8259, section 6; the group is what makes it a float.
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")

_GREATEST = 2**53 - 1
_LONGEST = len(str(-_GREATEST))
_INFINITY = float("inf")


def number(literal: str, *, is_float: bool) -> int | float | None:
    """The value of a literal of JSON's grammar; None if it is out of range (NUM-2, NUM-3)."""
    if is_float:
        value = float(literal)
        # NUM-3
        return None if value in (_INFINITY, -_INFINITY) else value
    # NUM-2; the length goes first, since reading a long literal takes quadratic time
    if len(literal) > _LONGEST:
        return None
    integer = int(literal)
    return integer if -_GREATEST <= integer <= _GREATEST else None


def number_flaw(literal: str, start: int, *, is_float: bool) -> Flaw:
    """The flaw of a literal that is out of range."""
    end = start + len(literal)
    if is_float:
        message = f"the number {quote(literal)} is too large for a 64-bit floating-point number"
        return Flaw("DG007", start, end, message, "Write the number as a string.")
    message = (
        f"the integer {quote(literal)} is outside of -9007199254740991 to 9007199254740991,"
        " where every reader keeps all digits"
    )
    digits = literal if len(literal) <= 2 * _LONGEST else "..."
    tagged = f'{{"$value": {{"kind": "int", "decimal": "{digits}"}}}}'
    return Flaw("DG007", start, end, message, f"Write the number as a string, or as {tagged}.")
