"""What an output's expression may come to."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.expression_results import NOTHING, Result, results_of_output

Y = ("steps", "a", "outputs", "parameters", "y")
NAME = ".".join(Y)


def results(expression: str) -> list[Result]:
    main = {
        "kind": "Steps",
        "steps": [],
        "outputs": {"parameters": {"o": {"value_from_expression": expression}}},
    }
    document = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main"}
    index = build_index(Workflow.from_dict({**document, "templates": {"main": main}}))
    return results_of_output(index.nodes["main"].out_parameters["o"])


@pytest.mark.parametrize(
    ("text", "constant", "is_nil"),
    [
        ("'a'", "a", False),
        ("true", True, False),
        ("2.5", 2.5, False),
        ("0x1f", NOTHING, False),
        ("nil", NOTHING, True),
    ],
)
def test_constant_has_its_value(text: str, constant: Any, is_nil: bool) -> None:
    [reference, result] = results(f"{NAME} ?? {text}")
    assert (reference.parts, reference.constant, reference.is_nil) == (Y, NOTHING, False)
    assert (result.parts, result.constant, result.is_nil) == (None, constant, is_nil)
    assert (result.start, result.end) == (len(NAME) + 4, len(NAME) + 4 + len(text))


def test_only_the_branches_are_results() -> None:
    found = results(f"{NAME} == 'a' ? {NAME} : 1 + 2")
    assert [(r.parts, r.constant) for r in found] == [(Y, NOTHING), (None, NOTHING)]


@pytest.mark.parametrize("text", ["{{steps.a.outputs.parameters.y}}", " {{=1}}", "1 +"])
def test_expression_with_a_fault_has_no_results(text: str) -> None:
    assert results(text) == []
