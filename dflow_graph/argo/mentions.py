"""Which outputs of its steps a template refers to, anywhere in it."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.index import Node, Role, Text, texts_of_call, texts_of_template
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import Tag, scan

__all__ = ["outputs_mentioned"]

_STEP, _OUTPUT = 1, 4
"""Which parts of `steps.a.outputs.parameters.x` name the step and its output."""


def outputs_mentioned(node: Node) -> dict[str, set[str]]:
    """Step to its outputs, parameters and artifacts alike, in whatever spelling."""
    found: dict[str, set[str]] = {}
    for parts in _names(node):
        if parts[0] in ("steps", "tasks") and parts[2:3] == ("outputs",) and len(parts) > _OUTPUT:
            found.setdefault(parts[_STEP], set()).add(parts[_OUTPUT])
    return found


def _names(node: Node) -> Iterator[tuple[str, ...]]:
    for text in _texts(node):
        if text.role is Role.EXPRESSION:
            yield from (reference.parts for reference in references_of(text.text))
            continue
        for tag in scan(text.text):
            if isinstance(tag, Tag) and tag.is_expression:
                yield from (reference.parts for reference in references_of(tag.body))
            elif isinstance(tag, Tag):
                yield tag.parts


def _texts(node: Node) -> Iterator[Text]:
    yield from texts_of_template(node)
    for call in (*node.calls, *node.hooks):
        yield from texts_of_call(call)
