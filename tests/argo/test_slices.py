"""Loops and slices of every form become manifests that Argo's validator takes (SLC, LOOP)."""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.model import Workflow
from tests.argo.oracle import Oracle
from tests.argo.slice_graphs import (
    WORK,
    artifact,
    files,
    from_files,
    graph,
    in_kind,
    op,
    reader,
    sliced,
    super_op,
    two_layers,
)

Json = dict[str, Any]

LIST: Json = {"with_param": [0, 1, 2, 3, 4]}
LOOPS: dict[str, Json] = {
    "list": LIST,
    "reference": {"with_param": "{{steps.files.outputs.parameters.numbers}}"},
    "expression": {"with_param": "{{=toJson(sprig.untilStep(0, 5, 1))}}"},
    "count": {"with_sequence": {"count": 5}},
    "bounds": {"with_sequence": {"start": 4, "end": "{{=string(0)}}"}},
    "format": {"with_sequence": {"count": 5, "format": "%03d"}},
    "implied": {},
}
WAYS: dict[str, Json] = {
    "alone": {},
    "pattern": {"slices": "int({{item}})"},
    "group": {"group_size": 2},
    "pool": {"group_size": 2, "pool_size": 2},
    "shuffle": {"group_size": 2, "pool_size": 1, "shuffle": True, "random_seed": 7},
}
ENDS: dict[str, Json] = {
    "all": {},
    "number": {"continue_on_num_success": 3},
    "ratio": {"continue_on_success_ratio": 0.5},
    "bound": {"parallelism": 2},
    "counted-bound": {"parallelism": 2, "continue_on_success_ratio": 0.5},
}
KINDS = ("Steps", "DAG")


def product(*tables: Any) -> pytest.MarkDecorator:
    rows = list(itertools.product(*tables))
    return pytest.mark.parametrize("names", rows, ids=["-".join(row) for row in rows])


def looped(kind: str, loop: str, way: str, end: str) -> Workflow:
    work = sliced(LOOPS[loop], WAYS[way], **ENDS[end])
    return graph(in_kind(kind, [files(), work, reader()]))


def verdict_of(workflow: Workflow, oracle: Oracle) -> Any:
    return oracle(emit_argo(workflow))


@pytest.mark.argo_oracle
@product(KINDS, LOOPS, WAYS, ("all", "ratio"))
def test_every_loop_with_every_way_to_slice_is_accepted(names: Any, oracle: Oracle) -> None:
    _, loop, way, end = names
    if loop == "format" and way not in ("alone", "pattern") and end == "ratio":
        with pytest.raises(CannotEmitError, match="with a `format`"):
            emit_argo(looped(*names))
        return
    verdict = verdict_of(looped(*names), oracle)
    assert verdict.ok, verdict


@pytest.mark.argo_oracle
@product(KINDS, ENDS, ("list", "reference", "implied"))
def test_every_end_of_a_loop_is_accepted(names: Any, oracle: Oracle) -> None:
    kind, end, loop = names
    verdict = verdict_of(looped(kind, loop, "alone", end), oracle)
    assert verdict.ok, verdict


@pytest.mark.argo_oracle
@product(KINDS, ENDS)
def test_items_of_artifacts_are_accepted(names: Any, oracle: Oracle) -> None:
    kind, end = names
    alone = {"sub_path": True, "input_artifact": ["file"]}
    work = sliced({}, alone, **from_files(), **ENDS[end])
    verdict = verdict_of(graph(in_kind(kind, [files(), work, reader()])), oracle)
    assert verdict.ok, verdict


@pytest.mark.argo_oracle
@product(KINDS, WAYS)
def test_slices_of_groups_of_steps_are_accepted(names: Any, oracle: Oracle) -> None:
    kind, way = names
    assert verdict_of(super_op(kind, WAYS[way]), oracle).ok
    assert verdict_of(super_op(kind, WAYS[way], parallelism=1), oracle).ok


@pytest.mark.argo_oracle
@pytest.mark.parametrize("kind", KINDS)
def test_items_of_artifacts_go_into_groups_of_steps(kind: str, oracle: Oracle) -> None:
    inner = {"artifacts": {"file": "{{inputs.artifacts.file}}"}}
    slices = {"sub_path": True, "input_artifact": ["file"]}
    verdict = verdict_of(super_op(kind, slices, inner, **from_files()), oracle)
    assert verdict.ok, verdict


@pytest.mark.argo_oracle
@pytest.mark.parametrize("kind", KINDS)
def test_two_layers_of_slices_are_accepted(kind: str, oracle: Oracle) -> None:
    assert verdict_of(two_layers(kind), oracle).ok
    assert verdict_of(two_layers(kind, group_size=1), oracle).ok


def templates_of(workflow: Workflow) -> dict[str, Json]:
    return {t["name"]: t for t in emit_argo(workflow)["spec"]["templates"]}


def test_a_stacked_artifact_needs_no_helper_pod() -> None:
    workflow = graph(in_kind("Steps", [sliced(LIST, {}), reader()]))
    assert set(templates_of(workflow)) == {"main", "work", "read"}


def test_pieces_write_below_the_key_that_the_reader_reads() -> None:
    templates = templates_of(graph(in_kind("Steps", [sliced(LIST, {}), reader()])))
    (work,), (read,) = templates["main"]["steps"]
    given = {p["name"]: p["value"] for p in work["arguments"]["parameters"]}
    # Without a piece there is nothing to read.
    assert read["arguments"]["artifacts"] == [
        {"name": "logs", "s3": {"key": given["dflow_key_log"]}, "optional": True}
    ]
    # Another loop, and another output of this one, have keys of their own.
    assert given["dflow_key_log"].endswith("/work/log")
    (log,) = templates["work"]["outputs"]["artifacts"]
    # ART-5
    assert log["archive"] == {"none": {}}
    assert log["s3"] == {"key": "{{inputs.parameters.dflow_key_log}}"}


def test_a_stacked_artifact_leaves_its_template_by_its_key() -> None:
    templates = templates_of(
        graph(
            in_kind("Steps", [{"name": "inner", "template": "inner"}, reader(step="inner")]),
            inner=in_kind(
                "Steps",
                [sliced(LIST, {})],
                outputs={
                    "parameters": {
                        "double": {
                            "value_from_parameter": "{{steps.work.outputs.parameters.double}}"
                        }
                    },
                    "artifacts": {"log": {"_from": "{{steps.work.outputs.artifacts.log}}"}},
                },
            ),
        )
    )
    read = templates["main"]["steps"][1][0]
    (logs,) = read["arguments"]["artifacts"]
    assert logs["s3"]["key"] == "{{steps.inner.outputs.parameters.dflow_key_log}}"
    assert "artifacts" not in templates["inner"]["outputs"]


def test_items_that_the_graph_says_need_no_helper_pod() -> None:
    sources = [{"kind": "s3", "key": f"parts/{n}"} for n in range(5)]
    alone = {"sub_path": True, "input_artifact": ["file"]}
    work = sliced({}, alone, artifacts={"file": sources})
    templates = templates_of(graph(in_kind("Steps", [work, reader()])))
    assert set(templates) == {"main", "work", "read"}
    step = templates["main"]["steps"][0][0]
    assert json.loads(step["withParam"])[3] == {"order": 3, "file": "parts/3"}
    (file,) = step["arguments"]["artifacts"]
    assert file["s3"] == {"key": "{{item.file}}"}


def test_a_helper_reads_the_catalogue_and_nothing_else() -> None:
    alone = {"sub_path": True, "input_artifact": ["file"]}
    work = sliced({}, alone, **from_files())
    templates = templates_of(graph(in_kind("Steps", [files(), work, reader()])))
    helper = templates["main"]["steps"][1][0]
    assert [a["subPath"] for a in helper["arguments"]["artifacts"]] == [".dflow"]
    assert templates[helper["template"]]["script"]["image"] == WORK["image"]


def test_a_task_waits_for_the_check_of_a_loop() -> None:
    work = sliced(LIST, {}, continue_on_num_success=2)
    templates = templates_of(graph(in_kind("DAG", [work, reader()])))
    waits = {t["name"]: t.get("depends") for t in templates["main"]["dag"]["tasks"]}
    assert "work-check.Succeeded" in waits["read"]
    assert "work.Failed" in waits["work-check"]


def test_a_template_is_printed_once_for_each_way_in_which_it_is_called() -> None:
    plain = {"name": "one", "template": "work", "parameters": {"n": 1}}
    again = {**sliced(LIST, {}), "name": "again"}
    workflow = graph(in_kind("Steps", [sliced(LIST, {}), again, plain]))
    assert set(templates_of(workflow)) == {"main", "work", "work-as"}


@pytest.mark.parametrize("end", [{}, {"continue_on_num_success": 2}])
def test_a_task_that_waits_for_any_piece_asks_the_loop_itself(end: Json) -> None:
    work = sliced(LIST, {}, **end)
    later = {"name": "later", "template": "work", "parameters": {"n": 1}}
    later["dependencies"] = ["work.AnySucceeded || work.AllFailed"]
    workflow = graph({"kind": "DAG", "tasks": [work, later]})
    waits = {t["name"]: t.get("depends") for t in templates_of(workflow)["main"]["dag"]["tasks"]}
    assert waits["later"] == "work.AnySucceeded || work.AllFailed"


@pytest.mark.parametrize("alone", [{}, {"sub_path": True}])
def test_a_missing_artifact_does_not_say_how_often_a_loop_runs(alone: Json) -> None:
    files = {name: artifact("path", optional=True) for name in ("left-out", "given")}
    two = op("Two", "class Two: pass", files, {})
    step = {"name": "two", "template": "two", "slices": {"input_artifact": list(files), **alone}}
    step["artifacts"] = {"given": {"kind": "s3", "key": "k", "path_list": ["a", "b", "c"]}}
    template = templates_of(graph(in_kind("Steps", [step]), two=two))["main"]
    helper_or_loop = template["steps"][-1][0]["withParam"]
    if not alone:
        assert json.loads(helper_or_loop) == [0, 1, 2]
    assert "left-out" not in json.dumps(template)


def test_a_helper_reads_the_catalogues_of_pieces_that_came_from_outside(oracle: Oracle) -> None:
    sources = [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]
    work = {"name": "work", "template": "work", "parameters": {"n": 1}}
    work |= {"slices": {"input_artifact": ["file"]}}
    work["artifacts"] = {"file": "{{inputs.artifacts.files}}"}
    inner = {"kind": "Steps", "inputs": {"artifacts": {"files": {}}}, "steps": [[work]]}
    call = {"name": "call", "template": "inner", "artifacts": {"files": sources}}
    workflow = graph(in_kind("Steps", [call]), inner=inner)
    helper = templates_of(workflow)["inner"]["steps"][0][0]
    assert [a["from"] for a in helper["arguments"]["artifacts"]] == [
        "{{inputs.artifacts.dflow_files_0}}",
        "{{inputs.artifacts.dflow_files_1}}",
    ]
    assert verdict_of(workflow, oracle).ok


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        (
            {"artifacts": {"file": [{"kind": "s3", "key": "a"}, {"kind": "raw", "data": "b"}]}},
            "/templates/main/steps/0/0/artifacts/file",
        ),
    ],
)
def test_dg908_rejects_what_argo_cannot_loop_over(fields: Json, pointer: str) -> None:
    alone = {"sub_path": True, "input_artifact": ["file"]}
    workflow = graph(in_kind("Steps", [sliced({}, alone, parameters={"n": [1, 2]}, **fields)]))
    with pytest.raises(CannotEmitError) as found:
        emit_argo(workflow)
    assert [(d.code, d.pointer) for d in found.value.diagnostics] == [("DG908", pointer)]


@pytest.mark.parametrize(
    ("template", "fields"),
    [
        ({"kind": "SuspendOPTemplate", "duration": 1}, {}),
        ({"kind": "HTTPOPTemplate", "url": "http://example.org"}, {}),
        ({"kind": "ResourceOPTemplate", "resource": {"action": "get"}}, {}),
        (
            {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"},
            {"use_resource": {"action": "get"}},
        ),
    ],
)
def test_what_runs_in_no_pod_cannot_be_counted(template: Json, fields: Json) -> None:
    # ARGO-5
    step = {"name": "wait", "template": "wait", **LIST, **fields, "continue_on_num_success": 1}
    document = {
        "dflow_graph": "1.0",
        "name": "counted",
        "entrypoint": "main",
        "templates": {"main": in_kind("Steps", [step]), "wait": template},
    }
    with pytest.raises(CannotEmitError, match="runs in no pod") as refusal:
        emit_argo(Workflow.from_dict(document))
    (finding,) = refusal.value.diagnostics
    assert finding.pointer == "/templates/main/steps/0/0/continue_on_num_success"


def test_an_output_that_slices_further_out_stack_has_no_place_of_its_own() -> None:
    # ARGO-5
    entry = {**WORK["op"]["outputs"]["log"], "save": [{"kind": "s3", "key": "kept"}]}
    op = {**WORK["op"], "outputs": {**WORK["op"]["outputs"], "log": entry}}
    workflow = super_op("Steps", {}).to_dict()
    workflow["templates"]["work"] = {**WORK, "op": op}
    with pytest.raises(CannotEmitError, match="`log` is stacked by slices around") as refusal:
        emit_argo(Workflow.from_dict(workflow))
    (finding,) = refusal.value.diagnostics
    assert finding.pointer == "/templates/work/op/outputs/log/save"
    # At the step that gives it, they stack it where it is kept.
    one = graph(in_kind("Steps", [sliced(LIST, {}), reader()]), work={**WORK, "op": op})
    (log,) = templates_of(one)["work"]["outputs"]["artifacts"]
    assert log["s3"] == {"key": "kept"}


@pytest.mark.parametrize(
    ("source", "pointer"),
    [
        ({"kind": "ref", "_from": "{{inputs.artifacts.all}}", "slice": "0"}, ""),
        ({"kind": "ref", "_from": "{{inputs.artifacts.all}}", "sub_path": "a"}, ""),
        (["{{inputs.artifacts.all}}", {"kind": "s3", "key": "c"}], "/0"),
    ],
)
def test_an_input_of_several_sources_goes_on_as_a_whole_alone(source: Any, pointer: str) -> None:
    # ARGO-5
    with pytest.raises(CannotEmitError, match="`all` is put together from several") as refusal:
        emit_argo(Workflow.from_dict(passing_on(source)))
    (finding,) = refusal.value.diagnostics
    assert finding.pointer == "/templates/super/steps/0/0/artifacts/found" + pointer


@pytest.mark.parametrize(
    "source", ["{{inputs.artifacts.all}}", {"kind": "ref", "_from": "{{inputs.artifacts.all}}"}]
)
def test_an_input_of_several_sources_goes_on_in_pieces(source: Any) -> None:
    # ART-7
    (step,) = templates_of(Workflow.from_dict(passing_on(source)))["super"]["steps"][0]
    given = {one["name"]: one["from"] for one in step["arguments"]["artifacts"]}
    assert given == {f"dflow_found_{n}": f"{{{{inputs.artifacts.dflow_all_{n}}}}}" for n in (0, 1)}


def test_pieces_that_go_on_are_taken_below_the_sub_path_of_the_port() -> None:
    # ART-3
    document = passing_on("{{inputs.artifacts.all}}")
    read = document["templates"]["super"]["steps"][0][0]
    inner = {**read, "artifacts": {"found": "{{inputs.artifacts.kept}}"}}
    document["templates"]["deep"] = {
        "kind": "Steps",
        "inputs": {"artifacts": {"kept": {"sub_path": "a"}}},
        "steps": [[inner]],
    }
    read.update(template="deep", artifacts={"kept": "{{inputs.artifacts.all}}"})
    (step,) = templates_of(Workflow.from_dict(document))["super"]["steps"][0]
    assert [one["subPath"] for one in step["arguments"]["artifacts"]] == ["a", "a"]


def passing_on(source: Any) -> Json:
    """A group that is given two files as one artifact, of which its step takes `source`."""
    files = [{"kind": "s3", "key": "a"}, {"kind": "s3", "key": "b"}]
    code = "class Read: ..."
    digest = hashlib.sha256(code.encode()).hexdigest()
    op = {
        "name": "Read",
        "module": "m",
        "source": code,
        "source_digest": f"sha256:{digest}",
        "inputs": {"found": {"kind": "Artifact", "type": "list[path]"}},
        "outputs": {},
    }
    inner = {"name": "read", "template": "read", "artifacts": {"found": source}}
    return {
        "dflow_graph": "1.0",
        "name": "several",
        "entrypoint": "main",
        "templates": {
            "main": {
                "kind": "Steps",
                "steps": [[{"name": "do", "template": "super", "artifacts": {"all": files}}]],
            },
            "super": {
                "kind": "Steps",
                "inputs": {"artifacts": {"all": {}}},
                "steps": [[inner]],
            },
            "read": {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op},
        },
    }
