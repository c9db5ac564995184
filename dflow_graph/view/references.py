"""What the texts of a call refer to: names in tags, expressions and conditions."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.expr.check import parse, references
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.index import Role, Text
from dflow_graph.refs import Tag, exact_reference, scan

__all__ = ["names_in"]


def names_in(text: Text) -> Iterator[tuple[str, ...]]:
    """The parts of each name in a text; a text that cannot be read refers to nothing."""
    if text.role is Role.EXPRESSION:
        yield from _names_of_expression(text.text)
        return
    lone = exact_reference(text.text)
    if lone is not None:
        yield lone
        return
    for tag in scan(text.text):
        if isinstance(tag, Tag):
            if tag.is_expression:
                yield from _names_of_expression(tag.body)
            else:
                yield tag.parts


def _names_of_expression(body: str) -> Iterator[tuple[str, ...]]:
    try:
        tree = parse(body)
    except ExprSyntaxError:
        return  # the validator's finding
    for reference in references(tree):
        yield reference.parts
