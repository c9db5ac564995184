"""Findings as data: a Diagnostic, its severity, and the Report of one file.

Imports the standard library alone. What a code means stands in `dflow_graph.rules`; how a finding
is printed, in `dflow_graph.render`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from operator import attrgetter
from typing import Any

from dflow_graph.record import Record

__all__ = ["Diagnostic", "Place", "Report", "Severity"]


class Severity(str, Enum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


class Place(Record):
    """Another place that a finding speaks of, such as that of the first definition.

    Lines and columns count from 1, columns in code points; 0 where the place has no position.
    """

    message: str
    pointer: str
    line: int = 0
    column: int = 0


class Diagnostic(Record):
    """One finding: what is wrong, where, and what would be right.

    `pointer` (RFC 6901) names the offending value itself; for a missing member, its parent. Lines
    and columns count from 1, columns in code points; 0 where there is no text to point at. The end
    is exclusive. `at_key` asks for the place of the member's name, `within` for that of a part of
    a text, as offsets in it. `culprits` are what may be at fault, as paths that mean something to
    the passes alone: findings that one of them explains are one mistake (CONF-8).
    """

    code: str
    severity: Severity
    message: str
    pointer: str
    hint: str = ""
    clause: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    at_key: bool = False
    within: tuple[int, int] | None = None
    related: tuple[Place, ...] = ()
    culprits: tuple[tuple[str | int, ...], ...] = ()

    def at(self, place: tuple[int, int, int, int], related: tuple[Place, ...]) -> Diagnostic:
        """The finding with its place: line, column, and those of its end."""
        # There may be one in each step, and `_replace` takes its time.
        return Diagnostic._make(
            (*self[:6], *place, self.at_key, self.within, related, self.culprits)
        )

    def to_dict(self) -> dict[str, Any]:
        """The finding as `validate --format json` prints it."""
        result: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "pointer": self.pointer,
            "line": self.line,
            "column": self.column,
            "hint": self.hint,
            "clause": self.clause,
        }
        if self.related:
            result["related"] = [
                {
                    "message": place.message,
                    "pointer": place.pointer,
                    "line": place.line,
                    "column": place.column,
                }
                for place in self.related
            ]
        return result


# Order within a file: line, column, code, then what makes equal places stable.
_SORT_KEY = attrgetter("line", "column", "code", "pointer", "message")


class Report(Record):
    """All findings of one document, in order."""

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(cls, path: str, diagnostics: Iterable[Diagnostic]) -> Report:
        """A report with its findings put in order."""
        return cls(path=path, diagnostics=tuple(sorted(diagnostics, key=_SORT_KEY)))

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(d.severity is Severity.ERROR for d in self.diagnostics)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return sum(d.severity is Severity.WARNING for d in self.diagnostics)

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return self.errors == 0

    def to_dict(self) -> dict[str, Any]:
        """The report as one entry of `files` in `validate --format json`."""
        return {
            "path": self.path,
            "valid": self.valid,
            "diagnostics": [d.to_dict() for d in self.diagnostics],
        }
