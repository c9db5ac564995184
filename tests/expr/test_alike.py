"""What is told of an expression or a condition by its outline is what is told of it alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dflow_graph.expr import condition
from dflow_graph.expr.alike import alike, references_of, with_digits
from dflow_graph.expr.check import parse, problems, references
from dflow_graph.expr.condition import alike_condition, condition_problems
from dflow_graph.expr.condition_result import ANY, _result
from dflow_graph.expr.functions import ARGO, BUILTINS, SPRIG
from dflow_graph.expr.nodes import Constant, Node, children
from dflow_graph.expr.outline import LONGEST, outline
from dflow_graph.refs import scan

# `D` is where a digit may be.
_OPERANDS = (
    "D", "DD", "D.D", ".D", "D.", "0xD", "0oD", "0bD", "DeD", "D.De-DD", "DeDDD", "D_D", "D" * 18,
    "D" * 19, "'aD'", '"D"', "`D`", "``", "'\\xDD'", "'\\DDD'", "'\\u{DDDDDD}'", "b'D'", "nDD",
    "nD-mD", "inputs.parameters.nD", "steps['s-D'].outputs.parameters.nD", "steps.sD.status",
    "tasks[`t-DD`].id", "$env.inputs.parameters.nD", "$env['nD']", "item.kD[D]", "aD.b[cD].d",
    "asInt(D)", "sprig.addD(D)", "sprig.int64(D)", "fD(D)", "len([D, D])", "{aD: D, 'b D': nD}",
    "map(lD, # + D)", "map(lD, #accD)", "xD?.yD", "now()", "D /* D */", "(nD)", "nil", "",
)  # fmt: skip
_JOINTS = (
    " + ", " - ", "-", "*", " < ", " == ", " ? ", " : ", " ?? ", " and ", " matches ", " in ", ", ",
    "; ", " not matches ", " let xD = ", ".", " | ", "D", " ",
)  # fmt: skip
_TERMS = (
    "D", "DD.D", "D" * 18, "D" * 19, "0xD", "aD", "true", "'D'", "'DDDD-DD-DD'", "'DD:DD'", "'D'",
    "'{{x}}:DD'", "{{x}}", "{{inputs.parameters.nD}}", "{{=asInt(n) + D}}", "'{{x}}-D'", "(D, D)",
    "[D]", "-D", "!D", "\\D", "'Mon Jan D'", "x.D", "", "'aD{D}'",
)  # fmt: skip
_BETWEEN = (
    " > ", " == ", " != ", " && ", " || ", " =~ ", "=~", " in ", " + ", " - ", ">-", " ", "(", ")",
    ", ", " ? ", " : ", "D",
)  # fmt: skip


def _drawn(operands: tuple[str, ...], joints: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Operands with something between them, and any digits."""
    parts = st.lists(st.tuples(st.sampled_from(operands), st.sampled_from(joints)), max_size=3)
    ends = st.sampled_from(operands)
    shapes = st.builds(lambda some, end: "".join(map("".join, some)) + end, parts, ends)
    return st.builds(_with_digits, shapes, st.lists(st.sampled_from("0123456789"), min_size=1))


def _with_digits(shape: str, digits: list[str]) -> str:
    for number in range(shape.count("D")):
        shape = shape.replace("D", digits[number % len(digits)], 1)
    return shape


def _spelled(node: Node, text: str) -> Any:
    """A tree whose constants have the digits of a text, and whose names have nines."""
    if isinstance(node, Constant):
        return with_digits(node, text)
    own = [outline(part) if isinstance(part, str) else part for part in node]
    own = own[-2:] if isinstance(own[0], tuple) else [own[0], *own[-2:]]
    return type(node), own, [_spelled(child, text) for child in children(node)]


@given(_drawn(_OPERANDS, _JOINTS))
@example("1" + "0" * 350 + ".0e-01")
@example("n < 9223372036854775808")
@example("s matches 'a{3,1}'")
@example("let x1 = 1; x1 + x2")
@example(r"'\U00110000' + n")
@example("b'0'")
def test_an_expression_is_what_its_outline_is(body: str) -> None:
    stand_in = alike(body)
    assert outline(stand_in) == outline(body)
    exact = problems(body)
    assert problems(stand_in) == (exact if stand_in is body else ())
    assert bool(problems(stand_in)) == bool(exact)
    if not exact:
        assert references_of(body) == tuple(references(parse(body)))
    if stand_in is not body:
        assert _spelled(parse(stand_in), body) == _spelled(parse(body), body)


@pytest.mark.parametrize(
    "body", ["n > 5", "steps['run-17'].outputs.parameters.e * 2.5e3", "item.k1 + `2` + 'a3'"]
)
def test_most_expressions_are_alike(body: str) -> None:
    assert alike(body) == outline(body) != body


@pytest.mark.parametrize(
    "body",
    [
        "n > 0x1f", "n > 1_0", "n > 1e100", "n > 1111111111111111111", r"s == '\x41'",
        "s == 'a\r1'", "s == `a``1`", "s matches 'a{1}'", "let x1 = 1; x1",
        "sprig.int64(n1)", "f1()", "n1 +",
        "n1 == '" + "a" * LONGEST + "'",
    ],
)  # fmt: skip
def test_an_expression_whose_digits_say_more_stands_for_itself(body: str) -> None:
    assert alike(body) is body


def test_the_name_of_no_function_is_an_outline_of_another() -> None:
    for table in (BUILTINS, ARGO, SPRIG):
        assert [name for name in table if "9" in name] == []


def test_a_constant_has_its_own_digits() -> None:
    assert with_digits(Constant("number", "99", 4, 6), "n + 12") == Constant("number", "12", 4, 6)
    assert with_digits(Constant("string", "9", 0, 3), "'7'") == Constant("string", "7", 0, 3)
    assert with_digits(node := parse("n + 1"), "n + 2") is node
    escaped = parse(r"'\x41'")
    assert with_digits(escaped, r"'\x41'") is escaped


@given(_drawn(_TERMS, _BETWEEN), st.sampled_from([ANY, 1, 2]))
@example("'2024-02-30' > 1", ANY)
@example("'2024-02-28' > 1", ANY)
@example("1 < 9" + "9" * 400, ANY)
def test_a_condition_is_what_its_outline_is(text: str, kinds: int) -> None:
    exact = condition._problems.__wrapped__(text)
    assert condition_problems(text) == exact
    stand_in = alike_condition(text)
    if stand_in is not text:
        assert exact == ()
        tags = tuple((tag.start, tag.end, kinds) for tag in scan(text))
        assert _result(stand_in, tags) == _result(text, tags)


@pytest.mark.parametrize(
    "text",
    [
        "{{n}} > 5",
        "{{n}} > .5",
        "[2024-01-01] == {{n}}",
        "{{steps.run-17.outputs.parameters.e}} < 2.5 || 'a1' == b2",
    ],
)
def test_most_conditions_are_alike(text: str) -> None:
    assert alike_condition(text) == outline(text) != text


@pytest.mark.parametrize(
    "text",
    [
        "{{n}} > 0x1f", "0x1f == {{n}}", "{{n}}.5 > 1", "{{n}} > 1111111111111111111",
        r"'a\1' == b", "a =~ 'b{1}'", "{{n}} >",
        "'2024-01-01' < {{n}}", "'{{h}}:30' < b", "1 == '" + "a" * LONGEST + "'",
    ],
)  # fmt: skip
def test_a_condition_whose_digits_say_more_stands_for_itself(text: str) -> None:
    assert alike_condition(text) is text


@given(st.text(alphabet=st.characters(exclude_categories=())))
@example("\ud8005")
def test_an_outline_is_as_long_as_its_text(text: str) -> None:
    assume(not text.isascii() or text)
    nines = "".join("9" if character in "0123456789" else character for character in text)
    assert outline(text) == nines
