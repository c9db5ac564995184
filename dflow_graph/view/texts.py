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
    """The visible text, its end cut off where it is wider than `most` columns."""
    # A letter spelt out takes at most ten columns, and one that is not takes one at least.
    text = visible(text[: most + 1])
    if columns(text) <= most:
        return text
    kept, width = [], 0
    for character in text:
        width += columns(character)
        if width >= most:
            break
        kept.append(character)
    return "".join(kept) + "…"
