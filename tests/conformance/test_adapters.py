"""The adapters: small programs that put other implementations behind the protocol."""

from __future__ import annotations

import shutil
from pathlib import Path

from dflow_graph.conformance.cases import load_cases, selected
from dflow_graph.conformance.runner import run
from dflow_graph.resources import data_folder

AJV = data_folder("conformance") / "adapters" / "ajv"
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
