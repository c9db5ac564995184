"""Errors of converted graphs are those of the workflow itself: pydflow and Argo refuse the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import dflow_graph
from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow
from tests.argo.conftest import oracle  # noqa: F401 - a fixture
from tests.argo.oracle import Oracle

HERE = Path(__file__).parent
SCRIPT = HERE / "scripts" / "true_errors.py"
GRAPH = HERE / "graphs" / "true_errors.graph.json"
MANIFEST = HERE / "graphs" / "true_errors.argo.json"
# Found by step, with the rule; pydflow refuses the values when the OP runs, and Argo the reference.
ERRORS = {
    ("an-object", "d"): "DG402",
    ("a-tuple", "d"): "DG402",
    ("a-set", "d"): "DG402",
    ("a-path", "d"): "DG402",
    ("bytes", "d"): "DG402",
    ("a-class", "d"): "DG402",
    ("nan", "d"): "DG402",
    ("a-function", "d"): "DG402",
    ("plain-numbers", "plain/k"): "DG402",
    ("big-numbers", "big/k"): "DG402",
    ("a-text-in-a-list", "list/1"): "DG402",
    ("unknown", "text"): "DG316",
}
# The annotation is the author's, and the value breaks it, as it does that of the plain parameter
# beside it; pydflow looks at no big one.
UNCHECKED = {"big-numbers"}


def test_errors_are_those_of_the_workflow() -> None:
    graph, report = from_pydflow(document_of_text(GRAPH.read_bytes()).root, stable_names=True)
    assert report.diagnostics == ()
    assert graph is not None
    steps = graph["templates"]["true-errors-steps"]["steps"]
    found = {}
    for finding in dflow_graph.validate(graph).diagnostics:
        if finding.severity == "error":
            _, _, _, _, group, _, _, port = finding.pointer.split("/", 7)
            found[steps[int(group)][0]["name"], port] = finding.code
    assert found == ERRORS


def test_pydflow_refuses_the_same_values_and_no_others() -> None:
    program = [sys.executable, str(HERE / "judge_values.py"), str(SCRIPT)]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=200)
    refused = set(json.loads(done.stdout))
    assert refused | UNCHECKED == {step for (step, _), code in ERRORS.items() if code == "DG402"}
    assert not refused & UNCHECKED


@pytest.mark.argo_oracle
def test_argo_refuses_the_reference(oracle: Oracle) -> None:  # noqa: F811
    manifest = {k: v for k, v in json.loads(MANIFEST.read_text()).items() if k != "status"}
    manifest = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", **manifest}
    verdict = oracle(manifest)
    assert not verdict.ok
    assert "failed to resolve {{workflow.parameters.z}}" in verdict.error
    (spec,) = (s for s in manifest["spec"]["templates"] if s["name"] == "true-errors-steps")
    # It is all that Argo has against it.
    spec["steps"][-1][0]["arguments"]["parameters"][0]["value"] = "z"
    assert oracle(manifest).ok
