"""Which steps were moved to another group, once groups that came or went are allowed for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

__all__ = ["moved"]

_End = tuple[int, int, int]
"""The weight of a chain, and the numbers of its last pair, negative so that early ones are more."""
_NOTHING: _End = (0, 0, 0)


def moved(groups: Mapping[str, tuple[int, int]]) -> set[str]:
    """The names of steps that no longer run with or between those with which they did.

    `groups` maps a step to its group in the old and in the new graph. Old groups are held against
    new ones, in order, so that as many steps as possible stay in theirs; all others were moved.
    """
    weights = Counter(groups.values())
    stay = _heaviest_chain(weights)
    return {name for name, pair in groups.items() if pair not in stay}


def _heaviest_chain(weights: Mapping[tuple[int, int], int]) -> set[tuple[int, int]]:
    """The pairs that increase on both sides and weigh most. Takes n log n steps.

    Of chains that weigh the same, the one that ends earlier is taken.
    """
    size = max((new for _, new in weights), default=0) + 1
    # A Fenwick tree: at `i` the best end of a chain in some range of new groups up to `i - 1`.
    best = [_NOTHING] * (size + 1)
    before: dict[tuple[int, int], _End] = {}
    # Of one old group the later new ones come first, so that none of them follows another.
    for old, new in sorted(weights, key=lambda pair: (pair[0], -pair[1])):
        last = _best(best, new)
        before[old, new] = last
        end = (last[0] + weights[old, new], -old, -new)
        i = new + 1
        while i <= size:
            best[i] = max(best[i], end)
            i += i & -i
    chain = set()
    end = _best(best, size)
    while end is not _NOTHING:
        pair = (-end[1], -end[2])
        chain.add(pair)
        end = before[pair]
    return chain


def _best(tree: list[_End], count: int) -> _End:
    """The best end of a chain within the first new groups."""
    found = _NOTHING
    while count > 0:
        found = max(found, tree[count])
        count -= count & -count
    return found
