"""Layers for a graph: which items stand in which column, and in which order.

Sugiyama's method, with the parts that are more than linear left out: ranks by the longest way,
waypoints for long links while there are few of them, and a fixed number of sweeps in which each
item goes to the middle of its neighbours; the sweep with the fewest crossings is kept. Equal input
gives equal columns. Knows nothing of sizes: `places` does.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable
from itertools import pairwise
from math import ceil, sqrt

from dflow_graph.record import Record

__all__ = ["Column", "Component", "layered"]

_SWEEPS = 8
_ROWS = 12  # a column that is longer becomes a grid
_SHARE = 2.5  # about how many times more rows than columns a grid has
_FEW = 4_000  # links of which crossings are counted


class Column(Record):
    """Items and waypoints of one rank from top to bottom; in a grid, the items in so many columns.

    `above` are waypoints over the grid, `below` those under it; without a grid there are none.
    """

    items: tuple[int, ...]
    grid: int = 1
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()


class Component(Record):
    """Items that hang together, in columns from left to right.

    A number beyond the items is a waypoint; `routes` has, for each pair of linked items, the
    waypoints on the way.
    """

    columns: tuple[Column, ...]
    routes: tuple[tuple[int, int, tuple[int, ...]], ...]


def layered(count: int, links: Iterable[tuple[int, int]]) -> tuple[Component, ...]:
    """The components of a graph of `count` items; links of an item to itself are left out."""
    pairs = sorted({(source, target) for source, target in links if source != target})
    ranks = _ranks(count, pairs)
    members = _components(count, pairs)
    routed: dict[int, list[tuple[int, int]]] = {}
    home = {item: number for number, items in enumerate(members) for item in items}
    for pair in pairs:
        routed.setdefault(home[pair[0]], []).append(pair)
    result = []
    fresh = count
    for items in _with_loners_together(members):
        made = _Layers(items, routed.get(home[items[0]], []), ranks, fresh)
        fresh = made.fresh
        result.append(made.component())
    return tuple(result)


def _components(count: int, pairs: list[tuple[int, int]]) -> list[list[int]]:
    beside: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        beside[source].append(target)
        beside[target].append(source)
    seen = [False] * count
    found = []
    for start in range(count):
        if seen[start]:
            continue
        seen[start] = True
        items = [start]
        for item in items:  # grows while it is walked
            for other in beside[item]:
                if not seen[other]:
                    seen[other] = True
                    items.append(other)
        found.append(sorted(items))
    return found


def _with_loners_together(members: list[list[int]]) -> list[list[int]]:
    """The components; items without any link make one, which becomes a grid."""
    loners = [items[0] for items in members if len(items) == 1]
    linked = [items for items in members if len(items) > 1]
    return [*linked, loners] if loners else linked


def _ranks(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """The longest way to each item; a circle is entered at its first item."""
    after: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for source, target in pairs:
        after[source].append(target)
        waits[target] += 1
    ranks = [0] * count
    done = [False] * count
    ready = [item for item in range(count) if not waits[item]]
    for first in range(count + 1):
        for item in ready:  # grows while it is walked
            done[item] = True
            for other in after[item]:
                waits[other] -= 1
                if not done[other]:
                    ranks[other] = max(ranks[other], ranks[item] + 1)
                    if not waits[other]:
                        ready.append(other)
        ready = [first] if first < count and not done[first] else []
    return ranks


class _Layers:
    """The columns of one component, and the order in them."""

    def __init__(
        self, items: list[int], pairs: list[tuple[int, int]], ranks: list[int], fresh: int
    ) -> None:
        self.fresh = fresh
        self._first_waypoint = fresh
        used = sorted({ranks[item] for item in items})
        place = {rank: number for number, rank in enumerate(used)}
        self._column = {item: place[ranks[item]] for item in items}
        self._columns: list[list[int]] = [[] for _ in used]
        for item in items:
            self._columns[self._column[item]].append(item)
        self._routes = self._waypoints(pairs)
        self._before: dict[int, list[int]] = {}
        self._after: dict[int, list[int]] = {}
        self._steps = 0
        for source, target, points in self._routes:
            way = (source, *points, target)
            for first, second in pairwise(way):
                if self._column[first] < self._column[second]:
                    self._steps += 1
                    self._after.setdefault(first, []).append(second)
                    self._before.setdefault(second, []).append(first)
        self._order()

    def component(self) -> Component:
        return Component(tuple(map(self._grid, self._columns)), tuple(self._routes))

    def _grid(self, column: list[int]) -> Column:
        items = [item for item in column if item < self._first_waypoint]
        if len(items) <= _ROWS:
            return Column(tuple(column))
        rows = max(_ROWS, ceil(sqrt(len(items) * _SHARE)))
        middle = column.index(items[len(items) // 2])
        return Column(
            tuple(items),
            ceil(len(items) / rows),
            tuple(point for point in column[:middle] if point >= self._first_waypoint),
            tuple(point for point in column[middle:] if point >= self._first_waypoint),
        )

    def _waypoints(self, pairs: list[tuple[int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
        """Routes; the shortest links get waypoints first, links beyond a number go straight."""
        column = self._column
        spans = sorted(pairs, key=lambda pair: (column[pair[1]] - column[pair[0]], pair))
        left = 4 * len(column) + 64
        routes = []
        for source, target in spans:
            passed = range(column[source] + 1, column[target])
            points: tuple[int, ...] = ()
            if len(passed) <= left:
                left -= len(passed)
                points = tuple(range(self.fresh, self.fresh + len(passed)))
                self.fresh += len(passed)
                for point, number in zip(points, passed, strict=True):
                    self._column[point] = number
                    self._columns[number].append(point)
            routes.append((source, target, points))
        return sorted(routes)

    def _order(self) -> None:
        counts = self._steps <= _FEW
        best, fewest = (
            [list(column) for column in self._columns],
            self._crossings() if counts else 0,
        )
        for sweep in range(_SWEEPS):
            if counts and not fewest:
                break
            self._sweep(forward=sweep % 2 == 0)
            crossings = self._crossings() if counts else 0
            if not counts or crossings < fewest:
                best, fewest = [list(column) for column in self._columns], crossings
        self._columns = best

    def _sweep(self, *, forward: bool) -> None:
        """Puts each item at the middle of its neighbours on one side, column by column."""
        beside = self._before if forward else self._after
        places = self._places()
        for column in self._columns if forward else reversed(self._columns):
            for item in column:
                others = beside.get(item)
                if others:
                    places[item] = sum(places[other] for other in others) / len(others)
            column.sort(key=places.__getitem__)
            places |= {item: (n + 0.5) / len(column) for n, item in enumerate(column)}

    def _places(self) -> dict[int, float]:
        return {
            item: (n + 0.5) / len(column)
            for column in self._columns
            for n, item in enumerate(column)
        }

    def _crossings(self) -> int:
        """How often links between neighbouring columns cross."""
        places = self._places()
        found = 0
        for column in self._columns:
            passed: list[float] = []
            for item in column:
                ends = sorted(places[other] for other in self._after.get(item, ()))
                found += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return found
