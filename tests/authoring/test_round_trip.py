"""A graph becomes authoring objects and comes back the same; nothing else happens on the way."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dflow_graph import InvalidGraphError, dumps, load, loads
from dflow_graph.authoring.hook_step import HookStep
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.steps import Steps
from dflow_graph.authoring.task import Task
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.codec import encode_plain
from dflow_graph.python.errors import DflowGraphError, GraphError
from dflow_graph.python.op_template import ShellOPTemplate
from tests.strategies import objects, workflows

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in {".json", ".yaml"})
CASES = sorted((ROOT / "conformance/v1/valid").glob("*.json"))
many = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_comes_back_byte_for_byte(path: Path) -> None:
    workflow = Workflow.from_graph(path)
    assert workflow.to_graph_json() == dumps(load(path))
    assert workflow.to_graph_yaml() == dumps(load(path), notation="yaml")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_valid_document_comes_back_byte_for_byte(path: Path) -> None:
    given_ = json.loads(path.read_bytes())["input"]
    text = given_.get("text") or encode_plain(given_["document"])
    model = loads(text, notation=given_["notation"])
    read = Workflow.from_graph_yaml if given_["notation"] == "yaml" else Workflow.from_graph_json
    workflow = read(text)
    assert workflow.to_graph_json() == dumps(model)
    assert workflow.to_graph() == model.to_dict()


@many
@given(workflows())
def test_a_graph_of_sound_structure_comes_back_or_its_fault_has_a_typed_error(
    data: dict[str, Any],
) -> None:
    before = copy.deepcopy(data)
    try:
        workflow = Workflow.from_graph(data)
        assert workflow.to_graph() == before
    except DflowGraphError as error:
        message = str(error)
        assert message
    assert data == before


@pytest.mark.parametrize("cls", [Step, Task, HookStep], ids=lambda cls: cls.__name__)
def test_a_call_comes_back_or_its_fault_has_a_typed_error(cls: Any) -> None:
    called = {"t": ShellOPTemplate("t", image="alpine:3", script="true")}
    came_back = []

    @settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
    @given(objects(cls.__name__))
    def run(data: dict[str, Any]) -> None:
        data = {**data, "template": "t"}
        for hook in ("success_hook", "running_hook", "failure_hook"):
            if hook in data:
                data[hook] = {**data[hook], "template": "t"}
        if cls is not HookStep:
            data["name"] = "s"
        before = copy.deepcopy(data)
        try:
            made = cls.from_graph(data, called)
        except DflowGraphError as error:
            message = str(error)
            assert message
        else:
            came_back.append(made)
            assert made.to_dict() == before
        assert data == before

    run()
    assert came_back


def graph(**said: Any) -> dict[str, Any]:
    """A small graph."""
    return {
        "dflow_graph": "1.0",
        "name": "small",
        "entrypoint": "main",
        "templates": {
            "main": {"kind": "Steps", "steps": [[{"name": "say", "template": "echo"}]]},
            "echo": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "echo"},
        },
        **said,
    }


def test_an_unknown_template_is_an_error_that_names_the_near_ones() -> None:
    wrong = graph()
    wrong["templates"]["main"]["steps"][0][0]["template"] = "ecko"
    with pytest.raises(GraphError, match=r"Step `say`: no template is named `ecko`.*`echo`"):
        Workflow.from_graph(wrong)


def test_a_fault_of_structure_is_an_error_with_the_report() -> None:
    with pytest.raises(InvalidGraphError) as caught:
        Workflow.from_graph(graph(entrypont="main"))
    assert [finding.code for finding in caught.value.report.diagnostics] == ["DG106"]


def test_a_template_that_nothing_calls_is_kept() -> None:
    said = graph()
    said["templates"]["spare"] = {"kind": "SuspendOPTemplate"}
    assert list(Workflow.from_graph(said).to_graph()["templates"]) == ["main", "echo", "spare"]


def test_a_loaded_workflow_can_be_changed() -> None:
    workflow = Workflow.from_graph(graph())
    say = workflow.entrypoint.steps[0][0]
    say.template.image = "alpine:4"
    workflow.add(Step("more", say.template))
    changed = workflow.to_graph()["templates"]
    assert changed["echo"]["image"] == "alpine:4"
    assert changed["main"]["steps"][1] == [{"name": "more", "template": "echo"}]


def test_templates_that_call_each_other_in_a_circle_come_back() -> None:
    said = graph()
    said["templates"]["main"]["steps"].append(
        [{"name": "on", "template": "other", "when": "a == a"}]
    )
    said["templates"]["other"] = {"kind": "DAG", "tasks": [{"name": "back", "template": "main"}]}
    workflow = Workflow.from_graph(said)
    assert workflow.to_graph() == said
    assert isinstance(workflow.templates["other"].tasks[0].template, Steps)
