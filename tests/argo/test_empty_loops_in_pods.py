"""What slices give of an empty list is an empty list, wherever it goes (SLC-8)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.emission import valid_model
from tests.argo import ops
from tests.argo.harness.cluster import Cluster
from tests.argo.harness.graphs import run_graph
from tests.argo.oracle import Oracle
from tests.argo.steps_in_pods import template

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

DOUBLE: Json = {"input_parameter": ["x"], "output_parameter": ["y"]}


def body(kind: str, *calls: Json, **fields: Any) -> Json:
    """A template that calls one after another."""
    if kind == "Steps":
        return {"kind": kind, "steps": [[call] for call in calls], **fields}
    chained = [{**c, "dependencies": [b["name"]]} for b, c in pairwise(calls)]
    return {"kind": kind, "tasks": [calls[0], *chained], **fields}


def of(kind: str, step: str, name: str) -> str:
    return f"{{{{{'tasks' if kind == 'DAG' else 'steps'}.{step}.outputs.parameters.{name}}}}}"


def graph(main: Json) -> Json:
    own = {"same": ops.Same, "double": ops.Double, "all": ops.DoubleAll}
    made = {name: template(op).convert_to_graph() for name, op in own.items()}
    calls = main.get("tasks") or [step for (step,) in main["steps"]]
    used = {"main": main, **{c["template"]: made[c["template"]] for c in calls}}
    return {"dflow_graph": "1.0", "name": "empty", "entrypoint": "main", "templates": used}


def call(name: str, target: str, value: Any, **fields: Any) -> Json:
    port = "value" if target == "same" else "x"
    return {"name": name, "template": target, "parameters": {port: value}, **fields}


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
@pytest.mark.parametrize("numbers", [[], [1, 2]])
@pytest.mark.parametrize("way", ["plain", "groups", "bound", "length"])
def test_slices_of_what_slices_gave_may_be_of_nothing(
    kind: str, numbers: list[int], way: str, argo: Cluster, oracle: Oracle
) -> None:
    sliced: Json = {"slices": DOUBLE}
    target = "double"
    if way == "groups":
        sliced, target = {"slices": {**DOUBLE, "group_size": 2}}, "all"
    elif way == "bound":
        sliced["parallelism"] = 1
    over: Json = {}
    if way == "length":
        name = of(kind, "first", "y").strip("{}")
        length = f"len(sprig.fromJson({name}))"
        over = {"with_param": f"{{{{=toJson(sprig.untilStep(0, {length}, 1))}}}}"}
    main = body(
        kind,
        call("source", "same", numbers),
        call("first", target, of(kind, "source", "value"), **sliced),
        call("second", target, of(kind, "first", "y"), **sliced, **over),
        call("show", "same", of(kind, "second", "y")),
        outputs={"parameters": {"y": {"value_from_parameter": of(kind, "second", "y")}}},
    )
    model = valid_model(graph(main))
    assert oracle(emit_argo(model)).ok
    done = run_graph(argo, model)
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    assert done.outputs("show")["text"] == str([4 * n for n in numbers])
