"""The chain clause -> rule -> check in code -> conformance case is whole, in both directions."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from dflow_graph.rules import RULES
from dflow_graph.rules.docs import doc_texts
from dflow_graph.schema.shapes import OBJECTS, shape_of

ROOT = Path(__file__).parents[1]
CLAUSE = re.compile(r"^(?:[-*] )?\*\*([A-Z]+-[1-9][0-9]*)\*\* \*\(([^)]*)\)\* (.+)$", re.MULTILINE)
ENFORCEMENTS = re.compile(r"schema|runtime|informative|rules? DG\d{3}(?:, DG\d{3})*")
# Findings about folders and sizes have no document that a case could hold.
WITHOUT_CASE = {"DG011", "DG016", "DG412", "DG905"}


@cache
def clause_texts() -> dict[str, str]:
    """Clause id to what it says, as far as its first line goes."""
    text = (ROOT / "spec.md").read_text(encoding="utf-8")
    return {clause: words for clause, _, words in CLAUSE.findall(text)}


@cache
def clauses() -> dict[str, str]:
    """Clause id to enforcement, as spec.md has them."""
    text = (ROOT / "spec.md").read_text(encoding="utf-8")
    found = CLAUSE.findall(text)
    ids = [clause for clause, _, _ in found]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    return {clause: enforcement for clause, enforcement, _ in found}


def rules_of(enforcement: str) -> set[str]:
    return set(re.findall(r"DG\d{3}", enforcement))


@cache
def source_text() -> str:
    return "\n".join(
        p.read_text(encoding="utf-8") for p in sorted((ROOT / "dflow_graph").rglob("*.py"))
    )


def test_specification_has_its_clauses() -> None:
    assert len(clauses()) > 100


def test_clause_numbers_of_a_family_have_no_gap() -> None:
    families: dict[str, list[int]] = {}
    for clause in clauses():
        family, number = clause.split("-")
        families.setdefault(family, []).append(int(number))
    for family, numbers in families.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), family


def test_every_clause_says_how_it_is_enforced() -> None:
    for clause, enforcement in clauses().items():
        for part in re.split(r"; ?", enforcement):
            assert ENFORCEMENTS.fullmatch(part), (clause, enforcement)


def test_rules_named_by_clauses_exist() -> None:
    for clause, enforcement in clauses().items():
        assert rules_of(enforcement) <= set(RULES), clause


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_is_named_by_its_clause_and_found_in_the_code(code: str) -> None:
    clause = RULES[code].clause
    assert clause in clauses(), f"{code} cites {clause}, which spec.md does not have"
    assert code in rules_of(clauses()[clause]), f"{clause} does not name {code}"
    # Once in the catalogue, and at least once where it is found.
    assert source_text().count(f'"{code}"') >= 2


@pytest.mark.parametrize("code", sorted(set(RULES) - WITHOUT_CASE))
def test_rule_has_a_conformance_case_of_its_clause(code: str) -> None:
    folder = ROOT / "conformance/v1"
    paths = [*folder.glob("invalid/*.json"), *folder.glob("emit-argo/*.json")]
    cases = [json.loads(path.read_text()) for path in paths]
    citing = [
        c["id"]
        for c in cases
        if any(d["code"] == code for d in c["expect"]["diagnostics"])
        and any(code in rules_of(clauses().get(clause, "")) for clause in c["clauses"])
    ]
    assert citing


def test_clauses_cited_in_code_and_cases_exist() -> None:
    families = sorted({clause.split("-")[0] for clause in clauses()})
    mention = re.compile(rf"\b(?:{'|'.join(families)})-[1-9][0-9]*\b")
    cited = set(mention.findall(source_text()))
    for path in (ROOT / "conformance/v1").rglob("*.json"):
        cited |= set(json.loads(path.read_text())["clauses"])
    assert cited - set(clauses()) == set()


def test_schema_clauses_are_cited_where_the_shape_is_checked() -> None:
    by_schema = {c for c, e in clauses().items() if "schema" in e and c.startswith("OBJ-")}
    cases = " ".join(p.read_text() for p in (ROOT / "conformance/v1/invalid").glob("*.json"))
    assert {c for c in by_schema if f'"{c}"' not in cases} == set()


def test_every_object_has_its_section_in_the_specification() -> None:
    text = (ROOT / "spec.md").read_text(encoding="utf-8")
    for name in OBJECTS:
        assert f"### {name}\n" in text
        assert f"<!-- fields: {name} -->" in text
        for field in shape_of(OBJECTS[name]).fields:
            assert f"| `{field.name}` |" in text


def test_rule_pages_in_docs_are_current() -> None:
    folder = ROOT / "docs" / "rules"
    assert {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.md")} == doc_texts()
