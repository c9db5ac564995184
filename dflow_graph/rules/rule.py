"""What a rule is."""

from __future__ import annotations

from dflow_graph.diagnostics import Severity
from dflow_graph.record import Record

__all__ = ["ERROR", "WARNING", "Rule"]

ERROR, WARNING = Severity.ERROR, Severity.WARNING


class Rule(Record):
    """One rule: its code, the bad pattern's name, how bad it is, its clause, and one sentence."""

    code: str
    name: str
    severity: Severity
    clause: str
    summary: str
