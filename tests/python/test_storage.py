"""Locations of artifacts, and secrets by name alone."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.python.environment import Secret, environment
from dflow_graph.python.errors import CallError, GraphError, UnsupportedError
from dflow_graph.python.io import OutputArtifact, Outputs
from dflow_graph.python.storage import (
    PVC,
    CustomArtifact,
    HTTPArtifact,
    LocalArtifact,
    S3Artifact,
    location_from_dict,
)


def test_a_key_is_written_as_it_is() -> None:
    assert S3Artifact("a/b").to_dict() == {"kind": "s3", "key": "a/b"}


def test_an_s3_artifact_needs_a_key() -> None:
    with pytest.raises(CallError, match="it needs a `key`"):
        S3Artifact()


def test_the_items_of_a_catalogue_are_written_by_their_path() -> None:
    items = ["a", {"dflow_list_item": "b", "order": 1}]
    assert S3Artifact("k", path_list=items).to_dict()["path_list"] == ["a", "b"]


def test_an_s3_artifact_becomes_one_of_oss_with_its_part() -> None:
    assert S3Artifact("k", bucket="b").sub_path("p")[1].oss().to_dict() == {
        "kind": "oss",
        "key": "k",
        "bucket": "b",
        "slice": "1",
        "sub_path": "p",
    }


def test_a_claim_is_a_location_with_its_kind_and_a_declaration_without() -> None:
    claim = PVC("c", "data")
    assert claim.to_dict() == {"name": "c", "subpath": "data"}
    assert claim.to_location() == {"kind": "pvc", "name": "c", "subpath": "data"}
    assert location_from_dict(claim.to_location()).to_location() == claim.to_location()


def test_an_output_is_kept_in_a_claim_under_its_name() -> None:
    outputs = Outputs(artifacts={"log": OutputArtifact(path="/out/log")})
    outputs.artifacts["log"].pvc(size="2Gi")
    assert outputs.to_dict()["artifacts"]["log"]["save"] == [
        {"kind": "pvc", "name": "public", "subpath": "log", "size": "2Gi"}
    ]


def test_an_artifact_of_a_plug_in_is_written_by_its_urn() -> None:
    class Registered(CustomArtifact):
        def get_urn(self) -> str:
            return "registry://a/1"

    assert Registered()["x"].to_dict() == {"kind": "custom", "urn": "registry://a/1", "slice": "x"}
    assert CustomArtifact.from_urn("registry://a/2").to_dict()["urn"] == "registry://a/2"


def test_an_artifact_of_a_plug_in_says_its_urn() -> None:
    class Silent(CustomArtifact):
        pass

    with pytest.raises(TypeError, match="get_urn"):
        Silent()


@pytest.mark.parametrize("place", [S3Artifact("k"), HTTPArtifact("http://x"), LocalArtifact("p")])
def test_nothing_is_downloaded(place: Any) -> None:
    with pytest.raises(UnsupportedError, match="download the artifact with the store's own client"):
        place.download(path="there")


@pytest.mark.parametrize("data", [{"kind": "s4", "key": "k"}, {"key": "k"}, "s3", {"kind": []}])
def test_data_of_no_known_kind_is_an_error(data: Any) -> None:
    with pytest.raises(GraphError, match="its `kind` cannot be"):
        location_from_dict(data)


def test_the_value_of_a_secret_never_enters_a_graph() -> None:
    """SEC-1: a document MUST NOT hold a credential."""
    written = environment({"API_TOKEN": Secret("hunter2"), "B": Secret("x", "own", key="k")})
    assert written == {
        "API_TOKEN": {"kind": "Secret", "name": "dflow-api-token"},
        "B": {"kind": "Secret", "name": "own", "key": "k"},
    }
    assert "hunter2" not in repr(Secret("hunter2"))


def test_a_variable_that_is_a_number_or_a_truth_is_written_as_text() -> None:
    assert environment({"A": 1, "B": True}) == {"A": "1", "B": "true"}
