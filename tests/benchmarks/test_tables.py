"""Figures as they are printed, the places of a page, and what is made of measurements."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pages import filled, names_in
from benchmarks.suites.catalogue import SUITES
from benchmarks.suites.growth import exponent
from benchmarks.tables import Claim, Table, budget_table, figure

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (True, "yes"), (False, "**no**"), (1234567, "1,234,567"), (1234.5, "1,234"),
        (12.345, "12.3"), (1.2345, "1.23"), (0.12345, "0.123"), (0.0, "0"), ("a", "a"),
    ],
)  # fmt: skip
def test_figures_have_three_digits_that_count(value: object, text: str) -> None:
    assert figure(value) == text


def test_a_table_has_a_dash_for_what_a_row_lacks() -> None:
    table = Table("t", "T", {"a": "A", "b": "B"}, [{"a": "x|y"}, {"a": 1, "b": 2.5}])
    assert table.markdown().splitlines() == [
        "| A | B |", "|---|---|", "| x\\|y | – |", "| 1 | 2.50 |",
    ]  # fmt: skip


def test_a_promise_is_kept_up_to_its_bound() -> None:
    claims = [
        Claim("slow", 4.0, 4.0, "×"), Claim("slower", 4.01, 4.0, "×"),
        Claim("fast", 99.0, 100.0, at_most=False),
    ]  # fmt: skip
    assert [row["is_met"] for row in budget_table(claims).rows] == [True, False, False]


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    sizes = [1_000, 10_000, 100_000]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_tables_go_to_their_places_alone() -> None:
    page = "a\n<!-- figures: x -->\nold\n<!-- end -->\nb\n"
    assert names_in(page) == ["x"]
    assert filled(page, {"x": "new"}) == "a\n<!-- figures: x -->\n\nnew\n\n<!-- end -->\nb\n"
    assert filled(filled(page, {"x": "new"}), {"x": "new"}) == filled(page, {"x": "new"})
    for texts in ({}, {"y": "new"}, {"x": "", "y": ""}):
        with pytest.raises(ValueError, match="differ"):
            filled(page, texts)


def test_the_page_has_a_place_for_every_table() -> None:
    names = names_in(PAGE.read_text(encoding="utf-8"))
    assert names[:2] == ["machine", "budget"]
    assert len(names) == len(set(names))
    assert {"cold", "bad", "folder"} <= SUITES.keys()
