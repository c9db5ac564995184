"""What texts that differ in digits alone have in common: their tags, and where names stand.

The texts of a large graph are hardly ever equal and nearly always alike, so that each question that
no digit decides is asked of their outline, and answered once.
"""

from __future__ import annotations

from functools import lru_cache

from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.refs import Tag, TagFault, scan

__all__ = ["Places", "Span", "places_in", "tags_of"]

Span = tuple[int, int]
"""The start and the end of a part of a text."""
Places = tuple[tuple[Span, ...], ...]
"""Where names stand: the parts of each."""


def tags_of(text: str) -> list[Tag | TagFault]:
    """The tags of a text, and what is wrong with them."""
    # A lone name is quickly read, and in faulty graphs they are many.
    if len(text) > LONGEST or (text[2:3] != "=" and text.find("}}") == len(text) - 2):
        return scan(text)
    outlined = outline(text)
    found = _scanned(outlined)
    return found if outlined == text else [tag.of(text) for tag in found]


@lru_cache(maxsize=4096)
def _scanned(outlined: str) -> list[Tag | TagFault]:
    return scan(outlined)


def places_in(text: str, *, is_expression: bool = False) -> Places | None:
    """Where the parts of each name in the tags of a text stand; None if that is not known at once.

    It is not where a tag or an expression in one has a fault, or digits in it have a meaning. Of an
    expression without braces, the names in it.
    """
    if len(text) > LONGEST:
        return None
    outlined = outline(text)
    return _places_in_expression(outlined, 0) if is_expression else _places_in(outlined)


def _places_in_expression(outlined: str, at: int) -> Places | None:
    from dflow_graph.expr.alike import spans_of

    names = spans_of(outlined)
    if names is None:
        return None
    return tuple([tuple([(at + a, at + b) for a, b in name.parts]) for name in names])


@lru_cache(maxsize=4096)
def _places_in(outlined: str) -> Places | None:
    found: list[tuple[Span, ...]] = []
    for tag in scan(outlined):
        if isinstance(tag, TagFault):
            return None
        if not tag.is_expression:
            found.append(_parts_of(tag))
            continue
        names = _places_in_expression(tag.body, tag.offset)
        if names is None:
            return None
        found += names
    return tuple(found)


def _parts_of(tag: Tag) -> tuple[Span, ...]:
    """Where the parts of a simple tag stand."""
    found, start = [], tag.offset
    for part in tag.parts:
        found.append((start, start + len(part)))
        start += len(part) + 1
    return tuple(found)
