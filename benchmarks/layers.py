"""The topology that all contenders get: a layered DAG, the same for the same size and seed."""

from __future__ import annotations

import random
from typing import NamedTuple

__all__ = ["BATCH", "Layers", "layers"]

BATCH = 1000
"""Nodes whose edges stay among themselves: what one template of ours holds, and Argo can store."""
_WIDTH = 50
_MOST_PARENTS = 2
_SEED = 20_240_229


class Layers(NamedTuple):
    """Parents by node number. `strays` are nodes whose first parent is to be one there is not."""

    parents: tuple[tuple[int, ...], ...]
    strays: frozenset[int]

    @property
    def edges(self) -> int:
        """How many edges there are between nodes."""
        return sum(map(len, self.parents))


def layers(steps: int, *, strays: int = 0, seed: int = _SEED) -> Layers:
    """So many nodes in layers of 50, each with one or two parents in the layer before it."""
    source = random.Random(seed)
    parents = [_parents(node, source) for node in range(steps)]
    with_parents = [node for node, above in enumerate(parents) if above]
    if strays > len(with_parents):
        raise ValueError(f"{strays} of {len(with_parents)} nodes with parents cannot go astray")
    return Layers(tuple(parents), frozenset(source.sample(with_parents, strays)))


def _parents(node: int, source: random.Random) -> tuple[int, ...]:
    first = node - node % _WIDTH - _WIDTH  # of the layer before
    if first < node - node % BATCH:
        return ()
    count = source.randint(1, _MOST_PARENTS)
    return tuple(sorted(source.sample(range(first, first + _WIDTH), count)))
