"""Inputs that slices around Steps or a DAG cut only further in (DG522)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow

X, F = "{{inputs.parameters.x}}", "{{inputs.artifacts.f}}"


def op() -> dict[str, Any]:
    """A Python OP that takes a list and a file."""
    inputs = {
        "x": {"kind": "Parameter", "type": "any", "default": None},
        "f": {"kind": "Artifact", "type": "path", "optional": True},
    }
    fields = {"name": "Op", "module": "lab.ops", "inputs": inputs}
    return {"kind": "PythonOPTemplate", "image": "python:3.11", "op": fields}


def inputs() -> dict[str, Any]:
    """The inputs of a group of steps."""
    return {"parameters": {"x": {}, "i": {"value": 0}}, "artifacts": {"f": {}}}


def pointers(step: dict[str, Any], slices: dict[str, Any] | None = None, **more: Any) -> list[str]:
    """Where an input of a sliced group with one step is told to be the whole list."""
    outer = {
        "name": "outer",
        "template": "group",
        "parameters": {"x": [1, 2]},
        "artifacts": {"f": {"kind": "s3", "key": "files"}},
        "slices": slices or {"input_parameter": ["x"], "input_artifact": ["f"]},
    }
    inner = {"name": "inner", "template": "op", **step}
    group = {"kind": "Steps", "inputs": inputs(), "steps": [[inner]], **more.pop("group", {})}
    templates = {
        "main": {"kind": "Steps", "steps": [[outer]]},
        "group": group,
        "op": op(),
        **more,
    }
    root = {"dflow_graph": "1.0", "name": "a", "entrypoint": "main", "parameters": {"x": 1}}
    document = {**root, "templates": templates}
    found = [d for d in analyse(Workflow.from_dict(document)) if d.code == "DG522"]
    assert all(d.related[0].pointer == "/templates/main/steps/0/0/slices" for d in found)
    start = "/templates/group/"
    return [d.pointer.removeprefix(start).removeprefix("steps/0/0/") for d in found]


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ({"when": f"{X} > 1"}, "when"),
        ({"key": f"a-{X}"}, "key"),
        ({"parameters": {"x": f"{X}!"}}, "parameters/x"),
        ({"parameters": {"x": [X]}}, "parameters/x/0"),
        ({"parameters": {"x": "{{=asInt(inputs.parameters.x)}}"}}, "parameters/x"),
        ({"with_param": X}, "with_param"),
        ({"with_sequence": {"count": X}}, "with_sequence/count"),
        ({"artifacts": {"f": [F]}}, "artifacts/f/0"),
        ({"artifacts": {"f": {"kind": "ref", "_from": F, "sub_path": "a"}}}, "artifacts/f/_from"),
        ({"artifacts": {"f": {"kind": "ref", "_from": F, "slice": "0"}}}, "artifacts/f/_from"),
        ({"exit_hook": {"template": "op", "key": f"a-{X}"}}, "exit_hook/key"),
    ],
)
def test_dg522_finds_the_whole_list_wherever_it_stands(step: dict[str, Any], place: str) -> None:
    assert pointers(step) == [place]


@pytest.mark.parametrize(
    "step",
    [
        {"parameters": {"x": X}},
        {"artifacts": {"f": F}},
        {"artifacts": {"f": {"kind": "ref", "_from": F}}},
        {"exit_hook": {"template": "op", "parameters": {"x": X}}},
        {"when": "{{inputs.parameters.i}} > 1"},
        {"parameters": {"x": "{{=sprig.fromJson(inputs.parameters.x)[asInt('1')]}}"}},
        {"parameters": {"x": "{{=sprig.fromJson(inputs.parameters['x'])[0] + 1}}"}},
        {"parameters": {"x": "{{=jsonpath(inputs.parameters.x, '$[0]')}}"}},
        {"parameters": {"x": "{{=inputs}} {{inputs.parameters}}"}},
        {"parameters": {"x": "inputs.parameters.x {{workflow.name}}"}},
        {"parameters": {"x": "{{=sprig.fromJson(inputs.parameters.x)[0] + inputs.parameters.i}}"}},
        {"parameters": {"x": "{{=inputs.parameters.x[0]}}"}},
        {"when": "'{{workflow.parameters.x}}' == '{{inputs.parameters.i}}'"},
        {"slices": {"output_parameter": ["y"]}},
    ],
)
def test_dg522_leaves_alone_what_is_passed_on_or_taken_an_element_of(step: dict[str, Any]) -> None:
    assert pointers(step) == []


def test_dg522_wants_each_use_to_take_an_element() -> None:
    both = "{{=[sprig.fromJson(inputs.parameters.x)[0], inputs.parameters.x]}}"
    assert pointers({"parameters": {"x": both}}) == ["parameters/x"] * 2


def test_dg522_finds_outputs_of_the_group() -> None:
    outputs = {
        "parameters": {"y": {"value_from_parameter": X}},
        "artifacts": {"g": {"_from": F}},
    }
    group = {"outputs": outputs}
    assert pointers({}, group=group) == [
        "outputs/parameters/y/value_from_parameter",
        "outputs/artifacts/g/_from",
    ]


def test_dg522_finds_loops_that_are_as_long_as_the_whole_list() -> None:
    cut = {"input_parameter": ["x"]}
    assert pointers({"parameters": {"x": X}, "slices": cut}) == ["parameters/x"]
    assert pointers({"parameters": {"x": [1]}, "slices": cut}) == []
    assert pointers({"parameters": {"x": X}, "slices": cut, "with_param": [1]}) == []
    assert pointers({"parameters": {"x": X}, "slices": cut, "with_sequence": {"count": 1}}) == []
    files = {"input_artifact": ["f"]}
    assert pointers({"artifacts": {"f": F}, "slices": files}) == ["artifacts/f"]
    assert pointers({"artifacts": {"f": F}, "slices": {**files, "sub_path": True}}) == []
    # The first sliced parameter says how long the loop is.
    mixed = {"parameters": {"x": [1]}, "artifacts": {"f": F}, "slices": {**cut, **files}}
    assert pointers(mixed) == []
    hook = {"template": "op", "parameters": {"x": X}, "slices": cut}
    assert pointers({"exit_hook": hook}) == []


def test_dg522_leaves_alone_what_a_piece_downloads_by_itself() -> None:
    part = {"artifacts": {"f": {"kind": "ref", "_from": F, "sub_path": "a"}}}
    alone = {"input_artifact": ["f"], "sub_path": True}
    assert pointers(part, alone) == []
    assert pointers(part, {**alone, "group_size": 2}) == ["artifacts/f/_from"]


def test_dg522_follows_an_input_into_groups_that_it_is_passed_on_to() -> None:
    deeper = {
        "kind": "DAG",
        "inputs": inputs(),
        "tasks": [
            {"name": "work", "template": "op", "when": f"{X} > 1"},
            {
                "name": "again",
                "template": "deeper",
                "when": "false",
                "parameters": {"x": X},
                "artifacts": {"f": F},
            },
        ],
    }
    step = {"template": "deeper", "parameters": {"x": X}, "artifacts": {"f": F}}
    assert pointers(step, deeper=deeper) == ["/templates/deeper/tasks/0/when"]
    # Another name inside, and what is not passed on.
    other = {**step, "parameters": {"x": [1], "i": X}}
    assert pointers(other, deeper=deeper) == []
    of_run = {**step, "parameters": {"x": "{{workflow.parameters.x}}"}}
    assert pointers(of_run, deeper=deeper) == []
    # Through a hook, and behind a step that calls no group.
    hook = {"exit_hook": {"template": "deeper", "parameters": {"x": X}}}
    assert pointers(hook, deeper=deeper) == ["/templates/deeper/tasks/0/when"]
    steps = [[{"name": "work", "template": "op"}], [{"name": "inner", **step}]]
    assert pointers({}, group={"steps": steps}, deeper=deeper) == ["/templates/deeper/tasks/0/when"]


def test_dg522_says_nothing_of_the_inputs_of_what_is_no_group() -> None:
    script = "echo {{inputs.parameters.x}}"
    shell = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": script, "inputs": inputs()}
    assert pointers({"template": "shell", "parameters": {"x": X}}, shell=shell) == []


def test_dg522_says_nothing_of_templates_and_ports_that_are_not_there() -> None:
    assert pointers({"template": "nothing-such", "parameters": {"x": X}}) == []
    assert pointers({"parameters": {"x": X}}, {"input_parameter": ["nothing-such"]}) == []


def test_dg522_is_not_told_where_an_error_is() -> None:
    assert pointers({"artifacts": {"f": f"{F} {F}"}}) == []
    assert pointers({"when": f"{X} > 1 &&"}) == []
