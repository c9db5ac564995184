"""Texts of a graph as they may be shown: on one line, with nothing hidden in them."""

from __future__ import annotations

from unicodedata import east_asian_width

from dflow_graph.regex import regex
from dflow_graph.render.text import safe

__all__ = ["columns", "shortened", "visible", "visible_lines"]


_HIDDEN = regex("[\u2028\u2029\u115f\u1160\u3164\uffa0]|(?<=[\u0300-\u036f]{3})[\u0300-\u036f]")
"""Ends of lines and fillers that `safe` leaves, and marks that are piled up on one letter."""


def visible(text: str) -> str:
    """A text on one line; control, format and private characters are spelt out.

    So are marks that would be piled up on one letter beyond the third.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", safe(text))


def visible_lines(text: str, most: int) -> str:
    """A text of several lines, each made visible; beyond `most` characters it is cut off."""
    cut = len(text) > most
    kept = text[:most]
    if not (kept.isascii() and kept.isprintable()):
        kept = "\n".join(
            "\t".join(visible(part) for part in line.split("\t"))
            for line in kept.replace("\r\n", "\n").split("\n")
        )
    return f"{kept}\n… ({len(text) - most} characters more)" if cut else kept


def columns(text: str) -> int:
    """How many columns of a fixed-width font a text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, most: int) -> str:
    """The visible text, its middle cut out where it is wider than `most` columns.

    Names that begin alike often differ at their ends.
    """
    # A letter takes one column at least.
    long = len(text) > 2 * most
    text = visible(text[:most]) + visible(text[-most:]) if long else visible(text)
    if not long and columns(text) <= most:
        return text
    room = max(0, (most - 1) // 3)
    end = _beginning(text[::-1], room)[::-1]
    return f"{_beginning(text, most - 1 - columns(end))}…{end}"


def _beginning(text: str, most: int) -> str:
    """As much of a text as has room in so many columns."""
    width = 0
    for place, character in enumerate(text):
        width += columns(character)
        if width > most:
            return text[:place]
    return text
