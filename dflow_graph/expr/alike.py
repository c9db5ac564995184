"""Expressions that differ in their digits alone: what is known of one holds for all of them.

A large graph has few expressions that are equal, but most are alike: `steps['run-17'].outputs` and
`steps['run-18'].outputs`, `n > 3` and `n > 4`. One of them is read with a nine for each digit, and
found without a fault; the others then have none either, and refer to what stands at the same places
in their own texts. Where a digit may say more than its neighbours, each is read on its own.
"""

from __future__ import annotations

from functools import lru_cache

from dflow_graph.expr.check import Reference, chains, parse, problems, references
from dflow_graph.expr.lexer import BYTES, NUMBER, tokens
from dflow_graph.expr.nodes import Constant, Name, Node
from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["Span", "alike", "references_of", "spans_of", "with_digits"]

_ENTRIES = 4_096
# With so few digits, the largest number that is spelled so is read only if all others are.
_NUMBER = regex(r"(?:9{1,18}\.?9{0,18}|\.9{1,18})(?:[eE][+-]?9+)?")
# What follows `matches` is a language of its own, and names of a `let` may differ in a digit. Bytes
# are so rare that each of them is read.
_UNLIKE = frozenset(("matches", "let"))


class Span(Record):
    """Where a reference stands in a text, and where its parts do."""

    parts: tuple[tuple[int, int], ...]
    start: int
    end: int


def alike(body: str) -> str:
    """What stands for an expression in questions that no digit decides: its outline, or itself.

    Its outline only if that is known to have no fault, and so has none of those that are alike.
    """
    if len(body) > LONGEST:
        return body
    outlined = outline(body)
    return body if spans_of(outlined) is None else outlined


def references_of(body: str) -> tuple[Reference, ...]:
    """What an expression without a fault refers to, from left to right."""
    spans = spans_of(outline(body))
    if spans is None:
        return _references(body)
    return tuple(
        [Reference(tuple([body[a:b] for a, b in parts]), start, end) for parts, start, end in spans]
    )


@lru_cache(_ENTRIES)
def _references(body: str) -> tuple[Reference, ...]:
    return tuple(references(parse(body)))


@lru_cache(_ENTRIES)
def spans_of(outlined: str) -> tuple[Span, ...] | None:
    """What all expressions of an outline refer to; None where they are not alike, or faulty."""
    if len(outlined) > LONGEST or not _is_plain(outlined) or problems(outlined):
        return None
    return tuple(
        Span(tuple(_place_of(node, outlined) for node in chain.nodes), chain.start, chain.end)
        for chain in chains(parse(outlined))
    )


def _is_plain(outlined: str) -> bool:
    """Whether no digit of an expression says more than that it is one."""
    # Escapes are written with digits; other texts in quotes are what they look like.
    if "\\" in outlined or "\r" in outlined or "``" in outlined:
        return False
    for kind, _, value, _, _ in tokens(outlined):
        if value in _UNLIKE or kind == BYTES or (kind == NUMBER and not _NUMBER.fullmatch(value)):
            return False
    return True


def _place_of(node: Name | Constant, text: str) -> tuple[int, int]:
    """Where a name stands, without the quotes that it may be in."""
    quoted = text[node.start] in "'\"`"
    return (node.start + 1, node.end - 1) if quoted else (node.start, node.end)


def with_digits(node: Node, body: str) -> Node:
    """A node of `body`, or of what stands for it; if it is a constant, with its own digits."""
    if not isinstance(node, Constant):
        return node
    start, end = _place_of(node, body)
    spelled = body[start:end]
    return node._replace(value=spelled) if outline(spelled) == node.value else node
