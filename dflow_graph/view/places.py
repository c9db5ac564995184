"""Coordinates for the layers of one template, in pixels. `page/places.js` does the same.

Columns go from left to right. Where that would make a strip far wider than a screen, they are
broken into bands, one below the other, at places that few links cross.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, sqrt

from dflow_graph.record import Record
from dflow_graph.view.layout import Column, Component

__all__ = ["GUTTER", "Placed", "Size", "place"]

GUTTER = 56.0  # between columns, at the least
_DOWN = 18.0  # between the items of a column
_CELL = 28.0  # between the columns of a grid
_APART = 40.0  # between components
_BAND = 64.0  # between bands
_SIDE = 36.0  # beside bands, for the links that go from one to the next
_POINT = 7.0  # half of what a waypoint takes
_ASPECT = 1.4  # width to height that is aimed at, about that of a screen
_WIDE = 1000.0  # about how wide a band is
_MUCH_WIDER = 1.4  # a component that is not stays in one band
_MOST_CROSSING = 14  # links that a band may break
_ROUNDS = 6


class Size(Record):
    """An item's width and height, and how far below its top links meet it."""

    width: float
    height: float
    anchor: float


class Placed(Record):
    """The left, top and column width at each item and waypoint; the band that it is in.

    `lanes` has, for an item of a grid, the height of the lanes above and below it, and the left
    and right end of the grid. `bands` has the top and bottom of each band and its left and right.
    """

    left: dict[int, float]
    top: dict[int, float]
    span: dict[int, tuple[float, float]]
    band: dict[int, int]
    bands: list[tuple[float, float, float, float]]
    lanes: dict[int, tuple[float, float, float, float]]
    width: float
    height: float


def place(
    components: Sequence[Component], sizes: Mapping[int, Size], labels: Mapping[int, float]
) -> Placed:
    """The places of all items: each component in its bands, the components in rows.

    `labels` is how much room an item needs before it for the names of what comes to it.
    """
    parts = [_Places(component, sizes, labels).placed() for component in components]
    area = sum((part.width + _APART) * (part.height + _APART) for part in parts)
    widest = max([sqrt(area * _ASPECT), *(part.width for part in parts)])
    whole = Placed({}, {}, {}, {}, [], {}, 0.0, 0.0)
    left = top = row = width = 0.0
    for part in parts:
        if left and left + part.width > widest:
            left, top, row = 0.0, top + row + _APART, 0.0
        _add(whole, part, left, top)
        width = max(width, left + part.width)
        left += part.width + _APART
        row = max(row, part.height)
    return whole._replace(width=width, height=top + row)


def _add(whole: Placed, part: Placed, x: float, y: float) -> None:
    first = len(whole.bands)
    for item in part.left:
        whole.left[item] = part.left[item] + x
        whole.top[item] = part.top[item] + y
        start, end = part.span[item]
        whole.span[item] = (start + x, end + x)
        whole.band[item] = part.band[item] + first
    whole.bands.extend((t + y, b + y, s + x, e + x) for t, b, s, e in part.bands)
    for item, (above, below, start, end) in part.lanes.items():
        whole.lanes[item] = (above + y, below + y, start + x, end + x)


class _Places:
    """Places of one component."""

    def __init__(
        self, component: Component, sizes: Mapping[int, Size], labels: Mapping[int, float]
    ) -> None:
        self._columns = component.columns
        self._sizes = sizes
        self._labels = labels
        self._column_of: dict[int, int] = {}
        for number, column in enumerate(component.columns):
            self._column_of |= dict.fromkeys((*column.above, *column.items, *column.below), number)
        self._before: dict[int, list[int]] = {}
        self._after: dict[int, list[int]] = {}
        self._crossing = [0] * len(component.columns)
        """Links that arrive at each column from the one before."""
        for source, target, points in component.routes:
            for first, second in pairwise((source, *points, target)):
                if self._column_of[first] < self._column_of[second]:
                    self._after.setdefault(first, []).append(second)
                    self._before.setdefault(second, []).append(first)
                    self._crossing[self._column_of[second]] += 1
        self._middle: dict[int, float] = {}
        self._weights: dict[int, float] = {}

    def placed(self) -> Placed:
        cells = [_cells(column, self._sizes) for column in self._columns]
        for column, grid in zip(self._columns, cells, strict=True):
            self._settle(column, grid, None)
        for turn in range(_ROUNDS):
            forward = turn % 2 == 0
            pairs = list(zip(self._columns, cells, strict=True))
            for column, grid in pairs if forward else reversed(pairs):
                self._settle(column, grid, self._before if forward else self._after)
        return self._put(cells)

    def _settle(
        self, column: Column, cells: _Cells, beside: Mapping[int, list[int]] | None
    ) -> None:
        """Puts a column's parts as near to where they want to be as order and sizes allow.

        Least squares: what is in each other's way moves as one block, to the mean of its wishes.
        """
        blocks: list[tuple[float, float, int]] = []  # weighted wishes, weights, parts
        offsets = []
        offset = 0.0
        parts = _parts(column)
        for part in parts:
            up, down = self._extent(part, cells)
            offsets.append(offset + up)
            weight = sum(map(self._weight, part))
            wish = self._wish(part, beside) - offsets[-1]
            blocks.append((wish * weight, weight, 1))
            while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
                total, weight, number = blocks.pop()
                before = blocks.pop()
                blocks.append((before[0] + total, before[1] + weight, before[2] + number))
            offset += up + down + _DOWN
        shifts = [total / weight for total, weight, number in blocks for _ in range(number)]
        for part, shift, start in zip(parts, shifts, offsets, strict=True):
            for item in part:
                self._middle[item] = shift + start

    def _extent(self, part: tuple[int, ...], cells: _Cells) -> tuple[float, float]:
        """How far a part reaches above and below the line on which links meet it."""
        if len(part) > 1:
            return cells.height / 2, cells.height / 2
        size = self._sizes.get(part[0])
        if size is None:
            return _POINT - _DOWN / 2, _POINT - _DOWN / 2
        return size.anchor, size.height - size.anchor

    def _wish(self, part: tuple[int, ...], beside: Mapping[int, list[int]] | None) -> float:
        if beside is None:
            return 0.0
        total = weights = 0.0
        for item in part:
            for other in beside.get(item, ()):
                weight = self._weight(other)
                total += weight * self._middle[other]
                weights += weight
        return total / weights if weights else self._middle[part[0]]

    def _weight(self, item: int) -> float:
        """How much an item holds to its place: what has many links more than what has one.

        So a chain stays straight, and its side branches make room.
        """
        weight = self._weights.get(item)
        if weight is None:
            links = len(self._before.get(item, ())) + len(self._after.get(item, ()))
            weight = self._weights[item] = float(max(1, links) ** 2)
        return weight

    def _put(self, cells: list[_Cells]) -> Placed:
        """The corners, from the middles and the widths of the columns."""
        starts = self._starts([grid.width for grid in cells])
        result = Placed({}, {}, {}, {}, [], {}, 0.0, 0.0)
        side = _SIDE if len(starts) > 1 else 0.0
        top = 0.0
        width = 0.0
        for number, (first, last) in enumerate(pairwise([*starts, len(cells)])):
            high, low = self._reach(range(first, last), cells)
            x = side
            for c in range(first, last):
                x += self._gutter(c) if c > first or (side and c) else 0.0
                self._put_column(result, c, cells[c], x, top - high, number)
                x += cells[c].width
            result.bands.append((top, top + low - high, side, x))
            width = max(width, x + side)
            top += low - high + _BAND
        return result._replace(width=width, height=top - _BAND)

    def _reach(self, columns: range, cells: list[_Cells]) -> tuple[float, float]:
        high, low = [], []
        for c in columns:
            for part in _parts(self._columns[c]):
                up, down = self._extent(part, cells[c])
                high.append(self._middle[part[0]] - up)
                low.append(self._middle[part[0]] + down)
        return min(high), max(low)

    def _put_column(
        self, result: Placed, c: int, cells: _Cells, x: float, shift: float, band: int
    ) -> None:
        column = self._columns[c]
        span = (x, x + cells.width)
        for item in (*column.above, *column.items, *column.below):
            result.span[item] = span
            result.band[item] = band
            size = self._sizes.get(item)
            if size is None:
                result.left[item], result.top[item] = x, self._middle[item] + shift
            elif column.grid == 1:
                # Cards begin where their column does; what has no texts stands in its middle.
                slack = cells.width - size.width if size.width < _DOWN else 0.0
                result.left[item] = x + slack / 2
                result.top[item] = self._middle[item] - size.anchor + shift
        if column.grid > 1:
            start = self._middle[column.items[0]] - cells.height / 2 + shift
            for n, item in enumerate(column.items):
                down, across = n % len(cells.tops), n // len(cells.tops)
                result.left[item] = x + cells.lefts[across]
                result.top[item] = start + cells.tops[down]
                above = start + cells.tops[down] - _DOWN / 2
                below = above + cells.heights[down] + _DOWN
                result.lanes[item] = (above, below, *span)

    def _gutter(self, c: int) -> float:
        column = self._columns[c]
        label = max((self._labels.get(item, 0.0) for item in column.items), default=0.0)
        return GUTTER + label + min(80.0, 2.0 * max(0, self._crossing[c] - 4))

    def _starts(self, widths: list[float]) -> list[int]:
        """The first column of each band."""
        count = len(widths)
        gutters = [self._gutter(c) if c else 0.0 for c in range(count)]
        total = sum(widths) + sum(gutters)
        high, low = self._reach(range(count), [_cells(c, self._sizes) for c in self._columns])
        if total <= _MUCH_WIDER * _WIDE or total <= _ASPECT * 1.5 * (low - high):
            return [0]
        bands = max(1, round(sqrt(total / (_ASPECT * (low - high + _BAND)))))
        aim = max(_WIDE * 0.7, total / bands)
        starts = [0]
        x = 0.0
        best: tuple[int, int] | None = None
        c = 0
        while c < count:
            x += widths[c] + (gutters[c] if c > starts[-1] else 0.0)
            c += 1
            if c == count:
                break
            if x >= aim * 0.6 and self._crossing[c] <= _MOST_CROSSING:
                best = min(best or (self._crossing[c], c), (self._crossing[c], c),
                           key=lambda pair: (pair[0], -pair[1]))  # fmt: skip
            if x + gutters[c] + widths[c] > aim * 1.1 and best:
                starts.append(best[1])
                c, x, best = best[1], 0.0, None
        return starts


class _Cells(Record):
    """The size of a column, and for a grid, where its rows and columns begin."""

    width: float
    height: float
    tops: list[float]
    heights: list[float]
    lefts: list[float]


def _parts(column: Column) -> list[tuple[int, ...]]:
    """What is moved as a whole: an item, a waypoint, or a grid."""
    if column.grid == 1:
        return [(item,) for item in column.items]
    return [*((p,) for p in column.above), column.items, *((p,) for p in column.below)]


def _cells(column: Column, sizes: Mapping[int, Size]) -> _Cells:
    boxes = [sizes[item] for item in column.items if item in sizes]
    if column.grid == 1:
        return _Cells(max((box.width for box in boxes), default=0.0), 0.0, [], [], [])
    rows = ceil(len(boxes) / column.grid)
    heights = [max(box.height for box in boxes[row::rows]) for row in range(rows)]
    tops = [sum(heights[:row]) + row * _DOWN for row in range(rows)]
    widths = [max(b.width for b in boxes[n : n + rows]) for n in range(0, len(boxes), rows)]
    lefts = [sum(widths[:n]) + n * _CELL for n in range(len(widths))]
    height = tops[-1] + heights[-1]
    return _Cells(lefts[-1] + widths[-1], height, tops, heights, lefts)
