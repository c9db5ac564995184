"""The tokens of a condition (WHEN-1), as govaluate cuts them in Argo 4.1.2.

A backslash takes the next character as it is, everywhere. An operator is the longest run of
characters that are no letters, digits, quotes or brackets: `>-1` begins with the operator `>-`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = [
    "CHOICE", "CLOSE", "COMMA", "COMPARATOR", "LOGICAL", "MODIFIER", "NUMBER", "OPEN", "PATTERN",
    "PREFIX", "START", "TEXT", "TIME", "TRUTH", "WORD", "Token", "tokens",
]  # fmt: skip

(
    START, OPEN, CLOSE, NUMBER, TRUTH, TEXT, TIME, PATTERN, WORD, MODIFIER, COMPARATOR, LOGICAL,
    PREFIX, CHOICE, COMMA,
) = range(15)  # fmt: skip

_BEFORE_PREFIX = {START, OPEN, MODIFIER, COMPARATOR, LOGICAL, CHOICE, COMMA}
_PREFIXES = frozenset("-!~")
_SYMBOLS = {
    **dict.fromkeys(("+", "-", "*", "/", "%", "**", "&", "|", "^", ">>", "<<"), MODIFIER),
    **dict.fromkeys(("&&", "||"), LOGICAL),
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<=", "=~", "!~"), COMPARATOR),
    **dict.fromkeys(("?", ":", "??"), CHOICE),
}
_WORDS = {"true": TRUTH, "false": TRUTH, "in": COMPARATOR, "IN": COMPARATOR}
_SINGLE = {",": COMMA, "(": OPEN, ")": CLOSE}
_QUOTES = "'\""
_SPACES = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B))),
)
# Go's floats: an escape lets every character into a number, as the `_` of `1\_000`.
_FLOAT = regex(
    r"(?:{0}(?:\.(?:{0})?)?|\.{0})(?:[eE][+-]?{0})?".format("[0-9](?:_?[0-9])*"),
    re.ASCII,
)
_HEX_FLOAT = regex(
    r"0[xX](?:_?{0}(?:\.(?:{0})?)?|\.{0})[pP][+-]?{1}".format(
        "[0-9a-fA-F](?:_?[0-9a-fA-F])*",
        "[0-9](?:_?[0-9])*",
    ),
    re.ASCII,
)
_HEX = regex(r"[0-9a-fA-F]+", re.ASCII)
_TOO_LARGE = 1 << 64
_INFINITE = float("inf")


class Token(Record):
    """A token: its kind, what it says, and its place."""

    kind: int
    value: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens. Raises `ExprSyntaxError`."""
    found: list[Token] = []
    kind = START
    at = 0
    while at < len(text):
        if text[at] in _SPACES:
            at += 1
            continue
        token = _token(text, at, kind)
        found.append(token)
        kind, at = token.kind, token.end
    return found


def _token(text: str, at: int, before: int) -> Token:
    first = text[at]
    if _is_numeric(first):
        return _number(text, at)
    if first in _SINGLE:
        return Token(_SINGLE[first], first, at, at + 1)
    if first == "[":
        value, end = _until(text, at, "]")
        return Token(WORD, value, at, end)
    if first.isalpha():
        return _word(text, at)
    if first in _QUOTES:
        # Either quote ends what either began.
        value, end = _until(text, at, _QUOTES)
        from dflow_graph.expr.instant import is_instant  # noqa: PLC0415 - few conditions have a text

        return Token(TIME if is_instant(value) else TEXT, value, at, end)
    value, end = _run(text, at, _is_symbol)
    if value in _PREFIXES and before in _BEFORE_PREFIX:
        return Token(PREFIX, value, at, end)
    kind = _SYMBOLS.get(value)
    if kind is None:
        message = f"unknown operator `{value or first}`"
        if len(value) > 1:
            message += "; operators and signs stand apart from each other"
        raise ExprSyntaxError(message, at, max(end, at + 1))
    return Token(kind, value, at, end)


def _number(text: str, at: int) -> Token:
    """A number, its value as Python's `float` reads it."""
    if text.startswith("0x", at) and at + 2 < len(text):
        begin = at + 2
        while begin < len(text) and text[begin] in _SPACES:
            begin += 1
        digits, end = _run(text, begin, _is_hex)
        fits = _HEX.fullmatch(digits) and int(digits, 16) < _TOO_LARGE
        value = str(int(digits, 16)) if fits else ""
    else:
        digits, end = _run(text, at, _is_numeric)
        value = _float(digits)
    if not value:
        raise ExprSyntaxError(f"bad number `{text[at:end]}`", at, end)
    return Token(NUMBER, value, at, end)


def _float(digits: str) -> str:
    """What Go reads as a float of 64 bits, without what only Go writes; empty if it is none."""
    plain = digits.replace("_", "")
    if _FLOAT.fullmatch(digits):
        return plain if float(plain) < _INFINITE else ""
    if _HEX_FLOAT.fullmatch(digits):
        with suppress(OverflowError):
            return repr(float.fromhex(plain))
    return ""


def _word(text: str, at: int) -> Token:
    """A bare word; with a dot in it, it would ask for a member, which nothing has in Argo."""
    value, end = _run(text, at, _is_of_word)
    if "." in value:
        raise ExprSyntaxError(f"`{value}` is no word; a text with a dot needs quotes", at, end)
    return Token(_WORDS.get(value, WORD), value, at, end)


def _run(text: str, at: int, holds: Callable[[str], bool]) -> tuple[str, int]:
    """Characters from `at` on, unescaped, up to a space or the first that does not belong."""
    taken: list[str] = []
    while at < len(text):
        character = text[at]
        if character == "\\":
            taken.append(_escaped(text, at))
            at += 2
            continue
        if character in _SPACES or not holds(character):
            break
        taken.append(character)
        at += 1
    return "".join(taken), at


def _until(text: str, start: int, stops: str) -> tuple[str, int]:
    """What stands between the bracket or quote at `start` and the next one, unescaped."""
    taken: list[str] = []
    at = start + 1
    while at < len(text):
        character = text[at]
        if character == "\\":
            taken.append(_escaped(text, at))
            at += 2
        elif character in stops:
            return "".join(taken), at + 1
        else:
            taken.append(character)
            at += 1
    what = "bracket" if stops == "]" else "quote"
    raise ExprSyntaxError(f"`{text[start]}` without its closing {what}", start, len(text))


def _escaped(text: str, at: int) -> str:
    if at + 1 >= len(text):
        raise ExprSyntaxError("a backslash with nothing behind it", at, at + 1)
    return text[at + 1]


def _is_numeric(character: str) -> bool:
    return character == "." or character.isdecimal()


def _is_hex(character: str) -> bool:
    return character in "abcdefABCDEF" or character.isdecimal()


def _is_of_word(character: str) -> bool:
    return character in "_." or character.isalpha() or character.isdecimal()


def _is_symbol(character: str) -> bool:
    return not (character in "()[]'\"" or character.isalpha() or character.isdecimal())
