"""Paths as texts: absolute or not, parts that lead upwards, and how messages speak of them.

Imports the standard library alone.
"""

from __future__ import annotations

import re

from dflow_graph.regex import regex

__all__ = ["absolute_fault", "null_character", "parent_part", "relative_fault", "without_tags"]

_PARENT = regex(r"(?:\A|/)(\.\.)(?=/|\Z)")
_TAG = regex(r"\{\{.*?\}\}", re.DOTALL)

Span = tuple[int, int]


def parent_part(path: str) -> Span | None:
    """Where the first `..` part of a path stands."""
    if ".." not in path:
        return None
    match = _PARENT.search(path)
    return match.span(1) if match else None


def null_character(path: str) -> Span | None:
    """Where U+0000 stands, which ends every text that a system is given as a path."""
    at = path.find("\0")
    return (at, at + 1) if at >= 0 else None


def absolute_fault(path: str) -> tuple[str, Span | None] | None:
    """Why a path is not absolute, or has a part that no path can have, and where; None if sound."""
    if path[:1] != "/" and path[:2] != "{{":
        return "is not absolute", None
    return _fault_within(path)


def relative_fault(path: str) -> tuple[str, Span | None] | None:
    """Why a path is not relative, or has a part that no path can have, and where; None if sound."""
    if path[:1] == "/":
        return "is absolute", None
    return _fault_within(path)


def _fault_within(path: str) -> tuple[str, Span | None] | None:
    span = parent_part(path)
    if span:
        return "contains the part `..`", span
    span = null_character(path)
    return ("contains the character U+0000", span) if span else None


def without_tags(text: str) -> str:
    """The text with each of its tags replaced by the letter `a`."""
    return _TAG.sub("a", text) if "{{" in text else text
