"""What the tags of a key refer to, as far as it decides how often the key can occur."""

from __future__ import annotations

from collections.abc import Iterable

from dflow_graph.passes.scope import HEADS
from dflow_graph.passes.spelling import untagged
from dflow_graph.record import Record
from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex

__all__ = ["KeyTags", "has_item", "is_key", "tags_of"]

_KEY = regex(r"[a-z0-9][-a-z0-9]*")

_INPUT_PARTS = 3


class KeyTags(Record):
    """Whether a key holds `item`, which inputs of its template, and anything else that varies.

    `unknown` says whether a tag begins with what begins no name.
    """

    item: bool
    inputs: frozenset[str]
    varies: bool
    unknown: bool


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
    item, inputs, varies, unknown = False, set(), False, False
    for parts in names:
        if parts[0] == "item":
            item = True
        elif parts[:2] == ("inputs", "parameters") and len(parts) == _INPUT_PARTS:
            inputs.add(parts[2])
        elif parts[0] != "workflow":
            varies = True
            unknown = unknown or parts[0] not in (*HEADS, "?")
    return KeyTags(item, frozenset(inputs), varies, unknown)


def has_item(key: str) -> bool:
    """Whether a key holds a tag with `item`; so it is taken to be if a tag is at fault."""
    if "{{item}}" in key or "{{item." in key:
        return True
    tags = tags_of(key) if "{{" in key else None
    return "{{" in key and (tags is None or tags.item or tags.unknown)


def is_key(key: str) -> bool:
    """Whether the text outside of the tags is one of a key (KEY-3); True for malformed tags."""
    bare = untagged(key)
    return bare is None or _KEY.fullmatch(bare) is not None
