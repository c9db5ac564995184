"""Texts where an expression computes: a parameter is one, whatever its type (EXPR-6, EXPR-18)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.alike import alike, references_of
from dflow_graph.expr.check import parse
from dflow_graph.expr.nodes import Array, Binary, Conditional, Constant, Node, Unary, children
from dflow_graph.index import Node as Template
from dflow_graph.index import Text
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.truths import gives_number
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["check_text_operands", "text_operands"]

_COMPUTES = regex(r"[-+*/%^<>!?]|==|\.\.|\bnot\b|\bif\b|\bin\b")
_OF_NUMBERS = ("-", "*", "/", "%", "**", "^", "..")
_OF_EQUALS = ("+", "<", ">", "<=", ">=")
_COMPARES = ("==", "!=", "in")
_RETRY = ("exitCode", "status", "duration", "message")


def check_text_operands(
    text: Text, body: str, offset: int, template: Template
) -> Iterator[Diagnostic]:
    """Operators of a sound expression that get a text, and fail or are never true for it."""
    found = text_operands(alike(body))
    if found.compared:
        from dflow_graph.passes.never_equal import unequal_in_expression

        yield from unequal_in_expression(found.compared, body, text, offset, template)
    for operand, wanted, call in found.wrong:
        spelled = body[operand.start : operand.end]
        # EXPR-18
        yield finding(
            "DG339",
            f"{quoted(spelled)} is a text in an expression, and {wanted}",
            text.path,
            hint=f"Write {quoted(call.format(spelled))}.",
            within=(offset + operand.start, offset + operand.end),
        )


class TextOperands(Record):
    """The texts of an expression that are computed with.

    The comparisons that have one, and the operands that cannot be texts: what is said of each, and
    how to mend it.
    """

    compared: tuple[Binary, ...]
    wrong: tuple[tuple[Node, str, str], ...]


_NO_TEXTS = TextOperands((), ())


@lru_cache(maxsize=4096)
def text_operands(body: str) -> TextOperands:
    """The texts that a sound expression, or what stands for it, computes with."""
    if not _COMPUTES.search(body):
        return _NO_TEXTS
    texts = {(r.start, r.end) for r in references_of(body) if _is_text(r.parts)}
    if not texts:
        return _NO_TEXTS
    compared: list[Binary] = []
    wrong: list[tuple[Node, str, str]] = []
    waiting = [parse(body)]
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        wrong += _wrong(node, texts)
        if isinstance(node, Binary) and node.operator in _COMPARES:
            compared.append(node)
    return TextOperands(tuple(compared), tuple(wrong))


def _wrong(node: Node, texts: Collection[tuple[int, int]]) -> Iterator[tuple[Node, str, str]]:
    """The operands that are texts where they cannot be: what is needed, and how to get it."""
    if isinstance(node, Binary):
        sides = (node.left, node.right)
        are_texts = [(side.start, side.end) in texts for side in sides]
        if node.operator in _OF_NUMBERS:
            wrong = are_texts
        elif node.operator in _OF_EQUALS:
            wrong = [
                are_texts[0] and gives_number(sides[1]),
                are_texts[1] and gives_number(sides[0]),
            ]
        elif node.operator in _COMPARES:
            yield from _never_equal(node, are_texts)
            return
        else:
            return
        for side, is_wrong in zip(sides, wrong, strict=True):
            if is_wrong:
                whole = node.operator in ("%", "..")
                yield side, "a number is needed here", "asInt({})" if whole else "asFloat({})"
    elif isinstance(node, Unary) and (node.operand.start, node.operand.end) in texts:
        if node.operator in ("-", "+"):
            yield node.operand, "a number is needed here", "asFloat({})"
        else:
            yield node.operand, "a truth is needed here", "{} == 'true'"
    elif isinstance(node, Conditional) and (node.test.start, node.test.end) in texts:
        yield node.test, "a truth is needed here", "{} == 'true'"


def _never_equal(node: Binary, are_texts: list[bool]) -> Iterator[tuple[Node, str, str]]:
    """A text that is held against a number or a truth, or against a list of them."""
    sides = (node.left, node.right)
    if node.operator == "in":
        items = node.right.items if isinstance(node.right, Array) else ()
        if are_texts[0] and items and all(map(gives_number, items)):
            yield node.left, "is in no list of numbers", "asFloat({})"
        return
    for side, is_text, other in zip(sides, are_texts, reversed(sides), strict=True):
        if not is_text:
            continue
        if gives_number(other):
            yield side, "never equals a number", "asFloat({})"
        elif isinstance(other, Constant) and other.kind == "bool":
            yield side, "never equals a truth", f"{{}} {node.operator} '{other.value}'"


def _is_text(parts: tuple[str, ...]) -> bool:
    """Whether a name is that of one parameter, or of one fact about a step."""
    match parts:
        case ("inputs" | "workflow", "parameters", _) | ("retries",) | ("item",) | ("item", _):
            return True
        case ("steps" | "tasks", _, "outputs", "parameters", _):
            return True
        case ("steps" | "tasks", _, "status" | "exitCode") | ("workflow", "status"):
            return True
        case ("lastRetry", fact):
            return fact in _RETRY
    return False
