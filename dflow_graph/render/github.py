"""Reports as GitHub workflow commands: each finding becomes an annotation of its line.

Follows "Workflow commands for GitHub Actions". Imports the catalogue of rules and `render.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dflow_graph.diagnostics import Diagnostic, Report
from dflow_graph.render.text import safe
from dflow_graph.rules import RULES

__all__ = ["render_github"]

_LINE_END = re.compile(r"([\r\n])")
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(reports: Sequence[Report]) -> str:
    """One line a finding, `::error file=…,line=…,…,title=…::message`; no line for no finding."""
    return "\n".join(_command(d, report.path) for report in reports for d in report.diagnostics)


def _command(diagnostic: Diagnostic, path: str) -> str:
    title = f"{diagnostic.code} {RULES[diagnostic.code].name}"
    properties = {"file": path, **_place(diagnostic), "title": title}
    listed = ",".join(
        f"{name}={_shown(value).translate(_PROPERTY)}" for name, value in properties.items()
    )
    message = _shown("\n".join(_lines(diagnostic))).translate(_DATA)
    return f"::{diagnostic.severity.value} {listed}::{message}"


def _place(diagnostic: Diagnostic) -> dict[str, str]:
    """Lines and columns; GitHub takes columns only where the end is in the same line."""
    if not diagnostic.line:
        return {}
    end_line = diagnostic.end_line or diagnostic.line
    place = {"line": str(diagnostic.line), "endLine": str(end_line)}
    if end_line == diagnostic.line and diagnostic.column:
        place["col"] = str(diagnostic.column)
        if diagnostic.end_column:
            place["endColumn"] = str(diagnostic.end_column)
    return place


def _lines(diagnostic: Diagnostic) -> Iterator[str]:
    yield diagnostic.message
    if diagnostic.hint:
        yield diagnostic.hint
    for place in diagnostic.related:
        yield f"{place.message} ({place.line}:{place.column})" if place.line else place.message


def _shown(text: str) -> str:
    """Text with its control characters made visible, but for those that GitHub has escapes for."""
    return "".join(part if part in ("\r", "\n") else safe(part) for part in _LINE_END.split(text))
