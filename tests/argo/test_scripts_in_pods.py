"""Python OPs of scripts and of an example run end to end, and give what their authors expect."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dflow_graph.pipeline import read_file
from tests.argo.harness.cluster import BUCKET, Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.authoring.test_scripts import FOLDER, SCRIPTS
from tests.authoring.test_scripts import run as run_script

pytestmark = pytest.mark.argo_oracle

# Script to step to its output parameters.
OUTPUTS: dict[str, dict[str, dict[str, str]]] = {
    "artifact_lists": {},
    "big_parameters": {"total": {"total": "2.0"}},
    "class_op": {"relax": {"energy": "-1.5"}},
    "concurrent_learning": {},
    "conditional_outputs": {"big": {"m": "3"}},
    "context_syntax": {"check": {"size": "5"}, "check-2": {"size": "3"}},
    "continue_on": {"may-fail": {"y": "2"}},
    "dag_deps": {"a": {"y": "2"}, "b": {"y": "4"}, "c": {"y": "10"}},
    "function_op": {
        "count": {"n": "3"},
        "square": {"dflow_output": "9"},
        "halves": {"dflow_output_0": "4", "dflow_output_1": "5"},
    },
    "hooks_and_exit": {"double": {"y": "2"}},
    "kubernetes_dicts": {"double": {"y": "2"}},
    "main_ops": {"double": {"y": "4"}},
    "memoized_groups": {"left": {"y": "2"}, "one": {"y": "4"}},
    "op_with_state": {"a": {"y": "2.5"}, "b": {"y": "0.5"}},
    "optional_artifacts": {},
    "output_save": {},
    "python_packages": {"double": {"y": "2"}},
    "recursion": {},
    "s3_source": {},
    "secret_environment": {},
    "slices_basic": {},
    "slices_groups": {},
    "slices_sequence": {"make": {"y": "6"}},
    "slices_subpath": {},
    "step_slices": {},
    "superfunction": {"double-2": {"y": "8"}},
    "typed_functions": {"compute": {"energy": "2.0"}, "summary": {"n": "2"}},
    "workflow_settings": {"double": {"y": "6"}},
}
# Script to a step that fails, and to what its pod says.
FAILURES = {
    "nested_artifacts": ("collect", "need the package `h5py`"),
    # A class of the script that the source of the OP does not have.
    "parameter_values": ("s12", "has no attribute 'Point'"),
}
# Scripts without a Python OP that does anything beside what the others do.
OTHERS = {
    "argo_functions",
    "container_op",
    "dispatcher",
    "http_op",
    "other_artifacts",
    "python_script_op",
    "remote_executors",
    "resources",
    "retries",
    "shell_op",
    "super_op",
}
# What the pieces of a loop give, in the order of their names: script to step to values.
PIECES = {
    "step_slices": ("on-step", "y", [2, 4, 6]),
    "slices_sequence": ("fan", "y", [0, 2, 4, 6, 8, 10]),
    "slices_subpath": ("cut", "m", [1, 2]),
    "slices_basic": ("measure", "size", [2, 2, 2, 2]),
}


def completed(script: str, argo: Cluster, folder: Path) -> Run:
    graph = run_script(FOLDER / f"{script}.py", folder / "script")
    model = read_file(graph).model
    assert model is not None
    return run_graph(argo, model, graph.parents[1])


@pytest.fixture
def store(argo: Cluster) -> Cluster:
    """What the scripts find in the cluster."""
    for key in ("inputs/plain.tgz", "inputs/folder/x/y.txt"):
        argo.repository.write(BUCKET, key, b"text")
    argo.secrets.update(
        {
            "my-secret": {"secret": "1", "password": "1", "key": "1", "token": "1"},
            "other-secret": {"secret": "2", "password": "2", "key": "2", "token": "2"},
        }
    )
    return argo


def test_every_script_is_spoken_for() -> None:
    assert {path.stem for path in SCRIPTS} == OTHERS | set(FAILURES) | set(OUTPUTS)


@pytest.mark.parametrize("script", OUTPUTS)
def test_a_script_gives_its_outputs(script: str, store: Cluster, tmp_path: Path) -> None:
    run = completed(script, store, tmp_path)
    assert run.phase == "Succeeded", f"{run.message}\n{run.log()}"
    for step, values in OUTPUTS[script].items():
        assert values.items() <= run.outputs(step).items()
    if script in PIECES:
        step, name, expected = PIECES[script]
        pods = [node for node in run.named(step) if node["type"] == "Pod"]
        given = [run.outputs(node["displayName"])[name] for node in pods]
        assert [
            piece["dflow_list_item"] for text in given for piece in json.loads(text)
        ] == expected


@pytest.mark.parametrize("script", FAILURES)
def test_a_script_fails_with_its_reason(script: str, store: Cluster, tmp_path: Path) -> None:
    run = completed(script, store, tmp_path)
    step, reason = FAILURES[script]
    assert [n["phase"] for n in run.named(step)] == ["Failed"]
    assert reason in run.log()


def test_the_slices_of_an_example_run_in_groups(argo: Cluster) -> None:
    example = FOLDER.parents[1] / "examples" / "sub_path_groups.json"
    paths = re.findall(r'"([-\w]+\.xyz)"', example.read_text())
    for count, path in enumerate(dict.fromkeys(paths), 1):
        atoms = "".join(f"C 0.01 {n}.02 0.03\n" for n in range(count))
        text = f"{count}\n{path}\n{atoms}"
        for folder in ("molecules", "frames"):
            argo.repository.write(BUCKET, f"{folder}/{path}", text.encode())
    model = read_file(example).model
    assert model is not None
    run = run_graph(argo, model)
    assert run.phase == "Succeeded", f"{run.message}\n{run.log()}"
