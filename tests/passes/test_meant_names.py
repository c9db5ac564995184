"""Hints for names that lack a part, or have a wrong one: the one known name that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import validate
from dflow_graph.index import Node, build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.meant_names import _known


def hint(text: str, **more: Any) -> str:
    make = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3.20",
        "script": "true",
        "outputs": {
            "parameters": {
                "count": {"value_from_path": "/tmp/count"},
                "both": {"value_from_path": "/tmp/both"},
            },
            "artifacts": {"log": {"path": "/tmp/log"}, "both": {"path": "/tmp/file"}},
        },
    }
    show = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3.20",
        "script": "echo '{{inputs.parameters.x}}'",
        "inputs": {
            "parameters": {"x": {}},
            "artifacts": {"f": {"path": "/tmp/f", "optional": True}},
        },
    }
    main = {
        "kind": "Steps",
        "inputs": {
            "parameters": {"limit": {"value": 1}, "same": {"value": 1}},
            "artifacts": {"data": {"optional": True}, "same": {"optional": True}},
        },
        "steps": [
            [{"name": "make", "template": "make"}, {"name": "make-2", "template": "make"}],
            [{"name": "show", "template": "show", "parameters": {"x": text}, **more}],
        ],
    }
    graph = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, "make": make, "show": show},
    }
    return next(
        d.hint
        for d in validate(graph).diagnostics
        if d.pointer.startswith("/templates/main/steps/1")
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{{inputs.limit}}", "inputs.parameters.limit"),
        ("{{inputs.parameter.limit}}", "inputs.parameters.limit"),
        ("{{inputs.data}}", "inputs.artifacts.data"),
        ("{{inputs.parameter.same}}", "inputs.parameters.same"),
        ("{{inputs.artifact.same}}", "inputs.artifacts.same"),
        ("{{steps.make.parameters.count}}", "steps.make.outputs.parameters.count"),
        ("{{steps.make.outputs.count}}", "steps.make.outputs.parameters.count"),
        ("{{steps.make.outputs.parameter.both}}", "steps.make.outputs.parameters.both"),
        ("{{steps.make-2.output.artifacts.log}}", "steps.make-2.outputs.artifacts.log"),
        ("{{steps.parameters.limit}}", "inputs.parameters.limit"),
        ("{{=steps.make.parameters.count}}", "steps.make.outputs.parameters.count"),
    ],
)
def test_hint_writes_the_name_that_is_meant(text: str, meant: str) -> None:
    assert hint(text) == f"Write `{meant}`."


@pytest.mark.parametrize(
    "text",
    [
        "{{inputs.nothing}}",
        "{{steps.make.both}}",
        "{{steps.make.outputs.params.both}}",
        "{{steps.outputs.parameters.count}}",
        "{{steps.make.outputs.nothing}}",
    ],
)
def test_hint_names_none_of_several_and_none_that_is_not_there(text: str) -> None:
    assert ".both`" not in hint(text)
    assert ".count`" not in hint(text)


def test_hint_of_an_unknown_template_or_beside_a_hyphen_is_the_general_one() -> None:
    assert hint("{{steps.make.count}}", template="gone").startswith("Use one of")
    assert "make-2.outputs" not in hint("{{=steps['make-2'].parameters.count}}")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("inputs.artifacts.data", "inputs.artifacts.data"),
        ("{inputs.artifacts.data}}", "inputs.artifacts.data"),
        ("inputs.artifacts.data}}", "inputs.artifacts.data"),
        ("{{=steps.make.outputs.artifacts.log}}", "steps.make.outputs.artifacts.log"),
        ("data/file.txt", "inputs.artifacts.NAME"),
    ],
)
def test_source_that_is_a_name_but_for_its_signs_is_to_be_written_as_a_tag(
    text: str, written: str
) -> None:
    assert f"`{{{{{written}}}}}`" in hint("1", artifacts={"f": text})


def test_outputs_of_steps_are_not_meant_by_a_name_of_an_input() -> None:
    assert "steps." not in hint("{{inputs.count}}")


def steps_around(count: int) -> Node:
    """Steps of which the last has the output `n`, and the first has no template."""
    taker = {"kind": "ShellOPTemplate", "image": "alpine:3.20", "script": "true"}
    maker = {**taker, "outputs": {"parameters": {"n": {"value_from_path": "/tmp/n"}}}}
    templates = ["nowhere", *["idle"] * (count - 2), "make"]
    called = [{"name": f"s{i}", "template": name} for i, name in enumerate(templates)]
    main = {"kind": "Steps", "steps": [called]}
    graph = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, "idle": taker, "make": maker},
    }
    return build_index(Workflow.from_dict(graph)).nodes["main"]


@pytest.mark.parametrize(("count", "known"), [(100, 1), (101, 0)])
def test_the_one_step_that_has_such_an_output_is_looked_for_among_few(
    count: int, known: int
) -> None:
    found = list(_known(("steps", "outputs", "parameters", "n"), steps_around(count)))
    assert found == [("steps", f"s{count - 1}", "outputs", "parameters", "n")] * known


def test_in_a_dag_it_is_an_output_of_a_task() -> None:
    maker = {"kind": "ShellOPTemplate", "image": "alpine:3.20", "script": "true"}
    maker["outputs"] = {"parameters": {"n": {"value_from_path": "/tmp/n"}}}  # type: ignore[assignment]
    main = {"kind": "DAG", "tasks": [{"name": "one", "template": "make"}]}
    graph = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, "make": maker},
    }
    node = build_index(Workflow.from_dict(graph)).nodes["main"]
    assert list(_known(("tasks", "one", "n"), node)) == [
        ("tasks", "one", "outputs", "parameters", "n")
    ]
    assert list(_known(("steps", "one", "n"), node)) == []
