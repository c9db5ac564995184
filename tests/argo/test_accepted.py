"""Every sound graph becomes a manifest that Argo's validator and hera's models take whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import VERSIONS, EmitOptions
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.delivery.local_files import local_files
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.pipeline import read, read_file
from dflow_graph.resources import data_folder
from tests.argo.oracle import Oracle, unknown_to_hera
from tests.conformance.test_cases import case_of, data_of

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".json", ".yaml"))
SUITE = data_folder("conformance") / "v1"
CASES = [*sorted((SUITE / "valid").glob("*.json")), *sorted((SUITE / "emit-argo").glob("valid-*"))]
GRAPHS = [*EXAMPLES, *CASES]

# What a graph may say and a manifest cannot: file stem to the pointers of the findings.
WITHOUT_PLACE: dict[str, set[str]] = {
    # No package here brings these executors.
    "executors": {
        "/templates/main/steps/1/0/executor/kind",
        "/templates/main/steps/2/0/executor/kind",
        "/templates/main/steps/2/1/executor/kind",
    },
    "valid-executor-secrets": {
        "/templates/main/steps/0/0/executor/kind",
    },
    # A container executor has no use for a password, DPDispatcher no setting of that name.
    "valid-step-fields": {
        "/templates/main/steps/0/0/executor/secrets/password",
    },
    "valid-names-of-the-run": {
        "/context/config/task",
    },
    # A container executor runs in the pod's own image.
    "valid-pod-without-image": {
        "/templates/main/steps/0/0/executor",
    },
    "storage": {
        "/templates/main/outputs/artifacts/first-trajectory/slice",
        "/templates/convert/inputs/artifacts/from-plugin",
        "/templates/convert/inputs/artifacts/units/slice",
        "/templates/main/steps/0/0/artifacts/from-plugin",
    },
    # A plug-in is Python, which a shell is not.
    "valid-custom-source": {
        "/templates/read/inputs/artifacts/data",
    },
}


def model_of(path: Path) -> Workflow:
    if path.parent.name == "examples":
        reading = read_file(path)
    else:
        case = case_of(path)
        reading = read(data_of(case), notation=case["input"]["notation"])
    assert reading.model is not None
    return reading.model


def options_for(model: Workflow, **options: Any) -> EmitOptions:
    """Options under which every local file is uploaded already."""
    found = local_files(build_index(model))
    return EmitOptions(uploads={f.pointer: f"files/{n}" for n, f in enumerate(found)}, **options)


every_graph = pytest.mark.parametrize("path", GRAPHS, ids=[path.name for path in GRAPHS])


@pytest.mark.argo_oracle
@every_graph
def test_a_sound_graph_is_accepted(path: Path, oracle: Oracle, oracle_4: Oracle) -> None:
    model = model_of(path)
    if path.stem in WITHOUT_PLACE:
        with pytest.raises(CannotEmitError) as refusal:
            emit_argo(model, options_for(model))
        assert {d.pointer for d in refusal.value.diagnostics} == WITHOUT_PLACE[path.stem]
        return
    manifest = emit_argo(model, options_for(model))
    for judge in (oracle, oracle_4):
        verdict = judge(manifest)
        assert verdict.ok, verdict
    assert unknown_to_hera(manifest) == []


@every_graph
def test_a_graph_gives_the_same_bytes_each_time_and_is_left_as_it_was(path: Path) -> None:
    model = model_of(path)
    before = model.to_dict()
    options = options_for(model)
    if path.stem in WITHOUT_PLACE:
        with pytest.raises(CannotEmitError):
            emit_argo(model, options)
        return
    first, second = (json.dumps(emit_argo(m, options)) for m in (model, model_of(path)))
    assert first == second
    assert model.to_dict() == before


@pytest.mark.argo_oracle
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("runtime", ["inline", "image"])
def test_every_version_and_runtime_is_accepted(
    version: Any, runtime: Any, oracle: Oracle, oracle_4: Oracle
) -> None:
    # The manifest is the portable one, whatever the version: what an old version does not know is
    # a finding about the graph (DG907), which `matters` weighs and tests/argo/test_limits.py shows.
    for path in EXAMPLES:
        if path.stem in WITHOUT_PLACE:
            continue
        model = model_of(path)
        manifest = emit_argo(model, options_for(model, version=version, runtime=runtime))
        for judge in (oracle, oracle_4):
            verdict = judge(manifest)
            assert verdict.ok, (path.name, verdict)


@pytest.mark.argo_oracle
def test_kubernetes_holds_a_workflow_against_its_definition(
    oracle: Oracle, oracle_4: Oracle
) -> None:
    def manifest(**task: Any) -> dict[str, Any]:
        shell = {"name": "a", "script": {"image": "i", "command": ["sh"], "source": "true"}}
        tasks = [{"name": f"t-{n}", "template": "a", **task} for n in range(201)]
        spec = {"entrypoint": "main", "templates": [{"name": "main", "dag": {"tasks": tasks}}]}
        spec["templates"].append(shell)  # type: ignore[attr-defined]
        kind = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow"}
        return {**kind, "metadata": {"generateName": "w-"}, "spec": spec}

    many = manifest()
    assert oracle(many).ok
    assert oracle_4(many).stage == "crd"
    assert "must have at most 200 items" in oracle_4(many).error
    many["spec"]["templates"][0]["dag"]["tasks"].pop()
    assert oracle_4(many).ok
    # Neither Argo's validator nor the schema minds two places of one artifact: a rule in CEL does.
    file = {"name": "f", "path": "/f", "raw": {"data": "x"}, "s3": {"key": "k"}}
    many["spec"]["templates"][1]["inputs"] = {"artifacts": [file]}
    assert oracle(many).ok
    assert oracle_4(many) == (
        False,
        "crd",
        'spec.templates[1].inputs.artifacts[0]: Invalid value: "object": '
        "at most one artifact location can be specified",
    )
