"""What becomes of a workflow: text, a file, a plain refusal; and `with`."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml

from dflow_graph import InvalidGraphError, load
from dflow_graph.authoring.context_syntax import GLOBAL_CONTEXT
from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.server_calls import ServerCalls
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.steps import Steps
from dflow_graph.authoring.task import Task
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.python import OP
from dflow_graph.python.errors import CallError, UnsupportedError
from dflow_graph.python.op_template import ShellOPTemplate


def shell(script: str = "true") -> ShellOPTemplate:
    return ShellOPTemplate("work", image="alpine:3", script=script)


def small(**said: Any) -> Workflow:
    workflow = Workflow("small", **said)
    workflow.add(Step("a", shell()))
    return workflow


@OP.function(image="python:3.11")
def add_up(x: int, y: int) -> int:
    return x + y


@OP.superfunction
def add_twice(x: int) -> int:
    return add_up(add_up(x, 1), y=1)


@pytest.fixture
def graph_mode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("DFLOW_GRAPH_MODE", "graph")
    monkeypatch.setenv("DFLOW_GRAPH_DIR", str(tmp_path / "graphs"))
    return tmp_path / "graphs"


def test_submit_writes_the_graph_and_gives_its_path(graph_mode: Path) -> None:
    workflow = small()
    path = workflow.submit()
    assert path == str(graph_mode / "small.json")
    assert load(path).to_dict() == workflow.to_graph()
    assert list(graph_mode.iterdir()) == [Path(path)]


def test_submit_writes_to_the_working_folder_where_no_other_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DFLOW_GRAPH_MODE", "graph")
    monkeypatch.delenv("DFLOW_GRAPH_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    small().submit()
    assert (tmp_path / "small.json").exists()


def test_submit_refuses_a_graph_with_errors_and_prints_all_of_them(
    graph_mode: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workflow = small()
    workflow.add(Step("b", shell("echo {{inputs.parameters.no}}"), when="a ==="))
    with pytest.raises(CallError, match="two templates of different content"):
        workflow.submit()
    workflow.entrypoint.steps[1].template = workflow.entrypoint.steps[0].template
    workflow.parameters["x"] = {"$value": 3, "a": 1}
    with pytest.raises(InvalidGraphError):
        workflow.submit()
    assert "error[DG320] /templates/small-steps/steps/1/0/when" in capsys.readouterr().err
    assert not list(graph_mode.glob("*"))


SERVER = sorted(name for name in vars(ServerCalls) if not name.startswith("_"))


@pytest.mark.parametrize("name", SERVER)
def test_what_needs_a_server_says_so(name: str) -> None:
    with pytest.raises(UnsupportedError, match=rf"Workflow\.{name}\(\) needs an Argo server"):
        getattr(small(), name)()


def test_the_text_of_a_graph_takes_the_arguments_of_json_and_yaml() -> None:
    workflow = small()
    graph = workflow.to_graph()
    assert workflow.to_graph_json(indent=None) == json.dumps(graph)
    assert yaml.safe_load(workflow.to_graph_yaml(sort_keys=True)) == graph
    assert workflow.to_dict() == workflow.convert_to_graph() == graph


def test_a_graph_can_be_validated_on_the_way() -> None:
    assert small().to_graph(validate=True) == small().to_graph()
    workflow = small(parameters={"a b": 1})
    assert workflow.to_graph()["parameters"] == {"a b": 1}
    with pytest.raises(InvalidGraphError, match="DG206"):
        workflow.to_graph(validate=True)


def test_calls_of_function_ops_become_tasks_with_numbered_names(graph_mode: Path) -> None:
    with Workflow("sums") as workflow:
        first = add_up(1, 2)
        second = add_up(first, y=first)
        add_twice(second)
    graph = load(graph_mode / "sums.json").to_dict()
    tasks = graph["templates"]["sums-dag"]["tasks"]
    assert [task["name"] for task in tasks] == ["add-up", "add-up-2", "add-twice"]
    assert tasks[1]["parameters"] == dict.fromkeys(
        "xy", "{{tasks.add-up.outputs.parameters.dflow_output}}"
    )
    assert graph["templates"]["add-twice"]["outputs"] == {
        "parameters": {
            "dflow_output": {
                "type": "int",
                "value_from_parameter": "{{tasks.add-up-2.outputs.parameters.dflow_output}}",
            }
        }
    }
    assert workflow.to_graph() == graph


def test_with_steps_calls_become_steps() -> None:
    with Steps("line") as steps:
        add_up(1, 2)
        add_up(3, 4)
    assert [type(step) for step in steps] == [Step, Step]


def test_a_step_made_inside_of_with_is_added() -> None:
    with DAG("d") as dag:
        task = Task("a", shell())
        with pytest.raises(CallError, match="is already in it"):
            dag.add(task)
    assert list(dag) == [task]


def test_what_is_made_behind_with_is_not_added() -> None:
    with DAG("d") as dag:
        pass
    Task("a", shell())
    assert not list(dag)
    assert not GLOBAL_CONTEXT.in_context


def test_the_innermost_with_gets_the_step() -> None:
    with Steps("outer") as outer:
        with Steps("inner") as inner:
            one = Step("a", shell())
        two = Step("b", inner)
    assert (list(inner), list(outer)) == ([one], [two])


def test_a_workflow_that_fails_inside_of_with_is_not_submitted(graph_mode: Path) -> None:
    def broken() -> None:
        with Workflow("broken"):
            Step("a", shell())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert not graph_mode.exists()
    assert not GLOBAL_CONTEXT.in_context


def test_without_the_mode_the_end_of_with_tells_that_nothing_was_submitted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("DFLOW_GRAPH_MODE", raising=False)
    with caplog.at_level(logging.WARNING), Workflow("quiet") as workflow:
        Step("a", shell())
    assert "workflow `quiet` is not submitted: set DFLOW_HOST" in caplog.text
    assert workflow.to_graph()["name"] == "quiet"


def test_a_superfunction_names_the_argument_that_it_does_not_take() -> None:
    with DAG("d"), pytest.raises(CallError, match="takes no argument `z`"):
        add_twice(z=1)


def test_a_superfunction_is_called_inside_of_with_alone() -> None:
    with pytest.raises(CallError, match="only inside of `with Workflow"):
        add_twice(1)
