"""`dflow-graph run-op`: one OP of a graph, run on this machine."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import sys
from pathlib import Path
from typing import Dict, List

from dflow_graph import Step, Workflow, S3Artifact
from dflow_graph.python import OP, OPIO, OPIOSign, PythonOPTemplate
from dflow_graph.python import Artifact, BigParameter, Parameter


class Work(OP):
    @classmethod
    def get_input_sign(cls):
        return OPIOSign({
            "how": Parameter(str, default="well"),
            "n": Parameter(int, default=1),
            "table": BigParameter(dict, default={}),
            "f": Artifact(Path, optional=True),
            "several": Artifact(List[Path], optional=True),
            "named": Artifact(Dict[str, Path], optional=True),
        })

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"m": int, "log": Artifact(Path), "text": str})

    @OP.exec_sign_check
    def execute(self, op_in):
        print("printed by the OP")
        if op_in["how"] == "badly":
            raise ValueError("it went badly")
        if op_in["how"] == "exit":
            sys.exit(3)
        files = [op_in["f"], *(op_in["several"] or []), *(op_in["named"] or {}).values()]
        text = " ".join(Path(f).read_text() for f in files if f is not None)
        Path("log").write_text(text)
        m = "two" if op_in["how"] == "wrongly" else 2 * op_in["n"]
        return OPIO({"m": m, "log": Path("log"), "text": text + str(op_in["table"])})


wf = Workflow("work")
wf.add(Step("work", PythonOPTemplate(Work, image="python:3.11")))
Path("graph.json").write_text(wf.to_graph_json())
"""


@pytest.fixture
def graph(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    subprocess.run([sys.executable, "script.py"], cwd=tmp_path, check=True, timeout=60)
    for name in "ab":
        (tmp_path / name).write_text(name)
    return json.loads((tmp_path / "graph.json").read_text())


def test_the_outputs_are_printed_as_json_and_nothing_else_is(run, graph, tmp_path):
    digest = graph["templates"]["work"]["op"]["source_digest"]
    done = run(
        "run-op", "graph.json", "work", "--trust", digest, "--work", "here",
        "--input", "n=21", "--input", 'table={"k": [1]}', "--artifact", "f=a",
        "--artifact", "several=a", "--artifact", "several=b",
        "--artifact", "named.x=b", "--artifact", "named.y=a",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outputs = json.loads(done.stdout)
    assert outputs["parameters"] == {"m": 42, "text": "a a b b a{'k': [1]}"}
    (log,) = tmp_path.glob("here/outputs/artifacts/log/**/log")
    assert log.read_text() == "a a b b a"
    assert "printed by the OP" in done.stderr


def test_defaults_and_optional_artifacts_may_be_left_out(run, graph):
    done = run("run-op", "graph.json", "work", "--allow-source")
    assert json.loads(done.stdout)["parameters"] == {"m": 2, "text": "{}"}


def test_op_3_without_trust_nothing_runs(run, graph):
    done = run("run-op", "graph.json", "work")
    assert done.returncode == 2
    assert graph["templates"]["work"]["op"]["source_digest"] in done.stderr
    assert "printed" not in done.stderr


def test_the_error_of_an_op_is_shown_and_is_status_1(graph, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", "run-op", "graph.json", "work", "--allow-source",
         "--input", "how=badly"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("ValueError: it went badly")
    assert done.stdout == ""


def test_an_op_that_ends_the_program_has_failed(graph, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", "run-op", "graph.json", "work", "--allow-source",
         "--input", "how=exit"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")


def test_op_11_a_wrong_output_is_the_failure_of_the_op(run, graph):
    done = run("run-op", "graph.json", "work", "--allow-source", "--input", "how=wrongly")
    assert done.returncode == 1
    assert "`m`" in done.stderr
    assert "expected int" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["graph.json", "wrk"], "Did you mean 'work'?"),
        (["graph.json", "work-steps"], "only a PythonOPTemplate"),
        (["none.json", "work"], "none.json"),
        (["graph.json", "work", "--input", "m=1"], "`m`"),
        (["graph.json", "work", "--input", "n=many"], "`n`"),
        (["graph.json", "work", "--input", "n"], "NAME=VALUE"),
        (["graph.json", "work", "--artifact", "f=nowhere"], "nowhere"),
        (["graph.json", "work", "--artifact", "g=a"], "`g`"),
        (["graph.json", "work", "--artifact", "f=a", "--artifact", "f.x=a"], "with keys"),
        (["graph.json", "work", "--artifact", "f.x=a", "--artifact", "f=a"], "with keys"),
    ],
)
def test_what_cannot_be_run_is_status_2(run, graph, arguments, message):
    done = run("run-op", *arguments, "--allow-source")
    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert "printed by the OP" not in done.stderr


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("immage", "x", "DG106"), ("pre_script", "{{inputs.parameters.none}}", "DG3")],
)
def test_a_graph_with_an_error_is_not_run(run, graph, tmp_path, field, value, code):
    graph["templates"]["work"][field] = value
    (tmp_path / "bad.json").write_text(json.dumps(graph))
    done = run("run-op", "bad.json", "work", "--allow-source")
    assert done.returncode == 2
    assert code in done.stderr
