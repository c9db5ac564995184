"""A document as it was read: its text, its value, and where each part of the value stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal

from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["Document", "Limits", "Lines", "Located", "Locator", "Span", "TextPlace"]


class Limits(Record):
    """What a reader accepts (clauses LIM-1 to LIM-3); checked before anything is built."""

    max_bytes: int = 256 * 1024 * 1024
    max_depth: int = 64
    max_nodes: int = 10_000_000


class Span(Record):
    """A stretch of text, as offsets in code points; the end is exclusive."""

    start: int
    end: int


class Located(Record):
    """Where a value stands, and the key before it where it is a member of an object.

    Offsets as those of a `Span`; those of the key are -1 where there is none.
    """

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1

    @property
    def value(self) -> Span:
        """Where the value stands."""
        return Span(self.start, self.end)

    @property
    def key(self) -> Span | None:
        """Where the key stands."""
        return Span(self.key_start, self.key_end) if self.key_start >= 0 else None


class TextPlace(Record):
    """A span as people count: lines and columns from 1, columns in code points."""

    line: int
    column: int
    end_line: int
    end_column: int


Locator = Callable[[Iterable[str]], dict[str, Located]]
"""Finds values in a text: pointer to place, for those pointers that name a value of it."""

Lines = tuple[int, int, int, int]
"""The parts of a `TextPlace`, of which there may be one for each step."""

# A line ends as in an editor: at LF, CRLF or CR.
_LINE_END = regex(r"\r\n|\n|\r")


class Document:
    """A document without a syntax error.

    `notation` is `json` or `yaml`; `root` is plain data: dict, list, str, int, float, bool, None.
    """

    def __init__(
        self, *, text: str, notation: Literal["json", "yaml"], root: Any, locator: Locator
    ) -> None:
        self.text = text
        self.notation = notation
        self.root = root
        self.locator = locator

    def locate(self, pointers: Iterable[str]) -> dict[str, Located]:
        """Pointer to place, for those of `pointers` that name a value of the document."""
        return self.locator(pointers)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return line_starts(self.text)

    def place(self, span: Span) -> TextPlace:
        """Lines and columns of a span, from the starts of all lines."""
        return place(self.line_starts, span)

    def places(self, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Lines]:
        """Span to its lines and columns, as `place` gives them; lines are counted once."""
        text = self.text
        if "\r" in text:
            return {span: self.place(Span(*span)) for span in spans}
        found: dict[tuple[int, int], Lines] = {}
        line, begins, passed = 1, 0, 0
        for span in sorted(spans):
            if span in found:
                continue
            start, end = span
            lines = text.count("\n", passed, start)
            if lines:
                line += lines
                begins = text.rfind("\n", passed, start) + 1
            passed = start
            more = text.count("\n", start, end)
            last = text.rfind("\n", start, end) + 1 if more else begins
            found[span] = (line, start - begins + 1, line + more, end - last + 1)
        return found


def line_starts(text: str) -> list[int]:
    """Offset of the first character of each line of a text."""
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    lengths = [len(line) + 1 for line in text.split("\n")]
    return [0, *accumulate(lengths[:-1])]


def place(starts: list[int], span: Span) -> TextPlace:
    """Lines and columns of a span, given the offsets at which the lines start."""
    start, end = span
    line = end_line = bisect_right(starts, start)
    if line < len(starts) and end >= starts[line]:  # few go over the end of their line
        end_line = bisect_right(starts, end)
    return TextPlace(line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)
