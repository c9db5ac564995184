"""Tags in texts: `{{name}}` and `{{=expression}}`, found with their places (clauses REF-1, REF-12).

Imports the standard library alone. What a name refers to is the index's matter.
"""

from __future__ import annotations

import re

from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["Tag", "TagFault", "exact_reference", "may_be_half", "may_have_tag", "scan"]

# What nearly all tags are, and all there is in their texts.
_LONE = regex(r"\{\{([-A-Za-z0-9_.]+)\}\}\Z")
_TAG = regex(r"\{\{(=?)(.*?)\}\}", re.DOTALL)
# The part of REF-1: no white space, dots or braces.
_NAME = regex(r"\s*([^\s.{}]+(?:\.[^\s.{}]+)*)\s*(?!\n)\Z")
# One brace, or more than two, before what a name may begin with. What begins with a letter and then
# looks behind it is found fifty times as fast as what looks behind every letter.
_HALF = regex(r"\{(?<!\{\{)(?:\{{2,})?\s*(?:[a-zA-Z]+(?:\.|\s*\}\})|=)")
# What other programs put around names.
_FENCES = ("<<", "((", "[[", "$(", "%")
# One pattern takes a third of the time of three searches.
_LONG = regex(r"\.(?:parameters|artifacts|outputs)\.")
_NEAR = 300  # longer than what stands of a name before these, and some blanks
_EXACT = regex(r"\{\{\s*([^\s{}=][^\s{}]*)\s*\}\}\Z")


class Tag(Record):
    """One tag: its place in the text, braces included, and what stands between them.

    `body` is the expression, or the name without white space; `offset` is where it begins.
    """

    start: int
    end: int
    body: str
    offset: int
    is_expression: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a name."""
        return tuple(self.body.split("."))

    def of(self, text: str) -> Tag:
        """The tag at this place of another text, which differs in digits alone."""
        start, end, body, offset, is_expression = self
        return Tag(start, end, text[offset : offset + len(body)], offset, is_expression)


class TagFault(Record):
    """A tag against the grammar: unclosed, nested, spaced-expression, empty or malformed."""

    start: int
    end: int
    problem: str

    def of(self, _text: str) -> TagFault:
        """The same fault in another text, which differs in digits alone."""
        return self


def scan(text: str) -> list[Tag | TagFault]:
    """Every tag of a text in order; the first `}}` after a `{{` closes it. Linear."""
    lone = _LONE.match(text)
    if lone is not None and ".." not in f".{lone[1]}.":
        return [Tag(0, len(text), lone[1], 2, is_expression=False)]
    found: list[Tag | TagFault] = []
    end = 0
    # Beyond the last "}}" no tag ends, and the pattern would look for one from every "{{" there.
    for match in _TAG.finditer(text, 0, text.rfind("}}") + 2):
        start, end = match.span()
        found.append(_tag(match, start, end))
    opened = text.find("{{", end)
    if opened >= 0:
        found.append(TagFault(opened, len(text), "unclosed"))
    return found


def _tag(match: re.Match[str], start: int, end: int) -> Tag | TagFault:
    body = match[2]
    # REF-12
    if "{{" in body:
        return TagFault(start, end, "nested")
    if match[1]:
        if not body.strip():
            return TagFault(start, end, "empty")
        return Tag(start, end, body, match.start(2), is_expression=True)
    name = _NAME.match(body)
    if name is not None:
        # REF-13
        if name[1].startswith("="):
            return TagFault(start, end, "spaced-expression")
        return Tag(start, end, name[1], match.start(2) + name.start(1), is_expression=False)
    if not body.strip():
        return TagFault(start, end, "empty")
    return TagFault(start, end, "spaced-expression" if body.lstrip()[:1] == "=" else "malformed")


def exact_reference(text: str) -> tuple[str, ...] | None:
    """The parts of the name if the text is one simple tag and nothing else (REF-24)."""
    if not text.startswith("{{"):
        return None
    match = _EXACT.match(text)
    return tuple(match[1].split(".")) if match else None


def may_have_tag(text: str) -> bool:
    """Whether a text may have a tag, or what was meant for one; nearly all say no at once."""
    if "{" in text and ("{{" in text or _HALF.search(text) is not None):
        return True
    return "." in text and _has_long_name(text)


def may_be_half(text: str) -> bool:
    """Whether a text may have a reference that is none but for its braces (REF-27). Linear."""
    if text.startswith("${{") or _HALF.search(text) is not None:
        return True
    return _has_long_name(text) if "{{" not in text else _has_fenced_name(text)


def _has_fenced_name(text: str) -> bool:
    """Whether signs of another program stand before what may end a name, in the same line."""
    for match in _LONG.finditer(text):
        at = match.start()
        first = max(0, at - _NEAR)
        before = text[max(first, text.rfind("\n", first, at)) : at]
        for fence in _FENCES:
            if fence in before:
                return True
    return False


def _has_long_name(text: str) -> bool:
    """Whether a text may have a name that no other program's text has by chance."""
    return ".parameters." in text or ".artifacts." in text or ".outputs." in text
