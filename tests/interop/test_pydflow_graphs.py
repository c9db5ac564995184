"""Every graph that pydflow wrote comes in: whole, safe, and with each loss named."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from pathlib import Path

import pytest

import dflow_graph
from dflow_graph.codec import encode_plain
from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow, to_pydflow

FOLDER = Path(__file__).parent / "graphs"
GRAPHS = sorted(FOLDER.glob("*.graph.json"))
MANIFESTS = sorted(FOLDER.glob("*.argo.json"))
# How the credentials in the scripts are written, and no other text.
CREDENTIAL = re.compile(r"FAKE[-\w]{6,}|correct-horse-battery|ghp_\w+")
EVERY_PLACE = 25
# What is wrong with the graphs as pydflow wrote them; everything else validates.
ERRORS = {
    # The address of an object, and tags in tags, where an expression should be.
    "argo_functions": {"DG301", "DG318"},
    # A list of sources, which pydflow leaves out.
    "artifact_lists": {"DG311"},
    # What is sliced by its paths in groups has lost its source.
    "fp_groups": {"DG303"},
    # An output that is big and ordinary at once, which pydflow leaves unsaid.
    "concurrent_learning": {"DG407"},
    # The manifest of a resource is made by code.
    "resources": {"DG737"},
    # What `test_pydflow_errors.py` shows to be wrong with the workflow itself.
    "true_errors": {"DG316", "DG402"},
}


def named(path: Path) -> str:
    return path.name.partition(".")[0]


def read(path: Path) -> object:
    return document_of_text(path.read_bytes()).root


@pytest.mark.parametrize("path", GRAPHS, ids=named)
def test_graph_of_pydflow_converts_to_a_valid_one(path: Path) -> None:
    graph, report = from_pydflow(read(path))
    assert [f"{d.code} {d.pointer}: {d.message}" for d in report.diagnostics] == []
    assert graph is not None
    found = dflow_graph.validate(graph).diagnostics
    errors = {d.code for d in found if d.severity.value == "error"}
    assert errors == ERRORS.get(named(path), set()), [f"{d.code} {d.pointer}" for d in found]


@pytest.mark.parametrize("path", [*GRAPHS, *MANIFESTS], ids=lambda path: path.stem)
def test_no_credential_comes_out(path: Path) -> None:
    graph, report = from_pydflow(read(path))
    back = to_pydflow(graph)
    said = json.dumps([graph, report.to_dict(), back[0], back[1].to_dict()])
    assert set(CREDENTIAL.findall(said)) == set()


def test_credentials_stand_in_the_graphs_in_many_places() -> None:
    texts = "".join(path.read_text() for path in GRAPHS)
    assert len(set(CREDENTIAL.findall(texts))) > EVERY_PLACE


@pytest.mark.parametrize("path", MANIFESTS, ids=named)
def test_manifest_of_pydflow_gives_a_graph_of_sound_structure(path: Path) -> None:
    graph, report = from_pydflow(read(path))
    assert [f"{d.code} {d.pointer}: {d.message}" for d in report.diagnostics] == []
    assert graph is not None
    dflow_graph.loads(encode_plain(graph))
    manifest = json.loads(path.read_text())
    names = {t["name"] for t in manifest["spec"]["templates"]}
    assert set(graph["templates"]) <= names
    # The helper pods of slices that came back are gone, and nothing else.
    for name in names - set(graph["templates"]):
        base, _, _ = name.partition("-init-artifact")
        base, _, _ = base.partition("-check-")
        assert base == name or "slices" in graph["templates"].get(base, {"slices": ""})
        assert base != name


@pytest.mark.parametrize("path", GRAPHS, ids=named)
def test_conversion_changes_nothing_and_is_the_same_each_time(path: Path) -> None:
    data = read(path)
    before = copy.deepcopy(data)
    first = from_pydflow(data, stable_names=True)
    assert data == before
    assert from_pydflow(before, stable_names=True) == first


@pytest.mark.parametrize("path", GRAPHS, ids=named)
def test_every_result_pointer_of_the_report_leads_somewhere(path: Path) -> None:
    for stable in (False, True):
        graph, report = from_pydflow(read(path), stable_names=stable)
        for entry in report.entries:
            value: object = graph
            for part in entry.result or ():
                parent = value
                assert isinstance(parent, (dict, list)), entry
                if isinstance(parent, dict) and part not in parent:
                    # What was left out because it says nothing has no place of its own.
                    assert entry.kind != "secret", entry
                    break
                value = parent[part]  # type: ignore[index]


def test_lost_element_types_come_back_from_the_source() -> None:
    graph, report = from_pydflow(read(FOLDER / "class_op.graph.json"), stable_names=True)
    assert graph is not None
    op = graph["templates"]["relax"]["op"]
    assert op["inputs"]["tags"]["type"] == "list[str]"
    assert op["inputs"]["options"]["type"] == "dict[str, float | int]"
    assert op["inputs"]["table"]["type"] == "dict[str, path]"
    assert op["inputs"]["seed"]["type"] == "int | none"
    assert op["outputs"]["history"]["type"] == "list[float]"
    assert any("in the source of the OP" in entry.message for entry in report.of_kind("repair"))


def test_objects_of_the_client_are_kubernetes_json() -> None:
    graph, _ = from_pydflow(read(FOLDER / "secrets_and_clients.graph.json"), stable_names=True)
    assert graph is not None
    template = graph["templates"]["read"]
    assert template["volumes"] == [{"name": "v", "emptyDir": {"sizeLimit": "1Gi"}}]
    assert template["mounts"] == [{"name": "v", "mountPath": "/v"}]
    assert template["tolerations"] == [{"key": "gpu", "operator": "Exists"}]


def test_credentials_become_references_and_are_reported() -> None:
    graph, report = from_pydflow(read(FOLDER / "secrets_and_clients.graph.json"), stable_names=True)
    assert graph is not None
    envs = graph["templates"]["read"]["envs"]
    assert envs["A"] == {"kind": "Secret", "name": "sec", "key": "k"}
    assert envs["API_TOKEN"] == {"kind": "Secret", "name": "dflow-api-token", "key": "secret"}
    executor = graph["templates"][graph["entrypoint"]]["steps"][0][0]["executor"]
    secret = {"name": "dflow-remote-executor-h-example-org-alice", "key": "password"}
    assert executor["secrets"] == {"password": secret}
    assert executor["config"] == {"host": "h.example.org", "username": "alice"}
    assert {entry.code for entry in report.of_kind("secret")} == {"DG802"}


def test_a_source_that_repeats_a_credential_loses_it_and_gets_a_new_digest() -> None:
    data = document_of_text((FOLDER / "secrets_and_clients.graph.json").read_bytes()).root
    (name,) = (n for n, t in data["templates"].items() if "op" in t)
    data["templates"][name]["op"]["source"] += "\nPASS = 'FAKE-PASSWORD-42x'\n"
    graph, report = from_pydflow(data)
    assert graph is not None
    op = graph["templates"][name]["op"]
    assert op["source"].endswith("PASS = '<credential>'\n")
    assert op["source_digest"] == f"sha256:{hashlib.sha256(op['source'].encode()).hexdigest()}"
    (entry,) = (e for e in report.entries if e.code == "DG801")
    assert entry.result == ("templates", name, "op", "source")


def test_ports_between_big_parameters_are_big_again() -> None:
    graph, report = from_pydflow(read(FOLDER / "concurrent_learning.graph.json"))
    assert graph is not None
    config = graph["templates"]["block"]["inputs"]["parameters"]["config"]
    assert config["save_as_artifact"] is True
    assert any("the port is big" in entry.message for entry in report.of_kind("repair"))


def test_a_credential_that_looks_like_a_placeholder_is_one_all_the_same() -> None:
    text = (FOLDER / "secrets_and_clients.argo.json").read_text()
    text = text.replace("FAKE-PASSWORD-42x", "MY-OWN-SECRET")
    graph, _ = from_pydflow(json.loads(text))
    assert "MY-OWN-SECRET" in text
    assert "MY-OWN-SECRET" not in json.dumps(graph)


@pytest.mark.parametrize(("number", "name"), [("NaN", "nan"), ("-Infinity", "-inf")])
def test_a_number_that_is_not_finite_is_a_value_in_data_and_in_a_text(
    number: str, name: str
) -> None:
    text = (FOLDER / "parameter_values.graph.json").read_text()
    text = text.replace('"value": -1.5', f'"value": {number}')
    of_data, _ = from_pydflow(json.loads(text))
    of_text, _ = from_pydflow(document_of_text(text).root)
    assert of_data == of_text
    assert {"$value": {"kind": "float", "name": name}} in values(of_data)


def values(data: object) -> list[object]:
    """All values in plain data."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data, *(value for item in inside for value in values(item))]
