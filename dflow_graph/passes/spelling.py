"""How names are spelled: quick answers about many at once, and what one may be mended to."""

from __future__ import annotations

import re
from collections.abc import Collection

from dflow_graph.refs import TagFault, scan
from dflow_graph.regex import regex

__all__ = ["LABEL", "SUBDOMAIN", "are_plain", "is_subdomain", "slug", "untagged"]

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
LABEL = regex(_LABEL)
"""A lower-case RFC 1123 label; to be matched in full."""
SUBDOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
"""A lower-case RFC 1123 subdomain; to be matched in full."""

_TAG = regex(r"\{\{[^{}\n]*\}\}")
_NOT_IN_SLUG = regex(r"[^a-z0-9]+")
_MARK = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_SLUG = 40
_LOWER_PLAIN = b"-0123456789abcdefghijklmnopqrstuvwxyz"
_PLAIN = _LOWER_PLAIN + b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEW = 4


def are_plain(texts: Collection[str], *, lower: bool = False, tags: bool = False) -> bool:
    """Whether each text has only ASCII letters, digits and hyphens, and no hyphen in front.

    With `tags`, a tag counts as a letter; a yes is certain then, but a no may be due to an unusual
    tag, and the texts are to be looked at one by one. Takes a few passes over one long text in
    place of a match for every short one.
    """
    if not texts:
        return True
    joined = "\n".join(texts)
    if tags and "{{" in joined:
        if joined.count("\n") != len(texts) - 1:
            return False
        joined = _without_tags(joined)
    data = b"\n" + joined.encode("utf-8", "surrogatepass") + b"\n"
    # Nothing but the ends of lines is left, as many as there are texts, and none is empty.
    rest = data.translate(None, _LOWER_PLAIN if lower else _PLAIN)
    return rest == b"\n" * (len(texts) + 1) and b"\n-" not in data and b"\n\n" not in data


def _without_tags(text: str) -> str:
    """The text with `a` for each well-formed tag; few different tags are the common case."""
    for _ in range(_FEW):
        start = text.find("{{")
        tag = _TAG.match(text, start) if start >= 0 else None
        if tag is None:
            break
        text = text.replace(tag[0], "a")
    return _TAG.sub("a", text)


def is_subdomain(name: str, longest: int = 253) -> bool:
    """Whether a name is a lower-case RFC 1123 subdomain of at most `longest` characters."""
    return len(name) <= longest and SUBDOMAIN.fullmatch(name) is not None


def slug(name: str, longest: int = _LONGEST_SLUG) -> str:
    """The name in lower-case letters, digits and hyphens: a proposal, which may be empty."""
    spaced = _MARK.sub("-", name[: 2 * longest])
    return _NOT_IN_SLUG.sub("-", spaced.lower())[:longest].strip("-")


def untagged(text: str, stand_in: str = "a") -> str | None:
    """The text with `stand_in` for each tag, or None if a tag is malformed: a fault of its own."""
    if "{{" not in text:
        return text
    parts: list[str] = []
    end = 0
    for tag in scan(text):
        if isinstance(tag, TagFault):
            return None
        parts += (text[end : tag.start], stand_in)
        end = tag.end
    return "".join(parts) + text[end:]
