"""Keys of known forms are looked for in long runs alone: none is missed for that."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflow_graph.passes import credential_shapes
from dflow_graph.passes.credential_runs import IN_A_RUN, SHORTEST_RUN, long_runs
from dflow_graph.passes.credential_shapes import all_outlines, known_credentials, may_be_known

SHAPES = credential_shapes._SHAPES
LITERALS = [shape.literal for shape in SHAPES]

# Texts of a pattern take long to make, and the longer the busier the machine is.
law = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(law, max_examples=100)


def keys_of(shape: Any) -> st.SearchStrategy[str]:
    """Keys of one form, without what stands around them."""
    pattern = re.compile(shape.pattern._text)
    return st.from_regex(pattern).map(lambda text: pattern.search(text)[1])  # type: ignore[index]


@pytest.mark.parametrize("shape", SHAPES, ids=LITERALS)
@law
@given(data=st.data())
def test_key_of_each_form_is_one_long_run(shape: Any, data: st.DataObject) -> None:
    key = data.draw(keys_of(shape))
    assert set(key) <= set(IN_A_RUN)
    assert len(key) >= SHORTEST_RUN
    assert long_runs(f"é{key}\ud800 short") == key


@pytest.mark.parametrize("shape", SHAPES, ids=LITERALS)
@law
@given(data=st.data())
def test_key_of_each_form_is_told_by_its_outline(shape: Any, data: st.DataObject) -> None:
    pattern = re.compile(shape.pattern._text)
    text = data.draw(st.from_regex(pattern))
    assert may_be_known(all_outlines(["a", text, "b"]))
    # A part of it in each of two texts is none in both.
    for cut in range(1, len(text)):
        apart = text[:cut] + credential_shapes._APART + text[cut:]
        assert not any(m.start < cut < m.end for m in known_credentials(apart))


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ",
        "https://me:Kq7mZ2pX" + "@lab/x",
        "authorization: bearer Kq7mZ2pX9vB4",
        "AUTHORIZATION: bearer Kq7mZ2pX9vB4",
        '"auth": "bWU6S3E3bVoycFg5dkI0"',
    ],
)
def test_other_forms_are_told_by_their_outlines(text: str) -> None:
    assert list(known_credentials(text))
    assert may_be_known(all_outlines(["a", text, "b"]))
    assert not may_be_known(all_outlines(["a", "steps.run-1.outputs.parameters.energy", "b"]))


# Keys as short as may be, cut, and put beside each other and beside what is none.
PIECES = st.one_of(
    st.sampled_from(LITERALS),
    st.sampled_from(SHAPES).flatmap(keys_of).map(lambda key: key[:100]),
    st.text(st.sampled_from([*IN_A_RUN, *" \n\"'({,é\u2028\U0001f511"]), max_size=20),
)


@many
@given(st.lists(PIECES, max_size=6).map("".join))
def test_no_more_is_found_where_all_of_the_text_is_looked_at(text: str) -> None:
    found = list(known_credentials(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credential_shapes, "long_runs", lambda text: text)
        assert list(known_credentials(text)) == found


def test_run_has_enough_characters() -> None:
    long, short = "a" * SHORTEST_RUN, "b" * (SHORTEST_RUN - 1)
    assert long_runs("") == long_runs(short) == ""
    assert long_runs(f"{short} {long}\n{long}c") == f"{long}\n{long}c"
