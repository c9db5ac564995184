"""Texts that are nearly tags: a known name in braces of which some are missing (REF-27)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr.alike import alike
from dflow_graph.expr.check import problems
from dflow_graph.index import Role, Text
from dflow_graph.passes.expressions import references_of
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.outcome import Place
from dflow_graph.passes.scope import HEADS, resolve
from dflow_graph.regex import regex

__all__ = ["check_half_tags"]

_NAME = rf"(?:{'|'.join(HEADS)})(?:\.[^\s.{{}}]+)*"
_BODY = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"  # with predicates and maps
_HALF = regex(rf"(?<!\{{)(\{{|\{{{{3,}})\s*(?:({_NAME})\s*|=({_BODY}))(\}}+)")
_CALL = regex(r"[A-Za-z]\w*\(")
_CLOSED = 2  # braces
_LONG = 3  # parts of a name that nothing else has by chance


def check_half_tags(text: Text, taken: list[tuple[int, int]], place: Place) -> Iterator[Diagnostic]:
    """Every name that would be known here, in braces that Argo does not take for a tag's.

    `taken` has the places of tags, and of faults that are told.
    """
    for match in _HALF.finditer(text.text):
        if _is_meant(match, text, place) and not any(
            start < match.end() and match.start() < end for start, end in taken
        ):
            written = match[2] or f"={match[3]}"
            right = quoted("{{" + written + "}}")
            # REF-27
            yield finding(
                "DG338",
                f"{quoted(match[0])} is no tag, and stays as it is; a tag has two braces on each "
                "side and none beside them",
                text.path,
                hint=f"Write {right}, with a blank between it and other braces.",
                within=match.span(),
            )


def _is_meant(match: re.Match[str], text: Text, place: Place) -> bool:
    """Whether all that lacks is braces; what other languages write as well is left to them."""
    opened, name, body, closed = len(match[1]), match[2], match[3], len(match[4])
    before = text.text[match.start() - 1 : match.start()]
    is_unopened = opened == 1 and closed == _CLOSED and before != "$"
    if name is None:
        # A script may call functions of its own.
        is_call = text.role is not Role.SCRIPT and _CALL.search(body) is not None
        return is_unopened and _is_of_names(body, place, or_not=is_call)
    parts = tuple(name.split("."))
    if len(parts) < _LONG and (not is_unopened or (len(parts) == 1 and text.role is Role.SCRIPT)):
        return False
    return not resolve(parts, place).code


def _is_of_names(body: str, place: Place, *, or_not: bool) -> bool:
    """Whether an expression refers to something (`or_not`), all of which is known."""
    if problems(alike(body)):
        return False
    inside = place._replace(in_expression=True)
    found = references_of(body)
    return bool(found or or_not) and not any(
        resolve(reference.parts, inside).code for reference in found
    )
