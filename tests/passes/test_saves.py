"""Where artifacts are saved (DG723, DG724): messages, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.storage_graphs import OSS, S3, claim, codes, found, graph, the_one, with_pod


def saved(**places: Any) -> Any:
    outputs = {n: {"path": f"/tmp/{n}", "save": save} for n, save in places.items()}
    return with_pod(outputs={"artifacts": outputs})


def test_dg723_is_said_of_each_store_after_the_first() -> None:
    diagnostics = found(saved(a=[{"kind": "pvc", **claim()}, S3, OSS, {"kind": "gcs", "key": "a"}]))
    assert [(d.code, d.pointer[-6:]) for d in diagnostics] == [
        ("DG723", "save/2"),
        ("DG723", "save/3"),
    ]
    assert diagnostics[0].related[0].pointer.endswith("/a/save/1")


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (S3, OSS),
        (S3, {**S3, "bucket": "b"}),
        ({"kind": "azure", "blob": "a"}, {"kind": "azure", "blob": "a", "container": "c"}),
        ({"kind": "pvc", **claim()}, {"kind": "pvc", **claim(subpath="b")}),
    ],
)
def test_dg724_tells_places_apart(place: Any, other: Any) -> None:
    assert codes(saved(a=[place], b=[other])) == []
    assert codes(saved(a=[place], b=[{**place, "extensions": {"x": 1}}])) == ["DG724"]


def test_dg724_lets_one_artifact_name_a_place_twice() -> None:
    assert codes(saved(a=[{"kind": "pvc", **claim()}, {"kind": "pvc", **claim()}])) == []


def test_saves_of_a_python_op_are_those_of_the_template_where_it_has_them() -> None:
    outputs = {n: {"kind": "Artifact", "type": "path", "save": [S3]} for n in "ab"}
    template = {
        "kind": "PythonOPTemplate",
        "image": "python:3.11",
        "op": {"name": "f", "module": "m", "outputs": outputs},
        "output_artifact_save": {"b": [OSS]},
    }
    assert codes(graph({"template": "run"}, run=template)) == []
    template["output_artifact_save"] = {"b": [S3]}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert diagnostic.pointer == "/templates/run/output_artifact_save/b/0"
    assert diagnostic.message == "output artifacts `a` and `b` are saved to the same location"
