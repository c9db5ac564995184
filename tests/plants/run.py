"""Plants what one planter finds in graphs, and judges each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dflow_graph.pipeline import validate
from tests.plants import (
    arguments,
    credentials,
    fields,
    loops,
    moves,
    parts,
    references,
    removals,
    settings,
    stores,
    structure,
    syntax,
    typos,
)
from tests.plants.judge import Judged, judge
from tests.plants.plant import Graph, Plant, Planter

_LARGE, _EACH = "three_hundred", 40  # of the largest example, every fortieth place is enough


class Planted(NamedTuple):
    """A fault in a graph, and what came of it."""

    file: str
    plant: Plant
    judged: Judged

    @property
    def line(self) -> str:
        """What was done and found, for a person."""
        told = "; ".join(f"{d.code} {d.pointer}" for d in self.judged.found[:4])
        edits = {"/".join(map(str, path)): new for path, new in self.plant.edits.items()}
        return f"{self.file}: {str(edits)[:200]} -> {told} ({self.judged.places})"


def planters() -> dict[str, Planter]:
    """Every planter by its name, which is that of the fault."""
    return {
        name: value
        for module in (
            structure,
            syntax,
            typos,
            references,
            removals,
            moves,
            arguments,
            loops,
            settings,
            stores,
            credentials,
            fields,
            parts,
        )
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", "") == module.__name__
        and getattr(value, "__annotations__", {}).get("return") == "Iterator[Plant]"
    }


def runs(planter: Planter, graphs: dict[str, Any], each: int = 1) -> Iterator[Planted]:
    """What came of each fault, or of each so-manieth; they are counted on from graph to graph."""
    number = 0
    for file, graph in graphs.items():
        known = known_findings(graph)
        step = _EACH * each if file.startswith(_LARGE) else each
        for plant in planter(graph):
            if number % step == 0:
                yield Planted(file, plant, judge(graph, plant, known))
            number += 1


def known_findings(graph: Graph) -> frozenset[str]:
    """What is found in a graph as it is: its warnings."""
    return frozenset(f"{d.code} {d.pointer}" for d in validate(graph).diagnostics)
