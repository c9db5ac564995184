"""Reports as JUnit XML, for the test pages of continuous integration services.

Imports the catalogue of rules and `render.text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from dflow_graph.diagnostics import Diagnostic, Report, Severity
from dflow_graph.render.text import safe
from dflow_graph.rules import RULES

__all__ = ["render_junit"]


def render_junit(reports: Sequence[Report]) -> str:
    """A `testsuite` with one `testcase` for each file; a `failure` in it for each error.

    `failures` counts test cases that failed, as readers expect who take it from `tests`: a file
    with three errors is one failed case with three `failure` elements. Warnings fail nothing and
    stand in `system-out`.
    """
    root = ET.Element("testsuites", {"name": "dflow-graph", **_counts(reports)})
    for report in reports:
        suite = ET.SubElement(root, "testsuite", {"name": safe(report.path), **_counts([report])})
        _add_case(suite, report)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _counts(reports: Sequence[Report]) -> dict[str, str]:
    failed = sum(not report.valid for report in reports)
    return {"tests": str(len(reports)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _add_case(suite: ET.Element, report: Report) -> None:
    path = safe(report.path)
    case = ET.SubElement(suite, "testcase", {"classname": "dflow-graph", "name": path})
    warnings = []
    for diagnostic in report.diagnostics:
        text = "\n".join(_lines(diagnostic, path))
        if diagnostic.severity is Severity.ERROR:
            message = safe(diagnostic.message)
            failure = ET.SubElement(case, "failure", {"type": diagnostic.code, "message": message})
            failure.text = text
        else:
            warnings.append(text)
    if warnings:
        ET.SubElement(case, "system-out").text = "\n\n".join(warnings)


def _lines(diagnostic: Diagnostic, path: str) -> Iterator[str]:
    """The finding as text, without the line of the document: no reader has it in this place."""
    place = f"{path}:{diagnostic.line}:{diagnostic.column}" if diagnostic.line else path
    yield f"{place}: {diagnostic.severity.value}[{diagnostic.code}] {safe(diagnostic.message)}"
    if diagnostic.hint:
        yield f"hint: {safe(diagnostic.hint)}"
    for related in diagnostic.related:
        where = f" {path}:{related.line}:{related.column}" if related.line else ""
        yield f"note: {safe(related.message)}{where}"
    at = f" at {safe(diagnostic.pointer)}" if diagnostic.pointer else ""
    yield f"rule: {RULES[diagnostic.code].name}, clause {diagnostic.clause}{at}"
