"""Scripts written for dflow, with the import changed: each gives a graph without a finding."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dflow_graph
from dflow_graph import Workflow

FOLDER = Path(__file__).parent.parent / "scripts"
SCRIPTS = sorted(FOLDER.glob("*.py"))
SECRETS = ["correct-horse-battery", "something-secret", "not-a-real-token", "the key of this"]
"""What the scripts give as passwords, tokens and keys."""
IMPORT = re.compile(r"^(from|import) dflow\b", re.MULTILINE)


def run(script, folder):
    """The bytes of the graph that a script writes, when it is run as its user runs it."""
    folder.mkdir()
    path = folder / "script.py"
    path.write_text(IMPORT.sub(r"\1 dflow_graph", script.read_text()))
    graphs = folder / "graphs"
    graphs.mkdir()
    environment = {**os.environ, "DFLOW_GRAPH_MODE": "graph", "DFLOW_GRAPH_DIR": str(graphs)}
    environment.pop("PYTHONHASHSEED", None)
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (written,) = graphs.iterdir()
    return written


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_gives_a_clean_graph_that_comes_back_byte_for_byte(script, tmp_path):
    written = run(script, tmp_path / "once")
    text = written.read_text()
    report = dflow_graph.validate(written)
    assert [f"{d.code} {d.pointer}: {d.message}" for d in report.diagnostics] == []
    # SEC-1
    assert [secret for secret in SECRETS if secret in text] == []

    graph = json.loads(text)
    again = Workflow.from_graph(graph).to_graph()
    assert json.dumps(again) == json.dumps(graph)
    assert json.loads(text) == graph

    assert run(script, tmp_path / "twice").read_bytes() == written.read_bytes()


def test_every_secret_stands_in_a_script():
    texts = [script.read_text() for script in SCRIPTS]
    assert all(any(secret in text for text in texts) for secret in SECRETS)


def test_there_are_scripts_for_all_that_dflow_users_do():
    assert len(SCRIPTS) >= 25
