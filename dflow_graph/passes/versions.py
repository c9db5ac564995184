"""Fields, variables and functions that an older Argo does not know (DG907)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.index import Call, Index, Node, Role, Text, texts_of_call, texts_of_template
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.expr.nodes import Node as Expression

__all__ = ["check_versions"]

# ARGO-4: read off the sources of Argo 3.4.18, 3.5.15, 3.6.19, 3.7.18, 4.0.10 and 4.1.2.
_VARIABLES = {
    ("workflow", "mainEntrypoint"): "3.5",
    ("lastRetry", "message"): "3.5",
}
_FUNCTIONS = {
    "concat": "3.5",
    "flatten": "3.5",
    "reverse": "3.5",
    "timezone": "3.5",
    "uniq": "3.5",
    "sprig.sha512sum": "3.6",
}
_BACKOFF_CAP = "3.7"
_HINTS = {
    "concat": "Use `sprig.concat` in its place, if older versions are to run the graph.",
    "reverse": "Use `sprig.reverse` in its place, if older versions are to run the graph.",
    "uniq": "Use `sprig.uniq` in its place, if older versions are to run the graph.",
}
_NAMES = "|".join((*(parts[1] for parts in _VARIABLES), *(f.split(".")[-1] for f in _FUNCTIONS)))
_NEW = regex(_NAMES)
_NEW_OUTLINE = regex(outline(_NAMES))
_TAG = regex(r"\{\{(?:=|\s*(?:" + "|".join(r"\.".join(parts) for parts in _VARIABLES) + "))")
_HOLDERS = frozenset((str, dict, list))
_Path = tuple[str | int, ...]


def check_versions(index: Index) -> Iterator[Diagnostic]:
    """Everything in the graph that the oldest Argo, 3.4, does not know."""
    verdicts = Verdicts()
    for node in index.nodes.values():
        yield from _check_cap(node)
        for text in texts_of_template(node):
            yield from _check_text(text)
        # All others have no text that could hold anything of this.
        calls = node.calls if node.is_rich else node.uncommon_calls
        yield from verdicts.faults(calls, _check_call)
        for call in node.hooks:
            for text in texts_of_call(call):
                yield from _check_text(text)


def _check_call(call: Call) -> Iterator[Diagnostic]:
    if _is_suspect(call.step):
        for text in texts_of_call(call):
            yield from _check_text(text)


def _check_cap(node: Node) -> Iterator[Diagnostic]:
    strategy = getattr(node.template, "retry_strategy", UNSET)
    if strategy is UNSET or strategy.backoff is UNSET:
        return
    # ARGO-4
    if strategy.backoff.cap is not UNSET:
        path = (*node.path, "retry_strategy", "backoff", "cap")
        yield _finding("the field `cap` of a backoff", _BACKOFF_CAP, path, None)


def _is_suspect(step: Any) -> bool:
    """Whether a step may have something new in a field that commonly holds tags."""
    if step.parameters is not UNSET:
        for value in step.parameters.values():
            kind = value.__class__
            if kind is str:
                if ("{{=" in value or "mainE" in value) and _may_be_new(value):
                    return True
            elif (
                kind is dict or (kind is list and not _HOLDERS.isdisjoint(map(type, value)))
            ) and _may_be_new(str(value)):
                return True
    text = step.when
    if text is not UNSET and ("{{=" in text or "mainE" in text) and _may_be_new(text):
        return True
    text = step.with_param
    if text is not UNSET and (text.__class__ is list or _may_be_new(text)):
        return True
    text = step.key
    if text is not UNSET and "{{=" in text and _may_be_new(text):
        return True
    return step.with_sequence is not UNSET


def _may_be_new(text: str) -> bool:
    """Whether a text may name something new."""
    return len(text) > LONGEST or _is_new(outline(text))


@lru_cache(maxsize=4096)
def _is_new(outlined: str) -> bool:
    return _NEW_OUTLINE.search(outlined) is not None


def _check_text(text: Text) -> Iterator[Diagnostic]:
    if text.role is Role.EXPRESSION:
        if _NEW.search(text.text):
            yield from _check_expression(text.text, 0, text.path)
    elif _TAG.search(text.text):
        for tag in scan(text.text):
            if isinstance(tag, TagFault):
                continue
            if tag.is_expression:
                if _NEW.search(tag.body):
                    yield from _check_expression(tag.body, tag.offset, text.path)
            elif tag.parts[:2] in _VARIABLES:
                span = (tag.offset, tag.offset + len(tag.body))
                yield _variable(tag.parts[:2], text.path, span)


def _check_expression(body: str, offset: int, path: _Path) -> Iterator[Diagnostic]:
    from dflow_graph.expr.check import ExprSyntaxError, parse, references

    try:
        tree = parse(body)
    except ExprSyntaxError:
        return
    for reference in references(tree):
        if reference.parts[:2] in _VARIABLES:
            span = (offset + reference.start, offset + reference.end)
            yield _variable(reference.parts[:2], path, span)
    for name, start, end in _called(tree):
        if name in _FUNCTIONS:
            span = (offset + start, offset + end)
            hint = _HINTS.get(name, "")
            yield _finding(f"the function {quoted(name)}", _FUNCTIONS[name], path, span, hint)


def _called(tree: Expression) -> Iterator[tuple[str, int, int]]:
    """The functions that an expression calls, by name, and where they stand."""
    from dflow_graph.expr.nodes import Call as FunctionCall
    from dflow_graph.expr.nodes import Constant, Member, Name, children

    stack: list[Expression] = [tree]
    while stack:
        node = stack.pop()
        stack += children(node)
        if isinstance(node, FunctionCall):
            function = node.function
            if isinstance(function, Name):
                yield function.name, function.start, function.end
            elif (
                isinstance(function, Member)
                and isinstance(function.base, Name)
                and isinstance(function.key, Constant)
            ):
                name = f"{function.base.name}.{function.key.value}"
                yield name, function.start, function.end


def _variable(parts: tuple[str, ...], path: _Path, span: tuple[int, int]) -> Diagnostic:
    name = ".".join(parts)
    return _finding(f"the variable {quoted(name)}", _VARIABLES[(parts[0], parts[1])], path, span)


def _finding(
    what: str, since: str, path: _Path, span: tuple[int, int] | None, hint: str = ""
) -> Diagnostic:
    return finding(
        "DG907",
        f"{what} is not known to Argo before {since}",
        path,
        hint=hint or f"Run the graph with Argo {since} or later, or do without it.",
        within=span,
    )
