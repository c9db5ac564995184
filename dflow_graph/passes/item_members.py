"""The members that the items of a loop have, as far as the graph says so (REF-20).

Only a graph with the name `item.K` somewhere imports this module.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from dflow_graph.expr.check import parse, problems
from dflow_graph.expr.nodes import Binary, Call, Constant, Map, Node, Pair, Predicate
from dflow_graph.index import Call as Step
from dflow_graph.index import Role
from dflow_graph.model import UNSET
from dflow_graph.passes.expressions import function_called
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.outcome import FINE, Outcome, Place, fault, unknown
from dflow_graph.passes.pieces import items_of_json
from dflow_graph.passes.workflow_parameters import workflow_parameter
from dflow_graph.record import Record
from dflow_graph.refs import Tag, exact_reference, scan

__all__ = ["ExpressionItems", "items_of_expression", "look_up_member"]

_HINT = "Write `{{item}}`."


class ExpressionItems(Record):
    """What is known of the items that an expression gives: numbers, or objects of some members."""

    are_numbers: bool
    members: tuple[str, ...]


def look_up_member(key: str, call: Step, place: Place) -> Outcome:
    """What came of looking for a member in the items of a looped call."""
    slices, items = call.slices, call.step.with_param
    is_grouped = slices is not None and slices.group_size is not UNSET
    if slices is not None and slices.sub_path is True and not is_grouped:
        # SLC-5
        known = ["order", *(slices.input_artifact or ())]
        what = f"the items of these slices have no member {quoted(key)}"
        return FINE if key in known else unknown(place, "DG325", what, key, known)
    # SLC-6: elsewhere than in the pattern the item is the number of the group.
    if items is UNSET or (is_grouped and place.role is not Role.PATTERN):
        return _of_numbers(key)
    if items.__class__ is str:
        known_items = _items_of_text(items, place)
        if isinstance(known_items, ExpressionItems):
            return _of_expression(known_items, key, place)
        items = known_items
    return _of_list(items, key, place)


def _of_numbers(key: str) -> Outcome:
    what = f"the items of this loop are numbers, and have no member {quoted(key)}"
    return fault("DG325", what, _HINT)


def _of_expression(items: ExpressionItems, key: str, place: Place) -> Outcome:
    if items.are_numbers:
        return _of_numbers(key)
    if key in items.members:
        return FINE
    what = f"the items of this loop have no member {quoted(key)}"
    return unknown(place, "DG325", what, key, items.members)


def _of_list(items: Collection[Any], key: str, place: Place) -> Outcome:
    for number, item in enumerate(items):
        if isinstance(item, str) and "{{" in item:
            continue
        if not isinstance(item, dict):
            what = f"item {number} of the loop is no object, and has no member {quoted(key)}"
            return fault("DG325", what, _HINT)
        # A key with a tag may be any name once the tag is replaced.
        if key not in item and not any("{{" in own for own in item):
            what = f"item {number} of the loop has no member {quoted(key)}"
            return unknown(place, "DG325", what, key, item)
    return FINE


def _items_of_text(text: str, place: Place) -> list[Any] | ExpressionItems:
    """The items that a `with_param` stands for, where it says so; none where it does not."""
    if "{{" not in text:
        return items_of_json(text) or []
    parts = exact_reference(text)
    name = None if parts is None else workflow_parameter(parts)
    if name is not None:
        given = (place.graph.workflow.parameters or {}).get(name)
        if given.__class__ is str and "{{" not in given:
            given = items_of_json(given)
        return given if isinstance(given, list) else []
    return items_of_expression(text) or []


@lru_cache(maxsize=1024)
def items_of_expression(text: str) -> ExpressionItems | None:
    """The items of a `with_param` that is one expression, if its form says what they are."""
    tags = scan(text)
    tag = tags[0] if len(tags) == 1 else None
    if not isinstance(tag, Tag) or not tag.is_expression or tag.end - tag.start != len(text):
        return None
    if problems(tag.body):
        return None
    listed = _argument(parse(tag.body), "toJson", "toJSON")
    if isinstance(listed, Binary) and listed.operator == "..":
        return ExpressionItems(are_numbers=True, members=())
    if _argument(listed, "sprig.untilStep", "sprig.until") is not None:
        return ExpressionItems(are_numbers=True, members=())
    body = _argument(listed, "map", at=1)
    return _objects_of(body.body) if isinstance(body, Predicate) else None


def _objects_of(body: Node) -> ExpressionItems | None:
    """What a `map` makes of each element, where it is an object of known members."""
    if not isinstance(body, Map):
        return None
    members: list[str] = []
    for pair in body.pairs:
        key = pair.key if isinstance(pair, Pair) else None
        if not isinstance(key, Constant):
            return None
        members.append(key.value)
    return ExpressionItems(are_numbers=False, members=tuple(members))


def _argument(node: Node | None, *names: str, at: int = 0) -> Node | None:
    """An argument of a call of one of some functions; None if it is no such call."""
    if not isinstance(node, Call) or function_called(node) not in names:
        return None
    return node.arguments[at]
