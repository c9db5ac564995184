"""Python OPs run end to end as pods of Argo's own controller, in a bare interpreter."""

from __future__ import annotations

import json

import pytest

from dflow_graph import (
    DAG,
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    S3Artifact,
    Step,
    Steps,
    Task,
    Workflow,
    if_expression,
)
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.model import Workflow as Graph
from dflow_graph.python.values import Verbatim
from tests.argo import ops
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.steps_in_pods import output, run, summed, template, text

pytestmark = pytest.mark.argo_oracle


HOSTILE = {
    "quotes": 'it\'s "quoted" \'\'\' """ \\ \\n \\" `x` $(x) ${x}',
    "tags": "{{inputs.parameters.x}} {{=1+1}} }} {{ {{{{ }}}}",
    "lines": "a\nb\r\nc\td\n",
    "unicode": "é ß 漢字 \U0001f600 \u2028 \ufeff",
    "empty": "",
    "json": '{"a": [1, null]}',
    "number": "007",
    "long": "0123456789" * 10_000,
    "space": "  x  ",
    "line end": "\n",
}


def test_texts_arrive_and_leave_letter_by_letter(argo: Cluster) -> None:
    first, second = [], []
    for number, value in enumerate(HOSTILE.values()):
        given = {"text": Verbatim(value)}
        step = Step(f"in-{number}", template(ops.SameText), parameters=given)
        again = {"text": step.outputs.parameters["text"]}
        first.append(step)
        second.append(Step(f"out-{number}", template(ops.SameText), parameters=again))
    done = run(argo, first, second)
    for number, value in enumerate(HOSTILE.values()):
        assert text(done, f"in-{number}", "seen") == ascii(value)
        # Argo computes an expression tag in the output of a pod, wherever the output goes.
        assert text(done, f"out-{number}", "seen") == ascii(value.replace("{{=1+1}}", "2"))


VALUES = [None, True, 0, -1.5, "text", [1, [2, None]], {"a": {"b": [True]}}, (1, 2), {1}, b"ab"]


def test_values_arrive_and_leave_as_what_they_are(argo: Cluster) -> None:
    first, second = [], []
    for number, value in enumerate(VALUES):
        step = Step(f"in-{number}", template(ops.Same), parameters={"value": value})
        again = {"value": step.outputs.parameters["value"]}
        first.append(step)
        second.append(Step(f"out-{number}", template(ops.Same), parameters=again))
    done = run(argo, first, second)
    for number, value in enumerate(VALUES):
        assert text(done, f"in-{number}", "text") == ascii(value)
        assert text(done, f"out-{number}", "text") == ascii(value)


def test_a_value_is_put_together_from_tags(argo: Cluster) -> None:
    one = Step("one", template(ops.Double), parameters={"x": 2})
    two = Step("two", template(ops.SameText), parameters={"text": 'a "b"\nc'})
    y, word = one.outputs.parameters["y"], two.outputs.parameters["text"]
    value = {"number": y, "words": [word, f"<{word}>", "{ plain }"]}
    both = Step("both", template(ops.Same), parameters={"value": value})
    done = run(argo, [one, two], both)
    expected = {"number": 4, "words": ['a "b"\nc', '<a "b"\nc>', "{ plain }"]}
    assert text(done, "both", "text") == ascii(expected)


def test_a_big_parameter_travels_as_a_file(argo: Cluster) -> None:
    value = list(range(50_000))
    one = Step("one", template(ops.SameBig), parameters={"value": value})
    two = Step("two", template(ops.SameBig), parameters={"value": one.outputs.parameters["value"]})
    done = run(argo, one, two)
    assert output(done, "two", "length") == len(value)
    # PAR-8
    assert max(len(json.dumps(node)) for node in done.nodes if node["type"] != "Pod") < 10_000


@pytest.mark.parametrize(("x", "codes"), [(1, [1, 1, 1]), (-1, [2]), (2, [0])])
def test_a_transient_error_is_repeated_and_a_fatal_one_is_not(
    argo: Cluster, x: int, codes: list[int]
) -> None:
    again = template(ops.FailsAt, retry_on_transient_error=2)
    done = run(argo, Step("one", again, parameters={"x": x}))
    pods = [node for node in done.named("one") if node["type"] == "Pod"]
    # RET-1, RET-2
    assert [int(node["outputs"]["exitCode"]) for node in pods] == codes
    assert done.phase == ("Succeeded" if codes[-1] == 0 else "Failed")


def test_a_failed_step_gives_its_default_to_those_who_go_on(argo: Cluster) -> None:
    one = Step("one", template(ops.FailsAt), parameters={"x": -1}, continue_on_failed=True)
    two = Step("two", template(ops.Double), parameters={"x": one.outputs.parameters["y"]})
    assert output(run(argo, one, two), "two", "y") == -2


def test_a_missing_artifact_is_none_on_every_way(argo: Cluster) -> None:
    mute = Step("mute", template(ops.Write), parameters={"name": ""})
    skipped = Step("skipped", template(ops.Write), parameters={"name": "f"}, when="1 == 2")
    reader = template(ops.Read)
    nowhere = S3Artifact(key="no/such/key")
    done = run(
        argo,
        [mute, skipped],
        [
            Step("of-none", reader, artifacts={"file": mute.outputs.artifacts["file"]}),
            Step("of-skipped", reader, artifacts={"file": skipped.outputs.artifacts["file"]}),
            Step(
                "part-of-skipped",
                reader,
                artifacts={"file": skipped.outputs.artifacts["file"].sub_path("part")},
            ),
            Step("left-out", reader, artifacts={"file": None}),
            Step("not-there", reader, artifacts={"file": nowhere}),
        ],
    )
    for name in ("of-none", "of-skipped", "part-of-skipped", "left-out", "not-there"):
        assert text(done, name, "text") == "missing"


def test_artifacts_keep_their_structure(argo: Cluster) -> None:
    make = Step("make", template(ops.WriteAll), parameters={"names": ["b", "a"]})
    none = Step("none", template(ops.WriteAll), parameters={"names": []})
    of_make, of_none = make.outputs.artifacts, none.outputs.artifacts
    reader, named = template(ops.ReadAll), template(ops.ReadNamed)
    done = run(
        argo,
        [make, none],
        [
            Step("list", reader, artifacts={"files": of_make["files"]}),
            Step("empty", reader, artifacts={"files": of_none["files"]}),
            Step("joined", reader, artifacts={"files": [of_make["files"], of_make["files"]]}),
            Step("folder", template(ops.Read), artifacts={"file": of_make["folder"]}),
            Step("dict", named, artifacts={"files": of_make["named"]}),
            Step("empty-dict", named, artifacts={"files": of_none["named"]}),
            Step("one", template(ops.Read), artifacts={"file": of_make["named"]["a"]}),
            Step("spelt", named, artifacts={"files": {"x": of_make["named"]["a"]}}),
        ],
    )
    assert output(done, "list", "texts") == ["this is b", "this is a"]
    assert output(done, "empty", "texts") == []
    assert output(done, "joined", "names") == ["b", "a", "b", "a"]
    assert text(done, "folder", "text") == "['empty']"
    assert output(done, "dict", "texts") == {"a": "this is a", "b": "this is b"}
    assert output(done, "empty-dict", "texts") == {}
    assert text(done, "one", "text") == "this is a"
    assert output(done, "spelt", "texts") == {"x": "this is a"}


def test_an_op_sees_the_key_of_its_step(argo: Cluster) -> None:
    keyed = Step("keyed", template(ops.Double), parameters={"x": 1}, key="the-key")
    loop = Step(
        "loop",
        template(ops.Double),
        parameters={"x": "{{item}}"},
        with_param=[3, 4],
        key="no-{{item}}",
    )
    done = run(argo, [keyed, loop])
    assert text(done, "keyed", "key") == "the-key"
    assert [
        n["outputs"]["parameters"][1]["value"] for n in done.named("loop") if n["type"] == "Pod"
    ] == [
        "no-3",
        "no-4",
    ]


def test_a_key_brings_the_result_of_another_workflow(argo: Cluster) -> None:
    def once() -> Run:
        step = Step("one", template(ops.Double), parameters={"x": 21}, key="reused")
        return run(argo, step, memoize_prefix="project")

    first, second = once(), once()
    assert (len(first.pods), len(second.pods)) == (1, 0)
    assert output(second, "one", "y") == 42


def test_steps_without_a_key_have_results_of_their_own(argo: Cluster) -> None:
    # KEY-7
    steps = [Step(f"of-{x}", template(ops.Double), parameters={"x": x}) for x in (1, 2)]
    done = run(argo, *steps, memoize_prefix="project")
    assert [output(done, step.name, "y") for step in steps] == [2, 4]


def test_a_key_makes_no_template_of_its_own_unless_it_keeps_results() -> None:
    steps = [
        Step("plain", template(ops.Double), parameters={"x": 1}),
        Step("keyed", template(ops.Double), parameters={"x": 1}, key="one"),
        Step("loop", template(ops.Double), parameters={"x": 1}, key="n-{{item}}", with_param=[1]),
    ]
    workflow = Workflow("keys")
    for step in steps:
        workflow.add(step)
    graph = Graph.from_dict(workflow.to_graph())

    def memoized(prefix: str | None) -> list[bool]:
        templates = emit_argo(graph, EmitOptions(memoize_prefix=prefix))["spec"]["templates"]
        return ["memoize" in template for template in templates if "script" in template]

    assert memoized(None) == [False]
    assert memoized("project") == [False, True]


def test_a_recursion_gives_the_output_of_the_branch_that_ran(argo: Cluster) -> None:
    loop = Steps(
        "loop",
        inputs=Inputs(parameters={"i": InputParameter(type=int)}),
        outputs=Outputs(
            parameters={"last": OutputParameter(type=int)}, artifacts={"f": OutputArtifact()}
        ),
    )
    body = Step("body", template(ops.Double), parameters={"x": loop.inputs.parameters["i"]})
    name = f"f{body.outputs.parameters['y']}"
    write = Step("write", template(ops.Write), parameters={"name": name})
    loop.add(body)
    y = body.outputs.parameters["y"]
    again = Step("again", loop, parameters={"i": y}, when=f"{y} < 10")
    loop.add([write, again])
    went_on = y < 10
    loop.outputs.parameters["last"].value_from_expression = if_expression(
        went_on, again.outputs.parameters["last"], y
    )
    loop.outputs.artifacts["f"].from_expression = if_expression(
        went_on, again.outputs.artifacts["f"], write.outputs.artifacts["file"]
    )
    start = Step("start", loop, parameters={"i": 3})
    read = Step("read", template(ops.Read), artifacts={"file": start.outputs.artifacts["f"]})
    done = run(argo, start, [read, summed(start.outputs.parameters["last"])])
    assert text(done, "show", "text") == "12"
    assert text(done, "read", "text") == "this is f12"


def test_a_dag_runs_what_its_dependencies_allow(argo: Cluster) -> None:
    dag = DAG("dag")
    bad = Task("bad", template(ops.FailsAt), parameters={"x": -1}, continue_on_failed=True)
    good = Task("good", template(ops.Double), parameters={"x": 4})
    after = Task("after", template(ops.Double), parameters={"x": good.outputs.parameters["y"]})
    of_bad = Task("of-bad", template(ops.Double), parameters={"x": bad.outputs.parameters["y"]})
    asked = Task("asked", template(ops.Double), parameters={"x": 0}, dependencies=["good.Failed"])
    for task in (bad, good, after, of_bad, asked):
        dag.add(task)
    done = run(argo, Step("whole", dag))
    assert output(done, "after", "y") == 16
    assert output(done, "of-bad", "y") == -2
    (omitted,) = done.named("asked")
    assert omitted["phase"] == "Omitted"


def test_a_big_output_of_a_super_op_and_an_artifact_go_through(argo: Cluster) -> None:
    inner = Steps(
        "inner",
        inputs=Inputs(artifacts={"file": InputArtifact()}),
        outputs=Outputs(artifacts={"copy": OutputArtifact()}),
    )
    read = Step("read", template(ops.Read), artifacts={"file": inner.inputs.artifacts["file"]})
    inner.add(read)
    inner.outputs.artifacts["copy"]._from = read.outputs.artifacts["copy"]
    write = Step("write", template(ops.Write), parameters={"name": "sub/f"})
    call = Step("call", inner, artifacts={"file": write.outputs.artifacts["file"]})
    last = Step("last", template(ops.Read), artifacts={"file": call.outputs.artifacts["copy"]})
    assert text(run(argo, write, call, last), "last", "text") == "this is sub/f"
