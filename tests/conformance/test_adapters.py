"""The adapters: small programs that put other implementations behind the protocol."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from dflow_graph.conformance.cases import load_cases, selected
from dflow_graph.conformance.runner import BUILT_IN, run
from dflow_graph.conformance.table import commands, with_table
from dflow_graph.resources import data_folder

SUITE = data_folder("conformance")
AJV = SUITE / "adapters" / "ajv"
MAKE = "run `python -m dflow_graph.conformance.table`"
# What one has to write for an implementation that is there already.
MOST_LINES = 50


def test_built_in_implementation_passes_every_case_through_the_protocol() -> None:
    cases = load_cases()
    done = run(BUILT_IN, cases, jobs=2)
    assert done.not_claimed == ()
    assert [o.case for o in done.outcomes] == cases
    wrong = {
        o.case.id: o.reasons for o in done.outcomes if (o.status, o.by) != ("passed", "places")
    }
    assert wrong == {}


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


def test_commands_in_the_texts_of_the_suite_run(tmp_path: Path) -> None:
    root = SUITE.parent
    program = tmp_path / "dflow-graph"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dflow_graph "$@"\n')
    program.chmod(0o755)
    tools = os.pathsep.join((str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]))
    texts = [(SUITE / name).read_text(encoding="utf-8") for name in ("README.md", "protocol.md")]
    commands_ = [line for t in texts for b in re.findall(r"```sh\n(.*?)```", t, re.DOTALL)
                 for line in b.splitlines()]  # fmt: skip
    assert len(commands_) == 2
    for command in commands_:
        done = subprocess.run(
            ["bash", "-c", command], cwd=root, env={**os.environ, "PATH": tools},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        assert "100 %" in done.stdout


def test_claims_are_all_that_is_asked(tmp_path: Path) -> None:
    """An adapter that claims a part of a level, as the README tells to begin with."""
    tool = tmp_path / "begin.py"
    about = {"name": "begun", "version": "0", "language": "X"}
    claims = {"levels": ["exchange"], "families": ["canonical"], "notations": ["json"]}
    tool.write_text(
        "import json, sys\n"
        f"start = { ({'protocol': 1, 'implementation': about, 'claims': claims})!r}\n"
        "for message in map(json.loads, sys.stdin):\n"
        "    if message['command'] == 'stop': break\n"
        "    skip = {'seq': message.get('seq'), 'skipped': 'not yet'}\n"
        "    print(json.dumps(start if message['command'] == 'start' else skip), flush=True)\n"
    )
    cases = selected(load_cases(), levels=["exchange", "core"])
    done = run([sys.executable, str(tool)], cases)
    asked = {outcome.case.id for outcome in done.outcomes}
    assert asked == {c.id for c in cases if c.family == "canonical" and c.notation == "json"}
    assert {outcome.status for outcome in done.outcomes} == {"skipped"}
    assert len(done.outcomes) + len(done.not_claimed) == len(cases)
