"""JSON in texts means what it means to the pods, whichever reader is asked first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.passes.json_texts import value_of

DEEP = "[" * 100_000
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def outcome(read: Callable[[str], Any], text: str) -> str:
    """What a reader says of a text, types and signs included."""
    try:
        return repr(read(text))
    except (ValueError, RecursionError) as error:
        return "too deep" if isinstance(error, RecursionError) else "no JSON"


@given(
    st.one_of(st.text('0123456789-+.eE,[]{}:"\\ unaltrfsN', max_size=12), VALUES.map(json.dumps))
)
def test_a_text_means_what_it_means_to_python(text: str) -> None:
    assert outcome(value_of, text) == outcome(json.loads, text)


CORNERS = (
    *("1e999", "NaN", "[-Infinity]", '"\\ud800"', '"\ud800"', "9" * 30, "-0", '{"a": 1, "a": 2}'),
    *("", "0x1f", "1_000", "[1,]", "\ufeff1", DEEP),
)


@pytest.mark.parametrize("text", CORNERS)
def test_the_corners_are_those_of_python(text: str) -> None:
    assert outcome(value_of, text) == outcome(json.loads, text)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "[-Infinity]"])
def test_what_is_no_number_can_be_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"NaN|Infinity"):
        value_of(text, is_strict=True)
    assert value_of("[1e999]", is_strict=True) == [float("inf")]
