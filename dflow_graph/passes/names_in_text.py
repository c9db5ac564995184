"""The names in a text with tags, and in an expression, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.expr.alike import alike
from dflow_graph.expr.check import problems
from dflow_graph.index import Role, Text
from dflow_graph.passes.expressions import references_of
from dflow_graph.passes.outlines import tags_of
from dflow_graph.record import Record
from dflow_graph.refs import Tag

__all__ = ["NameInText", "names_in"]


class NameInText(Record):
    """A name by its parts, where it stands, and the expression that it is part of, if it is."""

    parts: tuple[str, ...]
    within: tuple[int, int]
    expression: str


def names_in(text: Text) -> Iterator[NameInText]:
    """Every name in a text, from left to right, but for those of what cannot be parsed."""
    if text.role is Role.EXPRESSION:
        yield from _names_of_expression(text.text, 0)
        return
    for tag in tags_of(text.text):
        if not isinstance(tag, Tag):
            continue
        if tag.is_expression:
            yield from _names_of_expression(tag.body, tag.offset)
        else:
            yield NameInText(tag.parts, (tag.start, tag.end), "")


def _names_of_expression(body: str, offset: int) -> Iterator[NameInText]:
    if problems(alike(body)):
        return
    for reference in references_of(body):
        where = (offset + reference.start, offset + reference.end)
        yield NameInText(reference.parts, where, body)
