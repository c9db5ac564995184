"""The choices of a graph: each is drawn by hypothesis, so that what fails gets small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """Draws choices, and gives names; the first of what can be chosen is the simplest."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._given: dict[str, int] = {}

    def number(self, least: int, most: int) -> int:
        """A whole number between two, both included."""
        return self._draw(st.integers(least, most))

    def pick(self, *options: T) -> T:
        """One of the options."""
        return options[self.number(0, len(options) - 1)]

    def of(self, options: Sequence[T]) -> T:
        """One of a list, which has any."""
        return options[self.number(0, len(options) - 1)]

    def chance(self, one_in: int = 2) -> bool:
        """True once in so many times."""
        return self.number(1, one_in) == one_in

    def some(self, options: Sequence[T], *, least: int = 0) -> list[T]:
        """Some of a list in its order, `least` at the least."""
        kept = [option for option in options if self.chance()]
        return kept if len(kept) >= least else list(options[:least])

    def name(self, *stems: str) -> str:
        """A name that nothing else in the graph has, of one of the stems."""
        stem = self.pick(*stems)
        count = self._given[stem] = self._given.get(stem, 0) + 1
        return stem if count == 1 else f"{stem}-{count}"
