"""Manifests of pydflow: Python OPs are recovered from their scripts, as text; losses are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import dflow_graph
from dflow_graph.interop.pydflow import from_pydflow
from tests.interop.test_pydflow_laws import STRANGE, changed, leads, leaves

FOLDER = Path(__file__).parent / "graphs"
MANIFESTS = sorted(FOLDER.glob("*.argo.json"))
MOST_LEFT = 35
EVERY = 29
# What is wrong with them beside what is wrong with their graphs: pydflow passes big parameters on
# as artifacts that its templates do not have, and mounts claims that only the steps name.
ERRORS = {
    "apex_properties": {"DG323"},
    "argo_functions": {"DG318"},
    "big_parameters": {"DG304"},
    "claims": {"DG719"},
    "concurrent_learning": {"DG304", "DG311", "DG312", "DG313", "DG323"},
    "dpgen_loop": {"DG304", "DG311", "DG312", "DG313", "DG323"},
    "step_slices": {"DG402"},
}


def graphs_of(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The graph of a manifest, and that of the graph beside it."""
    name = path.name.partition(".")[0]
    files = path, FOLDER / f"{name}.graph.json"
    of_manifest, of_graph = (from_pydflow(json.loads(file.read_text()))[0] for file in files)
    assert of_manifest is not None
    assert of_graph is not None
    return of_manifest, of_graph


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_recovered_op_is_that_of_the_graph(path: Path) -> None:
    found, expected = graphs_of(path)
    for name, template in found["templates"].items():
        if template["kind"] != "PythonOPTemplate":
            continue
        op, other = template["op"], expected["templates"][name]["op"]
        for field in ("name", "module", "source", "source_digest"):
            assert op.get(field) == other.get(field), field
        for side in ("inputs", "outputs"):
            assert [*op.get(side, {})] == [*other.get(side, {})]
            for port, entry in op.get(side, {}).items():
                assert entry["kind"] == other[side][port]["kind"]
                assert entry["type"] == other[side][port]["type"]
                assert entry.get("optional") == other[side][port].get("optional")


def test_most_python_ops_are_recovered_and_the_others_are_losses() -> None:
    recovered = left = 0
    for path in MANIFESTS:
        graph, report = from_pydflow(json.loads(path.read_text()))
        assert graph is not None
        said = {entry.result for entry in report.of_kind("loss")}
        for name, template in graph["templates"].items():
            recovered += template["kind"] == "PythonOPTemplate"
            if "from dflow.python import OPIO, TransientError" in template.get("script", ""):
                left += 1
                assert ("templates", name, "script") in said
    assert recovered > left
    assert left <= MOST_LEFT


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifest_gives_a_graph_with_no_error_but_the_listed(path: Path) -> None:
    graph, _ = from_pydflow(json.loads(path.read_text()), stable_names=True)
    assert graph is not None
    found = dflow_graph.validate(graph).diagnostics
    errors = {d.code for d in found if d.severity.value == "error"}
    assert errors <= ERRORS.get(path.name.partition(".")[0], set())


def test_retries_defaults_and_keys_are_those_of_the_script() -> None:
    graph, _ = from_pydflow(json.loads((FOLDER / "retries.argo.json").read_text()))
    assert graph is not None
    first = next(t for n, t in graph["templates"].items() if n.startswith("unsteady-d4"))
    assert first["retry_on_transient_error"] == 3
    assert first["timeout_as_transient_error"] is True
    assert first["timeout"] == 60
    text = json.dumps(graph)
    assert "config.update" not in text
    assert "pydflow_dflow_key" not in text


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_changed_manifest_gives_a_result_or_a_diagnostic(path: Path) -> None:
    root = json.loads(path.read_text())
    for number, leaf in enumerate(leaves(root)):
        if number % EVERY:
            continue
        broken = changed(root, leaf, STRANGE[number // EVERY % len(STRANGE)])
        graph, report = from_pydflow(broken, stable_names=True)
        assert graph is not None or report.diagnostics
        for entry in report.entries:
            assert leads(entry.source, broken)
