"""Changes one place of plain data at random: the way documents go wrong."""

from __future__ import annotations

import copy
import random
from typing import Any

_STRANGE = (None, True, 0, -1, 1.0, 1.5, 10**9, "", "x", [], {}, [[]], {"kind": "s3"}, ["a"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in plain data, the root included."""
    found = [path]
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(item, (*path, key))
    return found


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """The part of plain data at a path."""
    for key in path:
        value = value[key]
    return value


def mutated(value: Any, rng: random.Random) -> Any:
    """A copy with one place changed: replaced, removed, renamed, or given a new neighbour."""
    result = copy.deepcopy(value)
    below = places(result)[1:]
    if not below:
        return copy.deepcopy(rng.choice(_STRANGE))
    path = rng.choice(below)
    parent, key = at(result, path[:-1]), path[-1]
    action = rng.randrange(4)
    if action == 0:
        parent[key] = copy.deepcopy(rng.choice(_STRANGE))
    elif action == 1:
        del parent[key]
    elif isinstance(parent, dict):
        new = rng.choice([f"{key}s", str(key)[1:], str(key).upper(), "kind", "extensions", "name"])
        moved = parent.pop(key) if action == 2 else copy.deepcopy(rng.choice(_STRANGE))
        parent[new] = moved
    else:
        parent.insert(key, copy.deepcopy(rng.choice(_STRANGE)))
    return result
