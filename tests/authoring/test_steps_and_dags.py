"""What scripts do with Steps, DAGs, steps and ports, and the graphs that come of it."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import validate
from dflow_graph.authoring.argo_functions import argo_len, argo_range, argo_sequence
from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.hook_step import HookStep
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.steps import Steps
from dflow_graph.authoring.task import Task
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.python.arguments import TaggedJson
from dflow_graph.python.io import (
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    if_expression,
)
from dflow_graph.python.op_template import ShellOPTemplate
from dflow_graph.python.sources import artifact_source
from dflow_graph.python.storage import GraphArtifact, LocalArtifact, S3Artifact


def count(name: str | None = "count") -> ShellOPTemplate:
    return ShellOPTemplate(
        name,
        image="alpine:3",
        script="expr {{inputs.parameters.n}} + 1 > /tmp/n; cp /tmp/in /tmp/out",
        inputs=Inputs(
            parameters={"n": InputParameter(type=int)},
            artifacts={"f": InputArtifact(path="/tmp/in", optional=True)},
        ),
        outputs=Outputs(
            parameters={"n": OutputParameter(value_from_path="/tmp/n", type=int)},
            artifacts={"f": OutputArtifact(path="/tmp/out")},
        ),
    )


def findings(workflow: Workflow) -> list[str]:
    return [f"{found.code} {found.pointer}" for found in validate(workflow.to_graph()).diagnostics]


class Twice(Steps):
    """A subclass that builds its steps in its constructor, as users write them."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(
            name=name,
            inputs=Inputs(parameters={"n": InputParameter(type=int)}),
            outputs=Outputs(
                parameters={"n": OutputParameter(type=int)}, artifacts={"f": OutputArtifact()}
            ),
        )
        first = Step("first", count(), parameters={"n": self.inputs.parameters["n"]})
        self.add(first)
        second = Step("second", count(), parameters={"n": first.outputs.parameters["n"]})
        second.inputs.artifacts["f"].source = first.outputs.artifacts["f"]
        self.add(second)
        self.outputs.parameters["n"].value_from_parameter = second.outputs.parameters["n"]
        self.outputs.artifacts["f"]._from = second.outputs.artifacts["f"]


def test_a_subclass_of_steps_builds_itself_and_is_called_after_its_class() -> None:
    workflow = Workflow("w")
    workflow.add(Step("a", Twice(), parameters={"n": 1}))
    templates = workflow.to_graph()["templates"]
    assert list(templates) == ["w-steps", "twice", "count"]
    assert templates["twice"]["outputs"] == {
        "parameters": {
            "n": {"type": "int", "value_from_parameter": "{{steps.second.outputs.parameters.n}}"}
        },
        "artifacts": {"f": {"_from": "{{steps.second.outputs.artifacts.f}}"}},
    }
    assert templates["twice"]["steps"][1][0]["artifacts"] == {
        "f": "{{steps.first.outputs.artifacts.f}}"
    }
    assert findings(workflow) == []


def test_ports_print_as_their_references() -> None:
    step, task, template = (
        Step("s", count(), {"n": 1}),
        Task("t", count(), parameters={"n": 1}),
        count(),
    )
    assert str(step.outputs.parameters["n"]) == "{{steps.s.outputs.parameters.n}}"
    assert str(task.outputs.artifacts["f"]) == "{{tasks.t.outputs.artifacts.f}}"
    assert str(template.inputs.parameters["n"]) == "{{inputs.parameters.n}}"
    assert step.outputs.parameters["n"].expr == "steps['s'].outputs.parameters['n']"
    assert f"{step.outputs.parameters['n']} > 3" == "{{steps.s.outputs.parameters.n}} > 3"
    assert (step.expr, repr(step), step.id) == ("steps['s']", "s", "s")


def test_a_port_follows_the_name_of_its_step() -> None:
    step = Step("old", count(), {"n": 1})
    port = step.outputs.parameters["n"]
    step.name = "new"
    assert str(port) == "{{steps.new.outputs.parameters.n}}"


def test_a_reference_to_a_big_parameter_is_written_as_any_other() -> None:
    """REF-23: how it travels is no part of its name."""
    port = OutputParameter(save_as_artifact=True, value_from_path="/tmp/x", name="x")
    assert str(port) == "{{outputs.parameters.x}}"


def test_the_first_step_or_task_makes_the_entrypoint() -> None:
    steps, dag = Workflow("a"), Workflow("b")
    steps.add([Step("x", count(), {"n": 1}), Step("y", count(), {"n": 2})])
    dag.add(Task("x", count(), parameters={"n": 1}))
    assert (type(steps.entrypoint), type(dag.entrypoint)) == (Steps, DAG)
    assert steps.to_graph()["entrypoint"] == "a-steps"
    assert dag.to_graph()["entrypoint"] == "b-dag"
    assert len(steps.to_graph()["templates"]["a-steps"]["steps"]) == 1


def test_steps_can_be_iterated_over_as_they_were_added() -> None:
    one, two, three = (Step(name, count(), {"n": 1}) for name in "abc")
    steps = Steps("s", steps=[one, [two, three]])
    assert list(steps) == steps.steps == [one, [two, three]]
    assert list(steps.calls()) == [one, two, three]


def test_assignments_after_construction_reach_the_graph() -> None:
    step = Step("a", count(), {"n": 1})
    step.inputs.parameters["n"].value = 5
    step.inputs.artifacts["f"].source = LocalArtifact("data")
    step.when = "1 < 2"
    step.template.image = "alpine:4"
    assert step.to_dict() == {
        "name": "a",
        "template": "count",
        "parameters": {"n": 5},
        "artifacts": {"f": {"kind": "local", "path": "data"}},
        "when": "1 < 2",
    }
    assert step.template.to_dict()["image"] == "alpine:4"


def test_giving_an_argument_changes_no_template_and_no_other_step() -> None:
    template = count()
    before = template.to_dict()
    one, two = Step("a", template, {"n": 1}), Step("b", template, {"n": 2})
    assert template.to_dict() == before
    assert (one.inputs.parameters["n"].value, two.inputs.parameters["n"].value) == (1, 2)
    assert not hasattr(template.inputs.parameters["n"], "value")


def test_a_default_of_a_template_is_no_argument_of_its_steps() -> None:
    template = ShellOPTemplate(
        "t", image="a", script="s", inputs=Inputs(parameters={"n": InputParameter(value=1)})
    )
    step = Step("a", template)
    assert step.inputs.parameters["n"].value == 1
    assert step.to_dict() == {"name": "a", "template": "t"}


VALUES: dict[str, tuple[Any, Any]] = {
    "JSON": ({"a": [1, None, "b"]}, {"a": [1, None, "b"]}),
    "a text with tags": ("{{workflow.name}}-1", "{{workflow.name}}-1"),
    "a tuple": ((1, 2), {"$value": {"kind": "tuple", "items": [1, 2]}}),
    "bytes": (b"a", {"$value": {"kind": "bytes", "base64": "YQ=="}}),
    "not a number": (float("inf"), {"$value": {"kind": "float", "name": "inf"}}),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_value_is_written_as_the_specification_says(case: str) -> None:
    given, written = VALUES[case]
    step = Step("a", count(), {"n": given})
    assert step.to_dict()["parameters"] == {"n": written}
    back = Step.from_graph(step.to_dict(), {"count": count()})
    value = back.inputs.parameters["n"].value
    assert (value.decoded() if isinstance(value, TaggedJson) else value) == given


def test_references_within_a_value_are_written_where_they_stand() -> None:
    port = Step("a", count(), {"n": 1}).outputs.parameters["n"]
    step = Step("b", count(), {"n": {"all": [port, (port,)], "sum": port + 1}})
    reference = "{{steps.a.outputs.parameters.n}}"
    assert step.to_dict()["parameters"]["n"] == {
        "all": [reference, {"$value": {"kind": "tuple", "items": [reference]}}],
        "sum": "{{=asFloat(steps['a'].outputs.parameters['n']) + 1}}",
    }


def _made() -> Any:
    return Step("a", count(), {"n": 1}).outputs.artifacts["f"]


REFERENCE = "{{steps.a.outputs.artifacts.f}}"
SOURCES: dict[str, tuple[Any, Any]] = {
    "an artifact": (_made(), REFERENCE),
    "a part by keys": (_made()["x"][0], {"kind": "ref", "_from": REFERENCE, "slice": "x.0"}),
    "a part by a path": (
        _made().sub_path("p").sub_path("q"),
        {"kind": "ref", "_from": REFERENCE, "sub_path": "p/q"},
    ),
    "a reference and a path": (
        f"{REFERENCE}/p/q",
        {"kind": "ref", "_from": REFERENCE, "sub_path": "p/q"},
    ),
    "a text": ("a: b\n", {"kind": "raw", "data": "a: b\n"}),
    "a part of a location": (
        S3Artifact("k").sub_path("p")["x"],
        {"kind": "s3", "key": "k", "slice": "x", "sub_path": "p"},
    ),
    "an artifact of a plug-in": (GraphArtifact("x://y"), {"kind": "custom", "urn": "x://y"}),
    "a list": ([_made(), "t"], [REFERENCE, {"kind": "raw", "data": "t"}]),
    "a nested dictionary": (
        {"a": {"b": _made()}, "c": [S3Artifact("k"), "t"]},
        {
            "kind": "map",
            "items": {
                "a.b": REFERENCE,
                "c.0": {"kind": "s3", "key": "k"},
                "c.1": {"kind": "raw", "data": "t"},
            },
        },
    ),
}


@pytest.mark.parametrize("case", SOURCES)
def test_a_source_is_written_as_the_specification_says(case: str) -> None:
    """ART-1: an artifact source MUST be a reference, a location, a list of both, or a map."""
    given, written = SOURCES[case]
    assert artifact_source(given) == written
    step = Step("b", count(), {"n": 1}, {"f": given})
    assert step.to_dict()["artifacts"] == {"f": written}
    assert Step.from_graph(step.to_dict(), {"count": count()}).to_dict() == step.to_dict()


def test_taking_a_part_leaves_the_whole_alone() -> None:
    whole, place = _made(), S3Artifact("k")
    part, inner = whole["x"], place.sub_path("p")
    assert (part.parent, inner.parent) == (whole, place)
    assert artifact_source(whole) == REFERENCE
    assert artifact_source(place) == {"kind": "s3", "key": "k"}


def test_an_output_of_steps_can_be_a_part_of_an_artifact() -> None:
    port = OutputArtifact(_from=_made()["x"].sub_path("p"))
    assert port.to_dict() == {"_from": REFERENCE, "slice": "x", "sub_path": "p"}


LOOPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a range": (
        {"with_param": argo_range(3)},
        {"with_param": "{{=toJson(sprig.untilStep(0, 3, 1))}}"},
    ),
    "a list": (
        {"with_param": [1, (2,)]},
        {"with_param": [1, {"$value": {"kind": "tuple", "items": [2]}}]},
    ),
    "a range of Python": ({"with_param": range(2)}, {"with_param": [0, 1]}),
    "a sequence": (
        {"with_sequence": argo_sequence(2, format="%02d")},
        {"with_sequence": {"count": 2, "format": "%02d"}},
    ),
    "a dictionary of a sequence": (
        {"with_sequence": {"start": 1, "end": "4"}},
        {"with_sequence": {"start": 1, "end": "4"}},
    ),
}


@pytest.mark.parametrize("case", LOOPS)
def test_a_loop_is_written_as_the_specification_says(case: str) -> None:
    given, written = LOOPS[case]
    step = Step("a", count(), {"n": "{{item}}"}, **given)
    assert {name: step.to_dict()[name] for name in written} == written
    assert Step.from_graph(step.to_dict(), {"count": count()}).to_dict() == step.to_dict()


def test_a_loop_over_an_output_is_its_reference_and_over_its_length_an_expression() -> None:
    port = Step("a", count(), {"n": 1}).outputs.parameters["n"]
    assert Step("b", count(), {"n": 1}, with_param=port).to_dict()["with_param"] == str(port)
    loop = argo_range(argo_len(port))
    assert Step("c", count(), {"n": 1}, with_param=loop).to_dict()["with_param"] == (
        "{{=toJson(sprig.untilStep(0, "
        "len(sprig.fromJson(steps['a'].outputs.parameters['n'])), 1))}}"
    )


def test_a_task_is_a_dependency_by_its_success_and_a_text_as_it_is() -> None:
    first = Task("first", count(), parameters={"n": 1})
    task = Task("next", count(), [first, "other.Failed || other.Succeeded"], parameters={"n": 1})
    assert task.to_dict()["dependencies"] == ["first.Succeeded", "other.Failed || other.Succeeded"]


def test_hooks_are_written_and_their_templates_collected() -> None:
    hook = HookStep(count("told"), expression="steps.a.status == 'Failed'", parameters={"n": 7})
    step = Step(
        "a",
        count(),
        {"n": 1},
        failure_hook=hook,
        success_hook=HookStep(count("glad"), parameters={"n": 0}),
    )
    workflow = Workflow("w", steps=Steps("main", steps=[step]))
    graph = workflow.to_graph()
    assert list(graph["templates"]) == ["main", "count", "glad", "told"]
    assert graph["templates"]["main"]["steps"][0][0]["failure_hook"] == {
        "template": "told",
        "expression": "steps.a.status == 'Failed'",
        "parameters": {"n": 7},
    }
    assert step.hooks == {"success": step.success_hook, "failure": hook}
    assert findings(workflow) == []


def test_a_template_may_call_itself() -> None:
    loop = Steps(
        "loop",
        inputs=Inputs(parameters={"n": InputParameter(type=int, value=0)}),
        outputs=Outputs(parameters={"n": OutputParameter(type=int)}),
    )
    work = Step("work", count(), {"n": loop.inputs.parameters["n"]})
    again = Step(
        "again",
        loop,
        {"n": work.outputs.parameters["n"]},
        when=f"{work.outputs.parameters['n']} < 5",
    )
    loop.add(work)
    loop.add(again)
    loop.outputs.parameters["n"].value_from_expression = if_expression(
        _if=work.outputs.parameters["n"] < 5,
        _then=again.outputs.parameters["n"],
        _else=work.outputs.parameters["n"],
    )
    workflow = Workflow("w", steps=loop)
    assert findings(workflow) == []
    assert Workflow.from_graph(workflow.to_graph()).to_graph() == workflow.to_graph()


def test_a_port_that_a_template_gets_later_is_known_to_its_steps() -> None:
    loop = Steps("loop", inputs=Inputs(parameters={"n": InputParameter(value=0)}))
    step = Step("again", loop)
    loop.outputs.parameters["late"] = OutputParameter(
        value_from_parameter="{{inputs.parameters.n}}"
    )
    assert str(step.outputs.parameters["late"]) == "{{steps.again.outputs.parameters.late}}"


def test_every_field_of_a_workflow_can_be_said() -> None:
    bye = ShellOPTemplate("bye", image="alpine:3", script="true")
    said = {
        "namespace": "n",
        "id": "w-abc",
        "uid": "u",
        "annotations": {"a": "b"},
        "labels": {"l": "m"},
        "parameters": {"p": 1},
        "parallelism": 3,
        "pod_gc_strategy": "OnPodSuccess",
        "image_pull_secrets": ["s"],
        "volumes": [{"name": "v", "emptyDir": {}}],
        "service_account_name": "robot",
        "extensions": {"t": 1},
    }
    workflow = Workflow(
        "w", on_exit=bye, artifact_repo_key="k", schema="s.json", host="h", token="t", **said
    )
    workflow.add(Step("a", count(), {"n": 1}))
    graph = workflow.to_graph()
    assert {name: graph[name] for name in said} == said
    assert graph["artifact_repository"] == {"key": "k"}
    assert (graph["on_exit"], graph["$schema"], graph["dflow_graph"]) == ("bye", "s.json", "1.0")
    assert not {"host", "token"} & set(graph)
    assert Workflow.from_graph(graph).to_graph() == graph
    assert workflow.artifact_repo_key == "k"
