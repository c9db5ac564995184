"""Loops and conditions by expressions."""

from typing import List

from dflow import (
    DAG,
    InputParameter,
    Inputs,
    OutputParameter,
    Outputs,
    ShellOPTemplate,
    Step,
    Steps,
    Task,
    Workflow,
    argo_enumerate,
    argo_len,
    argo_range,
    argo_sequence,
    if_expression,
)
from dflow.python import OP, PythonOPTemplate, Slices


@OP.function
def plan(n: int) -> {"sizes": List[int], "names": List[str], "go": bool, "total": int}:
    return {"sizes": list(range(n)), "names": ["a"] * n, "go": n > 1, "total": n}


@OP.function
def work(order: int, name: str) -> {"score": float}:
    return {"score": float(order)}


say = ShellOPTemplate(
    "say",
    image="alpine:3.19",
    script="echo {{inputs.parameters.text}}",
    inputs=Inputs(parameters={"text": InputParameter()}),
)
first = Step("plan", PythonOPTemplate(plan, image="python:3.11"), parameters={"n": 3})
out = first.outputs.parameters
template = PythonOPTemplate(work, image="python:3.11")
sliced = PythonOPTemplate(
    work,
    image="python:3.11",
    slices=Slices(input_parameter=["order", "name"], output_parameter=["score"]),
)
wf = Workflow("expression-mix", parameters={"mode": "fast"})
wf.add(first)
wf.add(
    [
        Step(
            "enumerate",
            template,
            with_param=argo_enumerate(size=out["sizes"], name=out["names"]),
            parameters={"order": "{{item.size}}", "name": "{{item.name}}"},
        ),
        Step(
            "range",
            say,
            parameters={"text": "n {{item}}"},
            with_param=argo_range(argo_len(out["names"])),
        ),
        Step(
            "stride",
            say,
            parameters={"text": "n {{item}}"},
            with_param=argo_range(1, out["total"], 2),
        ),
        Step(
            "sequence",
            say,
            parameters={"text": "{{item}}"},
            with_sequence=argo_sequence(argo_len(out["names"]), start=1, format="f-%02d"),
        ),
        Step(
            "all",
            sliced,
            parameters={"order": out["sizes"], "name": out["names"]},
            with_param=argo_range(out["total"]),
            when=out["go"] == True,
        ),  # noqa: E712
        Step("direct", say, parameters={"text": "{{item}}"}, with_param=out["names"]),
        Step(
            "when",
            say,
            parameters={"text": if_expression(out["go"], out["total"], 0)},
            when="%s && %s > 2" % (out["go"], out["total"]),
        ),
        Step("mode", say, parameters={"text": "{{workflow.parameters.mode}}-{{workflow.name}}"}),
        Step("objects", say, parameters={"text": "{{item.a}}"}, with_param=[{"a": 1}, {"a": 2}]),
    ]
)
sub = Steps(
    "branch",
    inputs=Inputs(parameters={"x": InputParameter(type=int)}),
    outputs=Outputs(parameters={"y": OutputParameter(type=int)}),
)
small = Step(
    "small", say, parameters={"text": "small"}, when="%s < 10" % sub.inputs.parameters["x"]
)
sub.add(small)
sub.outputs.parameters["y"].value_from_expression = if_expression(
    sub.inputs.parameters["x"] < 10, sub.inputs.parameters["x"], "10"
)
dag = DAG("graph")
one = Task("one", sub, parameters={"x": 3})
dag.add(one)
dag.add(Task("two", sub, parameters={"x": one.outputs.parameters["y"]}))
dag.add(
    Task(
        "three", say, parameters={"text": "end"}, dependencies=["two.Failed || two.Succeeded", one]
    )
)
wf.add(Step("graph", dag))
wf.submit()
