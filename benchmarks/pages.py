"""Tables in a page of documentation, between markers that name them."""

from __future__ import annotations

import re

__all__ = ["filled", "names_in"]

_PLACE = re.compile(
    r"^<!-- figures: (?P<name>[-\w]+) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL
)


def names_in(page: str) -> list[str]:
    """The names of a page's places, in order."""
    return [place["name"] for place in _PLACE.finditer(page)]


def filled(page: str, texts: dict[str, str]) -> str:
    """The page with these texts in their places.

    Raises `ValueError` for a place without a text and for a text without a place.
    """
    names = names_in(page)
    if sorted(names) != sorted(texts):
        odd = sorted({*names} ^ {*texts}) or names
        raise ValueError(f"places and texts of the page differ: {', '.join(odd)}")

    def replaced(place: re.Match[str]) -> str:
        name = place["name"]
        return f"<!-- figures: {name} -->\n\n{texts[name]}\n\n<!-- end -->"

    return _PLACE.sub(replaced, page)
