"""The picture of a tree of calls: a box for each, one within the other, and the ways of links."""

from __future__ import annotations

from dflow_graph.record import Record
from dflow_graph.view.cards import (
    CHIP_HEIGHT,
    Card,
    card_of,
    header_chips,
    label_of,
    text_width,
)
from dflow_graph.view.instances import Instance
from dflow_graph.view.layout import Component, layered
from dflow_graph.view.links import Group, Link
from dflow_graph.view.places import Placed, Size, place
from dflow_graph.view.routes import Drawn, routed

__all__ = ["Box", "Edge", "Figure", "Frame", "closed_sizes", "figure_of", "labels_of"]

HEADER = 50.0
_PADDING = 22.0
_EMPTY = 30.0
_MOST_LABELLED = 60  # links of a template beyond which their labels are left out
_LINE = 13.0  # the height of a label
_LABEL_MARGIN = 18.0


class Frame(Record):
    """The inside of an open template, beginning at its padding."""

    components: tuple[Component, ...]
    placed: Placed
    drawn: list[Drawn]


class Box(Record):
    """An instance and where it stands."""

    instance: Instance
    card: Card
    x: float
    y: float
    width: float
    height: float


class Edge(Record):
    """A link: what it joins, its way, and the place of the head, all from `x` and `y`."""

    source: Instance
    target: Instance
    drawn: Drawn
    label: str
    x: float
    y: float


class Figure(Record):
    """Boxes, each before those within it, and edges; the upper left corner is at 0, 0."""

    boxes: list[Box]
    edges: list[Edge]
    width: float
    height: float


def labels_of(group: Group) -> tuple[str, ...]:
    """What stands on each link of a template; nothing on links that are too many."""
    if len(group.links) > _MOST_LABELLED:
        return ("",) * len(group.links)
    return tuple(label_of(link) for link in group.links)


def closed_sizes(
    group: Group, cards: list[Card], labels: tuple[str, ...]
) -> tuple[list[Size], dict[int, float]]:
    """The sizes of the items while they are closed, and the room for labels before each."""
    arriving: dict[int, int] = {}
    room: dict[int, float] = {}
    for link, label in zip(group.links, labels, strict=True):
        arriving[link.target] = arriving.get(link.target, 0) + 1
        if label:
            width = text_width(label, 10) + _LABEL_MARGIN
            room[link.target] = max(room.get(link.target, 0.0), round(width, 1))
    sizes = []
    for number, card in enumerate(cards):
        needed = arriving.get(number, 0) * _LINE + _LABEL_MARGIN if number in room else 0.0
        height = max(card.height, needed)
        sizes.append(Size(card.width, height, height / 2))
    return sizes, room


def figure_of(root: Instance) -> Figure:
    """The figure of one tree."""
    made = _Figures()
    size = made.size(root)
    figure = Figure([], [], size.width, size.height)
    made.put(root, figure, 0.0, 0.0, size)
    return figure


class _Figures:
    """Sizes from the inside out, then places from the outside in."""

    def __init__(self) -> None:
        self._cards: dict[int, Card] = {}
        self._frames: dict[int, Frame] = {}
        self._labels: dict[int, tuple[str, ...]] = {}
        self._sizes: dict[int, dict[int, Size]] = {}

    def size(self, instance: Instance) -> Size:
        """The size of an instance; those within it are placed."""
        card = self._cards[instance.number] = card_of(instance)
        if not instance.is_open or instance.group is None:
            return Size(card.width, card.height, card.height / 2)
        group = instance.group
        inner = [self.size(child) for child in instance.children]
        cards = [self._cards[child.number] for child in instance.children]
        labels = self._labels[instance.number] = labels_of(group)
        closed, room = closed_sizes(group, cards, labels)
        sizes = self._sizes[instance.number] = {
            n: inner[n] if child.is_open else closed[n] for n, child in enumerate(instance.children)
        }
        components = layered(len(group.items), ((k.source, k.target) for k in group.links))
        placed = place(components, sizes, room)
        opened = frozenset(n for n, child in enumerate(instance.children) if child.is_open)
        drawn = routed(group.links, components, placed, sizes, opened, room)
        self._frames[instance.number] = Frame(components, placed, drawn)
        chips = max((chip.x + chip.width for chip in card.chips), default=0.0)
        width = max(placed.width, header_chips(card) + chips) + 2 * _PADDING
        header = HEADER + max(0, card.rows - 1) * (CHIP_HEIGHT + 3)
        return Size(width, header + (placed.height or _EMPTY) + _PADDING, HEADER / 2)

    def put(self, instance: Instance, figure: Figure, x: float, y: float, size: Size) -> None:
        """Adds an instance at a place, and all within it."""
        card = self._cards[instance.number]
        figure.boxes.append(Box(instance, card, x, y, size.width, size.height))
        frame = self._frames.get(instance.number)
        if frame is None:
            return
        left, top = x + _PADDING, y + HEADER + max(0, card.rows - 1) * (CHIP_HEIGHT + 3)
        for number, child in enumerate(instance.children):
            at = (left + frame.placed.left[number], top + frame.placed.top[number])
            self.put(child, figure, *at, self._sizes[instance.number][number])
        for drawn, label in zip(frame.drawn, self._labels[instance.number], strict=True):
            link: Link = drawn.link
            ends = instance.children[link.source], instance.children[link.target]
            figure.edges.append(Edge(*ends, drawn, label, left, top))
