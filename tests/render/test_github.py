"""GitHub reads each finding back as it was, and reads nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from hypothesis import given

from dflow_graph.diagnostics import Report
from dflow_graph.render.github import render_github
from dflow_graph.render.text import safe
from dflow_graph.rules import RULES
from tests.render.reports import (
    ANY_REPORTS,
    DUPLICATE_KEY,
    HOSTILE,
    REPORT,
    REPORTS,
    UNKNOWN_FIELD,
    WITHOUT_PLACE,
    law,
)

# What GitHub undoes; a hexadecimal escape of any other character stays as it is.
ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n"}
OF_PROPERTIES = {**ESCAPES, "%3A": ":", "%2C": ","}


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    message: str


def unescape(text: str, escapes: dict[str, str]) -> str:
    return re.sub("%[0-9A-F]{2}", lambda match: escapes.get(match[0], match[0]), text)


def parse(line: str) -> Command:
    """A workflow command, read as GitHub's runner reads it: up to the second `::`."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = (item.split("=", 1) for item in listed.split(","))
    properties = {key: unescape(value, OF_PROPERTIES) for key, value in pairs}
    return Command(name, properties, unescape(message, ESCAPES))


def commands(*reports: Report) -> list[Command]:
    text = render_github(reports)
    return [parse(line) for line in re.split("\r\n|\r|\n", text)] if text else []


def shown(text: str) -> str:
    return "".join(c if c in "\r\n" else safe(c) for c in text)


def test_error_is_an_annotation_of_its_place() -> None:
    assert render_github([Report(path="a.yaml", diagnostics=(UNKNOWN_FIELD,))]) == (
        "::error file=a.yaml,line=7,endLine=7,col=5,endColumn=12,title=DG106 unknown-field::"
        "`duraton` is no field of SuspendOPTemplate; did you mean `duration`?"
        "%0ARename it to `duration`."
    )


def test_nothing_found_prints_nothing() -> None:
    assert render_github([]) == ""
    assert render_github([Report(path="a")]) == ""


def test_columns_are_left_out_where_the_end_is_in_another_line() -> None:
    (command,) = commands(Report(path="a", diagnostics=(DUPLICATE_KEY,)))
    assert command == Command(
        "warning",
        {"file": "a", "line": "3", "endLine": "4", "title": "DG006 duplicate-key"},
        "`name` is given twice\nfirst given here (2:1)",
    )


def test_finding_without_a_place_names_the_file_alone() -> None:
    (command,) = commands(Report(path="empty", diagnostics=(WITHOUT_PLACE,)))
    assert command.properties == {"file": "empty", "title": "DG016 folder-without-graph"}


def test_finding_without_an_end_keeps_its_start() -> None:
    diagnostic = UNKNOWN_FIELD._replace(end_line=0, end_column=0)
    (command,) = commands(Report(path="a", diagnostics=(diagnostic,)))
    assert "endColumn" not in command.properties
    assert command.properties["col"] == "5"


@pytest.mark.parametrize("hostile", HOSTILE, ids=ascii)
def test_hostile_text_stays_within_its_command(hostile: str) -> None:
    diagnostic = UNKNOWN_FIELD._replace(message=hostile, hint=hostile)
    (command,) = commands(Report(path=hostile, diagnostics=(diagnostic,)))
    assert command.name == "error"
    assert command.properties["file"] == shown(hostile)
    assert command.properties["title"] == "DG106 unknown-field"
    assert command.message == shown(f"{hostile}\n{hostile}")


def test_documented_characters_are_escaped() -> None:
    diagnostic = WITHOUT_PLACE._replace(message="%\r\n:,")
    assert render_github([Report(path="%\r\n:,", diagnostics=(diagnostic,))]) == (
        "::error file=%25%0D%0A%3A%2C,title=DG016 folder-without-graph::%25%0D%0A:,"
    )


def test_every_escape_is_a_percent_encoding() -> None:
    assert all(unquote(escape) == character for escape, character in OF_PROPERTIES.items())


@law
@given(ANY_REPORTS)
def test_any_report_is_read_back(reports: list[Report]) -> None:
    text = render_github(reports)
    text.encode("utf-8")
    assert not {"\x00", "\x1b", "\x7f", "\x85", "\x9b"} & set(text)
    expected = [(report.path, d) for report in reports for d in report.diagnostics]
    for command, (path, diagnostic) in zip(commands(*reports), expected, strict=True):
        assert command.name == diagnostic.severity.value
        assert command.properties["file"] == shown(path)
        title = f"{diagnostic.code} {RULES[diagnostic.code].name}"
        assert command.properties["title"] == title
        assert command.message.startswith(shown(diagnostic.message))


def test_findings_come_in_the_order_of_reports() -> None:
    titles = [command.properties["title"][:5] for command in commands(*REPORTS)]
    assert titles == ["DG106", "DG006", "DG016"]
    assert commands(REPORT)[0].properties["file"] == "graphs/a b.yaml"
