"""Texts where an expression computes: a parameter is one, whatever its type (EXPR-6, EXPR-18)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.check import parse
from dflow_graph.expr.nodes import Binary, Conditional, Node, Unary, children
from dflow_graph.index import Text
from dflow_graph.passes.expressions import references_of
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.truths import gives_number
from dflow_graph.regex import regex

__all__ = ["check_text_operands"]

_COMPUTES = regex(r"[-+*/%^<>!?]|\.\.|\bnot\b|\bif\b")
_OF_NUMBERS = ("-", "*", "/", "%", "**", "^", "..")
_OF_EQUALS = ("+", "<", ">", "<=", ">=")
_RETRY = ("exitCode", "status", "duration", "message")


def check_text_operands(text: Text, body: str, offset: int) -> Iterator[Diagnostic]:
    """Operators of a sound expression that get a text, and fail for it when it is computed."""
    if not _COMPUTES.search(body):
        return
    texts = {(r.start, r.end) for r in references_of(body) if _is_text(r.parts)}
    if not texts:
        return
    waiting = [parse(body)]
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        for operand, wanted, call in _wrong(node, texts):
            spelled = body[operand.start : operand.end]
            # EXPR-18
            yield finding(
                "DG339",
                f"{quoted(spelled)} is a text in an expression, and {wanted} is needed here",
                text.path,
                hint=f"Write {quoted(call.format(spelled))}.",
                within=(offset + operand.start, offset + operand.end),
            )


def _wrong(node: Node, texts: set[tuple[int, int]]) -> Iterator[tuple[Node, str, str]]:
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
        else:
            return
        for side, is_wrong in zip(sides, wrong, strict=True):
            if is_wrong:
                whole = node.operator in ("%", "..")
                yield side, "a number", "asInt({})" if whole else "asFloat({})"
    elif isinstance(node, Unary) and (node.operand.start, node.operand.end) in texts:
        if node.operator in ("-", "+"):
            yield node.operand, "a number", "asFloat({})"
        else:
            yield node.operand, "a truth", "{} == 'true'"
    elif isinstance(node, Conditional) and (node.test.start, node.test.end) in texts:
        yield node.test, "a truth", "{} == 'true'"


def _is_text(parts: tuple[str, ...]) -> bool:
    """Whether a name is that of one parameter, or of one fact about a step."""
    match parts:
        case ("inputs" | "workflow", "parameters", _) | ("retries",):
            return True
        case ("steps" | "tasks", _, "outputs", "parameters", _):
            return True
        case ("steps" | "tasks", _, "status" | "exitCode") | ("workflow", "status"):
            return True
        case ("lastRetry", fact):
            return fact in _RETRY
    return False
