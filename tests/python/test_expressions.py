"""Variables of a run: how they are spelt alone, compared, added and chosen between."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.python.expressions import ArgoVar, if_expression, tag_text
from dflow_graph.python.io import InputParameter

A, B = InputParameter(name="a"), InputParameter(name="b-c")
SPELT: dict[str, tuple[Any, str]] = {
    "equal to a text": (A == "x'y", "inputs.parameters['a'] == 'x\\'y'"),
    "equal to a number, as text": (A == 1, "inputs.parameters['a'] == '1'"),
    "equal to a truth, as text": (A == True, "inputs.parameters['a'] == 'true'"),  # noqa: E712
    "unequal to another": (A != B, "inputs.parameters['a'] != inputs.parameters['b-c']"),
    "smaller than a number": (A < 2, "asFloat(inputs.parameters['a']) < 2"),
    "not smaller than another": (
        A >= B,
        "asFloat(inputs.parameters['a']) >= asFloat(inputs.parameters['b-c'])",
    ),
    "a sum": (A + 1, "asFloat(inputs.parameters['a']) + 1"),
    "a sum from the other side": (1 + A, "1 + asFloat(inputs.parameters['a'])"),
    "a product of a sum": ((A + 1) * 2, "asFloat(asFloat(inputs.parameters['a']) + 1) * 2"),
    "a difference": (3 - A, "3 - asFloat(inputs.parameters['a'])"),
    "a quotient": (A / B, "asFloat(inputs.parameters['a']) / asFloat(inputs.parameters['b-c'])"),
    "a comparison compared": (
        (A < 2) == (B < 2),
        "(asFloat(inputs.parameters['a']) < 2) == (asFloat(inputs.parameters['b-c']) < 2)",
    ),
    "a member": (A["k"], "jsonpath(inputs.parameters['a'], '$')['k']"),
    "an item": (A[0], "jsonpath(inputs.parameters['a'], '$')[0]"),
    "a choice": (
        if_expression(A > 1, A, "'none'"),
        "(asFloat(inputs.parameters['a']) > 1 ? inputs.parameters['a'] : 'none')",
    ),
    "a choice by a parameter": (
        if_expression(A, B, ArgoVar("1")),
        "(inputs.parameters['a'] == 'true' ? inputs.parameters['b-c'] : 1)",
    ),
}


@pytest.mark.parametrize("case", SPELT)
def test_an_expression_is_spelt(case: str) -> None:
    made, expected = SPELT[case]
    assert made.expr == expected
    assert tag_text(made) == f"{{{{={expected}}}}}"


def test_a_text_is_joined_to_the_reference_of_a_port() -> None:
    assert A + "-x" == "{{inputs.parameters.a}}-x"
    assert "x-" + A == "x-{{inputs.parameters.a}}"


def test_a_variable_cannot_be_iterated_over() -> None:
    with pytest.raises(TypeError, match="is known only at run time"):
        list(A)


def test_the_parts_of_a_choice_may_change() -> None:
    choice = if_expression("c", A, B)
    choice._else = ArgoVar("0")
    assert choice.expr == "(c ? inputs.parameters['a'] : 0)"
