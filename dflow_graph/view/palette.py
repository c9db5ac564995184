"""Colours for light and dark, and the style sheet that pictures and the page share."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dflow_graph.regex import regex

__all__ = ["COLOURS", "page_file", "picture_style"]

_VARIABLE = regex(r"var\(--([a-z-]+)\)")

# On white and on the dark canvas, texts and lines keep the contrast that WCAG 2.2 asks for.
COLOURS: dict[str, tuple[str, str]] = {
    "canvas": ("#f8fafc", "#0d1420"),
    "card": ("#ffffff", "#172131"),
    "frame": ("#e8edf4", "#1d2939"),
    "line": ("#b6c2d1", "#44556c"),
    "text": ("#0f172a", "#e8eef6"),
    "muted": ("#475569", "#a9b8ca"),
    "chip": ("#e6ebf2", "#2b3a4f"),
    "chip-text": ("#334155", "#d5dfeb"),
    "python": ("#2563eb", "#6ea8fe"),
    "script": ("#0d8a7d", "#3fc7b7"),
    "container": ("#7c3aed", "#b794f6"),
    "http": ("#b0279f", "#e987dc"),
    "resource": ("#a8550a", "#f0a44e"),
    "suspend": ("#64748b", "#94a3b8"),
    "group": ("#475569", "#8fa1b8"),
    "artifact": ("#2563eb", "#6ea8fe"),
    "parameter": ("#0b7a6e", "#3fc7b7"),
    "condition": ("#a8550a", "#f0a44e"),
    "loop": ("#7e22ce", "#c79bff"),
    "hook": ("#a6296b", "#f08bbf"),
    "order": ("#6b7a90", "#8496ad"),
    "error": ("#c01c28", "#ff8a8a"),
    "warning": ("#9a5b00", "#f2b84b"),
    "accent": ("#1d4ed8", "#8ab8ff"),
}


def page_file(name: str) -> str:
    """The text of a file of the page."""
    return files("dflow_graph.view").joinpath("page").joinpath(name).read_text(encoding="utf-8")


@cache
def picture_style() -> str:
    """The style sheet with plain colours, as drawing programs know no variables of CSS."""
    sheet = page_file("graph.css")
    light, dark = (
        _VARIABLE.sub(lambda match, n=n: COLOURS[match[1]][n], sheet)  # type: ignore[misc]
        for n in (0, 1)
    )
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"
