"""How a reader makes a fault: the place of an offset, and the quotation of a piece of text.

Must not import anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dflow_graph.source.document import Span, line_starts, place
from dflow_graph.source.fault import Fault
from dflow_graph.source.pointer import join

__all__ = ["Flaw", "fault_of", "quote"]

_QUOTED_LENGTH = 60
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028-\u202f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a stretch of text, before its line and pointer are known."""

    code: str
    start: int
    end: int
    message: str
    hint: str


def quote(text: str) -> str:
    """A piece of the user's text as a message shows it: short, on one line, between backticks."""
    if len(text) > _QUOTED_LENGTH:
        text = text[: _QUOTED_LENGTH - 1] + "…"
    shown = _INVISIBLE.sub(_visible, text)
    return f'"{shown}"' if "`" in shown else f"`{shown}`"


def _visible(match: re.Match[str]) -> str:
    return f"<U+{ord(match[0]):04X}>"


def fault_of(
    text: str,
    flaw: Flaw,
    path: Iterable[str | int] = (),
    *,
    at_key: bool = False,
    first: Span | None = None,
) -> Fault:
    """The fault of a flaw in `text`; `path` leads to the value that was being read."""
    starts = line_starts(text)
    return Fault(
        code=flaw.code,
        message=flaw.message,
        pointer=join(path),
        place=place(starts, Span(flaw.start, flaw.end)),
        hint=flaw.hint,
        at_key=at_key,
        first=None if first is None else place(starts, first),
    )
