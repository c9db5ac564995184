"""Sliced, grouped, pooled and stacked: loops of Python OPs run end to end in pods."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import (
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    Step,
    Steps,
    argo_len,
    argo_range,
    argo_sequence,
)
from dflow_graph.python import Slices
from tests.argo import ops
from tests.argo.harness.cluster import Cluster
from tests.argo.steps_in_pods import helpers, output, run, summed, template, text

pytestmark = pytest.mark.argo_oracle


@pytest.mark.parametrize("form", ["list", "implied", "reference", "sequence", "range"])
def test_each_slice_gets_its_element_and_gives_one(argo: Cluster, form: str) -> None:
    numbers = [5, 7, 11]
    source = Step("source", template(ops.Same), parameters={"value": numbers})
    value = source.outputs.parameters["value"]
    loops: dict[str, Any] = {
        "list": {"with_param": [0, 1, 2]},
        "implied": {},
        "reference": {"with_param": argo_range(argo_len(value))},
        "sequence": {"with_sequence": argo_sequence(3)},
        "range": {"with_param": argo_range(3)},
    }
    sliced = Step(
        "sliced",
        template(ops.Double, slices=Slices(input_parameter=["x"], output_parameter=["y"])),
        parameters={"x": value},
        **loops[form],
    )
    done = run(argo, source, sliced, summed(sliced.outputs.parameters["y"]))
    assert text(done, "show", "text") == "[10, 14, 22]"
    assert helpers(done) == []


GROUPS: dict[str, dict[str, Any]] = {
    "list": {"op": ops.DoubleAll},
    "shuffled": {"op": ops.DoubleAll, "shuffle": True, "random_seed": 7},
    "pool": {"op": ops.Double, "pool_size": 2},
    "one by one": {"op": ops.Double, "pool_size": 1},
    "all at once": {"op": ops.Double, "pool_size": -1, "shuffle": True},
}


@pytest.mark.parametrize("kind", GROUPS)
def test_groups_work_on_all_slices_and_stack_them_in_order(argo: Cluster, kind: str) -> None:
    said = dict(GROUPS[kind])
    op = said.pop("op")
    slices = Slices(input_parameter=["x"], output_parameter=["y"], group_size=2, **said)
    group = Step(
        "group",
        template(op, slices=slices),
        parameters={"x": [1, 2, 3, 4, 5]},
        with_param=argo_range(5),
    )
    done = run(argo, group, summed(group.outputs.parameters["y"]))
    assert text(done, "show", "text") == "[2, 4, 6, 8, 10]"
    # SLC-6
    assert len([n for n in done.named("group") if n["type"] == "Pod"]) == 3


@pytest.mark.parametrize("named", ["same", "own"])
def test_stacked_artifacts_are_read_downstream_without_a_helper(argo: Cluster, named: str) -> None:
    names = ["x", "x", "x"] if named == "same" else ["b", "a", "c"]
    write = Step(
        "write",
        template(
            ops.Write,
            slices=Slices(
                input_parameter=["name"],
                output_artifact=["file"],
                create_dir=named == "same",
            ),
        ),
        parameters={"name": names},
        with_param=argo_range(3),
    )
    read = Step(
        "read",
        template(ops.Read, slices=Slices(input_artifact=["file"], output_artifact=["copy"])),
        artifacts={"file": write.outputs.artifacts["file"]},
        with_param=argo_range(3),
    )
    whole = Step(
        "whole", template(ops.ReadAll), artifacts={"files": read.outputs.artifacts["copy"]}
    )
    first = Step(
        "first", template(ops.ReadAll), artifacts={"files": write.outputs.artifacts["file"]}
    )
    done = run(argo, write, [read, first], whole) if named == "own" else run(argo, write, first)
    expected = [f"this is {name}" for name in names]
    assert output(done, "first", "texts") == expected
    if named == "own":
        assert output(done, "whole", "texts") == expected
    assert helpers(done) == []


def test_a_slice_that_gives_nothing_leaves_a_gap(argo: Cluster) -> None:
    write = Step(
        "write",
        template(ops.Write, slices=Slices(input_parameter=["name"], output_artifact=["file"])),
        parameters={"name": ["a", "", "c"]},
        with_param=argo_range(3),
    )
    read = Step("read", template(ops.ReadAll), artifacts={"files": write.outputs.artifacts["file"]})
    # SLC-8
    assert output(run(argo, write, read), "read", "texts") == ["this is a", None, "this is c"]


def test_with_sub_path_a_piece_downloads_its_own_item_alone(argo: Cluster) -> None:
    make = Step("make", template(ops.WriteAll), parameters={"names": ["b", "a"]})
    read = Step(
        "read",
        template(
            ops.Read,
            slices=Slices(input_artifact=["file"], output_parameter=["text"], sub_path=True),
        ),
        artifacts={"file": make.outputs.artifacts["files"]},
    )
    done = run(argo, make, read, summed(read.outputs.parameters["text"]))
    assert text(done, "show", "text") == "['this is b', 'this is a']"
    pieces = [node for node in done.named("read") if node["type"] == "Pod"]
    keys = [node["inputs"]["artifacts"][0]["s3"]["key"] for node in pieces]
    assert [key.rsplit("/", 1)[1] for key in keys] == ["b", "a"]
    assert len(helpers(done)) == 1


def test_slices_of_two_layers_are_nested(argo: Cluster) -> None:
    inner = Steps(
        "inner",
        inputs=Inputs(parameters={"names": InputParameter(type=list)}),
        outputs=Outputs(
            parameters={"out": OutputParameter(type=list)}, artifacts={"files": OutputArtifact()}
        ),
    )
    write = Step(
        "write",
        template(ops.Write, slices=Slices(input_parameter=["name"], output_artifact=["file"])),
        parameters={"name": inner.inputs.parameters["names"]},
        with_param=argo_range(argo_len(inner.inputs.parameters["names"])),
    )
    double = Step(
        "double",
        template(ops.Double, slices=Slices(input_parameter=["x"], output_parameter=["y"])),
        parameters={"x": [1, 2]},
        with_param=argo_range(2),
    )
    inner.add([write, double])
    inner.outputs.artifacts["files"]._from = write.outputs.artifacts["file"]
    inner.outputs.parameters["out"].value_from_parameter = double.outputs.parameters["y"]
    outer = Step(
        "outer",
        inner,
        parameters={"names": [["a", "b"], ["c", "d"]]},
        slices=Slices(
            input_parameter=["names"], output_artifact=["files"], output_parameter=["out"]
        ),
        with_param=argo_range(2),
    )
    read = Step(
        "read", template(ops.ReadAll), artifacts={"files": outer.outputs.artifacts["files"]}
    )
    done = run(argo, outer, [read, summed(outer.outputs.parameters["out"])])
    # SLC-9: nested in the order of the indices, the innermost loop's first.
    assert output(done, "read", "names") == ["a", "c", "b", "d"]
    assert text(done, "show", "text") == "[[2, 4], [2, 4]]"
    assert helpers(done) == []


@pytest.mark.parametrize(("numbers", "goes_on"), [([2, 1, 4, -1], True), ([1, 3, 4, -1], False)])
@pytest.mark.parametrize(
    "wanted", [{"continue_on_num_success": 2}, {"continue_on_success_ratio": 0.5}]
)
def test_a_loop_goes_on_where_enough_pieces_succeed(
    argo: Cluster, numbers: list[int], goes_on: bool, wanted: dict[str, Any]
) -> None:
    pieces = Step(
        "pieces",
        template(
            ops.FailsAt,
            slices=Slices(input_parameter=["x"], output_parameter=["y"], output_artifact=["f"]),
        ),
        parameters={"x": numbers},
        with_param=argo_range(len(numbers)),
        **wanted,
    )
    files = Step("files", template(ops.ReadAll), artifacts={"files": pieces.outputs.artifacts["f"]})
    done = run(argo, pieces, files)
    assert done.phase == ("Succeeded" if goes_on else "Failed"), done.log()
    if goes_on:
        assert output(done, "files", "texts") == ["2", "4"]


@pytest.mark.parametrize("raises", [False, True])
def test_a_failed_slice_fails_its_group_unless_successes_are_counted(
    argo: Cluster, raises: bool
) -> None:
    slices = Slices(
        input_parameter=["x"],
        output_parameter=["y"],
        group_size=2,
        pool_size=1,
        raise_for_group=raises,
    )
    group = Step(
        "group",
        template(ops.FailsAt, slices=slices),
        parameters={"x": [2, 1, 4, 6]},
        with_param=argo_range(4),
        continue_on_num_success=3,
    )
    done = run(argo, group, summed(group.outputs.parameters["y"]))
    # SLC-14
    assert done.phase == ("Failed" if raises else "Succeeded"), done.log()
    if not raises:
        assert text(done, "show", "text") == "[2, 4, 6]"
