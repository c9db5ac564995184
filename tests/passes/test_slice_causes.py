"""Which calls would have to be sliced for what is found to be right (CONF-8)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.pipeline import validate

IDS = "{{steps.make.outputs.parameters.ids}}"
E = "{{steps.scan.outputs.parameters.e}}"


def op(inputs: dict[str, str], outputs: dict[str, str] | None = None) -> dict[str, Any]:
    def ports(types: dict[str, str]) -> dict[str, Any]:
        return {name: {"kind": "Parameter", "type": type_} for name, type_ in types.items()}

    signature = {"inputs": ports(inputs), "outputs": ports(outputs or {})}
    code = {"name": "Op", "module": "lab.ops", **signature}
    return {"kind": "PythonOPTemplate", "image": "python:3.11", "op": code}


SCAN = op({"n": "int", "m": "int"}, {"e": "int"})
SCRIPT = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo {{inputs.parameters.n}} {{inputs.parameters.m}}",
    "inputs": {"parameters": {"n": {"type": "int"}, "m": {"type": "int"}}},
}


def told(
    *groups: dict[str, Any], fields: dict[str, Any] | None = None, **templates: Any
) -> list[tuple[str, str]]:
    """The codes and places of what is found in steps, each of them a group of its own."""
    main = {"kind": "Steps", "steps": [[group] for group in groups], **(fields or {})}
    known = {"make": op({}, {"ids": "list[int]"}), "scan": SCAN, **templates}
    called = {step["template"] for step in groups} | {"scan"} & {
        step["template"]
        for template in templates.values()
        for group in template.get("steps", ())
        for step in group
    }
    used = {name: template for name, template in known.items() if name in called}
    document = {"dflow_graph": "1.0", "name": "a", "entrypoint": "main"}
    document["parameters"] = {"ns": [1, 2], "text": "[1, 2]", "word": "a"}  # type: ignore[assignment]
    found = validate({**document, "templates": {"main": main, **used}}).diagnostics
    return [(d.code, d.pointer.removeprefix("/templates/main/steps/")) for d in found]


def step(name: str, parameters: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": name, "template": name, "parameters": parameters, **fields}


MAKE = {"name": "make", "template": "make"}


@pytest.mark.parametrize("n", [[1, 2], {"$value": {"kind": "literal", "value": [1, 2]}}, IDS])
@pytest.mark.parametrize("m", [[3, 4], IDS])
def test_lists_for_a_step_without_slices_are_one_mistake(n: Any, m: Any) -> None:
    assert len(told(MAKE, step("scan", {"n": n, "m": m}))) == 1


def test_parameters_of_the_workflow_are_lists_as_well() -> None:
    for name in ("ns", "text"):
        given = f"{{{{workflow.parameters.{name}}}}}"
        assert told(step("scan", {"n": given, "m": [1]})) == [("DG402", "0/0/parameters/m")]


def test_what_is_no_list_of_what_is_taken_is_a_mistake_of_its_own() -> None:
    assert len(told(step("scan", {"n": ["a"], "m": [1]}))) == 2
    assert len(told(step("scan", {"n": "a", "m": [1]}))) == 2
    assert len(told(step("scan", {"n": "{{workflow.parameters.word}}", "m": [1]}))) == 2


LONG = "x" * 200_000


@pytest.mark.parametrize(
    ("m", "code"),
    [
        ([LONG], "DG412"),
        ("{{workflow.name}}" + LONG, "DG412"),
        ([{"$value": {"kind": "gone"}}], "DG403"),
        (
            [{"$value": {"kind": "opaque", "codec": "jsonpickle", "class": "int", "data": 5}}],
            "DG414",
        ),
    ],
)
def test_slices_explain_no_other_fault_of_an_argument(m: Any, code: str) -> None:
    scan = op({"n": "int", "m": "any"})
    found = told(step("scan", {"n": [1], "m": m}), scan=scan)
    assert sorted(code for code, _ in found) == ["DG402", code]


def test_script_cannot_be_sliced() -> None:
    found = told(step("script", {"n": [1], "m": [2]}, key="k-{{item}}"), script=SCRIPT)
    assert sorted(code for code, _ in found) == ["DG310", "DG402", "DG402"]


def test_lists_for_two_steps_are_two_mistakes() -> None:
    other = op({"n": "int"})
    assert len(told(step("scan", {"n": [1], "m": 1}), step("o", {"n": [1]}), o=other)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "k-{{item}}"},
        {"slices": {"output_parameter": ["e"]}},
        {"continue_on_num_success": 1},
        {"parallelism": 1},
    ],
)
def test_what_only_a_loop_has_is_the_same_mistake(fields: dict[str, Any]) -> None:
    found = told(step("scan", {"n": [1], "m": 1}, **fields))
    assert found == [("DG402", "0/0/parameters/n")]


def test_what_only_a_loop_has_is_a_mistake_by_itself() -> None:
    counted = step("scan", {"n": 1, "m": 1}, continue_on_num_success=1)
    assert [code for code, _ in told(counted)] == ["DG518"]


def test_output_that_lacks_a_loop_is_the_same_mistake() -> None:
    cut = {"slices": {"input_parameter": ["n"]}}
    user = step("use", {"n": E}, **cut)
    found = told(step("scan", {"n": [1], "m": 1}), user, use=op({"n": "int"}))
    assert found == [("DG402", "0/0/parameters/n")]
    lists = told(
        step("scan", {"n": [1], "m": 1}), step("use", {"n": E}), use=op({"n": "list[int]"})
    )
    assert lists == [("DG402", "0/0/parameters/n")]


def test_output_of_the_whole_that_lacks_a_loop_is_the_same_mistake() -> None:
    output = {"e": {"type": "list[int]", "value_from_parameter": E}}
    outputs = {"outputs": {"parameters": output}}
    assert told(step("scan", {"n": [1], "m": 1}), fields=outputs) == [("DG402", "0/0/parameters/n")]


def test_loop_over_what_lacks_a_loop_is_the_same_mistake() -> None:
    user = step("use", {"n": 1}, with_param=E, key="k-{{item}}")
    found = told(step("scan", {"n": [1], "m": 1}), user, use=op({"n": "int"}))
    assert found == [("DG402", "0/0/parameters/n")]


def test_output_of_a_loop_is_a_list_already() -> None:
    looped = step("scan", {"n": [1], "m": 1}, with_param=[1, 2])
    found = told(looped, step("use", {"n": E}), use=op({"n": "list[list[int]]"}))
    assert [code for code, _ in found] == ["DG402", "DG404"]


def around(given: str, **fields: Any) -> dict[str, Any]:
    """Steps without types that hand their input `xs` to the template `scan`."""
    inner = step("scan", {"n": given, "m": 1}, **fields)
    outputs = {"parameters": {"es": {"value_from_parameter": E}}}
    ports = {"inputs": {"parameters": {"xs": {}}}, "outputs": outputs}
    return {"kind": "Steps", "steps": [[inner]], **ports}


def test_slices_may_lack_further_in() -> None:
    user = step("use", {"n": "{{steps.wide.outputs.parameters.es}}"})
    wide = around("{{inputs.parameters.xs}}")
    steps = [MAKE, step("wide", {"xs": IDS}), user]
    use = op({"n": "list[int]"})
    assert told(*steps, wide=wide, use=use) == [("DG404", "1/0/parameters/xs")]
    # They do not if the input is cut there already.
    cut = {"slices": {"input_parameter": ["n"], "output_parameter": ["e"]}}
    assert told(*steps, wide=around("{{inputs.parameters.xs}}", **cut), use=use) == []


def test_slices_that_lack_further_in_explain_lists_of_several_calls() -> None:
    wide = around("{{inputs.parameters.xs}}")
    right = step("scan", {"n": 1, "m": 1})
    first, second = ({**step("wide", {"xs": [1, 2]}), "name": name} for name in "ab")
    assert told(right, first, second, wide=wide) == [("DG402", "1/0/parameters/xs")]


def test_input_that_is_no_list_lacks_no_slices() -> None:
    inner = around("{{inputs.parameters.xs}}")
    inner["inputs"]["parameters"]["xs"] = {"type": "int"}
    taker = op({"n": "list[int]", "m": "int"}, {"e": "int"})
    found = told(step("wide", {"xs": 1}), wide=inner, scan=taker)
    assert [code for code, _ in found] == ["DG404"]


def test_mistake_is_told_in_the_step_that_lacks_slices() -> None:
    early = {"name": "early", "template": "use", "parameters": {"n": "a"}}
    late = step("scan", {"n": "{{workflow.parameters.ns}}", "m": [1]})
    found = told(early, late, use=op({"n": "int"}))
    assert found == [("DG402", "0/0/parameters/n"), ("DG402", "1/0/parameters/m")]
