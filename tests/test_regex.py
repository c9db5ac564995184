"""Expressions that are compiled late find what compiled ones find."""

from __future__ import annotations

import re

import pytest

from dflow_graph.regex import regex


def test_late_expression_finds_what_a_compiled_one_finds() -> None:
    late, compiled = regex("(a+)b", re.IGNORECASE), re.compile("(a+)b", re.IGNORECASE)
    text = "xAAb ab"
    for _ in range(2):
        assert [m.span(1) for m in late.finditer(text)] == [
            m.span(1) for m in compiled.finditer(text)
        ]
    assert late.match(text) is None
    assert late.sub("-", text) == compiled.sub("-", text)
    assert late.pattern == compiled.pattern


def test_expression_is_compiled_once_and_not_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    original = re.compile
    monkeypatch.setattr(re, "compile", lambda *args: calls.append(args) or original(*args))
    late = regex("a")
    assert not calls
    assert late.match("a")
    assert late.search("ba")
    assert len(calls) == 1


def test_what_is_no_expression_is_told_at_its_first_use() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.match("a")
