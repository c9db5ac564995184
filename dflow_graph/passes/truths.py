"""Conditions whose result can never be true or false (WHEN-3, EXPR-9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.alike import alike
from dflow_graph.expr.condition_result import ANY, NUMBER, never_true_or_false
from dflow_graph.expr.nodes import Array, Binary, Constant, Map, Node, Unary
from dflow_graph.index import Node as Template
from dflow_graph.index import Text
from dflow_graph.passes.expressions import function_called, references_of, results_of
from dflow_graph.passes.finding import finding
from dflow_graph.passes.port_types import source_of
from dflow_graph.refs import Tag, TagFault

__all__ = ["check_truth_of_condition", "check_truth_of_expression", "gives_number"]

_NUMERIC = ("int", "float")
_OF_NUMBERS = frozenset(("-", "*", "/", "%", "**", "^"))
_OF_TRUTHS = frozenset(
    ("==", "!=", "<", ">", "<=", ">=", "and", "or", "&&", "||", "in", "contains", "matches",
     "startsWith", "endsWith"),
)  # fmt: skip
_GIVING_NUMBERS = frozenset(
    ("abs", "asFloat", "asInt", "ceil", "count", "float", "floor", "indexOf", "int", "lastIndexOf",
     "len", "round", "sprig.atoi", "sprig.float64", "sprig.int", "sprig.int64"),
)  # fmt: skip
_GIVING_OTHERS = frozenset(
    ("concat", "date", "duration", "filter", "flatten", "groupBy", "join", "keys", "lower", "map",
     "repeat", "replace", "sort", "split", "string", "toJSON", "toJson", "trim", "type",
     "uniq", "upper", "values", "sprig.lower", "sprig.toJson", "sprig.toString", "sprig.trim",
     "sprig.upper"),
)  # fmt: skip
_OF_TEXTS = frozenset(
    ("inputs", "workflow", "steps", "tasks", "node", "pod", "retries", "lastRetry"),
)
_OF_RESPONSE = (("statusCode",), ("body",), ("headers",))
_HINT = "Compare numbers, or texts in quotes: `{{inputs.parameters.mode}} == 'a-b'`."


def check_truth_of_condition(
    text: Text, tags: Sequence[Tag | TagFault], template: Template
) -> Iterator[Diagnostic]:
    """A `when` that comes to something else than a truth, whatever its tags stand for."""
    known = [(tag.start, tag.end, _kinds(tag, template)) for tag in tags if isinstance(tag, Tag)]
    why = never_true_or_false(text.text, known)
    # WHEN-3
    if why:
        yield finding("DG337", why, text.path, hint=_HINT)


def _kinds(tag: Tag, template: Template) -> int:
    """What a tag may stand for; a number alone where its type or its expression says so."""
    if not tag.is_expression:
        return NUMBER if _is_numeric(tag.parts, template) else ANY
    found = {(r.start, r.end): r.parts for r in references_of(tag.body)}
    for node in results_of(tag.body):
        parts = found.get((node.start, node.end), ())
        if not gives_number(node) and not _is_numeric(parts, template):
            return ANY
    return NUMBER


def _is_numeric(parts: tuple[str, ...], template: Template) -> bool:
    """Whether a name is that of a parameter whose written type has numbers alone."""
    source = source_of(template, parts)
    if source is None:
        return False
    port, call = source
    return port.type in _NUMERIC and (call is None or not call.is_looped)


def check_truth_of_expression(text: Text) -> Iterator[Diagnostic]:
    """An expression field that asks whether, and has no result that says."""
    # EXPR-9
    if text.path[-1] in ("expression", "success_condition") and _is_no_truth(alike(text.text)):
        yield finding(
            "DG337",
            "the expression is never true or false",
            text.path,
            hint="Compare it with something, as in `inputs.parameters.flag == 'true'`.",
            clause="EXPR-9",
        )


@lru_cache(maxsize=1024)
def _is_no_truth(body: str) -> bool:
    found = {(r.start, r.end): r.parts for r in references_of(body)}
    for node in results_of(body):
        parts = found.get((node.start, node.end))
        if parts is None:
            if not _gives_no_truth(node):
                return False
        elif parts[0] not in _OF_TEXTS and not (
            parts[0] == "response" and parts[1:] in _OF_RESPONSE
        ):
            return False
    return True


def _gives_no_truth(node: Node) -> bool:
    if isinstance(node, Constant):
        return node.kind != "bool"
    if isinstance(node, Binary):
        return node.operator not in _OF_TRUTHS
    if isinstance(node, Unary):
        return node.operator in ("-", "+")
    return (
        isinstance(node, (Array, Map)) or function_called(node) in _GIVING_NUMBERS | _GIVING_OTHERS
    )


def gives_number(node: Node) -> bool:
    """Whether a part of an expression can be nothing but a number."""
    if isinstance(node, Constant):
        return node.kind == "number"
    if isinstance(node, Binary):
        return node.operator in _OF_NUMBERS
    return (isinstance(node, Unary) and node.operator in ("-", "+")) or (
        function_called(node) in _GIVING_NUMBERS
    )
