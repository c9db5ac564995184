"""A type that is wrong is one finding, whatever it is connected to."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.passes.type_causes import Found, without_followers

from .typed_graphs import found, graph, op, parameter, pointers, script, step, steps

INT, LIST = {"type": "int"}, {"type": "list[int]"}
Y = "{{steps.make.outputs.parameters.y}}"


def nested(out: dict[str, Any], taken: dict[str, Any], made: str = "int") -> dict[str, Any]:
    """A super OP that hands on `x` and `y`, of some types, between templates of `int`."""
    inner = steps(
        step("make", "make", {"x": "{{inputs.parameters.x}}"}),
        inputs={"x": taken},
        outputs={"y": out},
    )
    main = steps(
        step("make", "source"),
        step("in", "inner", {"x": Y}),
        step("use", "use", {"x": "{{steps.in.outputs.parameters.y}}"}),
    )
    return graph(
        main,
        inner=inner,
        source=script(),
        make=op({"x": parameter("int")}, {"y": parameter(made)}),
        use=op({"x": parameter("int")}),
    )


OUTPUT = "/templates/inner/outputs/parameters/y/value_from_parameter"
INNER = "/templates/inner/steps/0/0/parameters/x"
OUTER = "/templates/main/steps/1/0/parameters/x"
USE = "/templates/main/steps/2/0/parameters/x"


def test_sound_types_have_no_finding() -> None:
    assert found(nested({**INT, "value_from_parameter": Y}, INT)) == []


def test_wrong_type_of_an_output_is_told_at_its_source() -> None:
    assert pointers(nested({**LIST, "value_from_parameter": Y}, INT)) == [("DG404", OUTPUT)]


def test_wrong_type_of_an_input_is_told_at_its_argument() -> None:
    assert pointers(nested({**INT, "value_from_parameter": Y}, LIST)) == [("DG404", OUTER)]


def test_two_wrong_types_are_two_findings() -> None:
    document = nested({**LIST, "value_from_parameter": Y}, LIST)
    assert sorted(pointers(document)) == [("DG404", OUTPUT), ("DG404", OUTER)]


def test_use_alone_is_told_at_the_use() -> None:
    document = nested({**INT, "value_from_parameter": Y}, INT)
    document["templates"]["use"]["op"]["inputs"]["x"]["type"] = "list[int]"
    assert pointers(document) == [("DG404", USE)]


def test_wrong_literal_does_not_hide_what_another_port_gets() -> None:
    document = nested({**LIST, "value_from_parameter": Y}, INT)
    document["templates"]["main"]["steps"][1][0]["parameters"]["x"] = "many"
    assert sorted(pointers(document)) == [("DG402", OUTER), ("DG404", OUTPUT)]


def test_default_of_another_type_stands_for_the_uses() -> None:
    document = nested({**INT, "value_from_parameter": Y}, INT)
    document["templates"]["make"]["op"]["outputs"]["y"] = parameter("list[int]", default=1)
    where = "/templates/make/op/outputs/y/default"
    assert pointers(document) == [("DG402", where)]


def test_templates_that_call_each_other_keep_one_finding() -> None:
    def caller(other: str, type_: str) -> dict[str, Any]:
        call = step("on", other, {"x": "{{inputs.parameters.x}}"}, when="1 > 2")
        return steps(call, inputs={"x": {"type": type_}})

    main = steps(step("a", "a", {"x": 1}))
    document = graph(main, a=caller("b", "int"), b=caller("a", "list[int]"))
    assert len(pointers(document)) == 1
    itself = graph(main, a=caller("a", "int"))
    itself["templates"]["a"]["steps"][0][0]["slices"] = {"input_parameter": ["x"]}
    assert pointers(itself) == [("DG404", "/templates/a/steps/0/0/parameters/x")]


def branched(type_: str, expression: str) -> list[tuple[str, str]]:
    outputs = {"y": {"type": type_, "value_from_expression": expression}}
    return pointers(graph(steps(step("make", "make"), outputs=outputs), make=script()))


def test_branches_that_all_do_not_fit_are_one_finding() -> None:
    where = "/templates/main/outputs/parameters/y/value_from_expression"
    n = "steps.make.outputs.parameters.y"
    assert branched("list[int]", f"1 > 0 ? {n} : 1") == [("DG404", where)]
    assert branched("list[int]", f"1 > 0 ? 1 : {n}") == [("DG402", where)]
    assert branched("int", f"1 > 0 ? 'a' : 2 > 0 ? true : {n}") == [("DG402", where)] * 2
    assert branched("int", f"1 > 0 ? 1 : {n}") == []


@pytest.mark.parametrize("code", ["DG404", "DG405", "DG406"])
def test_what_comes_from_a_port_at_fault_follows_in_any_order(code: str) -> None:
    def at(port: str, source: str) -> Found:
        related = (Place("", f"/templates/t/inputs/parameters/{source}"),)
        pointer = f"/templates/t/inputs/parameters/{port}/type"
        return Diagnostic(code, Severity.ERROR, source, pointer, related=related), ()

    first, second, third, again = at("b", "a"), at("c", "b"), at("d", "c"), at("c", "b")
    assert without_followers([first, second, third, again]) == [first]
