"""Manifests of pydflow: Python OPs are recovered from their scripts, as text; losses are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import dflow_graph
from dflow_graph.interop.pydflow import from_pydflow
from tests.interop.pydflow_argo.words import text
from tests.interop.test_pydflow_laws import STRANGE, changed, leads, leaves

FOLDER = Path(__file__).parent / "graphs"
MANIFESTS = sorted(FOLDER.glob("*.argo.json"))
MOST_LEFT = 27
SLICED = 9
EVERY = 29
OF_CALL = (
    *("name", "parameters", "with_param", "with_sequence", "key"),
    *("continue_on_num_success", "continue_on_success_ratio", "continue_on_failed"),
)
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
    "true_errors": {"DG316", "DG402"},
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


def test_slices_of_recovered_ops_are_those_of_the_graph() -> None:
    found = {}
    for path in MANIFESTS:
        of_manifest, of_graph = graphs_of(path)
        for name, template in of_manifest["templates"].items():
            if "slices" in template:
                # Slices of a step alone come back as those of the copy that pydflow made for it.
                calls = [step for step in steps_of(of_graph) if step["template"] == name]
                expected = of_graph["templates"][name].get("slices", calls[0].get("slices"))
                assert template["slices"] == expected, name
                found[name] = template["slices"]
    assert len(found) == SLICED


def steps_of(graph: dict[str, Any]) -> list[dict[str, Any]]:
    groups = [g for t in graph["templates"].values() for g in t.get("steps", ())]
    return [step for group in groups for step in group]


def test_calls_of_sliced_ops_say_what_their_author_said() -> None:
    """No hidden item, no helper pod; the count of successes is a setting again, and lists lists."""
    for name in ("slices_basic", "continue_on", "slices_sequence"):
        of_manifest, of_graph = graphs_of(FOLDER / f"{name}.argo.json")
        for ours, theirs in zip(steps_of(of_manifest), steps_of(of_graph), strict=True):
            for field in OF_CALL:
                # A manifest spells references as expressions.
                said, expected = (spelt(step.get(field)) for step in (ours, theirs))
                assert said == expected, (name, ours["name"], field)


def spelt(value: Any) -> Any:
    return text(json.dumps(value, sort_keys=True))


def test_a_removed_helper_pod_is_reported_where_it_stood() -> None:
    manifest = json.loads((FOLDER / "slices_basic.argo.json").read_text())
    _, report = from_pydflow(manifest)
    (entry,) = (e for e in report.of_kind("repair") if "measure-init-artifact" in e.message)
    assert entry.source == ("spec", "templates", 0, "steps", 1, 0)
    assert entry.result is None
    # Steps behind it are still found where they stand in the manifest.
    manifest["spec"]["templates"][0]["steps"][2][0]["when"] = 5
    _, report = from_pydflow(manifest)
    assert {f.pointer for f in report.diagnostics} == {"/spec/templates/0/steps/2/0/when"}


def test_calls_that_take_other_items_leave_the_script_as_it_is() -> None:
    manifest = json.loads((FOLDER / "slices_sequence.argo.json").read_text())
    (steps,) = (t["steps"] for t in manifest["spec"]["templates"] if "steps" in t)
    fan = steps[1][0]
    again = json.loads(json.dumps(fan))
    again["name"] = "again"
    next(p for p in again["arguments"]["parameters"] if p["name"] == "dflow_var_0")["value"] = "0"
    steps[1].append(again)
    graph, report = from_pydflow(manifest)
    assert graph is not None
    assert graph["templates"][fan["template"]]["kind"] != "PythonOPTemplate"
    assert any(e.result == ("templates", fan["template"], "script") for e in report.of_kind("loss"))


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
