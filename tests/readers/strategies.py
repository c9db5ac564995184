"""Hypothesis strategies for JSON values and texts that are nearly right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dflow_graph.source.pointer import join

# The first text drawn pays for a table of all characters.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TEXTS = st.one_of(
    st.sampled_from(
        ["", "y", "no", "~", "1e3", "null", "a: b", "- a", "# a", "\\ud800", "😀", "\n"]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    st.text("\u0085\u2028\u2029\ufeff\x7f\ue000\ue001\\ud8\"' ", max_size=8),
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53) + 1, 2**53 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXTS,
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
_PIECES = st.one_of(
    st.sampled_from(
        [*"{}[],:\"'\\/#-+.01eE \t\r\n*&!?|>%@`~\x00\ufeff\u2028", "NaN", "null", "a: 1"]
    ),
    st.sampled_from(
        ["\\ud83d", "\\ude00", "---\n", "...\n", "1e400", '"a":1,', "- ", "\n\t", "\n "]
    ),
    st.text(max_size=2),
)


@st.composite
def mutated(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with up to three pieces put in, taken out or replaced."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 3)))
        text = text[:start] + draw(_PIECES) + text[end:]
    return text


def pointers_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each value inside of a value, with its pointer."""
    yield join(path), value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from pointers_of(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from pointers_of(inner, (*path, index))
