"""The ways of links between placed items, as the `d` of SVG paths. `page/routes.js` does the same.

A link leaves an item at its right side and arrives at the left side of another; in between it goes
along its waypoints, through the lanes of a grid, and round the end of a band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dflow_graph.record import Record
from dflow_graph.view.layout import Component
from dflow_graph.view.links import Link
from dflow_graph.view.places import Placed, Size

__all__ = ["Drawn", "routed"]

_SPREAD = 13.0  # between the ends of links at one item
_MARGIN = 9.0  # of an item's height, at which no link ends
_HEADER = 11.0  # at most so far from the middle of the header of an open template
_TWIN = 5.0  # between links of one pair
_HEAD = 8.0  # length of an arrow's head
_LANES = 6
_LANE = 5.0
_CORNER = 8.0
_LOOP = 60.0  # how far a link that goes back swings out


class Drawn(Record):
    """A link: its path without the head, and the point of its head, which looks to the right."""

    link: Link
    path: str
    x: float
    y: float


class _Station(Record):
    """Where a link passes at one height: from `enter` to `leave`, in a band."""

    enter: float
    leave: float
    y: float
    band: int


def routed(
    links: Sequence[Link],
    components: Sequence[Component],
    placed: Placed,
    sizes: Mapping[int, Size],
    opened: frozenset[int],
    labels: Mapping[int, float],
) -> list[Drawn]:
    """The ways of all links of one template; `opened` are the items that are open.

    Before an item, links are straight for as long as `labels` says, for labels to stand on.
    """
    waypoints = {(s, t): points for c in components for s, t, points in c.routes}
    twins: dict[tuple[int, int], int] = {}
    arriving: dict[int, list[int]] = {}
    shifts = []
    for number, link in enumerate(links):
        pair = (link.source, link.target)
        shifts.append(twins.get(pair, 0) * _TWIN)
        twins[pair] = twins.get(pair, 0) + 1
        arriving.setdefault(link.target, []).append(number)
    ends: dict[int, float] = {}
    for target, numbers in arriving.items():
        spread = _spread(len(numbers), sizes[target], target in opened)
        numbers.sort(key=lambda n: _height_before(links[n], waypoints, placed, sizes))
        for place, number in enumerate(numbers):
            ends[number] = (place - (len(numbers) - 1) / 2) * spread
    drawn = []
    for number, link in enumerate(links):
        stations = _stations(
            link, waypoints.get((link.source, link.target), ()), placed, sizes,
            shifts[number], ends[number], labels.get(link.target, 0.0),
        )  # fmt: skip
        last = stations[-1]
        drawn.append(Drawn(link, _path(stations, placed, number), last.leave + _HEAD, last.y))
    return drawn


def _spread(count: int, size: Size, is_open: bool) -> float:
    room = 2 * _HEADER if is_open else size.height - 2 * _MARGIN
    return min(_SPREAD, room / max(1, count - 1))


def _height_before(
    link: Link,
    waypoints: Mapping[tuple[int, int], tuple[int, ...]],
    placed: Placed,
    sizes: Mapping[int, Size],
) -> tuple[int, float]:
    """How high a link comes in; links from an earlier band come from below."""
    points = waypoints.get((link.source, link.target), ())
    before = points[-1] if points else link.source
    anchor = sizes[before].anchor if before in sizes else 0.0
    return (placed.band[link.target] - placed.band[before], placed.top[before] + anchor)


def _stations(
    link: Link, points: tuple[int, ...], placed: Placed, sizes: Mapping[int, Size],
    shift: float, end: float, label: float,
) -> list[_Station]:  # fmt: skip
    source, target = link.source, link.target
    band = placed.band[source]
    right = placed.left[source] + sizes[source].width
    stations = [_Station(right, right, placed.top[source] + sizes[source].anchor + shift, band)]
    lanes = placed.lanes.get(source)
    if lanes is not None and right < lanes[3] - 1:
        stations.append(_Station(right + 2 * _HEAD, lanes[3], lanes[1], band))
    for point in points:
        enter, leave = placed.span[point]
        stations.append(_Station(enter, leave, placed.top[point] + shift, placed.band[point]))
    band = placed.band[target]
    left = placed.left[target]
    lanes = placed.lanes.get(target)
    if lanes is not None and left > lanes[2] + 1:
        stations.append(_Station(lanes[2], left - 2.5 * _HEAD, lanes[0], band))
    y = placed.top[target] + sizes[target].anchor + end
    stations.append(_Station(left - _HEAD - label, left - _HEAD, y, band))
    return stations


def _path(stations: list[_Station], placed: Placed, number: int) -> str:
    first = stations[0]
    parts = [f"M{_at(first.leave, first.y)}"]
    x, y, band = first.leave, first.y, first.band
    for station in stations[1:]:
        end = station.enter
        if station.band > band and end < x + _HEAD:
            parts.append(_around(x, y, end, station, placed, number))
        elif abs(station.y - y) < 0.5 and end >= x:  # noqa: PLR2004 - half a pixel is straight
            parts.append(f"L{_at(end, y)}")
        else:
            bend = max(20.0, (end - x) / 2) if end > x else _LOOP
            parts.append(f"C{_at(x + bend, y)} {_at(end - bend, station.y)} {_at(end, station.y)}")
        if station.leave > station.enter:
            parts.append(f"L{_at(station.leave, station.y)}")
        x, y, band = station.leave, station.y, station.band
    return "".join(parts)


def _around(x: float, y: float, end: float, station: _Station, placed: Placed, number: int) -> str:
    """From one band to a later one: to the right, down, back to the left, and down again."""
    lane = (number % _LANES - _LANES / 2) * _LANE
    top, _, left, _ = placed.bands[station.band]
    right = max(x + _CORNER, placed.bands[station.band - 1][3]) + 18 + lane
    across = top - 32 + lane
    left += -18 + lane
    r = _CORNER
    down = r if station.y > across else -r
    return (
        f"L{_at(right - r, y)}Q{_at(right, y)} {_at(right, y + r)}"
        f"L{_at(right, across - r)}Q{_at(right, across)} {_at(right - r, across)}"
        f"L{_at(left + r, across)}Q{_at(left, across)} {_at(left, across + down)}"
        f"L{_at(left, station.y - down)}Q{_at(left, station.y)} {_at(left + r, station.y)}"
        f"L{_at(end, station.y)}"
    )


def _at(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"
