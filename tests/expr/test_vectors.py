"""Our parsers against the committed verdicts of the libraries that Argo uses."""

from __future__ import annotations

import pytest

from tests.expr.vectors import accepted, committed


@pytest.mark.parametrize("language", ["expr", "when", "depends"])
def test_every_vector_has_our_verdict(language: str) -> None:
    vectors = [v for v in committed() if v.language == language]
    assert {v.ok for v in vectors} == {True, False}
    assert [v for v in vectors if accepted(v.language, v.text) != v.ok] == []


def test_vectors_are_many_and_differ() -> None:
    vectors = committed()
    assert len({(v.language, v.text) for v in vectors}) == len(vectors) >= 450
