"""What can be measured: each suite is a function from settings to tables and claims."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.texts import Texts

__all__ = ["Settings"]


class Settings(NamedTuple):
    """The largest size, how many rounds, and how many seconds a short run is repeated for."""

    steps: int
    rounds: int
    texts: Texts
    least: float = 0.3
