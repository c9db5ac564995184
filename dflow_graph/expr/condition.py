"""The conditions of `when` (WHEN-1), as Argo 4.1.2 reads them with govaluate.

Argo replaces the tags, parses, makes texts of the bare words, and parses the tokens again. So
what is judged is a text whose tags have given way to values.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from dflow_graph.expr import condition_lexer as lexer
from dflow_graph.expr.check import Problem
from dflow_graph.expr.condition_lexer import Token
from dflow_graph.expr.instant import may_be_instant
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.regex import regex

__all__ = ["alike_condition", "condition_problems", "stands_for_all"]

_ENTRIES = 4_096
# What a tag may stand for: a number, a word, a truth.
_VALUES = ("1", "a", "true")
# With so few digits, the largest number that is spelled so is read only if all others are.
_NUMBER = regex(r"[19]{1,18}(?:\.9{0,18})?|\.9{1,18}")

_OPERATORS = {lexer.MODIFIER, lexer.COMPARATOR, lexer.LOGICAL, lexer.CHOICE, lexer.COMMA}
_VALUE = {lexer.PREFIX, lexer.NUMBER, lexer.TRUTH, lexer.WORD, lexer.OPEN}
_QUOTED = {lexer.TEXT, lexer.TIME}
_AFTER_TIME = {lexer.MODIFIER, lexer.COMPARATOR, lexer.LOGICAL, lexer.CLOSE, lexer.COMMA}
_AFTER_VALUE = {*_AFTER_TIME, lexer.CHOICE}
# Which kind may follow which, when the tokens are still as they were written.
_FOLLOWING: dict[int, set[int]] = {
    lexer.START: _VALUE | _QUOTED,
    lexer.OPEN: {*_VALUE, *_QUOTED, lexer.CLOSE},
    lexer.CLOSE: {*_AFTER_VALUE, *_QUOTED, lexer.NUMBER, lexer.TRUTH, lexer.WORD, lexer.OPEN},
    lexer.NUMBER: _AFTER_VALUE,
    lexer.TRUTH: _AFTER_VALUE,
    lexer.TEXT: _AFTER_VALUE,
    lexer.WORD: _AFTER_VALUE,
    lexer.TIME: _AFTER_TIME,
    lexer.PATTERN: _AFTER_TIME,
    lexer.MODIFIER: {*_VALUE, lexer.TEXT, lexer.CLOSE},
    lexer.COMPARATOR: {*_VALUE, *_QUOTED, lexer.CLOSE},
    lexer.LOGICAL: {*_VALUE, *_QUOTED, lexer.CLOSE},
    # The second reading has texts for words, and no sign may stand before a text.
    lexer.PREFIX: {lexer.NUMBER, lexer.TRUTH, lexer.OPEN, lexer.CLOSE},
    lexer.CHOICE: {*_VALUE, *_QUOTED, lexer.COMMA},
    lexer.COMMA: _VALUE | _QUOTED,
}
_MAY_END = {
    lexer.CLOSE, lexer.NUMBER, lexer.TRUTH, lexer.TEXT, lexer.TIME, lexer.PATTERN, lexer.WORD,
}  # fmt: skip


def condition_problems(text: str) -> tuple[Problem, ...]:
    """Why Argo cannot read a `when` (WHEN-1); empty where it can, at most one problem else.

    A tag `{{…}}` stands for a number, a word or a truth, or within quotes for a part of a text;
    there is a problem only if none of these makes a condition. What the result is (WHEN-3) is the
    matter of `condition_result`.
    """
    if len(text) > LONGEST:
        return _problems.__wrapped__(text)
    return _problems(alike_condition(text))


def alike_condition(text: str) -> str:
    """What stands for a condition in questions that no digit decides: its outline, or itself.

    Its outline, which has a nine for each digit, only if that is known to have no fault, and so has
    none of those that are alike.
    """
    outlined = outline(text)
    return outlined if len(text) <= LONGEST and stands_for_all(outlined) else text


@lru_cache(_ENTRIES)
def stands_for_all(outlined: str) -> bool:
    """Whether no condition of an outline has a fault, and no digit in them says anything."""
    # Escapes and patterns are languages of their own.
    if "\\" in outlined or "~" in outlined or _problems(outlined):
        return False
    bounds = [0, *(offset for tag in _tags(outlined) for offset in tag), len(outlined)]
    between = [outlined[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
    with suppress(ExprSyntaxError):
        return all(_is_plain(value.join(between)) for value in _VALUES)
    return False


def _is_plain(text: str) -> bool:
    """Whether no digit of a text without tags says more than that it is one."""
    return not any(
        (token.kind == lexer.NUMBER and not _NUMBER.fullmatch(text, token.start, token.end))
        or (token.kind in _QUOTED and may_be_instant(token.value))
        for token in lexer.tokens(text)
    )


@lru_cache(_ENTRIES)
def _problems(text: str) -> tuple[Problem, ...]:
    tags = _tags(text)
    bounds = [0, *(offset for tag in tags for offset in tag), len(text)]
    between = [text[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
    first: Problem | None = None
    for value in _VALUES:
        problem = _problem(value.join(between))
        if problem is None:
            return ()
        if first is None:
            first = _mended(problem, text, tags, value)
    return (first,) if first else ()


def _tags(text: str) -> list[tuple[int, int]]:
    """Where the tags of a text are; the first `}}` behind a `{{` closes it (REF-1)."""
    found: list[tuple[int, int]] = []
    start = text.find("{{")
    while start >= 0:
        end = text.find("}}", start + 2) + 2
        if end == 1:
            break
        found.append((start, end))
        start = text.find("{{", end)
    return found


def _mended(problem: Problem, text: str, tags: list[tuple[int, int]], value: str) -> Problem:
    """A problem of a text whose tags are a value of one digit each, as one of the text itself."""
    places: list[int] = []
    at = 0
    for start, end in tags:
        places.extend(range(at, start + 1))
        at = end
    places.extend(range(at, len(text)))
    places.append(len(text))
    start, end = places[problem.start], places[problem.end]
    message = problem.message
    if (start, end) in tags:
        message = message.replace(f"`{value}`", f"`{text[start:end]}`")
    return problem._replace(message=message, start=start, end=end)


def _problem(text: str) -> Problem | None:
    """The first fault of a text without tags."""
    try:
        found = lexer.tokens(text)
        patterns = _check_order(found, len(text))
        _check_balance(found)
        _check_plan(found)
    except ExprSyntaxError as fault:
        return Problem("syntax", fault.message, fault.start, fault.end)
    for token in patterns:
        from dflow_graph.expr.pattern import pattern_fault  # noqa: PLC0415 - few match

        fault_of_pattern = pattern_fault(token.value)
        if fault_of_pattern:
            return Problem("pattern", fault_of_pattern, token.start, token.end)
    return None


def _check_order(found: list[Token], length: int) -> list[Token]:
    """Hold each token against the one before it; returns the texts that are patterns."""
    patterns: list[Token] = []
    kind = lexer.START
    value = ""
    before = (0, 0)
    for token in found:
        if token.kind not in _FOLLOWING[kind]:
            if kind == lexer.WORD and value == "not":
                raise ExprSyntaxError("unexpected `not`", *before)
            message = f"unexpected `{token.value}`"
            if kind == lexer.PREFIX:
                message = f"`{value}` cannot stand before the text `{token.value}`"
            elif kind == lexer.PATTERN:
                message += " after a pattern; parentheses around the comparison help"
            elif kind == lexer.WORD and token.kind == lexer.OPEN:
                message = f"`{value}` is no function: a condition has none"
            raise ExprSyntaxError(message, token.start, token.end)
        matched = value in {"=~", "!~"}
        kind, value, before = token.kind, token.value, (token.start, token.end)
        if matched and kind in {lexer.TEXT, lexer.WORD}:
            # A word becomes a pattern after the order was judged for the last time.
            patterns.append(token)
            if kind == lexer.TEXT:
                kind = lexer.PATTERN
    if kind not in _MAY_END:
        raise ExprSyntaxError("the condition ends too early", length, length)
    return patterns


def _check_balance(found: list[Token]) -> None:
    opened = [token for token in found if token.kind == lexer.OPEN]
    closed = [token for token in found if token.kind == lexer.CLOSE]
    if len(opened) > len(closed):
        raise ExprSyntaxError("`(` without its `)`", opened[0].start, opened[0].end)
    if len(opened) < len(closed):
        raise ExprSyntaxError("`)` without a `(`", closed[-1].start, closed[-1].end)


def _check_plan(found: list[Token]) -> None:
    """Read operands and operators as govaluate does, which ignores what it cannot join.

    Their order is right, and there are as many closing brackets as opening ones.
    """
    at = 0
    opened = 0
    wanted = True  # an operand
    while at < len(found):
        kind = found[at].kind
        if wanted and kind in _OPERATORS:
            place = found[at]
            raise ExprSyntaxError(f"unexpected `{place.value}`", place.start, place.end)
        if wanted:
            opened += kind == lexer.OPEN
            wanted = kind in {lexer.OPEN, lexer.PREFIX}
            at += kind != lexer.CLOSE
        elif kind in _OPERATORS:
            wanted = True
            at += 1
        elif not opened:
            return
        else:
            # Whatever stands here counts as the closing bracket.
            opened -= 1
            at += 1
