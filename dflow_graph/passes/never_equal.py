"""Comparisons of two sides that are never equal (WHEN-10, EXPR-19)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr import condition_lexer as lexer
from dflow_graph.expr.alike import references_of, with_digits
from dflow_graph.expr.condition import alike_condition, condition_problems
from dflow_graph.expr.nodes import Array, Binary, Constant, Node
from dflow_graph.index import Node as Template
from dflow_graph.index import Text
from dflow_graph.index.symbols import Path
from dflow_graph.passes.condition_tokens import TaggedToken, tagged_tokens
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.text_forms import allowed_texts, may_be_number, may_be_text, texts_of_name
from dflow_graph.types.nodes import Type

__all__ = ["check_condition_sides", "compares_tags", "unequal_in_expression"]

_EQUALS = ("==", "!=")
_AROUND = (lexer.LOGICAL, lexer.CHOICE, lexer.OPEN, lexer.CLOSE)
_MOST_LISTED = 7


def check_condition_sides(
    text: str, path: Path, node: Template, told: Collection[tuple[int, int]]
) -> Iterator[Diagnostic]:
    """Tags of a `when` that never equal what they are held against.

    `told` has the places of tags of which something else is said.
    """
    if condition_problems(text):
        return
    stand_in = alike_condition(text)
    for found in _held_against(stand_in):
        side, other = found if stand_in is text else (one.of(text) for one in found)
        places = [(tag.start, tag.end) for tag in side.tags]
        unequal = _why_unequal(side, other, node)
        # WHEN-10
        if unequal is not None and not any(place in told for place in places):
            why, mend = unequal
            yield finding("DG340", why, path, hint=mend, within=places[0])


def compares_tags(text: str) -> bool:
    """Whether a condition holds a tag against a constant, by `==` or `!=`."""
    return any(operator in text for operator in _EQUALS) and bool(
        _held_against(alike_condition(text))
    )


@lru_cache(maxsize=4096)
def _held_against(text: str) -> tuple[tuple[TaggedToken, TaggedToken], ...]:
    """Each side of a comparison that has tags, with the other one, which has none."""
    found: list[tuple[TaggedToken, TaggedToken]] = []
    tokens = tagged_tokens(text)
    for number, (left, operator, right) in enumerate(
        zip(tokens, tokens[1:], tokens[2:], strict=False)
    ):
        if operator.token.value not in _EQUALS:
            continue
        # What stands further out may bind closer.
        around = (*tokens[max(number - 1, 0) : number], *tokens[number + 3 : number + 4])
        if all(one.token.kind in _AROUND for one in around):
            sides = ((left, right), (right, left))
            found += [(one, other) for one, other in sides if one.tags and not other.tags]
    return tuple(found)


def _why_unequal(side: TaggedToken, other: TaggedToken, node: Template) -> tuple[str, str] | None:
    """Why a side with a tag never equals a constant, and how to mend it; None if it may."""
    kind, value = other.token.kind, other.token.value
    if side.is_quoted and kind in (lexer.NUMBER, lexer.TRUTH):
        what = "a number" if kind == lexer.NUMBER else f"the truth {quoted(value)}"
        return (
            f"what stands in quotes is a text, and never equals {what}",
            "Put both sides in quotes, or neither.",
        )
    tag = side.tags[0]
    if not side.is_whole or tag.is_expression:
        return None
    type_ = texts_of_name(tag.parts, node)
    if type_ is None or _may_equal(type_, other, is_quoted=side.is_quoted):
        return None
    return _told(tag.body, type_, value)


def _may_equal(type_: Type, other: TaggedToken, *, is_quoted: bool) -> bool:
    kind, value = other.token.kind, other.token.value
    if kind == lexer.NUMBER:
        return may_be_number(type_, float(value))
    if kind in (lexer.TEXT, lexer.WORD, lexer.TRUTH):
        # Without quotes a number is no text, and a truth neither.
        is_number = not is_quoted and _is_number(value)
        return not is_number and may_be_text(type_, value)
    return True


def _is_number(value: str) -> bool:
    return value[:1].isdecimal()


def _told(name: str, type_: Type, value: str) -> tuple[str, str]:
    """The sentence about a name that never has a text, and its mend."""
    allowed = allowed_texts(type_)
    listed = ", ".join(map(quoted, allowed[:_MOST_LISTED]))
    close = near_misses(value, allowed) if value else []
    is_status = name.endswith("status")
    kind = f"one of {listed}" if is_status else f"of type {quoted(str(type_))}"
    hint = f"Use one of {listed}." if allowed else f"Compare it with a value of type `{type_}`."
    if close:
        hint = f"Write {quoted(close[0])}."
    return f"{quoted(name)} is {kind}, and never equals {quoted(value)}", hint


@lru_cache(maxsize=1024)
def _compared(node: Binary) -> tuple[Node, tuple[Node, ...]] | None:
    """The side of a comparison that is held against texts, and these; None if neither is."""
    left, right = node.left, node.right
    if node.operator in _EQUALS:
        if _is_text(left):
            return right, (left,)
        return (left, (right,)) if _is_text(right) else None
    if isinstance(right, Array) and right.items and all(map(_is_text, right.items)):
        return left, right.items
    return None


def _is_text(node: Node) -> bool:
    return isinstance(node, Constant) and node.kind == "string"


def _value(node: Node, body: str) -> str:
    constant = with_digits(node, body)
    assert isinstance(constant, Constant)
    return constant.value


def unequal_in_expression(
    nodes: Iterable[Binary], body: str, text: Text, offset: int, template: Template
) -> Iterator[Diagnostic]:
    """Names of an expression that never have the text or texts that they are held against.

    `nodes` are the comparisons of the expression, or of what stands for it.
    """
    names = {(r.start, r.end): r.parts for r in references_of(body)}
    for node in nodes:
        compared = _compared(node)
        if compared is None:
            continue
        side, others = compared
        parts = names.get((side.start, side.end))
        if parts is None:
            continue
        type_ = texts_of_name(parts, template)
        values = [_value(other, body) for other in others]
        if type_ is None or any(may_be_text(type_, value) for value in values):
            continue
        why, mend = _told(".".join(parts), type_, values[0])
        # EXPR-19
        yield finding(
            "DG340",
            why,
            text.path,
            hint=mend,
            clause="EXPR-19",
            within=(offset + side.start, offset + side.end),
        )
