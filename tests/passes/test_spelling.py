"""How names are spelled: the quick answers about many are those about each."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.passes.spelling import are_plain, is_subdomain, slug, untagged

LETTERS = st.sampled_from(["a", "B", "7", "-", "\n", "_", "é", "{{x}}", "{{ y }}"])
TEXTS = st.lists(st.lists(LETTERS, max_size=4).map("".join), max_size=5)


@given(TEXTS, st.booleans())
def test_many_texts_are_plain_if_each_is(texts: list[str], lower: bool) -> None:
    form = re.compile("[a-z0-9][-a-z0-9]*" if lower else "[a-zA-Z0-9][-a-zA-Z0-9]*")
    assert are_plain(texts, lower=lower) is all(form.fullmatch(text) for text in texts)


@given(TEXTS, st.booleans())
def test_texts_with_tags_are_plain_if_each_is_without_them(texts: list[str], lower: bool) -> None:
    form = re.compile("[a-z0-9][-a-z0-9]*" if lower else "[a-zA-Z0-9][-a-zA-Z0-9]*")
    bare = [re.sub(r"\{\{.*?\}\}", "a", text) for text in texts]
    assert are_plain(texts, lower=lower, tags=True) is all(form.fullmatch(text) for text in bare)


@pytest.mark.parametrize("text", ["a", "B-7", "7-", "a{{x}}-"])
def test_single_text_is_plain(text: str) -> None:
    assert are_plain([text], tags=True)
    assert are_plain([text, "a"], tags=True)


@pytest.mark.parametrize(
    "text", ["", "-", "-a", "a_b", "é", "\ud800", "a\n", "\na", "a\nb", "a\n-b"]
)
def test_single_text_is_not_plain(text: str) -> None:
    assert not are_plain([text])
    assert not are_plain([text, "a"])
    assert not are_plain(["a", text])


def test_many_different_tags_are_letters() -> None:
    assert are_plain([f"{{{{inputs.parameters.p{n}}}}}-" for n in range(20)], tags=True, lower=True)


def test_subdomain_has_at_most_253_characters_if_nothing_else_is_said() -> None:
    assert is_subdomain("a" * 253)
    assert not is_subdomain("a" * 254)


def test_slug_has_at_most_40_characters_and_no_hyphen_at_its_ends() -> None:
    assert slug("a" * 50) == "a" * 40
    assert slug("-" * 5 + "aB" * 5 + "-") == "a-ba-ba-ba-ba-b"
    assert slug("a" * 39 + "-b") == "a" * 39
    assert slug("é") == ""


def test_tag_counts_as_one_letter() -> None:
    assert untagged("b{{inputs.parameters.x}}{{item}}c") == "baac"
    assert untagged("b{{item}}", "1") == "b1"
    assert untagged("b{{item") is None
    assert untagged("b}}") == "b}}"
