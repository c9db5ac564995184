"""Most calls ask nothing of their templates: what is told at once is what is found at length."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dflow_graph.argo import loop_outputs
from dflow_graph.argo.body import Body
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.delivery.local_files import local_files
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.pipeline import loads, read
from tests.argo.generated.graphs import sound_graphs
from tests.argo.slice_graphs import artifact, op, parameter

Json = dict[str, Any]
CLAIM = {"kind": "pvc", "name": "data", "subpath": "x"}
KEYS = [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]
ITEMS = {"with_param": [0, 1]}


def shell(**artifacts: Json) -> Json:
    """A template that takes these artifacts."""
    script: Json = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}
    return {**script, "inputs": {"artifacts": artifacts}} if artifacts else script


def call(name: str = "work", **fields: Any) -> Json:
    """A step with the name of its template."""
    return {"name": name, "template": name, **fields}


def steps(*calls: Json, **fields: Any) -> Json:
    """Steps one after another."""
    return {"kind": "Steps", "steps": [[step] for step in calls], **fields}


def takes(**artifacts: Json) -> Json:
    """The inputs of a group."""
    return {"inputs": {"artifacts": artifacts}}


def gives(step: str) -> Json:
    """The outputs of a group: an artifact of one of its steps."""
    return {"outputs": {"artifacts": {"o": {"_from": f"{{{{steps.{step}.outputs.artifacts.o}}}}"}}}}


def one_of(step: str) -> Json:
    """The outputs of a group: an artifact of a step, or what a loop stacks."""
    chosen = f"true ? steps.{step}.outputs.artifacts.o : steps.all.outputs.artifacts.o"
    return {"artifacts": {"o": {"from_expression": chosen}}}


A = {"a": "{{inputs.artifacts.a}}"}
EITHER = {"a": "{{steps.either.outputs.artifacts.o}}"}
ALL = {**call(artifacts=A), "name": "all", **ITEMS, "slices": {"output_artifact": ["o"]}}
SOURCE = "class Work:\n    pass\n"
PATHS = op("Work", SOURCE, {"a": artifact("path")}, {"o": artifact("path")})
NUMBERS = op("Work", SOURCE, {}, {"n": parameter("int")})
TEXT = op("Work", SOURCE, {"t": parameter("str")}, {})
RESULT = "{{{{={}steps['numbers'].outputs.parameters.n}}}}"

GRAPHS: dict[str, Json] = {
    "a template whose map stacks an output of each call": {
        "main": steps(call()),
        "work": op(
            "Work",
            SOURCE,
            {},
            {"o": parameter("str")},
            output_parameter_slices={"o": "{{item}}"},
        ),
    },
    "a template that takes from a claim what no call gives": {
        "main": steps(call()),
        "work": shell(a={"path": "/a", "source": CLAIM}),
    },
    "a template that takes a part of what it is given": {
        "main": steps(call(artifacts=A), **takes(a={"source": KEYS[0]})),
        "work": shell(a={"path": "/a", "slice": "x"}),
    },
    "a text in which Argo would find a tag": {
        "main": steps(
            call(parameters={"t": {"$value": {"kind": "literal", "value": "{{inputs.x}}"}}})
        ),
        "work": TEXT,
    },
    "slices around": {
        "main": steps(
            call("inner", parameters={"t": ["x", "y"]}, slices={"input_parameter": ["t"]})
        ),
        "inner": steps(
            call(parameters={"t": "{{inputs.parameters.t}}"}),
            inputs={"parameters": {"t": {"type": "str"}}},
        ),
        "work": TEXT,
    },
    "an artifact in pieces": {
        "main": steps(call("inner", artifacts={"a": KEYS})),
        "inner": steps(call(artifacts=A), **takes(a={})),
        "work": op("Work", SOURCE, {"a": artifact("list[path]")}, {}),
    },
    "a piece that has its own item alone": {
        "main": steps(
            call(
                "inner",
                artifacts={"a": KEYS},
                slices={"input_artifact": ["a"], "sub_path": True},
            ),
        ),
        "inner": steps(call(artifacts=A), **takes(a={})),
        "work": PATHS,
    },
    "an output whose key comes from outside": {
        "main": steps(call("either", artifacts={"a": KEYS[0]}), call("reader", artifacts=EITHER)),
        "either": steps(call("inner", artifacts=A), ALL, **takes(a={}), outputs=one_of("inner")),
        "inner": steps(call(artifacts=A), **takes(a={}), **gives("work")),
        "work": PATHS,
        "reader": PATHS,
    },
    "an input of which a part is taken": {
        "main": steps(call("inner", artifacts={"a": KEYS[0]})),
        "inner": steps(call(artifacts=A), **takes(a={"slice": "x"})),
        "work": PATHS,
    },
    "an output that may be a stacked artifact": {
        "main": steps(call("either", artifacts={"a": KEYS[0]}), call("reader", artifacts=EITHER)),
        "either": steps(call(artifacts=A), ALL, **takes(a={}), outputs=one_of("work")),
        "work": PATHS,
        "reader": PATHS,
    },
    "an artifact in a claim": {
        "main": steps(call("inner", artifacts={"a": CLAIM})),
        "inner": steps(call(artifacts=A), **takes(a={})),
        "work": PATHS,
    },
    "outputs of a loop in a text that is read on its own": {
        "main": steps(
            call("numbers", **ITEMS),
            call("work", parameters={"t": RESULT.format("'a9' matches '[0-9]' ? [] : ")}),
        ),
        "numbers": NUMBERS,
        "work": TEXT,
    },
    "outputs of a loop in a text that is like others": {
        "main": steps(
            call("numbers", **ITEMS), call("work", parameters={"t": RESULT.format("")})
        ),
        "numbers": NUMBERS,
        "work": TEXT,
    },
}  # fmt: skip


def model_of(templates: Json) -> Workflow:
    graph = {"dflow_graph": "1.0", "name": "calls", "entrypoint": "main", "templates": templates}
    reading = read(json.dumps(graph).encode())
    assert reading.model is not None, reading.report.diagnostics
    assert reading.report.valid, reading.report.diagnostics
    return reading.model


def answer(model: Workflow) -> str:
    """The manifest of a graph as text, or why there is none."""
    found = local_files(build_index(model))
    uploads = {file.pointer: f"files/{number}" for number, file in enumerate(found)}
    try:
        return json.dumps(emit_argo(model, EmitOptions(uploads=uploads)))
    except CannotEmitError as error:
        return str(error)


def answer_at_length(model: Workflow) -> str:
    """The same where no call counts as a common one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Body, "is_plain", property(lambda _: False))
        every = property(lambda body: frozenset((*body.node.calls, *body.node.hooks)))
        patch.setattr(Body, "uncommon", every)
        patch.setattr(loop_outputs, "_may_name_loop", lambda *_: True)
        return answer(model)


@pytest.mark.parametrize("templates", GRAPHS.values(), ids=GRAPHS)
def test_a_common_call_may_ask_for_something(templates: Json) -> None:
    model = model_of(templates)
    assert answer(model) == answer_at_length(model)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sound_graphs())
def test_common_calls_are_written_as_all_others_are(graph: Json) -> None:
    model = loads(json.dumps(graph).encode())
    assert answer(model) == answer_at_length(model)
