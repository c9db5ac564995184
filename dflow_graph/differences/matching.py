"""Which part of the new graph is which of the old one, where it has another name.

Parts that are equal but for their names are one; of the rest, those that have most of their text in
common. Equal input gives equal pairs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Leaves", "leaves_of", "renamed"]

Leaves = Counter[tuple[str, str]]
"""What a part says, piece by piece: place and value to how much text it is."""

_ALIKE = 0.7  # of the text of both; less is another part that happens to be similar
_MOST_COMPARED = 10_000  # pairs; beyond that only equal parts are found
_NEVER_EMPTY = 1


def leaves_of(data: Any) -> Leaves:
    """The pieces of plain data; each line of a text is one."""
    found: Leaves = Counter()
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, dict) and part:
            waiting += [(f"{place}/{key}", value) for key, value in part.items()]
        elif isinstance(part, list) and part:
            waiting += [(f"{place}/", value) for value in part]
        elif isinstance(part, str):
            for line in part.splitlines() or [""]:
                found[place, line] += len(line) + _NEVER_EMPTY
        else:
            text = json.dumps(part)
            found[place, text] += len(text)
    return found


def renamed(old: Mapping[str, Leaves], new: Mapping[str, Leaves]) -> dict[str, str]:
    """Old name to new name, of the parts that have no namesake on the other side."""
    gone = {name: leaves for name, leaves in old.items() if name not in new}
    come = {name: leaves for name, leaves in new.items() if name not in old}
    pairs = _equal(gone, come)
    gone = {name: leaves for name, leaves in gone.items() if name not in pairs}
    taken = set(pairs.values())
    come = {name: leaves for name, leaves in come.items() if name not in taken}
    if len(gone) * len(come) <= _MOST_COMPARED:
        pairs.update(_alike(gone, come))
    return pairs


def _equal(gone: Mapping[str, Leaves], come: Mapping[str, Leaves]) -> dict[str, str]:
    by_content: dict[frozenset[Any], list[str]] = {}
    for name, leaves in reversed(list(come.items())):
        by_content.setdefault(frozenset(leaves.items()), []).append(name)
    pairs = {}
    for name, leaves in gone.items():
        names = by_content.get(frozenset(leaves.items()))
        if names:
            pairs[name] = names.pop()
    return pairs


def _alike(gone: Mapping[str, Leaves], come: Mapping[str, Leaves]) -> Iterable[tuple[str, str]]:
    sizes = {id(leaves): leaves.total() for leaves in (*gone.values(), *come.values())}
    scores = []
    for i, (name, ours) in enumerate(gone.items()):
        for j, (other, theirs) in enumerate(come.items()):
            sides = (sizes[id(ours)], sizes[id(theirs)])
            # What has far more text cannot have enough of it in common.
            if 2 * min(sides) < _ALIKE * sum(sides):
                continue
            score = 2 * (ours & theirs).total() / max(sum(sides), 1)
            if score >= _ALIKE:
                scores.append((-score, i, j, name, other))
    left, free = set(gone), set(come)
    for _, _, _, name, other in sorted(scores):
        if name in left and other in free:
            left.remove(name)
            free.remove(other)
            yield name, other
