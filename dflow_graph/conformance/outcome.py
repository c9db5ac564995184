"""What came of one case."""

from __future__ import annotations

from typing import Any

from dflow_graph.conformance.cases import Case
from dflow_graph.record import Record

__all__ = ["STATUSES", "Outcome"]

STATUSES = ("passed", "failed", "skipped", "errored", "broken")
"""Right; wrong; left out and said so; an error and said so; no answer that could be read."""


class Outcome(Record):
    """A case and what an implementation made of it."""

    case: Case
    status: str
    problem: str = ""
    """Of a broken one: `crash`, `hang`, `garbage`, `out of order`, `closed pipe` or `no start`."""
    reasons: tuple[str, ...] = ()
    """What differs from what is expected, or what the implementation said."""
    by: str = "places"
    """How closely the answer could be judged: `verdict`, `codes` or `places`."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data of it, for a report."""
        found: dict[str, Any] = {
            "id": self.case.id,
            "family": self.case.family,
            "level": self.case.level,
            "status": self.status,
        }
        if self.problem:
            found["problem"] = self.problem
        if self.reasons:
            found["reasons"] = list(self.reasons)
        return found
