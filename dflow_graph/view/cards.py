"""The cards of calls: their texts, and how large they are, in pixels.

Widths of texts are estimated, as there is no font at hand; cards leave room for a wider one.
"""

from __future__ import annotations

from math import ceil

from dflow_graph.diagnostics import Severity
from dflow_graph.record import Record
from dflow_graph.view.instances import Instance
from dflow_graph.view.labels import kind_word, size_text, title, trouble
from dflow_graph.view.links import Link
from dflow_graph.view.texts import columns, shortened

__all__ = ["CHIP_HEIGHT", "TEXT", "Card", "Chip", "card_of", "fitted", "header_chips", "label_of",
           "text_width"]  # fmt: skip

CHIP_HEIGHT = 16.0
TEXT = 14.0
"""Where texts begin, from the left side of a card."""
_TITLE = 40  # columns at the most; narrow letters have room for so many
_LABEL = 24
_LEAST, _MOST = 120.0, 264.0
_STEP = 24.0  # widths are multiples of it, so that cards of a column line up
_PADDING = 15.0
_CHIP_GAP = 5.0
_LINES = 46.0  # title and template
_NARROW = frozenset("iljtfrI.,:;'|!()[]{}/ -")
_WIDE = frozenset("mwMW@%&—…→")


class Chip(Record):
    """A word in a frame, and its place on the card.

    `role` is `mark`, `size`, `error`, `warning`, or `inside` for findings further in.
    """

    text: str
    role: str
    x: float
    row: int
    width: float


class Card(Record):
    """What stands on a card, and its size; `kind` is the class that its colour has."""

    title: str
    subtitle: str
    kind: str
    chips: tuple[Chip, ...]
    rows: int
    width: float
    height: float


def text_width(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif font of a size."""
    narrow = sum(c in _NARROW for c in text)
    wide = sum(c in _WIDE for c in text)
    capital = sum(c.isupper() for c in text)
    return size * (columns(text) * 0.6 - narrow * 0.23 + wide * 0.38 + capital * 0.1)


def fitted(text: str, size: float, most: float) -> str:
    """The text, its middle cut out where it would be wider than `most` pixels."""
    columns_left = len(text)
    fitting = text
    while columns_left > 1 and text_width(fitting, size) > most:
        columns_left -= 1
        fitting = shortened(text, columns_left)
    return fitting


def card_of(instance: Instance) -> Card:
    """The card of a call, closed."""
    kind = kind_word(instance.kind)
    if instance.item.kind == "barrier":
        return Card("", "", "barrier", (), 0, 14.0, 14.0)
    heading = fitted(title(instance.item, _TITLE), 13, _MOST - 2 * _PADDING - 18)
    called = fitted(shortened(instance.template, _TITLE), 11, 150)
    same = instance.parent is None or instance.item.name == instance.template
    subtitle = kind if same else f"{called} · {kind}"
    chips, rows, chips_width = _chips(instance)
    needed = max(text_width(heading, 13) * 1.06, text_width(subtitle, 11), chips_width)
    width = min(_MOST, max(_LEAST, ceil((needed + 2 * _PADDING + 4) / _STEP) * _STEP))
    height = _LINES + (rows * (CHIP_HEIGHT + 3) + 5 if rows else 0)
    return Card(heading, subtitle, kind.lower().split()[0], chips, rows, width, height)


def header_chips(card: Card) -> float:
    """Where the chips begin in the header of an open template, from the beginning of its texts."""
    return max(text_width(card.title, 13), text_width(card.subtitle, 11)) * 1.2 + 14


def _chips(instance: Instance) -> tuple[tuple[Chip, ...], int, float]:
    """The chips in rows, how many rows, and how wide the widest is."""
    words = [(text, "mark") for text in instance.item.marks]
    if instance.parent is None:
        words.insert(0, (instance.item.kind, "mark"))
    if size := size_text(instance):
        words.append((size, "size"))
    if found := trouble(instance):
        words.append((f"! {found}", _state(instance)))
    made: list[Chip] = []
    x = widest = 0.0
    row = 0
    for text, role in words:
        bold = 1.1 if text.startswith("!") else 1.0
        width = round(text_width(text, 10) * bold + 16, 1)
        if x and x + width > _MOST - 2 * _PADDING - 4:
            x, row = 0.0, row + 1
        made.append(Chip(text, role, x, row, width))
        x += width + _CHIP_GAP
        widest = max(widest, x - _CHIP_GAP)
    return tuple(made), row + 1 if made else 0, widest


def _state(instance: Instance) -> str:
    if not instance.findings:
        return "inside"
    errors = any(found.severity is Severity.ERROR for found in instance.findings)
    return "error" if errors else "warning"


def label_of(link: Link) -> str:
    """What stands on a link where there is room: the names of what flows."""
    if not link.ports:
        return ""
    more = f" +{len(link.ports) - 2}" if len(link.ports) > 2 else ""  # noqa: PLR2004 - two fit
    return fitted(shortened(", ".join(link.ports[:2]), _LABEL), 10, _LABEL * 6.5) + more
