"""How many faults were planted for each rule, and how many of them were found as that."""

from __future__ import annotations

from collections import Counter

from dflow_graph.rules import RULES
from tests.plants.judge import Judged, Outcome
from tests.plants.plant import Plant

__all__ = ["UNPLANTED", "Tally"]

UNPLANTED: dict[str, str] = {
    "DG011": "a document larger than 64 MiB: the readers' tests have smaller limits",
    "DG016": "of a folder without a graph, which is no place in a graph",
    "DG908": "of a graph that is emitted: `validate` does not ask for a manifest",
    "DG909": "of files of the machine on which a graph is emitted",
}
"""Rule to why no fault in the text of a graph is told by it."""


class Tally:
    """Faults by rule: those that were to be told by it, and those that were, at their place."""

    def __init__(self) -> None:
        self.aimed: Counter[str] = Counter()
        self.exact: Counter[str] = Counter()

    def add(self, plant: Plant, judged: Judged) -> None:
        """A fault that several rules may tell counts for the one that told it, or the first."""
        if judged.outcome is Outcome.EXACT:
            (found,) = judged.found
            self.aimed[found.code] += 1
            self.exact[found.code] += 1
        else:
            self.aimed.update(plant.codes[:1])

    def lines(self) -> list[str]:
        """A line for each rule: its code, faults found and planted, or why there are none."""
        return [
            f"{code} {self.exact[code]}/{self.aimed[code]} {UNPLANTED.get(code, '')}".rstrip()
            for code in RULES
        ]

    def missing(self) -> list[str]:
        """The rules for which no fault was found so, without a reason; and reasons of no use."""
        return [code for code in RULES if (code in UNPLANTED) == bool(self.exact[code])]
