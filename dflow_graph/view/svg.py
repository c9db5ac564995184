"""A graph as a picture in SVG, made here and now: no other program, no script, no font."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from xml.sax.saxutils import escape

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.record import Record
from dflow_graph.view.cards import CHIP_HEIGHT, TEXT, Card, fitted, header_chips, text_width
from dflow_graph.view.figure import Box, Edge, Figure, figure_of
from dflow_graph.view.instances import instances_of
from dflow_graph.view.labels import counted, link_text, sentence
from dflow_graph.view.links import KINDS
from dflow_graph.view.outline import Outline
from dflow_graph.view.palette import picture_style
from dflow_graph.view.texts import shortened, visible

__all__ = ["HEADS", "ROOM", "svg_text"]

ROOM = 400
"""How many nodes a tree of a picture has before templates get trees of their own."""
_MARGIN = 24.0
_TOP = 66.0
_APART = 36.0
_ASPECT = 1.4
_LINE = 18.0
_MOST_FINDINGS = 20
_LEAST_WIDTH = 640.0

HEADS = {
    "artifact": "M{x} {y}l-9 -4.5v9z",
    "parameter": "M{a} {t}L{x} {y}L{a} {b}M{x} {y}h-8",
    "condition": "M{x} {y}l-5 -4l-5 4l5 4z",
    "loop": "M{x} {y}l-8 -4v8z",
    "hook": "M{x} {y}l-8 -4.5v9z",
    "order": "M{a} {t}L{x} {y}L{a} {b}",
}
"""The heads of links by kind, at the point `x`, `y`; `a` is behind it, `t` and `b` beside."""


class _Sheet(Record):
    """A figure and where it stands."""

    figure: Figure
    x: float
    y: float


def svg_text(outline: Outline, depth: int | None = None) -> str:
    """The text of a picture: what is open stands in frames, what was found is listed below.

    Templates for which there is no room in the first picture have pictures of their own below it.
    """
    roots = instances_of(outline, depth, ROOM)
    sheets, width, y = _sheets([figure_of(root) for root in roots])
    findings = [found for several in outline.findings.values() for found in several]
    notes, height = _findings(findings, width, y)
    parts = [*_beginning(outline, findings, width, height + _MARGIN)]
    parts += _legend(outline)
    for sheet in sheets:
        parts += _sheet(sheet)
    return "\n".join([*parts, *notes, "</svg>"]) + "\n"


def _sheets(figures: list[Figure]) -> tuple[list[_Sheet], float, float]:
    """The figures in rows, the width of all, and where what comes below them begins."""
    area = sum((figure.width + _APART) * (figure.height + _APART) for figure in figures)
    widest = max([sqrt(area * _ASPECT), *(figure.width for figure in figures)])
    sheets = []
    x, y, row, width = _MARGIN, _TOP, 0.0, _LEAST_WIDTH
    for figure in figures:
        if x > _MARGIN and x + figure.width > widest + _MARGIN:
            x, y, row = _MARGIN, y + row + _APART, 0.0
        sheets.append(_Sheet(figure, x, y))
        x += figure.width + _APART
        row = max(row, figure.height)
        width = max(width, x - _APART + _MARGIN)
    return sheets, width, y + row + _APART


def _beginning(
    outline: Outline,
    findings: list[Diagnostic],
    width: float,
    height: float,
) -> Iterator[str]:
    name = escape(visible(outline.workflow.name))
    size = f'width="{width:.1f}" height="{height:.1f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    calls = sum(i.kind != "barrier" for group in outline.groups.values() for i in group.items)
    about = f"{counted(calls, 'call')} of {counted(len(outline.symbols.nodes), 'template')}"
    about += f", {counted(len(findings), 'finding')}" if findings else ""
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="name about">'
    yield f'<title id="name">Workflow {name}</title>'
    yield f'<desc id="about">{about}</desc>'
    yield f"<style>{escape(picture_style())}</style>"
    yield f'<rect class="canvas" width="{width:.1f}" height="{height:.1f}"/>'
    heading = escape(fitted(shortened(outline.workflow.name, 60), 18, width / 2))
    note = f'<tspan class="note" dx="14">{about}</tspan>'
    yield f'<text class="heading" x="{_MARGIN}" y="32">{heading}{note}</text>'


def _legend(outline: Outline) -> Iterator[str]:
    """The kinds of links that occur, each with its line and its name."""
    used = {link.kind for group in outline.groups.values() for link in group.links}
    x = _MARGIN
    for kind in KINDS:
        if kind not in used:
            continue
        yield f'<g class="edge {kind}">'
        yield f'<path d="M{x} 50H{x + 32}"/><path class="head" d="{head(kind, x + 40, 50)}"/></g>'
        yield f'<text class="note" x="{x + 47}" y="54">{kind}</text>'
        x += 47 + text_width(kind, 11.5) * 1.15 + 20


def _sheet(sheet: _Sheet) -> Iterator[str]:
    """Frames first, then links, then cards: a link is never over a card."""
    yield f'<g transform="translate({sheet.x:.1f} {sheet.y:.1f})">'
    figure = sheet.figure
    for box in figure.boxes:
        if box.instance.is_open:
            yield from _frame(box)
    for edge in figure.edges:
        yield _edge(edge)
    for box in figure.boxes:
        if not box.instance.is_open:
            yield from _closed(box)
    yield "</g>"


def head(kind: str, x: float, y: float) -> str:
    """The path of a link's head."""
    places = {"x": x, "y": y, "a": x - 7, "t": y - 4, "b": y + 4}
    return HEADS[kind].format(**{name: f"{place:.1f}" for name, place in places.items()})


def _edge(edge: Edge) -> str:
    drawn = edge.drawn
    kind = drawn.link.kind
    title = f"{visible(edge.source.item.name)} to {visible(edge.target.item.name)}: "
    title += link_text(drawn.link)
    label = ""
    if edge.label:
        label = f'<text x="{drawn.x - 12:.1f}" y="{drawn.y - 3:.1f}">{escape(edge.label)}</text>'
    return (
        f'<g class="edge {kind}" transform="translate({edge.x:.1f} {edge.y:.1f})">'
        f"<title>{escape(title)}</title>"
        f'<path d="{drawn.path}"/><path class="head" d="{head(kind, drawn.x, drawn.y)}"/>'
        f"{label}</g>"
    )


def _classes(box: Box) -> str:
    found = box.instance.findings
    state = ""
    if found:
        errors = any(finding.severity is Severity.ERROR for finding in found)
        state = " error" if errors else " warning"
    root = " root" if box.instance.parent is None else ""
    return f'class="node {box.card.kind}{root}{state}"'


def _title(box: Box) -> str:
    lines = [sentence(box.instance)]
    lines += [f"{found.code} {visible(found.message)}" for found in box.instance.findings]
    return f"<title>{escape(chr(10).join(lines))}</title>"


def _frame(box: Box) -> Iterator[str]:
    size = f'width="{box.width:.1f}" height="{box.height:.1f}"'
    yield f'<g {_classes(box)} transform="translate({box.x:.1f} {box.y:.1f})">{_title(box)}'
    yield f'<rect class="frame" {size} rx="10"/><rect class="strip" y="10" width="4" height="26"/>'
    yield from _texts(box.card, header_chips(box.card), 11.0)
    yield "</g>"


def _closed(box: Box) -> Iterator[str]:
    yield f'<g {_classes(box)} transform="translate({box.x:.1f} {box.y:.1f})">{_title(box)}'
    if box.instance.item.kind == "barrier":
        yield '<circle class="dot" cx="7" cy="7" r="4"/></g>'
        return
    size = f'width="{box.width:.1f}" height="{box.height:.1f}"'
    if box.instance.group is not None:
        yield f'<rect class="stack" x="5" y="5" {size} rx="7"/>'
    yield f'<rect class="box" {size} rx="7"/>'
    yield f'<rect class="strip" y="7" width="4" height="{box.height - 14:.1f}"/>'
    yield from _texts(box.card, 0.0, 44.0)
    yield "</g>"


def _texts(card: Card, left: float, top: float) -> Iterator[str]:
    """The texts of a card, its chips beginning so far from the title's upper left."""
    x = TEXT
    yield f'<text class="title" x="{x}" y="20">{escape(card.title)}</text>'
    yield f'<text class="sub" x="{x}" y="36">{escape(card.subtitle)}</text>'
    for chip in card.chips:
        at, y = x + left + chip.x, top + chip.row * (CHIP_HEIGHT + 3)
        yield (
            f'<g class="chip {chip.role}"><rect x="{at:.1f}" y="{y:.1f}" '
            f'width="{chip.width:.1f}" height="{CHIP_HEIGHT}" rx="8"/>'
            f'<text x="{at + chip.width / 2:.1f}" y="{y + 11.5:.1f}">{escape(chip.text)}</text>'
            "</g>"
        )


def _findings(findings: list[Diagnostic], width: float, y: float) -> tuple[list[str], float]:
    """The list of findings below the picture, and where it ends."""
    lines = []
    columns = int((width - 2 * _MARGIN) / 6.2)
    for found in findings[:_MOST_FINDINGS]:
        text = f"{found.severity.value} {found.code}: {found.message}"
        lines.append(fitted(shortened(text, columns), 11.5, width - 2 * _MARGIN))
        place = shortened(f"at {found.pointer or 'the workflow'}", columns)
        lines.append(fitted(place, 11.5, width - 2 * _MARGIN))
    if len(findings) > _MOST_FINDINGS:
        lines.append(f"and {counted(len(findings) - _MOST_FINDINGS, 'more finding')}")
    texts = [
        f'<text class="note" x="{_MARGIN}" y="{y + n * _LINE:.1f}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]
    return texts, y - _APART + (len(lines) * _LINE + 24 if lines else 0)
