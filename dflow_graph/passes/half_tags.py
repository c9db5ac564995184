"""Texts that are tags but for their braces: too few, too many, or other signs (REF-27)."""

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

_HEAD = rf"(?:{'|'.join(HEADS)})"
_NAME = rf"{_HEAD}(?:\.[^\s.{{}}]+)*"
_BODY = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"  # with predicates and maps
_HALF = regex(rf"(?<!\{{)(\{{|\{{{{3,}})\s*(?:({_NAME})\s*|=({_BODY}))(\}}+)")
_CALL = regex(r"[A-Za-z]\w*\(")
_CLOSED = 2  # braces
_LONG = 3  # parts of a name that nothing else has by chance
# The signs that other programs put around names, and a `$` before a tag that is the whole text.
_LONG_NAME = rf"({_HEAD}(?:\.[-\w]+){{2,}})"
_FENCED = regex(
    rf"<<\s*{_LONG_NAME}\s*>>|\$?(?<![\w)\]])\(\(\s*{_LONG_NAME}\s*\)\)|"
    rf"(?<![\w)\]])\[\[\s*{_LONG_NAME}\s*\]\]|\$\(\s*{_LONG_NAME}\s*\)|%\s*{_LONG_NAME}\s*%"
)
_DOLLAR = regex(rf"\$\{{\{{\s*({_NAME})\s*\}}\}}\s*\Z")
# Where all signs are missing: as the whole of a value, or as a word of a condition.
_BARE = regex(rf"[^\w{{}}]*{_LONG_NAME}[^\w{{}}]*\Z")
_WORD = regex(rf"(?<![-\w.'\"]){_LONG_NAME}(?![-\w.'\"])")
_LONGEST_BARE = 200


def check_half_tags(text: Text, taken: list[tuple[int, int]], place: Place) -> Iterator[Diagnostic]:
    """Every name that would be known here, in braces that Argo does not take for a tag's.

    `taken` has the places of tags, and of faults that are told.
    """
    taken = [*taken]
    for match in _HALF.finditer(text.text):
        if _is_meant(match, text, place) and _is_free(match, taken):
            taken.append(match.span())
            right = quoted("{{" + (match[2] or f"={match[3]}") + "}}")
            hint = f"Write {right}, with a blank between it and other braces."
            yield _no_tag(match, text, hint)
    for match in _other_signs(text):
        name = next(filter(None, match.groups()))
        if not resolve(tuple(name.split(".")), place).code and _is_free(match, taken):
            taken.append(match.span())
            yield _no_tag(match, text, f"Write {quoted('{{' + name + '}}')}.")
    dollar = _DOLLAR.match(text.text)
    if dollar and not resolve(tuple(dollar[1].split(".")), place).code:
        # REF-27
        yield finding(
            "DG338",
            f"the `$` before the tag stays: {quoted(text.text)} is a dollar sign and a value",
            text.path,
            hint=f"Write {quoted('{{' + dollar[1] + '}}')}.",
            within=(0, 1),
        )


def _is_free(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return not any(start < match.end() and match.start() < end for start, end in taken)


def _no_tag(match: re.Match[str], text: Text, hint: str) -> Diagnostic:
    # REF-27
    return finding(
        "DG338",
        f"{quoted(match[0].strip())} is no tag, and stays as it is; a tag has two braces on each "
        "side and none beside them",
        text.path,
        hint=hint,
        within=match.span(),
    )


def _other_signs(text: Text) -> Iterator[re.Match[str]]:
    """Names with the signs of other programs around them, or with none where a value is."""
    yield from _FENCED.finditer(text.text)
    if text.role is Role.CONDITION:
        yield from _WORD.finditer(text.text)
    elif text.role is not Role.SCRIPT and len(text.text) <= _LONGEST_BARE:
        match = _BARE.match(text.text)
        if match:
            yield match


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
