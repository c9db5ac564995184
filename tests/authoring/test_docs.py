"""What docs/authoring.md says is what one gets."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dflow_graph

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
SCRIPT, CREDENTIALS, _TRUST = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def measure(tmp_path):
    """The graph that the first script of the page prints."""
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    path = tmp_path / "measure.yaml"
    path.write_text(done.stdout)
    return path


def test_the_script_gives_a_clean_graph(measure):
    assert dflow_graph.validate(measure).diagnostics == ()


def test_its_op_runs_as_the_page_shows(measure):
    op = dflow_graph.load(measure).to_dict()["templates"]["measure"]["op"]
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", "run-op", str(measure), "measure",
         "--input", "name=water", "--trust", op["source_digest"]],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outputs = json.loads(done.stdout)
    assert outputs["parameters"] == {"size": 5}
    (log,) = outputs["artifacts"]["log"]
    assert Path(log).read_text() == "water"


def test_passwords_go_where_the_page_says():
    lines = CREDENTIALS.splitlines()
    said = [line for line in lines if line.startswith("# secrets:")]
    made = [line for line in lines if line.startswith("RemoteExecutor")]
    for comment, code in zip(said, made, strict=True):
        names = {"RemoteExecutor": dflow_graph.RemoteExecutor, "Secret": dflow_graph.Secret}
        graph = eval(code, names).to_dict()
        secret = graph["secrets"]["password"]
        assert comment == f"# secrets: {{password: {{name: {secret['name']}, key: password}}}}"
        assert "…" not in json.dumps(graph, ensure_ascii=False)
