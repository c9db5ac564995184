"""The names in a map of sources, which spell a dictionary (DG731)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index.symbols import Path
from dflow_graph.model import MapSource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.source.pointer import join

__all__ = ["check_map_names"]


def check_map_names(source: MapSource, path: Path) -> Iterator[Diagnostic]:
    """Faults of the names of one map; sorted by parts, a name is next to those that it begins."""
    sound = []
    for name in source.items:
        parts = tuple(name.split("."))
        # ART-2
        if "" in parts:
            yield finding(
                "DG731",
                f"the name {quoted(name)} has an empty part",
                (*path, name),
                hint="Join keys by single dots, such as `train.x`.",
                at_key=True,
            )
        else:
            sound.append((parts, name))
    sound.sort()
    for (parts, name), (longer, other) in pairwise(sound):
        # ART-2
        if longer[: len(parts)] == parts:
            yield finding(
                "DG731",
                f"{quoted(name)} is an artifact, so {quoted(other)} cannot lie below it",
                (*path, other),
                hint="Rename one of the two.",
                at_key=True,
                related=(Place(message=f"{quoted(name)} is here", pointer=join((*path, name))),),
            )
