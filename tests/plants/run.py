"""Plants what one planter finds in graphs, and judges each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.pipeline import validate
from tests.plants import arguments, references, settings, structure
from tests.plants.judge import Judged, judge
from tests.plants.plant import Planter

_LARGE, _EACH = "three_hundred", 40  # of the largest example, every fortieth place is enough


def planters() -> dict[str, Planter]:
    """Every planter by its name, which is that of the fault."""
    return {
        name: value
        for module in (structure, references, arguments, settings)
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", "") == module.__name__
        and getattr(value, "__annotations__", {}).get("return") == "Iterator[Plant]"
    }


def runs(planter: Planter, graphs: dict[str, Any], each: int = 1) -> Iterator[tuple[str, Judged]]:
    """What came of each fault, or of each so-manieth, with a line that says what was done."""
    for file, graph in graphs.items():
        known = frozenset(f"{d.code} {d.pointer}" for d in validate(graph).diagnostics)
        step = _EACH * each if file.startswith(_LARGE) else each
        for number, plant in enumerate(planter(graph)):
            if number % step == 0:
                judged = judge(graph, plant, known)
                told = "; ".join(f"{d.code} {d.pointer}" for d in judged.found[:4])
                edits = {"/".join(map(str, path)): new for path, new in plant.edits.items()}
                yield f"{file}: {str(edits)[:200]} -> {told} ({judged.places})", judged
