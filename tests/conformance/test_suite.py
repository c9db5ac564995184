"""The suite itself: every case of every family is sound, told apart, and cites what it is about."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dflow_graph.conformance.cases import ASKED, FAMILIES, LEVELS, Case, load_cases, selected
from dflow_graph.conformance.protocol import document_bytes
from dflow_graph.pipeline import read
from dflow_graph.resources import data_folder
from tests.test_traceability import clause_texts, clauses

SUITE = data_folder("conformance")
FILES = sorted((SUITE / "v1").rglob("*.json"))
# Clauses about folders and sizes: no data file could hold what breaks them.
WITHOUT_CASES = {"DOC-4", "LIM-1", "LIM-3"}
WRITTEN_BACK = ("roundtrip", "canonical", "runtime")


@cache
def cases() -> list[Case]:
    return load_cases()


@cache
def data_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def judge() -> Draft202012Validator:
    schema = json.loads((SUITE / "case.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_family_has_its_folder_and_every_folder_its_family() -> None:
    assert {p.name for p in (SUITE / "v1").iterdir()} == set(FAMILIES) == set(ASKED)
    assert {case.family for case in cases()} == set(FAMILIES)
    assert {case.level for case in cases()} == set(LEVELS)


def test_there_are_many_cases() -> None:
    counts = Counter(case.level for case in cases())
    assert len(cases()) > 3000
    assert all(counts[level] >= 20 for level in LEVELS), counts


def test_every_case_satisfies_the_schema_of_cases() -> None:
    faults = [
        (path.stem, error.message) for path in FILES for error in judge().iter_errors(data_of(path))
    ]
    assert faults == []


def test_every_case_is_named_as_its_file_and_lies_in_the_folder_of_its_family() -> None:
    for path in FILES:
        data = data_of(path)
        assert data["id"] == path.stem
        folders = ("valid", "invalid", "emit-argo")
        assert data.get("family", path.parent.name) == path.parent.name
        assert "family" in data or path.parent.name in folders


def test_every_case_is_written_in_house_style() -> None:
    odd = [
        path.stem
        for path in FILES
        if path.read_text(encoding="utf-8")
        != json.dumps(data_of(path), indent=2, ensure_ascii=True) + "\n"
    ]
    assert odd == []


@pytest.mark.parametrize("part", ["id", "description"])
def test_no_two_cases_have_the_same(part: str) -> None:
    counts = Counter(getattr(case, part) for case in cases())
    assert [value for value, n in counts.items() if n > 1] == []


def test_clauses_that_cases_cite_exist() -> None:
    assert {clause for case in cases() for clause in case.clauses} - set(clauses()) == set()


def is_negative(case: Case) -> bool:
    expect = case.expect
    return (
        expect.get("valid") is False or expect.get("ok") is False or bool(expect.get("diagnostics"))
    )


@pytest.mark.parametrize("sort", ["positive", "negative"])
def test_every_must_that_a_document_can_break_has_a_case(sort: str) -> None:
    """Clauses with MUST that a schema or a rule enforces, as the specification says of each."""
    cited = {
        clause
        for case in cases()
        if is_negative(case) is (sort == "negative")
        for clause in case.clauses
    }
    wanted = {
        clause
        for clause, enforcement in clauses().items()
        if ("schema" in enforcement or "rule" in enforcement) and "MUST" in clause_texts()[clause]
    }
    assert len(wanted) > 150
    assert sorted(wanted - cited - WITHOUT_CASES) == []


def test_no_case_depends_on_the_text_of_a_message() -> None:
    for path in FILES:
        for finding in data_of(path)["expect"].get("diagnostics", []):
            assert set(finding) == {"code", "pointer"}


@pytest.mark.parametrize("case", selected(cases(), tags=WRITTEN_BACK), ids=lambda c: c.id)
def test_document_that_is_to_be_read_has_no_error(case: Case) -> None:
    """No validator has a reason to refuse what another family than `invalid` asks about."""
    report = read(document_bytes(case.input), notation=case.notation).report  # type: ignore[arg-type]
    assert report.valid, report.diagnostics
