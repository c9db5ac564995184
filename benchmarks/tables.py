"""Tables of results: rows of figures, printed for people as Markdown and for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["NOT_INSTALLED", "Claim", "Results", "Table", "budget_table", "figure", "missing_in"]

NOT_INSTALLED = "not installed"
"""What a row says in the place of figures."""


class Table(NamedTuple):
    """`columns` maps a field of the rows to its heading; a field that a row lacks is a dash."""

    name: str
    title: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]

    def markdown(self) -> str:
        """The table as Markdown, without its title."""
        lines = ["| " + " | ".join(self.columns.values()) + " |", "|---" * len(self.columns) + "|"]
        for row in self.rows:
            cells = (figure(row.get(field)).replace("|", "\\|") for field in self.columns)
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)


def missing_in(tables: Iterable[Table]) -> list[str]:
    """The contenders of which a row says that they are not installed, each once."""
    rows = (row for table in tables for row in table.rows)
    return list(dict.fromkeys(r["contender"] for r in rows if NOT_INSTALLED in r.values()))


class Claim(NamedTuple):
    """One line of the budget: what was measured, and what it may be at most or at least."""

    line: str
    measured: float
    budget: float
    unit: str = ""
    at_most: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the measured figure keeps to the budget."""
        if self.at_most:
            return self.measured <= self.budget
        return self.measured >= self.budget


class Results(NamedTuple):
    """What one suite found."""

    tables: list[Table]
    claims: list[Claim]


def figure(value: Any) -> str:
    """A value as a cell: three digits that count, thousands apart, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return _of_float(value)
    return str(value)


def _of_float(value: float) -> str:
    size = abs(value)
    if size >= 100 or value == 0:  # noqa: PLR2004 - three digits stand before the point
        return f"{value:,.0f}"
    decimals = next(d for d, bound in enumerate((10, 1, 0.1, 0.01, 0), 1) if size >= bound)
    return f"{value:.{decimals}f}"


_SIGNS = {True: "≤", False: "≥"}


def budget_table(claims: list[Claim]) -> Table:
    """What was promised beside what was measured."""
    rows = [
        {
            "line": claim.line,
            "measured": f"{figure(claim.measured)} {claim.unit}".strip(),
            "budget": f"{_SIGNS[claim.at_most]} {figure(claim.budget)} {claim.unit}".strip(),
            "is_met": claim.is_met,
        }
        for claim in claims
    ]
    columns = {"line": "what", "measured": "measured", "budget": "budget", "is_met": "met"}
    return Table("budget", "The budget", columns, rows)
