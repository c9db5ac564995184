"""What a run is worth: counts for each level, and whether an implementation conforms to it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dflow_graph.conformance.cases import LEVELS
from dflow_graph.conformance.outcome import STATUSES
from dflow_graph.conformance.runner import Run
from dflow_graph.record import Record

__all__ = ["Score", "conforms", "scores"]


class Score(Record):
    """The counts of one level."""

    level: str
    cases: int
    """All that were to be run, claimed or not."""
    claimed: int
    counts: dict[str, int]
    """Status to number."""
    by_verdict: int
    """How many were passed by a bare verdict, or by codes without places."""
    is_partial: bool = False
    """Whether there are more cases of this level."""

    @property
    def passed(self) -> int:
        """How many were passed."""
        return self.counts["passed"]

    @property
    def percent(self) -> str:
        """Passed cases of all cases of the level, rounded down, so that 100 means all."""
        if not self.claimed:
            return "–"
        return f"{self.passed * 1000 // self.cases / 10:g} %"

    @property
    def is_full(self) -> bool:
        """Whether every case of the level was passed with codes and places (CONF-10)."""
        return self.passed == self.cases and not self.by_verdict and not self.is_partial

    def to_dict(self) -> dict[str, Any]:
        """Plain data of it."""
        return {
            "cases": self.cases,
            "claimed": self.claimed,
            **self.counts,
            "by_verdict": self.by_verdict,
            "full": self.is_full,
        }


def scores(run: Run) -> list[Score]:
    """A score for each level of which there were cases, in order."""
    found = []
    for level in LEVELS:
        outcomes = [o for o in run.outcomes if o.case.level == level]
        others = sum(case.level == level for case in run.not_claimed)
        if not outcomes and not others:
            continue
        counts = Counter(o.status for o in outcomes)
        loose = sum(o.status == "passed" and o.by != "places" for o in outcomes)
        by_status = {status: counts[status] for status in STATUSES}
        cases, claimed = len(outcomes) + others, len(outcomes)
        found.append(Score(level, cases, claimed, by_status, loose, run.is_partial))
    return found


def conforms(run: Run) -> bool:
    """Whether every case that was claimed was passed."""
    return all(outcome.status == "passed" for outcome in run.outcomes)
