"""The catalogue of rules is in order, and every rule has a whole page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dflow_graph.rules
from dflow_graph.rules import FAMILIES, RULES
from dflow_graph.rules.page import page_text

PAGES = Path(dflow_graph.rules.__file__).parent / "pages"
HEADINGS = ["What it finds", "Why it matters", "Example", "How to mend it"]
FENCE = re.compile(r"^```(\w*)$", re.MULTILINE)

every_rule = pytest.mark.parametrize("code", list(RULES))


def test_codes_are_in_order_and_unique() -> None:
    codes = [rule.code for rule in RULES.values()]
    assert codes == sorted(set(codes))
    assert codes == list(RULES)


@every_rule
def test_code_has_the_form_of_a_family(code: str) -> None:
    assert re.fullmatch(r"DG[0-9]{3}", code)
    assert code[:3] in FAMILIES


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES.values()]
    assert len(names) == len(set(names))


@every_rule
def test_name_is_kebab_case(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", RULES[code].name)


@every_rule
def test_summary_is_one_sentence(code: str) -> None:
    assert re.fullmatch(r"[A-Z][^.]*\.", RULES[code].summary)


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == [f"{code}.md" for code in RULES]


@every_rule
def test_page_begins_with_its_code(code: str) -> None:
    rule = RULES[code]
    assert page_text(rule).startswith(f"# {code}: {rule.name}\n\n{rule.summary}\n\nFamily: ")


@every_rule
def test_page_has_the_four_headings_in_order(code: str) -> None:
    headings = re.findall(r"^#+ (.*)$", outside_fences(page_text(RULES[code])), re.MULTILINE)
    assert headings == [f"{code}: {RULES[code].name}", *HEADINGS]


@every_rule
def test_page_shows_a_bad_example_and_its_mend(code: str) -> None:
    text = page_text(RULES[code])
    example, _, mend = text.partition("## Example")[2].partition("## How to mend it")
    for part in (example, mend):
        languages = FENCE.findall(part)
        assert languages[0] in ("json", "yaml")
        assert len(languages) % 2 == 0


@every_rule
def test_page_ends_with_one_newline_and_keeps_to_the_line_length(code: str) -> None:
    text = page_text(RULES[code])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert max(len(line) for line in text.splitlines()) <= 110


def outside_fences(text: str) -> str:
    return "".join(re.split(r"^```.*$", text, flags=re.MULTILINE)[::2])


def test_table_of_what_argo_enforces_names_rules_that_exist() -> None:
    text = (Path(dflow_graph.rules.__file__).parent / "argo.md").read_text(encoding="utf-8")
    assert set(re.findall(r"DG\d{3}", text)) <= set(RULES)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "| rule |" not in line]
    assert len(rows) > 60
    for row in rows:
        assert re.search(r"DG\d{3}|schema|emitter", row), row
