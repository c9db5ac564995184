"""Arguments and conditions that are as right as others which differ from them in digits alone.

What is said of a text by its grammar is said once for all that are alike; what is left to ask of
each is whether the names in it are known. A no says nothing, as in `lone_references`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.index import Call, Node, Role, Text
from dflow_graph.passes.outlines import Span, places_in, tags_of
from dflow_graph.record import Record
from dflow_graph.refs import Tag, may_be_half

__all__ = ["digits_say_nothing", "is_like_right"]

Sort = Literal["argument", "condition", "output"]
_NOWHERE = Text((), "", Role.PLAIN)
_INPUT, _OUTPUT = ("inputs", "parameters"), ("outputs", "parameters")
_HEADS = {"Steps": frozenset({"steps"}), "DAG": frozenset({"tasks"})}


class _Names(Record):
    """Where the names stand in texts that are alike: all are parameters.

    `heads` are what names of outputs begin with.
    """

    inputs: tuple[Span, ...]
    outputs: tuple[tuple[Span, Span], ...]
    heads: frozenset[str]


def is_like_right(
    text: str, node: Node, call: Call | None, used: set[str], sort: Sort = "argument"
) -> bool:
    """Whether a text of a template is right; adds the inputs in it to those that are used.

    For texts of steps and tasks that hold tags and are no artifact sources; and, without a call,
    for the expressions of output parameters.
    """
    names = _names(outline(text), sort) if len(text) <= LONGEST else None
    if names is None:
        return False
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


def digits_say_nothing(text: str, sort: Sort) -> bool:
    """Whether all texts of an outline are as right as this one, if the names in them are known."""
    return len(text) <= LONGEST and _names(outline(text), sort) is not None


def _is_known(step: str, name: str, node: Node, call: Call | None) -> bool:
    """Whether an output is one of a step or task that comes before a call, or before the end."""
    source = node.by_name.get(step)
    if source is None or source.target is None or source is call:
        return False
    if call is None:
        comes_before = True
    elif call.group < 0:
        # DEP-9: here, the plainest way to wait.
        comes_before = step in (call.step.dependencies or ())
    else:
        comes_before = source.group < call.group
    port = source.target.out_parameters.get(name)
    return comes_before and port is not None and not port.is_big


@lru_cache(maxsize=4096)
def _names(outlined: str, sort: Sort) -> _Names | None:
    """The names in texts of one outline that are right in all else; None if that is not known."""
    names = places_in(outlined, is_expression=sort == "output")
    if names is None:
        return None
    tags = [tag for tag in tags_of(outlined) if isinstance(tag, Tag)]
    bodies = [tag.body for tag in tags if tag.is_expression]
    if any(map(_is_at_fault, [outlined] if sort == "output" else bodies)):
        return None
    if sort != "output" and may_be_half(outlined):
        return None
    if sort == "condition" and not _is_always_right(outlined, tags):
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


def _is_at_fault(body: str) -> bool:
    """Whether an expression that can be read may have a fault all the same, names in it apart."""
    from dflow_graph.passes.expressions import check_expression
    from dflow_graph.passes.text_operands import text_operands

    # What a text equals depends on its type, and may depend on a digit.
    return any(text_operands(body)) or any(check_expression(_NOWHERE, body, 0))


def _is_always_right(text: str, tags: list[Tag]) -> bool:
    """Whether conditions that are alike have no fault, whatever their tags stand for."""
    from dflow_graph.expr.condition import stands_for_all
    from dflow_graph.expr.condition_result import NUMBER, never_true_or_false

    if not stands_for_all(text):
        return False
    # What may be a truth where all tags are numbers may be one where they may be more.
    return not never_true_or_false(text, [(tag.start, tag.end, NUMBER) for tag in tags])
