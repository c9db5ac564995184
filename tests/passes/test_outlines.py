"""The tags of a text, found in its outline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.expr.outline import LONGEST
from dflow_graph.passes.outlines import places_in, tags_of
from dflow_graph.refs import scan

PIECES = ("{{", "}}", "=", " ", "a.b1", "n > 12", ".", "é3", "'x7'", "\n", "steps['s-1'].id", "{")


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_tags_are_those_of_the_text(text: str) -> None:
    assert tags_of(text) == scan(text)


def test_tags_of_a_long_text_are_those_of_the_text() -> None:
    text = "{{a.b1}} {{=c2}} {{ " + "1" * LONGEST
    assert tags_of(text) == scan(text)
    assert places_in(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("{{ a.b1 }} {{c2}}", [("a", "b1"), ("c2",)]),
        ("{{d}} {{=a.b1['c2'] + e[3]}}", [("d",), ("a", "b1", "c2"), ("e",)]),
        ("{{=$env['a1'].b}}", [("a1", "b")]),
        ("{{a1}", None),
        ("{{= 1 + }}", None),
        ("{{=let x1 = a1; x1}}", None),
    ],
)
def test_names_are_found_where_they_stand(text: str, names: list[tuple[str, ...]] | None) -> None:
    found = places_in(text)
    spelled = None if found is None else [tuple(text[a:b] for a, b in name) for name in found]
    assert spelled == names
