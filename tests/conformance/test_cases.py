"""The cases of documents are sound, and the built-in validator gives exactly what each expects.

`test_suite.py` says what holds for the cases of every family.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.pipeline import read
from dflow_graph.resources import data_folder
from dflow_graph.rules import RULES
from dflow_graph.yaml_writer import yaml_text

SUITE = data_folder("conformance")
FAMILIES = ("valid", "invalid", "emit-argo")
FILES = sorted(path for family in FAMILIES for path in (SUITE / "v1" / family).glob("*.json"))
# A finding about a folder or about size has no document that a data file could hold.
CORE = {f"DG00{n}" for n in range(1, 10)} | {"DG010", "DG101", "DG102"}
CORE |= {"DG105", "DG106", "DG107", "DG108", "DG109", "DG110"}
WITHOUT_CASE = {"DG011", "DG016", "DG412", "DG905"}


@cache
def case_of(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def data_of(case: dict[str, Any]) -> bytes:
    given = case["input"]
    if "base64" in given:
        return base64.b64decode(given["base64"], validate=True)
    if "text" in given:
        text: str = given["text"]
        return text.encode("utf-8")
    return json.dumps(given["document"]).encode("utf-8")


def expected_of(case: dict[str, Any]) -> tuple[bool, set[tuple[str, str]]]:
    expect = case["expect"]
    return expect["valid"], {(d["code"], d["pointer"]) for d in expect["diagnostics"]}


def found_in(data: bytes, notation: Any, level: str = "core") -> tuple[bool, set[tuple[str, str]]]:
    """The verdict on a document: the validator's, and at the level `emit` the emitter's as well."""
    reading = read(data, notation=notation)
    found = {(d.code, d.pointer) for d in reading.report.diagnostics}
    if level != "emit" or reading.model is None:
        return reading.report.valid, found
    try:
        emit_argo(reading.model)
    except CannotEmitError as error:
        return False, found | {(d.code, d.pointer) for d in error.diagnostics}
    return reading.report.valid, found


SOMETIMES_ERRORS = {"DG338"}
"""Rules of warnings that are errors where they stand for one (REF-27)."""
every_case = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
every_value = pytest.mark.parametrize(
    "path",
    [path for path in FILES if "document" in case_of(path)["input"]],
    ids=lambda path: path.stem,
)


@every_case
def test_case_lies_in_the_folder_of_its_verdict(path: Path) -> None:
    valid, expected = expected_of(case_of(path))
    # A document with warnings alone is valid, and yet none without a finding.
    folder = "invalid" if expected else "valid"
    assert path.parent.name == ("emit-argo" if case_of(path)["level"] == "emit" else folder)
    codes = {code for code, _ in expected}
    errors = {code for code in codes if RULES[code].severity.value == "error"}
    assert not errors if valid else errors | (codes & SOMETIMES_ERRORS)


@every_case
def test_id_begins_with_a_code_that_is_expected_or_with_valid(path: Path) -> None:
    _, expected = expected_of(case_of(path))
    prefix = path.stem.partition("-")[0]
    assert prefix.upper() in {code for code, _ in expected} if expected else prefix == "valid"


@every_case
def test_description_says_the_verdict(path: Path) -> None:
    case = case_of(path)
    assert case["description"].count("accepted") == int(case["expect"]["valid"])
    assert case["description"].count("rejected") == int(not case["expect"]["valid"])


@every_case
def test_case_expects_no_diagnostic_twice(path: Path) -> None:
    diagnostics = case_of(path)["expect"]["diagnostics"]
    assert len(diagnostics) == len(expected_of(case_of(path))[1])


@every_case
def test_core_case_can_be_decided_by_a_json_reader_and_the_schemas(path: Path) -> None:
    case = case_of(path)
    if case["level"] == "core":
        assert case["input"]["notation"] == "json"
        assert {code for code, _ in expected_of(case)[1]} <= CORE
        assert "near-miss" not in case.get("tags", [])


@every_case
def test_validator_gives_exactly_what_the_case_expects(path: Path) -> None:
    case = case_of(path)
    assert found_in(data_of(case), case["input"]["notation"], case["level"]) == expected_of(case)


@every_value
def test_value_in_yaml_gives_what_the_case_expects(path: Path) -> None:
    """YAML-1: everything in the specification is said of the value, whatever its notation."""
    case = case_of(path)
    data = yaml_text(case["input"]["document"]).encode("utf-8")
    assert found_in(data, "yaml", case["level"]) == expected_of(case)


@pytest.mark.parametrize("code", sorted(set(RULES) - WITHOUT_CASE))
def test_rule_has_an_invalid_case_and_a_valid_one_of_its_clause(code: str) -> None:
    cases = [case_of(path) for path in FILES]
    clauses = [
        set(case["clauses"])
        for case in cases
        if any(d["code"] == code for d in case["expect"]["diagnostics"])
    ]
    assert any(RULES[code].clause in of_case for of_case in clauses), "no invalid case"
    accepted = [set(case["clauses"]) for case in cases if not case["expect"]["diagnostics"]]
    assert any(RULES[code].clause in of_case for of_case in accepted), "no valid case"
