"""Escapes that name halves of a surrogate pair, for both notations.

Must not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re

from dflow_graph.readers.faults import Flaw, quote

__all__ = ["HALF", "lone_half", "lone_half_flaw"]

# Half of a pair, within a string that was read.
HALF = re.compile(r"[\ud800-\udfff]")

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[\s\S])")
_ESCAPE_LENGTH = len(r"\ud800")
_HIGH = range(0xD800, 0xDC00)
_LOW = range(0xDC00, 0xE000)


def lone_half(text: str, start: int, end: int) -> int | None:
    r"""Offset of the first `\uXXXX` between the offsets that is half of a pair without the other.

    The escapes are paired as they follow one another, from `start` on.
    """
    high: int | None = None
    for match in _ESCAPE.finditer(text, start, end):
        if high is not None and match.start() != high + _ESCAPE_LENGTH:
            return high
        code = int(match[1], 16) if match[1] else 0
        if code in _LOW:
            if high is None:
                return match.start()
            high = None
        elif high is not None:
            return high
        elif code in _HIGH:
            high = match.start()
    return high


def lone_half_flaw(text: str, index: int) -> Flaw:
    """The flaw of the lone half that is written at `index`."""
    end = index + _ESCAPE_LENGTH
    message = f"the escape {quote(text[index:end])} is half of a pair and no character"
    hint = "Write the other half after or before it, or remove it."
    return Flaw("DG009", index, end, message, hint)
