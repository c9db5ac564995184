"""JUnit XML is well-formed and counts right, whatever a document or a path says."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from dflow_graph.diagnostics import Report, Severity
from dflow_graph.render.junit import render_junit
from dflow_graph.render.text import safe
from tests.render.reports import ANY_REPORTS, HOSTILE, REPORT, REPORTS, UNKNOWN_FIELD, law


def parsed(*reports: Report) -> ET.Element:
    return ET.fromstring(render_junit(reports).encode("utf-8"))


def counts(element: ET.Element) -> tuple[int, ...]:
    return tuple(int(element.attrib[name]) for name in ("tests", "failures", "errors", "skipped"))


def test_a_file_is_a_suite_with_one_case() -> None:
    assert render_junit([REPORT]) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<testsuites name="dflow-graph" tests="1" failures="1" errors="0" skipped="0">\n'
        '  <testsuite name="graphs/a b.yaml" tests="1" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="dflow-graph" name="graphs/a b.yaml">\n'
        '      <failure type="DG106" message="`duraton` is no field of SuspendOPTemplate;'
        ' did you mean `duration`?">graphs/a b.yaml:7:5: error[DG106] `duraton` is no field of'
        " SuspendOPTemplate; did you mean `duration`?\n"
        "hint: Rename it to `duration`.\n"
        "rule: unknown-field, clause OBJ-1 at /templates/m/duraton</failure>\n"
        "      <system-out>graphs/a b.yaml:3:1: warning[DG006] `name` is given twice\n"
        "note: first given here graphs/a b.yaml:2:1\n"
        "rule: duplicate-key, clause OBJ-2 at /name</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>"
    )


def test_suites_are_summed() -> None:
    root = parsed(*REPORTS)
    assert counts(root) == (3, 2, 0, 0)
    assert [counts(suite) for suite in root] == [(1, 1, 0, 0), (1, 0, 0, 0), (1, 1, 0, 0)]


def test_no_report_is_an_empty_file_of_suites() -> None:
    root = parsed()
    assert counts(root) == (0, 0, 0, 0)
    assert len(root) == 0


def test_a_file_with_several_errors_is_one_failed_case() -> None:
    root = parsed(Report(path="a", diagnostics=(UNKNOWN_FIELD, UNKNOWN_FIELD)))
    assert counts(root) == (1, 1, 0, 0)
    assert len(root.findall(".//failure")) == 2


def test_warnings_fail_nothing() -> None:
    warning = UNKNOWN_FIELD._replace(severity=Severity.WARNING)
    root = parsed(Report(path="a", diagnostics=(warning, warning)))
    assert counts(root) == (1, 0, 0, 0)
    assert root.find(".//failure") is None
    assert root.findtext(".//system-out", "").count("warning[DG106]") == 2


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_hostile_text_is_visible(hostile: str) -> None:
    diagnostic = UNKNOWN_FIELD._replace(message=hostile, hint=hostile, pointer=hostile)
    root = parsed(Report(path=hostile, diagnostics=(diagnostic,)))
    (failure,) = root.iter("failure")
    assert failure.attrib["message"] == safe(hostile)
    assert [case.attrib["name"] for case in root.iter("testcase")] == [safe(hostile)]
    assert f"hint: {safe(hostile)}\n" in (failure.text or "")


@law
@given(ANY_REPORTS)
def test_any_report_is_well_formed_and_counted(reports: list[Report]) -> None:
    root = parsed(*reports)
    assert counts(root) == (len(reports), sum(not r.valid for r in reports), 0, 0)
    for suite, report in zip(root, reports, strict=True):
        (case,) = suite
        assert counts(suite) == (1, int(not report.valid), 0, 0)
        assert suite.attrib["name"] == case.attrib["name"] == safe(report.path)
        errors = [d for d in report.diagnostics if d.severity is Severity.ERROR]
        failures = case.findall("failure")
        assert [f.attrib["type"] for f in failures] == [d.code for d in errors]
        assert [f.attrib["message"] for f in failures] == [safe(d.message) for d in errors]
        assert (case.find("system-out") is not None) == (report.warnings > 0)
