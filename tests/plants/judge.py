"""What came of a planted fault."""

from __future__ import annotations

import copy
import json
from enum import Enum
from typing import Any, NamedTuple

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.pipeline import read
from dflow_graph.source.pointer import join
from tests.plants.plant import WHOLE, Graph, Plant, edited


class Outcome(Enum):
    EXACT = "exact"
    OTHER_CODE = "another code"
    MISPLACED = "misplaced"
    MORE = "more than one"
    SILENT = "silent"


class Judged(NamedTuple):
    outcome: Outcome
    found: list[Diagnostic]
    places: list[str]


def text_of(graph: Graph, plant: Plant) -> bytes:
    changed: Any = copy.deepcopy(graph)
    edited(changed, plant.edits)
    text = json.dumps(changed, ensure_ascii=False)
    for old, new in plant.replace:
        text = text.replace(old, new, 1) if old != WHOLE else new
    return text.encode("utf-8", errors="surrogatepass")


def judge(graph: Graph, plant: Plant, known: frozenset[str] = frozenset()) -> Judged:
    """Validates the graph with the fault; warnings that are in `known` stood there before."""
    report = read(text_of(graph, plant), notation=plant.notation).report
    found = [d for d in report.diagnostics if f"{d.code} {d.pointer}" not in known]
    places = [join(p) for p in plant.places]
    return Judged(_outcome(plant, found, places), found, places)


def _outcome(plant: Plant, found: list[Diagnostic], places: list[str]) -> Outcome:
    if not found:
        return Outcome.SILENT
    if len(found) > 1:
        return Outcome.MORE
    (one,) = found
    if one.pointer not in places:
        return Outcome.MISPLACED
    return Outcome.OTHER_CODE if plant.codes and one.code not in plant.codes else Outcome.EXACT
