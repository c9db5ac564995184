"""Patterns of slices: which element of a list a piece of a loop takes (clause SLC-4).

A pattern is read, never executed. Must not import anything but the standard library and modules
beside it.
"""

from __future__ import annotations

import copy
import re
from typing import Any, Dict, List, Optional, Union

from .errors import GraphError
from .near import quoted
from .slices import SLICED_PORTS, Slices

__all__ = ["Index", "evaluate", "folded", "patterns_of", "rendered"]

Index = Union[int, str, List[Union[int, str]]]
"""A place in a list, keys joined by dots, or several of them."""

_FIELD = "{}_slices"
_ITEM_TAG = re.compile(r"\{\{=?\s*item\b.*?\}\}", re.DOTALL)
_ONE = re.compile(
    r"""(?P<key>[^.,\[\]()'"]+(?:\.[^.,\[\]()'"]+)*)
      | '(?P<single>[^.,\[\]()'"]+(?:\.[^.,\[\]()'"]+)*)'
      | "(?P<double>[^.,\[\]()'"]+(?:\.[^.,\[\]()'"]+)*)"
      | int\((?P<quote>['"]?)(?P<digits>[0-9]+)(?P=quote)\)""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"0|[1-9][0-9]*")


def evaluate(pattern: str) -> Index:
    """The index, or list of indices, that a pattern without tags says. Raises `GraphError`.

    Digits are a number, but with leading zeros a text, since they may be a key.
    """
    text = pattern.strip()
    if not text.startswith("["):
        return _one(text, pattern)
    inner = text[1:-1]
    if not text.endswith("]"):
        raise GraphError(f"slice pattern {quoted(pattern)}", "a `]` is missing at its end")
    return [_one(part, pattern) for part in inner.split(",")] if inner.strip() else []


def _one(text: str, pattern: str) -> Union[int, str]:
    match = _ONE.fullmatch(text.strip())
    if match is None:
        reason = "it must be an index, keys joined by dots, int(…), or a list of these in brackets"
        raise GraphError(f"slice pattern {quoted(pattern)}", reason)
    if match["digits"] is not None:
        return int(match["digits"])
    key = match["key"] or match["single"] or match["double"]
    return int(key) if _NUMBER.fullmatch(key) else key


def rendered(pattern: Any, variables: Dict[str, str]) -> Any:
    """A pattern with each tag of the loop as the input parameter that will hold its value.

    `variables` (tag to name) takes up the new ones. What is no text comes back as it is.
    """
    if not isinstance(pattern, str):
        return pattern

    def variable(match: Any) -> str:
        name = variables.setdefault(match.group(), f"dflow_var_{len(variables)}")
        return f"{{{{inputs.parameters.{name}}}}}"

    return _ITEM_TAG.sub(variable, pattern)


def patterns_of(template: Any) -> Dict[str, Dict[str, str]]:
    """The pattern of every sliced port: field of the map to port to pattern (clause SLC-20)."""
    patterns = {}
    for ports in SLICED_PORTS:
        field = _FIELD.format(ports)
        patterns[field] = dict(getattr(template, field))
        if template.slices is not None:
            own = dict.fromkeys(getattr(template.slices, ports), template.slices.slices)
            patterns[field] = {**own, **patterns[field]}
    return patterns


def folded(template: Any, outer: Slices) -> Slices:
    """The slices of a template that a loop further out cuts too; its maps take the outer patterns.

    At an output artifact the patterns are joined by a dot, the innermost first (clause SLC-9).
    """
    inner: Slices = copy.copy(template.slices)
    for ports in SLICED_PORTS:
        field = _FIELD.format(ports)
        entries = dict(getattr(template, field))
        before = patterns_of(template)[field]
        for name in getattr(outer, ports):
            entries[name] = _joined(before.get(name), outer.slices, ports == "output_artifact")
        left: List[str] = [name for name in getattr(inner, ports) if name not in entries]
        setattr(inner, ports, left)
        setattr(template, field, entries)
    return inner


def _joined(inner: Optional[str], outer: str, joins: bool) -> str:
    if inner is None or not joins:
        return outer
    return f"{_bare(inner)}.{_bare(outer)}"


def _bare(pattern: str) -> str:
    """A pattern as keys: without `int(…)` and quotes, which are not joined."""
    match = re.fullmatch(r"\s*(?:int\()?(['\"]?)(.*?)\1\)?\s*", pattern, re.DOTALL)
    return match[2] if match else pattern
