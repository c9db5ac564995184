"""No file of the hostile corpus has any effect (clauses OP-3, VAL-4)."""

import base64
import contextlib
import copy
import importlib
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import dflow_graph
from dflow_graph import InvalidGraphError, Workflow
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.interop.pydflow import from_pydflow, to_pydflow
from dflow_graph.model import ModelError
from dflow_graph.model import Workflow as ModelWorkflow
from dflow_graph.python.errors import DflowGraphError, UntrustedSourceError
from tests.security.hostile import (
    hostile_graphs,
    hostile_texts,
    make_evil_module,
    pickled,
    source_of,
)

NAMES = sorted(hostile_graphs(Path("canary")))
FILES = sorted(hostile_texts(Path("canary")))


@pytest.fixture
def canary(tmp_path, monkeypatch):
    """The file that must not appear; the module `evil`, which makes it, can be imported."""
    canary = tmp_path / "canary"
    folder = tmp_path / "modules"
    folder.mkdir()
    make_evil_module(folder, canary)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(tmp_path)
    yield canary
    for name in [name for name in sys.modules if name.partition(".")[0] in ("evil", "evilpkg")]:
        del sys.modules[name]


def untouched(canary):
    return not canary.exists() and not {"evil", "evilpkg"} & set(sys.modules)


@pytest.mark.parametrize("wake", ["import", "exec", "unpickle"])
def test_each_trap_works_where_it_is_sprung(canary, wake):
    assert untouched(canary)
    if wake == "import":
        importlib.import_module("evil")
    elif wake == "exec":
        exec(source_of(canary), {"__name__": "trap"})
    else:
        pickle.loads(base64.b64decode(pickled(canary)))
    assert not untouched(canary)


@pytest.mark.parametrize("file", FILES)
def test_op_3_reading_and_validating_has_no_effect(canary, tmp_path, file):
    path = tmp_path / file
    path.write_text(hostile_texts(canary)[file])
    dflow_graph.validate(path)
    try:
        model = dflow_graph.load(path)
    except InvalidGraphError:
        pass
    else:
        dflow_graph.digest(model)
        dflow_graph.dumps(model)
        dflow_graph.dump(model, tmp_path / "again.yaml")
        model.to_dict()
    assert untouched(canary)


@pytest.mark.parametrize("name", NAMES)
def test_op_3_authoring_objects_of_a_graph_have_no_effect(canary, name):
    graph = hostile_graphs(canary)[name]
    before = copy.deepcopy(graph)
    try:
        workflow = Workflow.from_graph(graph)
        again = workflow.to_graph()
    except (DflowGraphError, InvalidGraphError):
        again = None
    assert again in (None, before)
    assert graph == before
    assert untouched(canary)


def test_op_3_an_op_that_is_not_trusted_does_not_run(canary):
    graph = hostile_graphs(canary)["source-with-inputs"]["templates"]["t"]
    from dflow_graph.python import OP, OPIO

    cls = OP.from_graph(graph["op"])
    with pytest.raises(UntrustedSourceError, match="sha256:"):
        cls().execute(OPIO({"x": 1}))
    assert cls.get_input_sign().to_dict() == graph["op"]["inputs"]
    assert untouched(canary)


@pytest.mark.parametrize("arguments", [["validate"], ["digest"], ["fmt"]])
def test_the_command_line_has_no_effect(canary, tmp_path, arguments):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for file, text in hostile_texts(canary).items():
        (folder / file).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", *arguments, str(folder)],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "modules")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert untouched(canary)


def test_run_op_refuses_code_that_nobody_said_to_trust(canary, tmp_path):
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(hostile_graphs(canary)["source-with-inputs"]))
    done = subprocess.run(
        [sys.executable, "-m", "dflow_graph", "run-op", str(path), "t", "--input", "x=1"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "modules")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "sha256:" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert untouched(canary)


@pytest.mark.parametrize("name", NAMES)
def test_op_3_emitting_and_converting_have_no_effect(canary, name):
    graph = hostile_graphs(canary)[name]
    with contextlib.suppress(ModelError, CannotEmitError, DflowGraphError):
        emit_argo(ModelWorkflow.from_dict(graph))
    with contextlib.suppress(InvalidGraphError, CannotEmitError):
        dflow_graph.emit(graph)
    from_pydflow(graph)
    to_pydflow(graph)
    assert untouched(canary)
