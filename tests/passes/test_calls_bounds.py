"""Calls at their bounds: which templates act on resources, what is listed, what is said of all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.graphs import call, graph
from tests.passes.test_calls import DATA, RIGHT, found, of_strict, strict, the_one

RESOURCE = {"action": "get", "manifest": "kind: Pod"}
OP = {"name": "f", "module": "lab"}


@pytest.mark.parametrize(
    "template",
    [
        {"kind": "PythonOPTemplate", "image": "a", "op": OP},
        {"kind": "ScriptOPTemplate", "image": "a", "command": ["sh"], "script": "true"},
        {"kind": "ShellOPTemplate", "image": "a", "script": "true"},
        {"kind": "PythonScriptOPTemplate", "image": "a", "script": "pass"},
    ],
    ids=lambda template: str(template["kind"]),
)
def test_step_may_act_on_a_resource_for_a_template_with_a_script(template: dict[str, Any]) -> None:
    step = call("run", "run", use_resource=RESOURCE)
    assert found(graph([step], templates={"run": template})) == []


@pytest.mark.parametrize(
    "template",
    [
        {"kind": "SuspendOPTemplate", "duration": "1s"},
        {"kind": "Steps", "steps": []},
        {"kind": "HTTPOPTemplate", "url": "https://example.org"},
    ],
    ids=lambda template: str(template["kind"]),
)
def test_step_may_act_on_no_resource_for_any_other(template: dict[str, Any]) -> None:
    step = call("run", "run", use_resource=RESOURCE)
    assert len(found(graph([step], templates={"run": template}))) == 1


def test_call_without_an_artifact_is_found_beside_one_that_has_it() -> None:
    document = of_strict()
    document["templates"]["main"]["steps"].append(
        [{"name": "again", "template": "strict", "parameters": RIGHT["parameters"]}]
    )
    diagnostic = the_one(document)
    assert (diagnostic.code, diagnostic.pointer) == ("DG311", "/templates/main/steps/1/0")


def test_parameter_and_artifact_of_one_name_are_two_arguments() -> None:
    inputs = {"parameters": {"a": {}}, "artifacts": {"b": {"path": "/b"}}}
    run = strict(inputs=inputs)
    right = call("one", "run", parameters={"a": 1}, artifacts={"b": DATA})
    wrong = call("two", "run", parameters={"a": 1, "b": 1})
    assert len(found(graph([right], [wrong], templates={"run": run}))) == 1


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (2, "Use one of `main`, `make`, `use`, `t0`, `t1`, or add this template."),
        (3, "Name an existing template, or add this one."),
    ],
)
def test_five_templates_are_listed_and_more_are_not(number: int, hint: str) -> None:
    rest = {"kind": "SuspendOPTemplate", "duration": "1s"}
    document = graph([call("x", "zzzzzzzz")], templates={f"t{n}": rest for n in range(number)})
    assert the_one(document).hint == hint


def test_unknown_template_hides_no_other() -> None:
    document = graph([call("a", "gone"), call("b", "gone-too")])
    assert [d.code for d in found(document)] == ["DG302", "DG302"]


def test_fault_of_the_entrypoint_hides_none_of_the_exit_handler() -> None:
    document = graph([call("make", "make")], entrypoint="gone-1", on_exit="gone-2")
    assert [d.pointer for d in found(document)] == ["/entrypoint", "/on_exit"]
    last = strict()
    document = graph([call("make", "make")], on_exit="last", templates={"last": last})
    assert [d.pointer.split("/")[-1] for d in found(document)] == ["count", "label", "data"]


def test_near_miss_is_taken_for_the_closest_input_alone() -> None:
    step = call("run", "strict", parameters={"count": 1, "labell": "a"}, artifacts={"data": DATA})
    assert [d.code for d in found(graph([step], templates={"strict": strict()}))] == ["DG312"]


def test_unknown_artifact_is_found_where_none_must_be_given() -> None:
    diagnostic = the_one(graph([call("use", artifacts={"g": DATA})]))
    assert (diagnostic.code, diagnostic.pointer) == (
        "DG312",
        "/templates/main/steps/0/0/artifacts/g",
    )
