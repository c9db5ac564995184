"""Loops and slices run to their end under Argo's controller, and give what the graph says."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.model import Workflow
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.slice_graphs import (
    SLICES,
    files,
    from_files,
    graph,
    in_kind,
    reader,
    sliced,
    super_op,
    two_layers,
)

pytestmark = pytest.mark.argo_oracle

LIST = {"with_param": [0, 1, 2, 3, 4]}
ALONE = {"sub_path": True, "input_artifact": ["file"]}
INNER = {"artifacts": {"file": "{{inputs.artifacts.file}}"}}
KINDS = pytest.mark.parametrize("kind", ["Steps", "DAG"])
DOUBLED = "[20, 40, 60, 80, 100] 10,20,30,40,50"
WITH_FILES = "[20, 40, 60, 80, 100] 10:0,20:1,30:2,40:3,50:4"


def done(workflow: Workflow, argo: Cluster) -> Run:
    run = argo.run(emit_argo(workflow))
    assert run.phase == "Succeeded", f"{run.message}\n{run.log()}"
    return run


def found(workflow: Workflow, argo: Cluster) -> Any:
    """What the last step has read: the numbers of the loop, and the texts of its files."""
    return done(workflow, argo).outputs("read")["found"]


def test_groups_of_a_formatted_sequence_are_dealt_by_their_numbers(argo: Cluster) -> None:
    loop = {"with_sequence": {"count": 5, "format": "%03d"}}
    slices = {
        "slices": "int({{item}})",
        "group_size": 2,
        "pool_size": 2,
        "shuffle": True,
        "random_seed": 3,
    }
    assert found(graph(in_kind("Steps", [sliced(loop, slices), reader()])), argo) == DOUBLED


@KINDS
def test_slices_of_a_group_go_on_to_its_steps(kind: str, argo: Cluster) -> None:
    # SLC-9
    assert found(super_op(kind, {}), argo) == DOUBLED


@KINDS
def test_groups_are_dealt_in_the_pods_within_a_group_of_steps(kind: str, argo: Cluster) -> None:
    slices = {"group_size": 2, "pool_size": 1, "shuffle": True}
    assert found(super_op(kind, slices), argo) == DOUBLED


@KINDS
def test_a_step_within_a_group_downloads_the_item_of_its_piece(kind: str, argo: Cluster) -> None:
    # SLC-5
    assert found(super_op(kind, ALONE, INNER, **from_files()), argo) == WITH_FILES


@KINDS
def test_two_layers_are_nested_the_innermost_first(kind: str, argo: Cluster) -> None:
    # SLC-9: parameters are nested as the loops are, artifacts by the inner index first.
    assert found(two_layers(kind), argo) == "[[2, 4], [6, 8], [10, 12]] 1,3,5,2,4,6"


def test_a_loop_over_a_stacked_parameter_is_one_over_its_elements(argo: Cluster) -> None:
    # REF-16, SLC-11
    first = sliced(LIST, {"group_size": 2, "pool_size": 1})
    items = "{{steps.work.outputs.parameters.double}}"
    again = {"name": "again", "template": "work", "parameters": {"n": "{{item}}"}}
    third = {"name": "third", "template": "work", "parameters": {"n": items}, "slices": SLICES}
    main = in_kind("Steps", [first, {**again, "with_param": items}, third, reader(step="third")])
    run = done(graph(main), argo)
    doubles = [n["outputs"]["parameters"][0]["value"] for n in run.named("again")]
    assert doubles == ["40", "80", "120", "160", "200"]
    assert run.outputs("read")["found"] == "[40, 80, 120, 160, 200] 20,40,60,80,100"


def test_a_bound_holds_for_the_pieces_of_one_loop(argo: Cluster) -> None:
    # STEP-8
    numbers = "{{steps.files.outputs.parameters.numbers}}"
    work = sliced(
        LIST,
        {"input_artifact": ["file"], "create_dir": True},
        **from_files(),
        parameters={"n": numbers},
        key="k-{{item}}",
        parallelism=1,
    )
    run = done(graph(in_kind("Steps", [files(), work, reader()])), argo)
    assert run.outputs("read")["found"] == WITH_FILES
    pieces = sorted(
        (n["startedAt"], n["finishedAt"]) for n in run.named("work") if n["type"] == "Pod"
    )
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(pieces))


@pytest.mark.parametrize(("wanted", "phase"), [(3, "Succeeded"), (4, "Failed")])
def test_successes_of_a_bounded_loop_are_counted(wanted: int, phase: str, argo: Cluster) -> None:
    # LOOP-6
    work = sliced(
        {},
        ALONE,
        **from_files(),
        parameters={"n": [1, -1, 3, 4, -5]},
        parallelism=2,
        continue_on_num_success=wanted,
    )
    run = argo.run(emit_argo(graph(in_kind("DAG", [files(), work, reader()]))))
    assert run.phase == phase
    if phase == "Succeeded":
        assert run.outputs("read")["found"] == "[2, 6, 8] 1:0,3:2,4:3"


def test_successes_of_groups_are_counted_by_slices(argo: Cluster) -> None:
    # SLC-14, SLC-23
    loop = {"with_sequence": {"count": 5}}
    slices = {"group_size": 2, "pool_size": 1}
    numbers = {"n": [1, 2, -3, 4, 5]}
    work = sliced(loop, slices, parameters=numbers, continue_on_success_ratio=0.7)
    assert found(graph(in_kind("DAG", [work, reader()])), argo) == "[2, 4, 8, 10] 1,2,4,5"


@KINDS
@pytest.mark.parametrize(
    ("slices", "wanted", "phase"),
    [
        ({}, {"continue_on_num_success": 3}, "Succeeded"),
        ({}, {"continue_on_success_ratio": 0.7}, "Failed"),
        ({"group_size": 2, "pool_size": 1}, {"continue_on_num_success": 3}, "Succeeded"),
        ({"group_size": 2, "pool_size": 1}, {"continue_on_num_success": 4}, "Failed"),
        ({"group_size": 2, "pool_size": 1}, {"continue_on_success_ratio": 0.6}, "Succeeded"),
    ],
)
def test_successes_of_groups_of_steps_are_counted(
    kind: str, slices: dict[str, Any], wanted: dict[str, Any], phase: str, argo: Cluster
) -> None:
    # LOOP-6: groups [1, 2], [-3, 4], [5], of which the second fails; without them two pieces do.
    numbers = {"ns": [1, 2, -3, 4, 5 if slices else -5]}
    run = argo.run(emit_argo(super_op(kind, slices, parameters=numbers, **wanted)))
    assert run.phase == phase, run.log()


NONE = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo '[]' > /tmp/x",
    "outputs": {"parameters": {"x": {"value_from_path": "/tmp/x"}}},
}
OF_NONE = "{{steps.none.outputs.parameters.x}}"


@pytest.mark.parametrize(
    "work",
    [
        {"with_param": OF_NONE, "parameters": {"n": 1}},
        {"with_param": [], "parameters": {"n": 1}},
        {"with_param": OF_NONE, "parameters": {"n": OF_NONE}, "slices": {"group_size": 2}},
        {"parameters": {"n": OF_NONE}, "slices": {"group_size": 2}},
        {"parameters": {"n": OF_NONE}, "slices": {}},
    ],
)
def test_a_loop_over_nothing_whose_successes_are_counted_ends(
    work: dict[str, Any], argo: Cluster
) -> None:
    # LOOP-10
    sliced_by = {"slices": {**SLICES, **work["slices"]}} if "slices" in work else {}
    step = {"name": "work", "template": "work", **work, **sliced_by}
    first = {"name": "none", "template": "none"}
    main = in_kind("Steps", [first, {**step, "continue_on_success_ratio": 0.5}])
    run = done(graph(main, none=NONE), argo)
    assert [pod.template for pod in run.pods.values()] == ["none"]


def test_parts_of_artifacts_are_taken_and_put_together(argo: Cluster) -> None:
    # ART-3, ART-7
    whole = "{{steps.files.outputs.artifacts.files}}"
    log = "{{steps.work.outputs.artifacts.log}}"
    third = {"kind": "ref", "_from": whole, "slice": "3"}
    work = {"name": "work", "template": "work", "parameters": {"n": 1}}
    read = {"name": "read", "template": "read", "parameters": {"numbers": [1]}}
    main = in_kind(
        "Steps",
        [
            files(),
            {**work, "artifacts": {"file": third}},
            {**read, "artifacts": {"logs": [log, {**third, "slice": "2"}, whole]}},
        ],
    )
    assert found(graph(main), argo) == "[1] 1:3,:2,:0,:1,:2,:3,:4"


@KINDS
def test_inputs_leave_a_group_of_steps_as_they_are(kind: str, argo: Cluster) -> None:
    ports = {"x": {"type": "int"}, "big": {"type": "int", "save_as_artifact": True}}
    outputs = {
        "parameters": {
            name: {**fields, "value_from_parameter": f"{{{{inputs.parameters.{name}}}}}"}
            for name, fields in {**ports, "named": {"type": "int"}}.items()
        },
        "artifacts": {"file": {"_from": "{{inputs.artifacts.file}}"}},
    }
    outputs["parameters"]["named"]["value_from_parameter"] = "{{workflow.parameters.seed}}"
    outputs["parameters"]["said"] = {
        "type": "str",
        "value_from_expression": "workflow.parameters.word + inputs.parameters.x",
    }
    work = {"name": "work", "template": "work", "parameters": {"n": "{{inputs.parameters.x}}"}}
    inner = in_kind(
        kind, [work], inputs={"parameters": ports, "artifacts": {"file": {}}}, outputs=outputs
    )
    show = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "echo {{inputs.parameters.x}}{{inputs.parameters.named}} > /tmp/all\n"
        "cat <<'EOF' >> /tmp/all\n{{inputs.parameters.said}}\nEOF\n"
        "cat /tmp/big /tmp/file >> /tmp/all",
        "inputs": {
            "parameters": {
                "x": {"type": "int"},
                "named": {"type": "int"},
                "said": {"type": "str"},
                "big": {**ports["big"], "path": "/tmp/big"},
            },
            "artifacts": {"file": {"path": "/tmp/file"}},
        },
        "outputs": {"parameters": {"found": {"value_from_path": "/tmp/all"}}},
    }
    of_inner = "{{steps.inner.outputs"
    first = {
        "name": "inner",
        "template": "inner",
        "parameters": {"x": 1, "big": 7},
        "artifacts": {"file": {"kind": "raw", "data": "file"}},
    }
    second = {
        "name": "show",
        "template": "show",
        "parameters": {n: f"{of_inner}.parameters.{n}}}}}" for n in ("x", "named", "said", "big")},
        "artifacts": {"file": of_inner + ".artifacts.file}}"},
    }
    main = in_kind("Steps", [first, second])
    workflow = graph(main, inner=inner, show=show)
    workflow = Workflow.from_dict(
        {**workflow.to_dict(), "parameters": {"seed": 5, "word": "'\"\\}"}}
    )
    assert done(workflow, argo).outputs("show")["found"] == "15\n'\"\\}1\n7file"
