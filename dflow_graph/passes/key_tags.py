"""What the tags of a key refer to, as far as it decides how often the key can occur."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dflow_graph.refs import TagFault, scan

__all__ = ["KeyTags", "has_item", "tags_of"]

_INPUT_PARTS = 3


class KeyTags(NamedTuple):
    """Whether a key holds `item`, which inputs of its template, and anything else that varies."""

    item: bool
    inputs: frozenset[str]
    varies: bool


def tags_of(key: str) -> KeyTags | None:
    """The tags of a key in one word, or None if one of them is malformed: a fault of its own."""
    names: list[tuple[str, ...]] = []
    for tag in scan(key):
        if isinstance(tag, TagFault):
            return None
        if not tag.is_expression:
            names.append(tag.parts)
            continue
        from dflow_graph.expr.check import ExprSyntaxError, parse, references

        try:
            found = [reference.parts for reference in references(parse(tag.body))]
        except ExprSyntaxError:
            return None
        names += found or [("?",)]
    return _summed(names)


def _summed(names: Iterable[tuple[str, ...]]) -> KeyTags:
    item, inputs, varies = False, set(), False
    for parts in names:
        if parts[0] == "item":
            item = True
        elif parts[:2] == ("inputs", "parameters") and len(parts) == _INPUT_PARTS:
            inputs.add(parts[2])
        elif parts[0] != "workflow":
            varies = True
    return KeyTags(item, frozenset(inputs), varies)


def has_item(key: str) -> bool:
    """Whether a key holds a tag with `item`; so it is taken to be if a tag is malformed."""
    if "{{item}}" in key or "{{item." in key:
        return True
    tags = tags_of(key) if "{{" in key else None
    return "{{" in key and (tags is None or tags.item)
