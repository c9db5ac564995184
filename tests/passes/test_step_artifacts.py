"""Artifacts that steps are given (DG733, DG734): messages, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.storage_graphs import codes, graph, the_one, with_source


def test_dg734_names_the_input() -> None:
    diagnostic = the_one(with_source(None))
    assert diagnostic.message == (
        "input artifact `data` of `read` is not optional, but `null` leaves it out"
    )
    assert diagnostic.related[0].pointer == "/templates/read/inputs/artifacts/data"


def test_dg734_is_silent_where_the_name_is_unknown() -> None:
    document = with_source(None)
    document["templates"]["main"]["steps"][0][0]["artifacts"] = {"other": None}
    assert codes(document) == []
    document["templates"]["main"]["steps"][0][0]["template"] = "nowhere"
    assert codes(document) == []


def sub_path_slices(
    output: dict[str, Any], producer: dict[str, Any] | None = None, **make: Any
) -> Any:
    """A step that slices an output of the step before by path."""
    op = {"name": "f", "module": "m"}
    entry = {"kind": "Artifact", "type": "list[path]"}
    python = {"kind": "PythonOPTemplate", "image": "python:3.11"}
    read = {**python, "op": {**op, "inputs": {"part": {**entry, "type": "path"}}}}
    made = {**python, "op": {**op, "outputs": {"parts": {**entry, **output}}}, **make}
    return graph(
        {"template": "make", **(producer or {})},
        {
            "template": "read",
            "artifacts": {"part": "{{steps.make.outputs.artifacts.parts}}"},
            "slices": {"input_artifact": ["part", "absent"], "sub_path": True},
        },
        make=made,
        read=read,
    )


@pytest.mark.parametrize(
    ("output", "make", "how"),
    [
        ({}, {}, "tar"),
        ({"archive": "zip"}, {}, "zip"),
        ({"archive": None}, {"output_artifact_archive": {"parts": "zip"}}, "zip"),
    ],
)
def test_dg733_says_how_the_output_is_packed(output: Any, make: Any, how: str) -> None:
    diagnostic = the_one(sub_path_slices(output, **make))
    assert diagnostic.code == "DG733"
    assert diagnostic.message == (
        "`part` is sliced with `sub_path`, "
        f"but output `parts` of `make` is stored as one {how} file"
    )
    assert diagnostic.related[0].pointer == "/templates/make/op/outputs/parts"


@pytest.mark.parametrize(
    ("output", "producer", "make"),
    [
        ({"archive": None}, {}, {}),
        ({}, {}, {"output_artifact_archive": {"parts": None}}),
        ({}, {"with_param": [1], "slices": {"output_artifact": ["parts"]}}, {}),
        ({}, {}, {"output_artifact_slices": {"parts": "{{item}}"}}),
    ],
)
def test_dg733_takes_outputs_that_are_not_packed(output: Any, producer: Any, make: Any) -> None:
    assert codes(sub_path_slices(output, producer, **make)) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{inputs.artifacts.x}}",
        "{{steps.nowhere.outputs.artifacts.parts}}",
        "{{steps.make.outputs.artifacts.nothing}}",
        "{{steps.make.outputs.parameters.parts}}",
        "{{steps.make.outputs.artifacts}}",
        "{{steps.make.outputs.artifacts.parts.path}}",
        "plain text",
        {"kind": "s3", "key": "a"},
        ["{{steps.make.outputs.artifacts.parts}}"],
    ],
)
def test_dg733_is_silent_where_nothing_is_known_of_the_source(source: Any) -> None:
    document = sub_path_slices({})
    document["templates"]["main"]["steps"][1][0]["artifacts"]["part"] = source
    assert codes(document) == []


@pytest.mark.parametrize(("archive", "found"), [({}, ["DG733"]), ({"archive": None}, [])])
def test_dg733_rejects_a_sub_path_of_a_packed_output(
    archive: dict[str, Any], found: list[str]
) -> None:
    document = sub_path_slices(archive)
    source = {"kind": "ref", "_from": "{{steps.make.outputs.artifacts.parts}}", "sub_path": "a"}
    step = document["templates"]["main"]["steps"][1][0]
    step["artifacts"]["part"] = source
    del step["slices"]
    assert codes(document) == found


def test_dg733_asks_for_a_sub_path_and_nothing_else() -> None:
    document = sub_path_slices({})
    reference = "{{steps.make.outputs.artifacts.parts}}"
    step = document["templates"]["main"]["steps"][1][0]
    step["artifacts"]["part"] = {"kind": "ref", "_from": reference, "slice": "0"}
    step["slices"]["sub_path"] = False
    assert codes(document) == []
    step["artifacts"]["part"]["sub_path"] = "a"
    assert codes(document) == ["DG733"]
    # Neither does a source that is left out hide it.
    step["artifacts"] = {"absent": None, **step["artifacts"]}
    assert codes(document) == ["DG733"]


def test_dg733_is_silent_where_slices_stack_what_is_no_artifact() -> None:
    producer = {"with_param": [1], "slices": {"output_artifact": ["part"]}}
    assert codes(sub_path_slices({}, producer)) == []


def test_dg733_looks_through_a_source_with_a_sub_path() -> None:
    document = sub_path_slices({})
    source = {"kind": "ref", "_from": "{{steps.make.outputs.artifacts.parts}}", "sub_path": "a"}
    document["templates"]["main"]["steps"][1][0]["artifacts"]["part"] = source
    assert codes(document) == ["DG733"]


def test_dg733_does_not_look_into_steps() -> None:
    document = sub_path_slices({})
    outputs = {"artifacts": {"parts": {"_from": "{{steps.a.outputs.artifacts.b}}"}}}
    document["templates"]["make"] = {"kind": "Steps", "steps": [], "outputs": outputs}
    assert codes(document) == []
    document["templates"]["main"]["steps"][0][0]["template"] = "nowhere"
    assert codes(document) == []
