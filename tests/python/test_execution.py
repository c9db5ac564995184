"""An OP is run in its folder, and its outputs are registered (`try_to_execute`, lineage)."""

import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from dflow_graph.python import lineage
from dflow_graph.python.opio import Artifact, HDF5Datasets
from dflow_graph.python.utils import handle_lineage, try_to_execute

SIGN = {"files": Artifact(list[Path]), "data": Artifact(HDF5Datasets), "number": int}


class Works:
    def execute(self, op_in):
        Path("made").write_text("x")
        return {"files": [Path("made")], "data": {"f": Path("made"), "text": "made"}, "number": 1}


class Fails:
    outputs = {"number": 0}  # noqa: RUF012 - never changed

    def execute(self, op_in):
        raise ValueError("the OP failed")


class Sleeps:
    def execute(self, op_in):
        time.sleep(20)


@pytest.fixture(autouse=True)
def _stay(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def test_paths_that_an_op_gives_are_absolute_and_texts_of_data_are_not_touched(tmp_path):
    output, error = try_to_execute({}, Works(), SIGN, tmp_path)
    made = tmp_path / "made"
    assert error is None
    assert output == {"files": [made], "data": {"f": made, "text": "made"}, "number": 1}


def test_a_slice_runs_in_a_folder_of_its_own_and_comes_back(tmp_path):
    output, _ = try_to_execute({}, Works(), SIGN, tmp_path, slice_dir="1/2")
    assert output["files"] == [tmp_path / "1/2/made"]
    assert Path(os.getcwd()) == tmp_path


def test_an_op_that_fails_gives_its_error_and_what_it_has(tmp_path, capsys):
    output, error = try_to_execute({}, Fails(), SIGN, tmp_path)
    assert output == {"number": 0}
    assert isinstance(error, ValueError)
    assert "the OP failed" in capsys.readouterr().err
    assert Path(os.getcwd()) == tmp_path


def test_an_op_that_takes_too_long_is_stopped(tmp_path, capsys):
    output, error = try_to_execute({}, Sleeps(), SIGN, tmp_path, timeout=1)
    assert output is None
    assert isinstance(error, TimeoutError)
    assert "more than 1 s" in str(error)


def test_a_timeout_outside_of_the_main_thread_is_an_error_of_that_run(tmp_path, capsys):
    found = []
    run = lambda: found.append(try_to_execute({}, Works(), SIGN, tmp_path, timeout=1))  # noqa: E731
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert isinstance(found[0][1], ValueError)


class Client:
    def register_task(self, task_name, input_urns, output_uris, workflow_urn):
        self.seen = (task_name, input_urns, output_uris, workflow_urn)
        return {"files": "urn:out"}


def _op():
    return SimpleNamespace(
        get_output_sign=lambda: SIGN, get_output_artifact_storage_key=lambda name: f"key/{name}"
    )


def test_a_run_is_registered_with_the_lineage_client(tmp_path, monkeypatch):
    client = Client()
    monkeypatch.setattr(lineage, "_source", [lambda: client])
    urns = {"a": "urn:a", "b": '["urn:b", "urn:c"]', "c": "[no json"}
    handle_lineage("wf", "pod", _op(), urns, "urn:wf", str(tmp_path))
    given = {"a": "urn:a", "b": ["urn:b", "urn:c"], "c": "[no json"}
    keys = {"files": "key/files", "data": "key/data"}
    assert client.seen == ("wf/pod", given, keys, "urn:wf")
    assert (tmp_path / "outputs/parameters/dflow_files_urn").read_text() == "urn:out"


def test_without_a_lineage_client_nothing_is_registered(tmp_path, monkeypatch):
    monkeypatch.setattr(lineage, "_source", [])
    handle_lineage("wf", "pod", _op(), {}, "urn:wf", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
