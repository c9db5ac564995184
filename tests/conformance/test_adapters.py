"""The adapters: small programs that put other implementations behind the protocol."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from dflow_graph.conformance.cases import load_cases, selected
from dflow_graph.conformance.runner import run
from dflow_graph.conformance.table import commands, with_table
from dflow_graph.resources import data_folder

SUITE = data_folder("conformance")
AJV = SUITE / "adapters" / "ajv"
MAKE = "run `python -m dflow_graph.conformance.table`"
# What one has to write for an implementation that is there already.
MOST_LINES = 50


def test_ajv_passes_all_of_core_from_the_schemas_alone() -> None:
    node = shutil.which("node")
    assert node, "Node.js is needed for the adapter of ajv; see CONTRIBUTING.md"
    cases = selected(load_cases(), levels=["core"])
    assert len(cases) > 300
    done = run([node, str(AJV / "adapter.mjs")], cases)
    assert done.implementation.name == "ajv"
    assert done.implementation.claims.levels == ("core",)
    wrong = {
        o.case.id: o.reasons for o in done.outcomes if (o.status, o.by) != ("passed", "places")
    }
    assert wrong == {}
    assert done.not_claimed == ()


def test_adapter_of_ajv_is_small() -> None:
    lines = Path(AJV / "adapter.mjs").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 120


def test_scores_in_the_readme_are_of_these_cases() -> None:
    """Quick: it counts, and runs nothing. The scores themselves are held by the tests beside it."""
    data = json.loads((SUITE / "scores.json").read_text(encoding="utf-8"))
    text = (SUITE / "README.md").read_text(encoding="utf-8")
    assert text == with_table(text, data), MAKE
    counts = Counter(case.level for case in load_cases())
    for name, found in data.items():
        assert {level: s["cases"] for level, s in found["levels"].items()} == counts, MAKE
        ids = {case for cases in found["reasons"].values() for case in cases}
        assert ids <= {case.id for case in load_cases()}, MAKE
        assert name in commands(SUITE)
    assert all(score["full"] for score in data["dflow-graph"]["levels"].values())
    assert data["ajv"]["levels"]["core"]["full"]


def test_score_of_pydflow_is_what_it_gets() -> None:
    data = json.loads((SUITE / "scores.json").read_text(encoding="utf-8"))["pydflow"]
    assert data["version"] == version("pydflow")
    cases = selected(load_cases(), tags=["roundtrip", "emit-argo"])
    done = run(commands(SUITE)["pydflow"], cases, jobs=2)
    passed = Counter(o.case.level for o in done.outcomes if o.status == "passed")
    assert passed == {level: data["levels"][level]["passed"] for level in ("exchange", "emit")}
    wrong = {o.case.id for o in done.outcomes if o.status != "passed"}
    assert wrong <= {case for cases in data["reasons"].values() for case in cases}
