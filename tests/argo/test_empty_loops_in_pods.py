"""What slices give of an empty list is an empty list, wherever it goes (SLC-8)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import (
    InputArtifact,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    Step,
    Steps,
    argo_len,
    argo_range,
    argo_sum,
)
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.emission import valid_model
from dflow_graph.python import Slices
from tests.argo import ops
from tests.argo.harness.cluster import Cluster
from tests.argo.harness.graphs import run_graph
from tests.argo.oracle import Oracle
from tests.argo.steps_in_pods import output, run, summed, template, text

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

DOUBLE: Json = {"input_parameter": ["x"], "output_parameter": ["y"]}


def body(kind: str, *calls: Json, **fields: Any) -> Json:
    """A template that calls one after another."""
    if kind == "Steps":
        return {"kind": kind, "steps": [[call] for call in calls], **fields}
    names = [call["name"] for call in calls]
    chained = [{**c, "dependencies": names[:number]} for number, c in enumerate(calls)]
    return {"kind": kind, "tasks": chained, **fields}


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


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
@pytest.mark.parametrize("numbers", [[], [1, 2]])
def test_the_outputs_of_a_loop_without_slices_may_be_of_nothing(
    kind: str, numbers: list[int], argo: Cluster
) -> None:
    values = of(kind, "loop", "y")
    length = f"len(sprig.fromJson({values.strip('{}')}))"
    main = body(
        kind,
        call("source", "same", numbers),
        call("loop", "double", "{{item}}", with_param=of(kind, "source", "value")),
        call("again", "double", "{{item}}", with_param=values),
        call("show", "same", of(kind, "again", "y")),
        call("typed", "all", of(kind, "again", "y")),
        call("within", "same", [[of(kind, "again", "y")], f"of {of(kind, 'again', 'y')}"]),
        call("none", "same", 0, when=f"{{{{={length} == 0}}}}"),
        outputs={"parameters": {"y": {"value_from_parameter": values}}},
    )
    done = run_graph(argo, valid_model(graph(main)))
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    # REF-16, LOOP-10
    assert done.outputs("show")["text"] == str([4 * n for n in numbers])
    assert done.outputs("typed")["y"] == str([8 * n for n in numbers])
    text = str([4 * n for n in numbers])
    assert done.outputs("within")["text"] == f"[[{text}], 'of {text.replace(' ', '')}']"
    assert done.named("none")[0]["phase"] == ("Skipped" if numbers else "Succeeded")
    (whole,) = (n for n in done.nodes if n["displayName"] == n["name"])
    assert whole["outputs"]["parameters"][0]["value"] == str([2 * n for n in numbers]).replace(
        " ", ""
    )


def files(names: list[str], **fields: Any) -> Step:
    """A step whose slices give a file and a number for each name."""
    slices = Slices(input_parameter=["x"], output_parameter=["y"], output_artifact=["f"])
    given = {"x": [2 * n for n, _ in enumerate(names)]}
    work = template(ops.FailsAt, slices=slices)
    return Step("files", work, parameters=given, with_param=argo_range(len(names)), **fields)


def read(name: str, artifact: Any) -> Step:
    return Step(name, template(ops.ReadAll), artifacts={"files": artifact})


@pytest.mark.parametrize(("names", "texts"), [([], []), (["a"], ["0"]), (["a", "b"], ["0", "2"])])
def test_an_input_that_may_be_missing_gets_an_empty_list_of_no_slice(
    names: list[str], texts: list[str], argo: Cluster
) -> None:
    made = files(names)
    taken = Inputs(artifacts={"files": InputArtifact(optional=True)})
    inner = Steps("inner", inputs=taken)
    inner.add(read("inside", inner.inputs.artifacts["files"]))
    stacked = made.outputs.artifacts["f"]
    passed = Step("passed", inner, artifacts={"files": stacked})
    done = run(argo, made, [read("direct", stacked), passed])
    # SLC-8
    assert output(done, "direct", "texts") == texts
    assert output(done, "inside", "texts") == texts


@pytest.mark.parametrize("names", [[], ["a"]])
def test_steps_give_out_what_a_loop_over_nothing_gave(names: list[str], argo: Cluster) -> None:
    given = Outputs(parameters={"ys": OutputParameter()}, artifacts={"fs": OutputArtifact()})
    inner = Steps("inner", outputs=given)
    made = files(names)
    inner.add(made)
    # The pieces have a default for it, which is none for the list.
    inner.outputs.parameters["ys"].value_from_parameter = made.outputs.parameters["y"]
    inner.outputs.artifacts["fs"]._from = made.outputs.artifacts["f"]
    outer = Step("outer", inner)
    show = summed(outer.outputs.parameters["ys"])
    done = run(argo, outer, [show, read("files-of", outer.outputs.artifacts["fs"])])
    assert output(done, "show", "value") == [2 * n for n, _ in enumerate(names)]
    assert output(done, "files-of", "texts") == [str(2 * n) for n, _ in enumerate(names)]


def test_what_a_condition_leaves_out_is_missing_and_no_list(argo: Cluster) -> None:
    decide = Step("decide", template(ops.Double), parameters={"x": 1})
    made = files(["a"], when=f"{decide.outputs.parameters['y']} == 3")
    done = run(argo, decide, made, read("direct", made.outputs.artifacts["f"]))
    # ART-4
    assert output(done, "direct", "texts") == ["missing"]


def test_what_slices_stack_is_a_list_in_expressions_and_within_values(argo: Cluster) -> None:
    groups = Slices(input_parameter=["x"], output_parameter=["y"], group_size=2)
    double = Step("double", template(ops.DoubleAll, slices=groups), parameters={"x": [1, 2, 3]})
    doubled = double.outputs.parameters["y"]
    again = Step(
        "again",
        template(ops.Double),
        parameters={"x": "{{item}}"},
        with_param=argo_range(argo_len(doubled)),
    )
    summed_up = Step("sum", template(ops.Double), parameters={"x": argo_sum(doubled)})
    within = Step("within", template(ops.Same), parameters={"value": {"of": [doubled]}})
    in_text = Step("text", template(ops.SameText), parameters={"text": f"of {doubled}"})
    done = run(argo, double, [again, summed_up, within, in_text])
    # REF-16, SLC-8
    assert text(done, "sum", "y") == "24"
    assert output(done, "within", "value") == {"of": [[2, 4, 6]]}
    assert text(done, "text", "text") == "of [2,4,6]"
    assert len([n for n in done.named("again") if n["type"] == "Pod"]) == 3
