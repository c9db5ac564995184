"""What a condition of `when` comes to (WHEN-3): a number, a text, a truth, a list, nothing.

govaluate decides the kind of each operand when it computes; here every operand has all kinds that
it may have then. What Argo computes to a truth has `TRUTH` among its kinds here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dflow_graph.expr import condition_lexer as lexer
from dflow_graph.expr.condition import alike_condition
from dflow_graph.expr.condition_lexer import Token
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.record import Record

__all__ = ["ANY", "NUMBER", "TEXT", "TRUTH", "never_true_or_false"]

NUMBER, TEXT, TRUTH, _LIST, _NOTHING = 1, 2, 4, 8, 16
ANY = NUMBER | TEXT | TRUTH
"""What a tag stands for, if no more is known of it (WHEN-1)."""

_NAMES = {
    NUMBER: "a number", TEXT: "a text", TRUTH: "a truth", _LIST: "a list", _NOTHING: "nothing",
}  # fmt: skip
_KINDS = {lexer.NUMBER: NUMBER, lexer.TIME: NUMBER, lexer.TRUTH: TRUTH, lexer.TEXT: TEXT}
_LEVELS = {
    ",": 0, "?": 1, ":": 1, "??": 1, "||": 2, "&&": 3, "&": 5, "|": 5, "^": 5, "<<": 6, ">>": 6,
    "+": 7, "-": 7, "*": 8, "/": 8, "%": 8, "**": 9,
}  # fmt: skip
_COMPARISON, _PREFIX, _BRACKET = 4, 10, -1
_OPERATORS = {lexer.MODIFIER, lexer.COMPARATOR, lexer.LOGICAL, lexer.CHOICE, lexer.COMMA}
_QUOTES = 2
_STAND_INS = ("a", "1", "true")


class _Value(Record):
    """The kinds that a part of a condition may have; `why` it has none, where it has none."""

    kinds: int
    why: str = ""


class _Operator(Record):
    level: int
    spelled: str


def never_true_or_false(text: str, tags: Sequence[tuple[int, int, int]]) -> str:
    """Why a condition that keeps WHEN-1 never gives a truth; empty if it may.

    `tags` has the start, the end and the possible kinds of each tag `{{…}}` of the text.
    """
    value = _result(alike_condition(text), tuple(tags))
    if value is None or value.kinds & TRUTH:
        return ""
    return value.why or f"the condition is {_named(value.kinds)}, and never true or false"


@lru_cache(maxsize=4096)
def _result(text: str, tags: tuple[tuple[int, int, int], ...]) -> _Value | None:
    """What a condition comes to; None where govaluate passes over a fault (WHEN-9)."""
    for stand_in in _STAND_INS:
        bare, kinds = _without_tags(text, tags, stand_in)
        try:
            found = lexer.tokens(bare)
        except ExprSyntaxError:
            continue
        return _computed([(token, _kinds_of(bare, token, kinds)) for token in found])
    return None


def _without_tags(
    text: str, tags: tuple[tuple[int, int, int], ...], stand_in: str
) -> tuple[str, dict[int, int]]:
    """The text with a word for each tag, and the kinds by the place of each of its characters."""
    parts, kinds, end, length = [], {}, 0, 0
    for start, behind, of_tag in tags:
        parts += [text[end:start], stand_in]
        length += start - end
        kinds.update(dict.fromkeys(range(length, length + len(stand_in)), of_tag))
        length += len(stand_in)
        end = behind
    return "".join((*parts, text[end:])), kinds


def _kinds_of(bare: str, token: Token, kinds: dict[int, int]) -> int:
    """The kinds that an operand may have."""
    inside = [kinds[at] for at in range(token.start, token.end) if at in kinds]
    if token.kind in (lexer.TEXT, lexer.TIME):
        # A text in quotes may turn out to be a date, but not if it is a number alone.
        is_number = len(inside) == token.end - token.start - _QUOTES and set(inside) == {NUMBER}
        return TEXT | NUMBER if inside and not is_number else _KINDS[token.kind]
    if bare[token.start] == "[":
        return TEXT
    if not inside:
        return _KINDS.get(token.kind, TEXT)
    return inside[0] if len(inside) == token.end - token.start and len(set(inside)) == 1 else ANY


def _computed(tokens: list[tuple[Token, int]]) -> _Value | None:
    """The value of operands and operators, those of one level from left to right."""
    values: list[_Value] = []
    waiting: list[_Operator] = []
    wanted = True  # an operand
    for token, kinds in tokens:
        kind, spelled = token.kind, token.value
        if wanted:
            if kind in (lexer.OPEN, lexer.PREFIX):
                waiting.append(_Operator(_BRACKET if kind == lexer.OPEN else _PREFIX, spelled))
            elif kind in _OPERATORS or kind == lexer.CLOSE:
                return None
            else:
                values.append(_Value(kinds))
                wanted = False
        elif kind == lexer.CLOSE:
            _reduce(values, waiting, 0)
            if not waiting:
                return None
            waiting.pop()
        elif kind in _OPERATORS:
            level = _COMPARISON if kind == lexer.COMPARATOR else _LEVELS[spelled]
            _reduce(values, waiting, level)
            waiting.append(_Operator(level, spelled))
            wanted = True
        else:
            return None
    _reduce(values, waiting, 0)
    return None if waiting or wanted else values[0]


def _reduce(values: list[_Value], waiting: list[_Operator], level: int) -> None:
    """Joins operands while the operator between them binds at least as fast as `level`."""
    while waiting and waiting[-1].level >= level:
        operator = waiting.pop()
        right = values.pop()
        if operator.level == _PREFIX:
            values.append(_signed(operator.spelled, right))
        else:
            values.append(_joined(operator, values.pop(), right))


def _signed(sign: str, operand: _Value) -> _Value:
    needed = TRUTH if sign == "!" else NUMBER
    if not operand.kinds or operand.kinds & needed:
        return _Value(operand.kinds & needed, operand.why)
    return _Value(0, f"`{sign}` takes {_NAMES[needed]}, here {_named(operand.kinds)}")


def _joined(operator: _Operator, left: _Value, right: _Value) -> _Value:
    level, spelled = operator
    if not left.kinds:
        return left
    if level == _LEVELS["?"]:
        return _chosen(spelled, left, right)
    if level in (_LEVELS["||"], _LEVELS["&&"]):
        # The right side may never be looked at.
        return _Value(TRUTH) if left.kinds & TRUTH else _refused(spelled, "a truth", left)
    if not right.kinds:
        return right
    if level == _LEVELS[","]:
        return _Value(_LIST)
    if level == _COMPARISON:
        return _compared(spelled, left, right)
    kinds = NUMBER if left.kinds & right.kinds & NUMBER else 0
    if spelled == "+" and (left.kinds | right.kinds) & TEXT:
        kinds |= TEXT
    what = "numbers or texts" if spelled == "+" else "numbers"
    return _Value(kinds) if kinds else _mismatched(spelled, what, left, right)


def _chosen(spelled: str, left: _Value, right: _Value) -> _Value:
    """What `?`, `:` or `??` gives; nothing is what a `?` gives whose condition is false."""
    if spelled == "?":
        if not left.kinds & TRUTH:
            return _refused(spelled, "a truth", left)
        return _Value(right.kinds | _NOTHING)
    if not left.kinds & _NOTHING:
        return left
    return _Value(left.kinds & ~_NOTHING | right.kinds, right.why)


def _compared(spelled: str, left: _Value, right: _Value) -> _Value:
    if spelled in ("==", "!="):
        return _Value(TRUTH)
    if spelled in ("in", "IN"):
        fits, what = right.kinds & _LIST, "a list such as `('a', 'b')` on its right"
    elif spelled in ("=~", "!~"):
        fits, what = left.kinds & right.kinds & TEXT, "two texts"
    else:
        fits, what = left.kinds & right.kinds & (NUMBER | TEXT), "two numbers or two texts"
    return _Value(TRUTH) if fits else _mismatched(spelled, what, left, right)


def _refused(spelled: str, what: str, left: _Value) -> _Value:
    return _Value(0, f"`{spelled}` takes {what} on its left, here {_named(left.kinds)}")


def _mismatched(spelled: str, what: str, left: _Value, right: _Value) -> _Value:
    here = f"{_named(left.kinds)} and {_named(right.kinds)}"
    return _Value(0, f"`{spelled}` takes {what}, here {here}")


def _named(kinds: int) -> str:
    return " or ".join(name for kind, name in _NAMES.items() if kinds & kind)
