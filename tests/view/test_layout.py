"""Pictures are laid out so that they can be read: nothing overlaps, links run to the right."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.view.figure import Figure, figure_of
from dflow_graph.view.instances import instances_of, walk
from dflow_graph.view.layout import layered
from dflow_graph.view.links import KINDS, Link
from dflow_graph.view.outline import outline_of_graph
from dflow_graph.view.palette import COLOURS, page_file
from dflow_graph.view.places import Placed, Size, place
from dflow_graph.view.routes import routed
from tests.view import graphs

GRAPHS: dict[str, Any] = {
    **{path.name: path for path in graphs.EXAMPLES},
    "every link": graphs.every_link(),
    "wide": graphs.wide(700),
    "hostile": graphs.hostile(),
    "chain": graphs.nested(40, 2),
}
PAIRS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60)
SIZES = st.lists(st.tuples(st.integers(20, 300), st.integers(14, 200)), min_size=30, max_size=30)


@pytest.mark.parametrize("name", GRAPHS)
def test_boxes_stand_within_their_parents_and_beside_each_other(name: str) -> None:
    for root in instances_of(outline_of_graph(GRAPHS[name]), room=400):
        figure = figure_of(root)
        boxes = {box.instance: box for box in figure.boxes}
        assert set(boxes) == set(walk([root]))
        for box in figure.boxes:
            inner = [boxes[child] for child in box.instance.children]
            for child in inner:
                assert child.x >= box.x
                assert child.y >= box.y + 40, "the header is free"
                assert child.x + child.width <= box.x + box.width
                assert child.y + child.height <= box.y + box.height
            assert_apart([(c.x, c.y, c.width, c.height) for c in inner])


def assert_apart(boxes: list[tuple[float, float, float, float]]) -> None:
    """No two boxes overlap."""
    open_: list[tuple[float, float, float, float]] = []
    for box in sorted(boxes):
        x, y, _, height = box
        open_ = [other for other in open_ if other[0] + other[2] > x]
        for other in open_:
            assert other[1] + other[3] <= y or y + height <= other[1], (box, other)
        open_.append(box)


@pytest.mark.parametrize(
    "name", ["every link", "concurrent_learning.json", "three_hundred_steps.json"]
)
def test_texts_fit_on_their_cards(name: str) -> None:
    from dflow_graph.view.cards import text_width

    for root in instances_of(outline_of_graph(GRAPHS[name])):
        for box in figure_of(root).boxes:
            assert 14 + text_width(box.card.title, 13) <= box.width
            assert 14 + text_width(box.card.subtitle, 11) <= box.width
            for first, second in pairwise(box.card.chips):
                assert first.row < second.row or first.x + first.width < second.x


@given(PAIRS)
def test_links_of_a_dag_run_to_the_right(pairs: list[tuple[int, int]]) -> None:
    forward = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    for component in layered(30, forward):
        column = {
            item: number
            for number, c in enumerate(component.columns)
            for item in (*c.above, *c.items, *c.below)
        }
        for source, target, points in component.routes:
            assert all(column[a] < column[b] for a, b in pairwise((source, *points, target)))


@given(PAIRS)
def test_each_item_and_link_is_laid_out_once(pairs: list[tuple[int, int]]) -> None:
    components = layered(30, pairs)
    items = [i for c in components for column in c.columns for i in column.items if i < 30]
    assert sorted(items) == list(range(30))
    routes = [(source, target) for c in components for source, target, _ in c.routes]
    assert sorted(routes) == sorted({pair for pair in pairs if pair[0] != pair[1]})
    assert components == layered(30, reversed(pairs))


@given(PAIRS, SIZES)
def test_items_of_any_size_are_apart(
    pairs: list[tuple[int, int]], sizes: list[tuple[int, int]]
) -> None:
    boxes = {n: Size(w, h, h / 2) for n, (w, h) in enumerate(sizes)}
    placed = place(layered(30, pairs), boxes, {})
    found = [(placed.left[n], placed.top[n], size.width, size.height) for n, size in boxes.items()]
    for x, y, width, height in found:
        assert x >= -0.01
        assert y >= -0.01
        assert x + width <= placed.width + 0.01
        assert y + height <= placed.height + 0.01
    assert_apart([(x, y + 0.01, width, height - 0.02) for x, y, width, height in found])


def test_long_chain_becomes_bands_of_the_shape_of_a_screen() -> None:
    figure = figure_of(instances_of(outline_of_graph(graphs.nested(60, 2)), 1)[0])
    assert 0.4 < figure.width / figure.height < 3


def test_chain_with_side_branches_stays_straight() -> None:
    steps = [
        [{"name": f"s{i}", "template": "op", "success_hook": {"template": "op"}}] for i in range(8)
    ]
    made = graphs.graph({"main": {"kind": "Steps", "steps": steps}, "op": graphs.shell()})
    (root,) = instances_of(outline_of_graph(made))
    figure: Figure = figure_of(root)
    heights = [box.y for box in figure.boxes if box.instance.item.kind == "step"]
    rows = [heights[0:4]]
    assert all(abs(a - b) < 20 for row in rows for a, b in pairwise(row))


class Sample(NamedTuple):
    """Items of some sizes with links, to be laid out by both."""

    sizes: dict[int, Size]
    labels: dict[int, float]
    links: list[Link]

    @classmethod
    def of(cls, seed: int) -> Sample:
        """A graph of its own for each seed."""
        chance = Random(seed)
        count = chance.choice((1, 5, 30, 120))
        heights = [float(chance.randint(14, 200)) for _ in range(count)]
        links = []
        for _ in range(chance.randint(0, 2 * count)):
            # Some go back, as a circle does, and some are twins.
            ends = chance.randrange(count), chance.randrange(count)
            if ends[0] != ends[1]:
                ends = ends if chance.random() < 0.1 else (min(ends), max(ends))
                links += [Link(*ends, kind) for kind in chance.sample(KINDS, chance.randint(1, 2))]
        return cls(
            {n: Size(chance.randint(20, 300), high, high / 2) for n, high in enumerate(heights)},
            {link.target: 40.0 for link in links[::3]},
            links,
        )


SAMPLES = [
    *map(Sample.of, range(60)),
    Sample(
        {n: Size(120, 46, 23) for n in range(1500)}, {3: 80.0},
        [Link((n - 1) // 40, n, "order") for n in range(1, 1500)],
    ),
    Sample(
        {n: Size(120, 46, 23) for n in range(60)}, {},
        [Link(n, n + 1, "artifact") for n in range(59)],
    ),
]  # fmt: skip
TWIN = """
for (const [columns, sizes, labels, links] of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const components = columns.map(([cs, routes]) => ({ routes,
    columns: cs.map(([items, grid, above, below]) => ({ items, grid, above, below })) }));
  const size = new Map(sizes.map(([n, width, height, anchor]) => [n, { width, height, anchor }]));
  const placed = place(components, size, new Map(labels));
  const drawn = routed(links.map(([source, target]) => ({ source, target })), components, placed,
    size, new Set([0]), new Map(labels));
  console.log(JSON.stringify(
    [[...placed.left], [...placed.top], placed.width, placed.height, drawn]));
}
"""


def test_page_lays_out_as_pictures_do() -> None:
    """`page/places.js` and `page/routes.js` against their twins in Python."""
    node = shutil.which("node")
    assert node, "Node.js is needed"
    layers = [
        layered(len(s.sizes), [(link.source, link.target) for link in s.links]) for s in SAMPLES
    ]
    asked = [
        [
            [[[[c.items, c.grid, c.above, c.below] for c in k.columns], k.routes] for k in parts],
            [[n, *size] for n, size in s.sizes.items()],
            list(s.labels.items()),
            [link[:2] for link in s.links],
        ]
        for s, parts in zip(SAMPLES, layers, strict=True)
    ]
    done = subprocess.run(
        [node, "-e", page_file("places.js") + page_file("routes.js") + TWIN],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for sample, parts, line in zip(SAMPLES, layers, done.stdout.splitlines(), strict=True):
        left, top, width, height, ways = json.loads(line)
        placed: Placed = place(parts, sample.sizes, sample.labels)
        assert dict(left) == pytest.approx(placed.left, abs=0.01)
        assert dict(top) == pytest.approx(placed.top, abs=0.01)
        assert (width, height) == pytest.approx((placed.width, placed.height), abs=0.01)
        drawn = routed(sample.links, parts, placed, sample.sizes, frozenset({0}), sample.labels)
        for ours, theirs in zip(drawn, ways, strict=True):
            assert numbers(ours.path) == pytest.approx(numbers(theirs["path"]), abs=0.11)
            assert re.sub(r"[-\d. ]", "", ours.path) == re.sub(r"[-\d. ]", "", theirs["path"])


def numbers(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str, theme: int) -> float:
    values = sorted(luminance(COLOURS[name][theme]) for name in (first, second))
    return (values[1] + 0.05) / (values[0] + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_keep_the_contrast_of_wcag(theme: int) -> None:
    for text in ("text", "muted", "error", "warning"):
        for ground in ("canvas", "card", "frame"):
            assert contrast(text, ground, theme) >= 4.5, (text, ground)
    assert contrast("chip-text", "chip", theme) >= 4.5
    assert contrast("card", "error", theme) >= 4.5
    lines = ("artifact", "parameter", "condition", "loop", "hook", "order", "accent")
    for line in lines:
        for ground in ("canvas", "frame"):
            assert contrast(line, ground, theme) >= 3, (line, ground)
