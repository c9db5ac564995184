"""Credentials of known forms in the texts and names that no other search looks at (SEC-4).

Names, images, conditions, paths: all of them reach a manifest. They are looked at together, and one
by one only if there is something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dflow_graph.index import Index, Node
from dflow_graph.index.symbols import Path
from dflow_graph.passes.credential_shapes import (
    SHORTEST,
    Match,
    hint_of_credential,
    known_credentials,
)

__all__ = ["credentials_of_data", "has_remaining_credential"]

_SCALARS = (int, float, bool, type(None), msgspec.UnsetType)


def has_remaining_credential(index: Index, clean: set[str]) -> bool:
    """Whether a text that is not among those known to be clean holds a credential.

    Of most steps the name and the condition alone can: their arguments are names of inputs,
    numbers, and references to other names.
    """
    found: set[str] = set()
    workflow = index.workflow
    for field in workflow.__struct_fields__:
        if field != "templates":
            _collect(getattr(workflow, field), found)
    for node in index.nodes.values():
        if len(node.name) >= SHORTEST:
            found.add(node.name)
        _collect_of_node(node, found)
    return next(known_credentials("\n".join(found - clean)), None) is not None


def _collect_of_node(node: Node, found: set[str]) -> None:
    if not node.is_group:
        _collect(node.template, found)
        return
    for field in node.template.__struct_fields__:
        if field not in ("steps", "tasks"):
            _collect(getattr(node.template, field), found)
    found.update([call.name for call in node.calls if len(call.name) >= SHORTEST])
    found.update([c.step.when for c in node.calls if c.step.when.__class__ is str])
    for call in node.rich_calls:
        _collect([call.step.parameters, call.step.artifacts], found)
    for call in node.uncommon_calls:
        _collect(call.step, found)


def _collect(value: Any, found: set[str]) -> None:
    """Adds the texts of a value that are long enough, names of members among them."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        kind = item.__class__
        if kind is str:
            if len(item) >= SHORTEST:
                found.add(item)
        elif kind is dict:
            found.update([name for name in item if len(name) >= SHORTEST])
            waiting.extend(item.values())
        elif kind is list:
            waiting.extend(item)
        elif kind not in _SCALARS:
            waiting.extend(msgspec.structs.astuple(item))


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
