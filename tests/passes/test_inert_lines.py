"""A text of inert lines holds no credential, in whatever order they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.passes import inert_lines
from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_shapes import known_credentials
from dflow_graph.passes.inert_lines import InertLines
from tests.passes.test_credential_words import TEXTS

RANDOM = "aB3dE6gH9jK2mN5pQ8"
PIECES = (
    "a = 1", "api_key", '"token"', "x['password']", ": str", "=", ":", '"' + RANDOM + '"', "}", "",
    RANDOM, "login", "me", "password hunter2x", "-----BEGIN PRIVATE KEY-----", '"auth"', "bearer",
    '"bWU6S3E3bVoycFg5dkI0"', "authorization:", "https://me:Kq7mZ2pX@lab", "AKIA2E0A8F3B244C9986",
    "set", "setenv api_key", "curl", "-u me:hunter2x", "mc alias set lab", "http://lab me hunter2x",
    "export", "é\r", "\ud800", "if index > 17 else 'energy'", "--token", "?sig=", "AUTHORIZATION =",
)  # fmt: skip


def holds_one(text: str) -> bool:
    return any(known_credentials(text)) or any(assigned_credentials(text))


@settings(max_examples=400)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", " ", "\n\n", ""]))))
def test_text_of_inert_lines_holds_no_credential(pieces: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, pieces))
    inert = InertLines()
    for line in text.split("\n"):
        inert.has_all_of(line)
    assert not (inert.has_all_of(text) and holds_one(text))


def test_no_assignment_is_missed_over_lines() -> None:
    for text in filter(holds_one, TEXTS):
        inert = InertLines()
        inert.has_all_of("\n".join(line for line in text.split("\n") if not holds_one(line)))
        assert not inert.has_all_of(text)


def test_lines_that_differ_in_digits_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inert = InertLines()
    assert inert.has_all_of("a = 1\nb = 22")
    monkeypatch.setattr(inert_lines, "may_assign", lambda _: True)
    assert inert.has_all_of("b = 37\na = 4\nb = 38")
    assert not inert.has_all_of("a = 4\nb = 5")


def test_lines_are_no_longer_remembered_where_hardly_one_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inert_lines, "_MOST_LINES", 2)
    monkeypatch.setattr(inert_lines, "_MOST_MISSED", 1)
    inert = InertLines()
    assert inert.has_all_of("a\nb")
    assert not inert.has_all_of("c")
    assert inert.has_all_of("b\na")
    assert not inert.has_all_of("a\nc")
    assert not inert.has_all_of("a")
