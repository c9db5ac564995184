"""Texts to be measured with: each is made once, by a process where its format is at home."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import answer

__all__ = ["Text", "Texts"]


class Text(NamedTuple):
    """A file, and how many bytes it has. `missing` is the package without which there is none."""

    path: Path
    size: int = 0
    missing: str = ""


class Texts:
    """The texts of one run of the benchmarks, in a folder that its caller removes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[tuple[str, int, int], Text] = {}

    def get(self, name: str, steps: int, *, strays: int = 0, home: str = "") -> Text:
        """A text of a format, or of `shape:NAME`."""
        key = (name, steps, strays)
        if key not in self._made:
            path = self.folder / f"{name.replace(':', '-')}-{steps}-{strays}.json"
            said = answer(home, "write", name, steps, strays, path)
            self._made[key] = Text(path, said.get("bytes", 0), said.get("missing", ""))
        return self._made[key]
