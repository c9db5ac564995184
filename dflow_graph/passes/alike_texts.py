"""Arguments and conditions that are as right as others which differ from them in digits alone.

What is said of a text by its grammar is said once for all that are alike; what is left to ask of
each is whether the names in it are known. A no says nothing, as in `lone_references`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.index import Call, Node, Role, Text
from dflow_graph.passes.outlines import Span, places_in, tags_of
from dflow_graph.refs import Tag, may_be_half

__all__ = ["is_like_right"]

_MOST_TAGS = 4
_INPUT, _OUTPUT = ("inputs", "parameters"), ("outputs", "parameters")
_HEADS = {"Steps": frozenset({"steps"}), "DAG": frozenset({"tasks"})}


class _Names(NamedTuple):
    """Where the names stand in texts that are alike: all are parameters.

    `heads` are what names of outputs begin with.
    """

    inputs: tuple[Span, ...]
    outputs: tuple[tuple[Span, Span], ...]
    heads: frozenset[str]


def is_like_right(text: str, call: Call, used: set[str], *, is_condition: bool) -> bool:
    """Whether a text of a call is right; adds the inputs in it to those that are used.

    For texts of steps and tasks that hold tags and are no artifact sources.
    """
    names = _names(outline(text), is_condition) if len(text) <= LONGEST else None
    if names is None:
        return False
    node = call.owner
    for start, end in names.inputs:
        name = text[start:end]
        port = node.in_parameters.get(name)
        if port is None or port.is_big:
            return False
        used.add(name)
    if not names.outputs:
        return True
    if names.heads != _HEADS.get(node.kind):
        return False
    for (start, end), (first, last) in names.outputs:
        if not _is_known(text[start:end], text[first:last], node, call):
            return False
    return True


def _is_known(step: str, name: str, node: Node, call: Call) -> bool:
    """Whether an output is one of a step or task that comes before a call."""
    source = node.by_name.get(step)
    if source is None or source.target is None or source is call:
        return False
    if call.group < 0:
        # DEP-9: here, the plainest way to wait.
        comes_before = step in (call.step.dependencies or ())
    else:
        comes_before = source.group < call.group
    port = source.target.out_parameters.get(name)
    return comes_before and port is not None and not port.is_big


@lru_cache(maxsize=4096)
def _names(outlined: str, is_condition: bool) -> _Names | None:
    """The names in texts of one outline that are right in all else; None if that is not known."""
    names = places_in(outlined)
    if names is None or may_be_half(outlined):
        return None
    tags = [tag for tag in tags_of(outlined) if isinstance(tag, Tag)]
    text = Text((), outlined, Role.CONDITION if is_condition else Role.ARGUMENT)
    if any(_is_at_fault(text, tag) for tag in tags if tag.is_expression):
        return None
    if is_condition and not _is_always_right(outlined, tags):
        return None
    inputs: list[Span] = []
    outputs: list[tuple[Span, Span]] = []
    heads: set[str] = set()
    for name in names:
        parts = tuple([outlined[start:end] for start, end in name])
        if parts[:2] == _INPUT and len(parts) == 3:  # noqa: PLR2004 - inputs.parameters.N
            inputs.append(name[2])
        elif parts[2:4] == _OUTPUT and len(parts) == 5:  # noqa: PLR2004 - and steps.S before it
            outputs.append((name[1], name[4]))
            heads.add(parts[0])
        else:
            return None
    return _Names(tuple(inputs), tuple(outputs), frozenset(heads))


def _is_at_fault(text: Text, tag: Tag) -> bool:
    """Whether an expression that can be read may have a fault all the same, names in it apart."""
    from dflow_graph.passes.expressions import check_expression
    from dflow_graph.passes.text_operands import text_operands

    # What a text equals depends on its type, and may depend on a digit.
    return any(text_operands(tag.body)) or any(check_expression(text, tag.body, tag.offset))


def _is_always_right(text: str, tags: list[Tag]) -> bool:
    """Whether conditions that are alike have no fault, whatever their tags stand for."""
    from dflow_graph.expr.condition import stands_for_all
    from dflow_graph.expr.condition_result import ANY, NUMBER, never_true_or_false

    if not stands_for_all(text) or len(tags) > _MOST_TAGS:
        return False
    return not any(
        never_true_or_false(
            text, [(tag.start, tag.end, kind) for tag, kind in zip(tags, kinds, strict=True)]
        )
        for kinds in product((ANY, NUMBER), repeat=len(tags))
    )
