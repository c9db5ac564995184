"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass

from dflow_graph.diagnostics import Severity

__all__ = ["ERROR", "WARNING", "Rule"]

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, the bad pattern's name, how bad it is, its clause, and one sentence."""

    code: str
    name: str
    severity: Severity
    clause: str
    summary: str
