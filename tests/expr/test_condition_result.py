"""What a condition comes to, by the kinds of its operands; the oracle's verdicts are elsewhere."""

from __future__ import annotations

import pytest

from dflow_graph.expr.condition_result import ANY, NUMBER, never_true_or_false

X = "{{x}}"


def why(text: str, kinds: int = ANY) -> str:
    """What is said of a condition whose tags are all `{{x}}`, of some kinds."""
    starts = [at for at in range(len(text)) if text.startswith(X, at)]
    return never_true_or_false(text, [(at, at + len(X), kinds) for at in starts])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1", "the condition is a number"),
        ("'a'", "the condition is a text"),
        ("yes", "the condition is a text"),
        ("[true]", "the condition is a text"),
        ("'2024-01-01'", "the condition is a number"),
        ("a, true", "the condition is a list"),
        ("(1, 2)", "the condition is a list"),
        ("true ? 1 : 2", "the condition is a number"),
        ("true ? 1 : 'a'", "the condition is a number or a text"),
        ("true ? 1", "the condition is a number or nothing"),
        ("1 : true", "the condition is a number"),
        ("1 ?? true", "the condition is a number"),
        ("1 + 1", "the condition is a number"),
        ("true + 'a'", "the condition is a text"),
        ("1 - 2 ** 3", "the condition is a number"),
        ("-1", "the condition is a number"),
        (f"{X} + 1", "the condition is a number or a text"),
        (f"a{X} || true", "`||` takes a truth on its left, here a number or a text"),
        ("!1", "`!` takes a truth, here a number"),
        ("-true", "`-` takes a number, here a truth"),
        ("true + 1", "`+` takes numbers or texts, here a truth and a number"),
        ("a - b == c", "`-` takes numbers, here a text and a text"),
        ("c == a - b", "`-` takes numbers, here a text and a text"),
        ("1 < 'a'", "`<` takes two numbers or two texts, here a number and a text"),
        ("1 < 2 < 3", "`<` takes two numbers or two texts, here a truth and a number"),
        ("1 =~ 'a'", "`=~` takes two texts, here a number and a text"),
        ("a in ('a')", "`in` takes a list such as `('a', 'b')` on its right, here a text and"),
        ("1 && true", "`&&` takes a truth on its left, here a number"),
        ("a || true", "`||` takes a truth on its left, here a text"),
        ("1 ? true : false", "`?` takes a truth on its left, here a number"),
        ("!(1 < 'a')", "`<` takes two numbers or two texts, here a number and a text"),
        ("(1 < 'a') && true", "`<` takes two numbers or two texts, here a number and a text"),
    ],
)
def test_condition_that_is_no_truth_says_what_it_is(text: str, what: str) -> None:
    if text.startswith("a{{"):
        what = ""  # a tag and a letter may be any word, `true` among them
    assert why(text).startswith(what)
    assert bool(why(text)) is bool(what)


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "1 == 'a'",
        "'a' < b",
        "1 + 1 > 1",
        "2 * 3 - 1 >= 5 && true",
        "true || 1",
        "false && (1 < 'a')",
        "!(1 > 2)",
        "a in ('a', 'b')",
        "a IN (1, 2) || false",
        "'a' =~ b",
        "'a' !~ b",
        "true ? true : 1",
        "false ? 1 : true",
        "false ? 1 ?? true",
        "(false ? 1) == 2",
        "'2024-01-01' < '2024-02-01'",
        "'2024-01-01' > 5",
        "'a' + 1 == 'a1'",
        X,
        f"!{X}",
        f"{X} && {X}",
        f"{X} && {X} < 5",
        f"{X} ? {X} : {X}",
        f"'{X}' > 5",
        f"'{X}' > b",
        f"({X})",
        f"{X}{X}",
        f"x{X}",
        f"-{X} < 5",
    ],
)
def test_condition_that_may_be_a_truth_is_left(text: str) -> None:
    assert why(text) == ""


@pytest.mark.parametrize(
    "text", [X, f"({X})", f"!{X}", f"{X} || true", f"{X} < 'a'", f"{X} ?? true"]
)
def test_tag_of_a_number_is_one(text: str) -> None:
    assert why(text) == ""
    assert why(text, NUMBER)


@pytest.mark.parametrize(
    "text", [f"{X} > 1", f"1{X} == 12", f"'{X}' == 'a'", f"{X} =~ 'a' == false"]
)
def test_tag_of_a_number_is_compared(text: str) -> None:
    assert why(text, NUMBER) == ("" if "=~" not in text else why(text, NUMBER))
    assert why(text) == ""


@pytest.mark.parametrize("text", ["(1) 2", "(1 +)", "1)(2", "()", "(1", "", "{{x}} @"])
def test_nothing_is_said_of_what_govaluate_passes_over_or_cannot_read(text: str) -> None:
    assert why(text) == ""


def test_number_in_quotes_is_a_text_and_no_date() -> None:
    assert why(f"'{X}' > 0") == ""
    assert why(f"'{X}' > 0", NUMBER).startswith("`>` takes two numbers or two texts")
    assert why(f"'1{X}' > 0", NUMBER) == ""
