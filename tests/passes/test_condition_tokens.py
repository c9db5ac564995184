"""Tokens of a condition with their tags, and of the texts for which one stands."""

from __future__ import annotations

from dflow_graph.passes.condition_tokens import tagged_tokens


def test_tokens_of_another_text_have_its_digits() -> None:
    alike, text = "[a9] == '9{{x9}}' && b9 != '9'", "[a5] == '4{{x7}}' && b3 != '2'"
    found = [token.of(text) for token in tagged_tokens(alike)]
    values = [one.token.value for one in found if not one.tags]
    assert values == ["a5", "==", "&&", "b3", "!=", "2"]
    assert [[tag.body for tag in one.tags] for one in found if one.tags] == [["x7"]]


def test_faulty_tag_stands_for_nothing() -> None:
    assert tagged_tokens("{{}} == 1") == []
    assert len(tagged_tokens("{{a}} == 1")) == 3
