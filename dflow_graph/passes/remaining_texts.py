"""Credentials of known forms in the texts and names that no other search looks at (SEC-4).

Names, images, conditions, paths: all of them reach a manifest. They are looked at together, and one
by one only if there is something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import astuple

from dflow_graph.index import Index, Likeness, Node
from dflow_graph.index.symbols import Path
from dflow_graph.passes.alike_calls import one_of_each
from dflow_graph.passes.credential_shapes import (
    SHORTEST,
    Match,
    all_outlines,
    hint_of_credential,
    known_credentials,
    may_be_known,
)

__all__ = ["credentials_of_data", "has_remaining_credential"]

_EMPTY = frozenset((int, float, bool, type(None), msgspec.UnsetType))


def has_remaining_credential(index: Index, clean: set[str]) -> bool:
    """Whether a text that is not among those known to be clean holds a credential.

    Of most steps the name and the condition alone can: the names of their arguments are those of
    inputs, and the values have been looked at, or are references to other names.
    """
    if not may_be_known(all_outlines(_rough_texts(index) - clean)):
        return False
    found: set[str] = set()
    _collect(_without(index.workflow, index.workflow.templates), found)
    found.update(index.nodes)
    for node in index.nodes.values():
        _collect_of_node(node, found)
    long = "\n".join([text for text in found - clean if len(text) >= SHORTEST])
    return next(known_credentials(long), None) is not None


def _rough_texts(index: Index) -> set[str]:
    """All that is looked at, most of it as JSON: quickly got, and often the same."""
    found: set[str] = set(index.nodes)
    _collect(_without(index.workflow, index.workflow.templates), found)
    named: set[Likeness] = set()
    uncommon: set[Likeness] = set()
    for node in index.nodes.values():
        if node.kind == "PythonOPTemplate":
            # Its source is within, and has been looked at.
            _collect([node.template], found)
            continue
        if not node.is_group:
            fields = _without(node.template, None)
            found.update([v for v in fields if v.__class__ is str])
            _add_rough([v for v in fields if v.__class__ is not str], found)
            continue
        # Where no call is rich, none has a condition, and there are none of a sort.
        calls = list(one_of_each(node.calls, named)) if node.is_rich else node.calls
        rest = [_without(node.template, _steps_of(node))]
        rest += [
            _without(call.step, call.step.parameters)
            for call in one_of_each(node.uncommon_calls, uncommon)
        ]
        _add_rough(rest, found)
        found.update([call.name for call in calls if len(call.name) >= SHORTEST])
        found.update([c.step.when for c in calls if c.step.when.__class__ is str])
    return found


def _add_rough(parts: list[Any], found: set[str]) -> None:
    """Adds the texts in plain data and objects as one text, which is often the same for many."""
    try:
        found.add(msgspec.json.encode(parts).decode())
    except UnicodeEncodeError:  # half a character, which no JSON has
        _collect(parts, found)


def _steps_of(node: Node) -> Any:
    return getattr(node.template, "steps" if node.kind == "Steps" else "tasks")


def _collect_of_node(node: Node, found: set[str]) -> None:
    if not node.is_group:
        _collect([node.template], found)
        return
    _collect(_without(node.template, _steps_of(node)), found)
    found.update([call.name for call in node.calls if len(call.name) >= SHORTEST])
    found.update([c.step.when for c in node.calls if c.step.when.__class__ is str])
    for call in node.uncommon_calls:
        _collect(_without(call.step, call.step.parameters), found)


def _without(item: Any, left_out: Any) -> list[Any]:
    """What the fields of an object hold, but for one of them."""
    return [v for v in astuple(item) if v.__class__ not in _EMPTY and v is not left_out]


def _collect(waiting: list[Any], found: set[str]) -> None:
    """Adds the texts in plain data and objects, names of members among them; empties the list."""
    while waiting:
        item = waiting.pop()
        kind = item.__class__
        if kind is str:
            found.add(item)
        elif kind is dict:
            found.update(item)
            waiting += item.values()
        elif kind is list:
            waiting += item
        elif kind not in _EMPTY:
            waiting += [v for v in astuple(item) if v.__class__ not in _EMPTY]


def credentials_of_data(value: Any, without: str = "") -> Iterator[tuple[Path, Match, bool]]:
    """Each credential in plain data with its place, and whether it is in the name of a member.

    The text `without` is not looked at.
    """
    for path, text, is_name in _placed(value):
        if len(text) >= SHORTEST and text != without and hint_of_credential(text):
            for match in known_credentials(text):
                yield path, match, is_name


def _placed(value: Any) -> Iterator[tuple[Path, str, bool]]:
    """Every text of plain data with its place; without recursion, for it may be deep."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, item = waiting.pop()
        if item.__class__ is str:
            yield path, item, False
        elif item.__class__ is dict:
            yield from (((*path, name), name, True) for name in item)
            waiting.extend(((*path, name), inner) for name, inner in item.items())
        elif item.__class__ is list:
            waiting.extend(((*path, number), inner) for number, inner in enumerate(item))
