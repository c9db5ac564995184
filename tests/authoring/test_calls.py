"""A wrong call fails at once, in the caller's line, and names what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.hook_step import HookStep
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.steps import Steps
from dflow_graph.authoring.task import Task
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.python.errors import CallError, UnknownNameError, UnserialisableError
from dflow_graph.python.io import (
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
)
from dflow_graph.python.op_template import OPTemplate, ShellOPTemplate
from dflow_graph.python.slices import Slices
from dflow_graph.python.storage import S3Artifact


def template(**said: Any) -> ShellOPTemplate:
    return ShellOPTemplate(
        "work",
        image="alpine:3",
        script="true",
        inputs=Inputs(
            parameters={"number": InputParameter(), "limit": InputParameter(value=3)},
            artifacts={
                "table": InputArtifact(path="/in/table"),
                "extra": InputArtifact(path="/in/extra", optional=True),
            },
        ),
        outputs=Outputs(
            parameters={"energy": OutputParameter(value_from_path="/out/energy")},
            artifacts={"log": OutputArtifact(path="/out/log")},
        ),
        **said,
    )


GIVEN: dict[str, Any] = {"parameters": {"number": 1}, "artifacts": {"table": S3Artifact("t")}}


def step(**said: Any) -> Step:
    return Step("a", template(), **{**GIVEN, **said})


def other(name: str = "b") -> Step:
    return Step(name, template(), **GIVEN)


WRONG: dict[str, tuple[Any, type[Exception], str]] = {
    "unknown argument": (
        lambda: step(parmeters={}),
        CallError,
        "Step: it takes no argument `parmeters`; did you mean `parameters`",
    ),
    "unknown argument of a task": (
        lambda: Task("a", template(), wen="a == b"),
        CallError,
        "Task: it takes no argument `wen`; did you mean `when`?",
    ),
    "unknown argument of a port": (
        lambda: InputArtifact(pth="/a"),
        CallError,
        "it takes no argument `pth`",
    ),
    "unknown parameter": (
        lambda: step(parameters={"nmber": 1}),
        UnknownNameError,
        "no input parameter of step `a` is named `nmber`; did you mean `number`?",
    ),
    "unknown artifact": (
        lambda: step(artifacts={"tabel": S3Artifact("t")}),
        UnknownNameError,
        "no input artifact of step `a` is named `tabel`; did you mean `table`?",
    ),
    "unknown output": (
        lambda: step().outputs.parameters["energie"],
        UnknownNameError,
        "no output parameter of step `a` is named `energie`; did you mean `energy`?",
    ),
    "unknown input of a template": (
        lambda: template().inputs.parameters["limits"],
        UnknownNameError,
        "no input parameter of template `work` is named `limits`; did you mean `limit`?",
    ),
    "parameter not given": (
        lambda: step(parameters={}),
        CallError,
        "Step `a`: template `work` needs the parameter `number`",
    ),
    "artifact not given": (
        lambda: step(artifacts={}),
        CallError,
        "Step `a`: template `work` needs the artifact `table`",
    ),
    "artifact in parameters": (
        lambda: step(parameters={"number": 1, "table": S3Artifact("t")}),
        CallError,
        "`table` is an artifact: give it in `artifacts`",
    ),
    "parameter in artifacts": (
        lambda: step(artifacts={"number": 1}),
        CallError,
        "`number` is a parameter: give it in `parameters`",
    ),
    "artifact given to a parameter": (
        lambda: step(parameters={"number": other().outputs.artifacts["log"]}),
        CallError,
        "`number` is a parameter, and {{steps.b.outputs.artifacts.log}} is an artifact",
    ),
    "location given to a parameter": (
        lambda: step(parameters={"number": S3Artifact("t")}),
        CallError,
        "it is an artifact, and cannot be the value of a parameter",
    ),
    "parameter given to an artifact": (
        lambda: step(artifacts={"table": other().outputs.parameters["energy"]}),
        CallError,
        "must be an artifact, and {{steps.b.outputs.parameters.energy}} is a parameter",
    ),
    "number given to an artifact": (
        lambda: step(artifacts={"table": 3}),
        CallError,
        "a list or a dictionary of them, or text, not int",
    ),
    "nothing given to a needed artifact": (
        lambda: step(artifacts={"table": None}),
        CallError,
        "the input artifact `table` is not optional, so it cannot be None",
    ),
    "value without a form": (
        lambda: step(parameters={"number": [0, lambda: 1]}),
        UnserialisableError,
        ".parameters['number'][1]",
    ),
    "condition of a wrong type": (
        lambda: step(when=3),
        CallError,
        "Step `a`: `when` must be text, not int",
    ),
    "slices of a wrong type": (
        lambda: step(slices="{{item}}"),
        CallError,
        "`slices` must be Slices, not str",
    ),
    "slices of an unknown port": (
        lambda: step(slices=Slices(input_parameter=["numbr"])),
        UnknownNameError,
        "no input parameter of template `work` is named `numbr`; did you mean `number`?",
    ),
    "loop over a number": (
        lambda: step(with_param=3),
        CallError,
        "`with_param` must be a list, a parameter or text, not int",
    ),
    "key with capitals": (
        lambda: step(key="Relax-{{item}}"),
        CallError,
        "`key` cannot be `Relax-{{item}}`",
    ),
    "executor of a wrong type": (
        lambda: step(executor="slurm"),
        CallError,
        "`executor` must be an Executor, not str",
    ),
    "hook that is a step": (
        lambda: step(success_hook=other()),
        CallError,
        "`success_hook` must be a HookStep, not Step",
    ),
    "hook in a loop": (
        lambda: HookStep(template(), with_param=[1], **GIVEN),
        CallError,
        "HookStep: it takes no argument `with_param`",
    ),
    "name with an underscore": (
        lambda: Step("my_step", template(), **GIVEN),
        CallError,
        "step `my_step`: a name is made of letters A to Z, digits and `-`",
    ),
    "no template": (
        lambda: Step("a", "work"),
        CallError,
        "`template` must be an OP template, not str",
    ),
    "dependencies that are text": (
        lambda: Task("a", template(), dependencies="b", **GIVEN),
        CallError,
        "`dependencies` must be a list of tasks and texts, not str",
    ),
    "dependency on a step": (
        lambda: Task("a", template(), dependencies=[other()], **GIVEN),
        CallError,
        "`dependencies` must hold tasks and texts, not Step",
    ),
    "task in steps": (
        lambda: Steps("s", steps=[Task("a", template(), **GIVEN)]),
        CallError,
        "Steps `s`: it holds steps, not Task; a Task belongs to a DAG",
    ),
    "step in a dag": (
        lambda: DAG("d", tasks=[step()]),
        CallError,
        "DAG `d`: it holds tasks, not Step",
    ),
    "two steps of one name": (
        lambda: Steps("s", steps=[step(), [other(), step()]]),
        CallError,
        "Steps `s`: the step `a` has the name of another step",
    ),
    "inputs that are a dictionary": (
        lambda: OPTemplate("t", inputs={"parameters": {}}),
        CallError,
        "`inputs` must be Inputs, not dict",
    ),
    "port of the wrong side": (
        lambda: Inputs(parameters={"x": OutputParameter()}),
        CallError,
        "input parameter `x`: it must be an InputParameter, not OutputParameter",
    ),
    "port with a blank in its name": (
        lambda: Inputs(parameters={"a b": InputParameter()}),
        CallError,
        "input parameter `a b`: a name is made of",
    ),
    "image that is a number": (
        lambda: ShellOPTemplate("t", image=3),
        CallError,
        "ShellOPTemplate `t`: `image` must be text, not int",
    ),
    "credential in clear": (
        lambda: S3Artifact("k", access_key_secret="AKIA"),
        CallError,
        "`access_key_secret` must name a Kubernetes secret, SecretKey(name, key)",
    ),
    "workflow name with capitals": (
        lambda: Workflow("My_Workflow"),
        CallError,
        "workflow `My_Workflow`: its name is made of small letters",
    ),
    "two beginnings": (
        lambda: Workflow("w", steps=Steps("s"), dag=DAG("d")),
        CallError,
        "it begins with `steps`, `dag` or `entrypoint`: one of them",
    ),
    "dag given as steps": (
        lambda: Workflow("w", steps=DAG("d")),
        CallError,
        "`steps` must be Steps, not DAG",
    ),
    "workflow without steps": (
        lambda: Workflow("w").to_graph(),
        CallError,
        "Workflow `w`: it has no steps",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_fails_at_once_and_says_what_is_right(case: str) -> None:
    call, error, message = WRONG[case]
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


def test_a_step_is_not_added_twice() -> None:
    once = step()
    steps = Steps("s", steps=[once])
    with pytest.raises(CallError, match="the step `a` is already in it"):
        steps.add(once)


def test_the_error_of_an_unknown_port_is_the_key_error_that_users_catch() -> None:
    with pytest.raises(KeyError):
        step().outputs.artifacts["no"]
    assert step().outputs.artifacts.get("no") is None


def test_an_ordinary_parameter_is_not_given_to_a_big_one() -> None:
    """BIG-2: a reference to an ordinary parameter MUST be given to an ordinary one."""
    big = ShellOPTemplate(
        "big",
        image="alpine:3",
        script="true",
        inputs=Inputs(parameters={"x": InputParameter(save_as_artifact=True, path="/in/x")}),
    )
    with pytest.raises(CallError, match=r"is a big parameter and .* is none; declare both alike"):
        Step("a", big, parameters={"x": other().outputs.parameters["energy"]})


def test_an_input_that_is_given_to_a_big_parameter_is_made_big() -> None:
    big = ShellOPTemplate(
        "big",
        image="alpine:3",
        script="true",
        inputs=Inputs(parameters={"x": InputParameter(save_as_artifact=True, path="/in/x")}),
    )
    around = Steps("around", inputs=Inputs(parameters={"x": InputParameter()}))
    around.add(Step("a", big, parameters={"x": around.inputs.parameters["x"]}))
    assert around.to_dict()["inputs"] == {"parameters": {"x": {"save_as_artifact": True}}}
