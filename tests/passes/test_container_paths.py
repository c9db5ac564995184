"""Paths in a container (DG701 to DG705): messages, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.passes.folder_paths import absolute_fault, parent_part, relative_fault
from tests.passes.storage_graphs import codes, found, graph, shell, the_one, with_input, with_pod


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/tmp/in/data", None),
        ("/tmp/..data/a..b", None),
        ("{{inputs.parameters.folder}}/data", None),
        ("in/data", ("is not absolute", None)),
        ("", ("is not absolute", None)),
        ("/tmp/..", ("contains the part `..`", (5, 7))),
        ("/../tmp", ("contains the part `..`", (1, 3))),
    ],
)
def test_absolute_path_is_told_from_others(path: str, fault: Any) -> None:
    assert absolute_fault(path) == fault


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("a/b", None),
        ("a/...", None),
        ("/a", ("is absolute", None)),
        ("../a", ("contains the part `..`", (0, 2))),
        ("a/..\n", None),
    ],
)
def test_relative_path_is_told_from_others(path: str, fault: Any) -> None:
    assert relative_fault(path) == fault


def test_parent_part_is_found_in_long_paths_at_once() -> None:
    assert parent_part("a/" * 100_000 + "..") == (200_000, 200_002)


def test_dg701_points_at_the_part_that_leads_upwards() -> None:
    diagnostic = the_one(with_input("/tmp/in/../data"))
    assert diagnostic.code == "DG701"
    assert diagnostic.message == (
        "the path `/tmp/in/../data` of input artifact `data` contains the part `..`"
    )
    assert diagnostic.within == (8, 10)
    assert diagnostic.pointer == "/templates/read/inputs/artifacts/data/path"


@pytest.mark.parametrize("path", ["/", "//", "/tmp", "/tmp/", "/tmp/."])
def test_dg701_keeps_inputs_off_the_folders_of_the_container(path: str) -> None:
    diagnostic = the_one(with_input(path))
    assert "which the container needs itself" in diagnostic.message


def test_dg701_lets_an_output_lie_at_tmp() -> None:
    assert codes(with_pod(outputs={"artifacts": {"all": {"path": "/tmp"}}})) == []


def test_dg701_is_said_of_the_file_of_a_big_input_parameter() -> None:
    parameter = {"save_as_artifact": True, "path": "table.json", "value": 1}
    diagnostic = the_one(with_pod(inputs={"parameters": {"table": parameter}}))
    assert diagnostic.message.endswith("of input parameter `table` is not absolute")


@pytest.mark.parametrize(
    ("field", "value", "clause"),
    [
        ("tmp_root", "tmp", "TPL-15"),
        ("mounts", [{"name": "v", "mountPath": "data"}], "TPL-20"),
    ],
)
def test_dg701_names_the_clause_of_its_field(field: str, value: Any, clause: str) -> None:
    op = {"name": "f", "module": "m"}
    template = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11", field: value}
    volumes = {"volumes": [{"name": "v", "emptyDir": {}}]}
    assert the_one(graph({"template": "run"}, run=template, workflow=volumes)).clause == clause


def test_dg702_says_where_the_artifact_could_lie() -> None:
    diagnostic = the_one(with_pod(outputs={"artifacts": {"log": {}}}))
    assert diagnostic.code == "DG702"
    assert diagnostic.message == "output artifact `log` of `run` has no `path`"
    assert diagnostic.hint == "Add its place in the container, such as `/tmp/outputs/log`."
    assert diagnostic.clause == "ART-19"


def test_parameter_without_a_file_has_no_path_to_be_at_fault() -> None:
    assert codes(with_pod(inputs={"parameters": {"n": {"value": 1}}})) == []


def test_dg702_counts_an_empty_path_as_none() -> None:
    assert codes(with_input("")) == ["DG702"]


def test_dg702_needs_no_path_for_a_python_op() -> None:
    op = {"name": "f", "module": "m", "outputs": {"log": {"kind": "Artifact", "type": "path"}}}
    template = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11"}
    assert codes(graph({"template": "run"}, run=template)) == []


def test_dg703_says_of_what_kind_the_template_is() -> None:
    main = {"inputs": {"artifacts": {"data": {"path": "/tmp/data", "optional": True}}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert diagnostic.message == (
        "input artifact `data` has a `path`, but `main` is of kind `Steps` and has no container"
    )
    assert diagnostic.at_key
    assert diagnostic.hint.startswith("Remove `path`")


def test_dg703_is_told_alone_of_an_output_of_steps() -> None:
    main = {"outputs": {"artifacts": {"data": {"path": "/tmp/data"}}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert diagnostic.code == "DG703"
    assert diagnostic.hint == "Write `_from` with the artifact of a step in its place."
    from_step = {"path": "/tmp/data", "_from": "{{steps.run.outputs.artifacts.f}}"}
    main = {"outputs": {"artifacts": {"data": from_step}}}
    run = shell(outputs={"artifacts": {"f": {"path": "/tmp/f"}}})
    diagnostic = the_one(graph({"template": "run"}, main=main, run=run))
    assert diagnostic.hint.startswith("Remove `path`")


def test_dg704_names_the_first_of_the_two() -> None:
    outputs = {"a": {"path": "/tmp/out"}, "b": {"path": "/tmp/./out/"}}
    diagnostic = the_one(with_pod(outputs={"artifacts": outputs}))
    assert diagnostic.code == "DG704"
    assert diagnostic.message == (
        "output artifact `b` lies at `/tmp/./out/`, and so does output artifact `a`"
    )
    (place,) = diagnostic.related
    assert place.pointer == "/templates/run/outputs/artifacts/a/path"
    assert place.message == "output artifact `a` is here"


def test_dg704_lets_an_output_take_the_place_of_an_input() -> None:
    document = with_input("/tmp/in", outputs={"artifacts": {"data": {"path": "/tmp/in"}}})
    assert codes(document) == []


def test_dg704_compares_the_mounts_of_a_sidecar_with_each_other_alone() -> None:
    mount = {"name": "v", "mountPath": "/data"}
    document = with_pod(
        volumes=[{"name": "v", "emptyDir": {}}],
        mounts=[mount],
        sidecars=[{"name": "s", "image": "a", "volumeMounts": [mount]}],
    )
    assert codes(document) == []


def test_mounts_that_are_no_objects_are_passed_over() -> None:
    containers = [{"name": "s", "volumeMounts": [3, {"mountPath": 4}]}, {"volumeMounts": "x"}]
    diagnostics = found(with_pod(sidecars=containers, init_containers=[{"name": "i"}]))
    # That they should be is DG746, that there is no image DG711.
    others = [d for d in diagnostics if d.code not in ("DG711", "DG746")]
    assert [(d.code, d.pointer) for d in others] == [
        ("DG719", "/templates/run/sidecars/0/volumeMounts/1")
    ]


def test_dg704_passes_over_a_mount_without_a_path() -> None:
    mounts = [{"name": "v", "mountPath": ""}, {"name": "v", "mountPath": ""}]
    document = with_pod(volumes=[{"name": "v", "emptyDir": {}}], mounts=mounts)
    assert codes(document) == ["DG701", "DG701"]


def test_dg705_finds_the_nearest_of_several_folders() -> None:
    paths = {"c": "/tmp/in/a/b", "a": "/tmp/in", "d": "/tmp/in-2", "b": "/tmp/in/a"}
    inputs = {n: {"path": p, "source": {"kind": "s3", "key": n}} for n, p in paths.items()}
    diagnostics = found(with_pod(inputs={"artifacts": inputs}))
    assert sorted((d.message, d.related[0].pointer) for d in diagnostics) == [
        (
            "input artifact `b` at `/tmp/in/a` lies inside of input artifact `a`",
            "/templates/run/inputs/artifacts/a/path",
        ),
        (
            "input artifact `c` at `/tmp/in/a/b` lies inside of input artifact `b`",
            "/templates/run/inputs/artifacts/b/path",
        ),
    ]


def test_dg705_leaves_equal_paths_to_dg704() -> None:
    inputs = {n: {"path": "/tmp/in", "source": {"kind": "s3", "key": n}} for n in "ab"}
    assert codes(with_pod(inputs={"artifacts": inputs})) == ["DG704"]


def test_dg702_is_said_of_an_input_too() -> None:
    diagnostic = the_one(with_pod(inputs={"artifacts": {"data": {"optional": True}}}))
    assert diagnostic.message == "input artifact `data` of `run` has no `path`"
    assert diagnostic.clause == "TPL-6"
