"""Tags in texts: where they begin and end, what is wrong with them, and in which time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.refs import Tag, TagFault, exact_reference, scan

# Characters that mean something to tags, and a few that do not.
TEXTS = st.text(st.sampled_from("{}=. \tab-é\n'"), max_size=40)


def spans(text: str) -> list[tuple[int, int]]:
    """Where tags begin and end, by the words of REF-1: the first `}}` closes."""
    found = []
    start = text.find("{{")
    while start >= 0:
        close = text.find("}}", start + 2)
        end = len(text) if close < 0 else close + 2
        found.append((start, end))
        start = -1 if close < 0 else text.find("{{", end)
    return found


@given(TEXTS)
def test_tags_are_where_the_specification_says(text: str) -> None:
    assert [(tag.start, tag.end) for tag in scan(text)] == spans(text)


@given(TEXTS)
def test_body_of_a_tag_stands_at_its_offset(text: str) -> None:
    for tag in scan(text):
        assert text[tag.start : tag.start + 2] == "{{"
        if isinstance(tag, Tag):
            assert text[tag.end - 2 : tag.end] == "}}"
            assert text[tag.offset : tag.offset + len(tag.body)] == tag.body
            assert tag.is_expression is (text[tag.start + 2] == "=")


@given(TEXTS)
def test_simple_tag_holds_a_name_and_white_space_alone(text: str) -> None:
    for tag in scan(text):
        if isinstance(tag, Tag) and not tag.is_expression:
            assert text[tag.start + 2 : tag.end - 2].strip() == tag.body
            assert all(tag.parts)
            assert not set(tag.body) & set("{} \t\n")


@given(TEXTS)
def test_exact_reference_is_the_one_tag_of_a_text(text: str) -> None:
    tags = scan(text)
    lone = tags[0] if len(tags) == 1 and (tags[0].start, tags[0].end) == (0, len(text)) else None
    if isinstance(lone, Tag) and not lone.is_expression:
        assert exact_reference(text) == lone.parts
    elif all(isinstance(tag, Tag) for tag in tags):
        assert exact_reference(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{a", "unclosed"),
        ("a {{b}} {{", "unclosed"),
        ("{{a}", "unclosed"),
        ("{{}}", "empty"),
        ("{{ \n}}", "empty"),
        ("{{=}}", "empty"),
        ("{{= }}", "empty"),
        ("{{a {{b}} c}}", "nested"),
        ("{{={{a}}}}", "nested"),
        ("{{ =a}}", "spaced-expression"),
        ("{{\n= a + b}}", "spaced-expression"),
        ("{{a b}}", "malformed"),
        ("{{a..b}}", "malformed"),
        ("{{.a}}", "malformed"),
        ("{{a.}}", "malformed"),
        ("{{{a}}}", "malformed"),
        ("{{a}b}}", "malformed"),
    ],
)
def test_fault_of_a_tag_is_told(text: str, problem: str) -> None:
    faults = [tag for tag in scan(text) if isinstance(tag, TagFault)]
    assert [fault.problem for fault in faults] == [problem]


@pytest.mark.parametrize("text", ["", "a", "}}", "{ {a} }", "a }} b", "{a}", "{"])
def test_text_without_a_tag_has_none(text: str) -> None:
    assert scan(text) == []
    assert exact_reference(text) is None


def test_first_closing_braces_end_a_tag() -> None:
    (tag,) = scan("{{={'a': {'b': 1}} }}")
    assert isinstance(tag, Tag)
    assert tag.body == "{'a': {'b': 1"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{{inputs.parameters.a-b}}", ("inputs", "parameters", "a-b")),
        ("{{ item }}", ("item",)),
        ("{{\titem\n}}", ("item",)),
        ("{{=item}}", None),
        (" {{item}}", None),
        ("{{item}}\n", None),
        ("{{a}}{{b}}", None),
        ("{{a}", None),
    ],
)
def test_exact_reference(text: str, parts: tuple[str, ...] | None) -> None:
    assert exact_reference(text) == parts


@pytest.mark.parametrize(
    "text",
    ["{{" * 500_000, "{{a}}" * 100_000 + "{{" * 200_000, "{{ " * 300_000, "{{" + " " * 10**6 + "}}",
     "{{" + "a." * 300_000 + "}}", "{" * 10**6, "{{a" + " " * 10**6 + "b}}"],
    ids=["openings", "openings-behind", "spaced", "blanks", "parts", "braces", "two-words"],
)  # fmt: skip
def test_a_long_text_takes_linear_time(text: str) -> None:
    begun = time.perf_counter()
    scan(text)
    exact_reference(text)
    assert time.perf_counter() - begun < 20
