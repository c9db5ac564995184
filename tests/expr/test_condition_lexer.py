"""Where the tokens of a condition begin and end, and what each says (WHEN-1)."""

from __future__ import annotations

import pytest

from dflow_graph.expr.condition import condition_problems
from dflow_graph.expr.condition_lexer import (
    CHOICE,
    COMPARATOR,
    MODIFIER,
    NUMBER,
    PREFIX,
    TEXT,
    TIME,
    TRUTH,
    WORD,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a == 1", [(WORD, "a", 0, 1), (COMPARATOR, "==", 2, 4), (NUMBER, "1", 5, 6)]),
        ("1 -1", [(NUMBER, "1", 0, 1), (MODIFIER, "-", 2, 3), (NUMBER, "1", 3, 4)]),
        ("? -1", [(CHOICE, "?", 0, 1), (PREFIX, "-", 2, 3), (NUMBER, "1", 3, 4)]),
        ("true'2024-01-01'", [(TRUTH, "true", 0, 4), (TIME, "2024-01-01", 4, 16)]),
        (r"'a\'b'", [(TEXT, "a'b", 0, 6)]),
        (r"a\-b", [(WORD, "a-b", 0, 4)]),
        ("[a b]", [(WORD, "a b", 0, 5)]),
        ("0x1x", [(NUMBER, "1", 0, 3), (WORD, "x", 3, 4)]),
        ("0x  1f", [(NUMBER, "31", 0, 6)]),
        ("0x", [(NUMBER, "0", 0, 1), (WORD, "x", 1, 2)]),
        (r"0\x1\p3", [(NUMBER, "8.0", 0, 7)]),
    ],
)
def test_text_is_cut_into_tokens(text: str, found: list[tuple[int, str, int, int]]) -> None:
    assert [tuple(token) for token in tokens(text)] == found


# What the oracle takes, and what it does not.
TAKEN = """
true ? -1 : -2
1 in (1, -2)
1 == 0x1
1 == 0x 1
1 == 0x  1f
1 == 0xffffffffffffffff
1 == 0x000ffffffffffffffff
1 == 1\\2
1 == a\\b
a == 'a\\'b'
(a) 'b'
(a) true
!(a)
-(1)
(a !~ )
(1 + )
1 ? (1) , 2
a =~ [a]
a ) ? , ( b
- ) ? , ( a
( 'b' ) ( ) ? , 'b' + 'b'
"""
REFUSED = """
1 == 0x
1 == 0x10000000000000000
1 == 0x1x
1 == 1x
1 == foo.
1 == foo.Bar
1 == foo.bar
1 == foo._x
1 == .Foo
x.Y(1) == 1
1 + 1 ? , 2
1 == 1 ? , 2
1 && 1 ? , 2
(1) ? , 2
-1 ? , 2
((1) ? , 2)
1 + )
(a) 'b' )
a =~ [(]
"""


@pytest.mark.parametrize("text", TAKEN.strip().split("\n"))
def test_condition_that_govaluate_reads_is_read(text: str) -> None:
    assert condition_problems(text) == ()


@pytest.mark.parametrize("text", REFUSED.strip().split("\n"))
def test_condition_that_govaluate_refuses_is_refused(text: str) -> None:
    assert len(condition_problems(text)) == 1


@pytest.mark.parametrize(
    ("space", "is_one"), [("\u2000", True), ("\u200a", True), ("\u200b", False)]
)
def test_spaces_are_those_of_go(space: str, is_one: bool) -> None:
    assert (condition_problems(f"1{space}== 1") == ()) is is_one
    assert (condition_problems(f"1 =={space}1") == ()) is is_one


def test_kind_of_a_fault_is_that_of_its_grammar() -> None:
    assert [fault.kind for fault in condition_problems("'a")] == ["syntax"]
    assert [fault.kind for fault in condition_problems("a =~ '['")] == ["pattern"]


@pytest.mark.parametrize(
    "text",
    [
        "{{a}}5 == {{b}}.5",
        # Part of a number to the base of 16, and of a word.
        "0x1{{a}} == {{b}}x",
        # Part of a word, and what alone may have a sign.
        "{{a}}x == !{{b}}",
    ],
)
def test_all_tags_may_be_numbers_or_words_or_truths(text: str) -> None:
    assert condition_problems(text) == ()


def test_empty_tag_is_no_fault_of_a_condition() -> None:
    assert condition_problems("{{}} == 1") == ()


def test_number_may_end_in_spaces_alone() -> None:
    (fault,) = condition_problems("1 == 0x ")
    assert fault.message == "bad number `0x `"


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("a «]» 1", "unknown operator `]`"),
        ("a «===» 1", "unknown operator `===`; operators and signs stand apart from each other"),
        ("a == «foo.»", "`foo.` is no word; a text with a dot needs quotes"),
        ("a == «Foo.Bar» c", "`Foo.Bar` is no word; a text with a dot needs quotes"),
        ("a == «'b»", "`'` without its closing quote"),
        ("a == «[b»", "`[` without its closing bracket"),
        ("a == 0«x»", "unexpected `x`"),
        ("1 «(»a)", "unexpected `(`"),
        ("1 ? «,» 2", "unexpected `,`"),
        ("{{x}}{{y}} == {{z}} ? «,» '{{n}}'", "unexpected `,`"),
    ],
)
def test_fault_of_a_token_is_told_at_its_place(marked: str, message: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    (fault,) = condition_problems(text)
    assert fault.message == message
    assert (fault.start, fault.end) == (marked.index("«"), marked.index("»") - 1)
