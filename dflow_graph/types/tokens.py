"""The symbols of a type, with their places, and the error that a text raises which is no type.

Must not import anything but the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from dflow_graph.record import Record

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Token", "TypeSyntaxError", "close_names", "quoted", "tokens"]

MAX_LENGTH: Final = 4096
"""Characters of a type at most: longer ones are data."""
MAX_DEPTH: Final = 32
"""Brackets in brackets at most, as many as a value has levels (clause LIM-4)."""

_LONGEST_QUOTE = 60
_MOST_NEAR = 3
_ESCAPE = r"""\\(?:['"\\/bfnrt]|u[0-9a-fA-F]{4})"""
# ASCII without letters, digits and `_`; all else may stand in a name.
_NO_NAME = r"\x00-/:-@\[-^`{-\x7f"


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        rf"""[ \t\r\n]* (?:
            (?P<name>[^0-9{_NO_NAME}][^{_NO_NAME}]*)
          | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)
          | (?P<string>'(?:[^'\\]|{_ESCAPE})*' | "(?:[^"\\]|{_ESCAPE})*")
          | (?P<symbol>\.\.\.|[\[\]|,.()])
          | (?P<broken>['"].*)
          | (?P<other>.)
          | (?P<end>\Z)
        )""",
        re.VERBOSE | re.DOTALL,
    )


class TypeSyntaxError(ValueError):
    """A text is no type (clauses TYP-1, TYP-4).

    `start` and `end` (exclusive) are offsets in the text; each of `near_misses`, best first, may
    stand in place of what is between them.
    """

    def __init__(self, message: str, start: int, end: int, near_misses: Sequence[str] = ()) -> None:
        super().__init__(message, start, end, tuple(near_misses))
        self.message = message
        self.start = start
        self.end = end
        self.near_misses = tuple(near_misses)

    def __str__(self) -> str:
        meant = " or ".join(map(quoted, self.near_misses))
        return self.message + (f"; did you mean {meant}?" if meant else "")


class Token(Record):
    """A symbol of a type. Kinds: name, number, string, symbol, broken, other, end."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The symbols of a text, the last one of the kind `end`. Raises `TypeSyntaxError` if long."""
    if len(text) > MAX_LENGTH:
        message = f"a type has at most {MAX_LENGTH} characters, this one has {len(text)}"
        raise TypeSyntaxError(message, 0, len(text))
    match_token = _token().match
    found: list[Token] = []
    while not found or found[-1].kind != "end":
        match = match_token(text, found[-1].end if found else 0)
        assert match is not None, "any character is some symbol"
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind), match.end(kind)))
    return found


def quoted(text: str) -> str:
    """Text between backticks, cut where it is long."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return "`" + cut.replace("\n", "\\n") + "`"


def close_names(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Known names that a mistyped one may have been meant for, best first."""
    from dflow_graph.near_names import names_by_distance  # noqa: PLC0415 - for faulty types alone

    return tuple(other for _, other in names_by_distance(name, known)[:_MOST_NEAR])
