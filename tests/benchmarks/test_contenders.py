"""A contender that is installed and does not work is no row of figures."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from benchmarks import processes, write
from benchmarks.contenders import VALIDATION
from benchmarks.formats import format_module, kfp, wfformat
from benchmarks.layers import layers
from benchmarks.suites import Settings, runs
from benchmarks.tables import NOT_INSTALLED, Table, missing_in
from benchmarks.texts import Texts

SETTINGS = Settings(10, 1, Texts(Path("nowhere")))


@pytest.mark.parametrize("has_home", [True, False])
def test_package_may_be_missing_where_no_environment_was_made_for_it(
    has_home: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = subprocess.CompletedProcess([], 0, '{"missing": "onnx"}\n', "")
    monkeypatch.setattr(processes, "HOMES", tmp_path)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: said)
    if has_home:
        (tmp_path / "onnx").mkdir()
        with pytest.raises(RuntimeError, match="onnx is missing from onnx"):
            processes.answer("onnx", "measure")
    else:
        assert processes.answer("onnx", "measure") == {"missing": "onnx"}
    assert processes.answer("", "measure") == {"missing": "onnx"}


@pytest.mark.parametrize(
    ("text", "strays", "fails"),
    [
        ("kfp", 0, True),
        ("shape:nested", 0, True),
        ("kfp", 3, False),
        ("faults:field:one", 0, False),
    ],
)
def test_errors_are_told_of_faulty_texts_alone(
    text: str, strays: int, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Texts, "get", lambda *_, **__: SimpleNamespace(missing="", path=Path("text"))
    )
    monkeypatch.setattr(runs, "answer", lambda *_: {"errors": 3})
    job = runs.Job("validate", VALIDATION[0], 10, text, strays)
    if fails:
        with pytest.raises(RuntimeError, match="errors in a sound text"):
            runs.collect([job], SETTINGS)
    else:
        assert runs.collect([job], SETTINGS) == {job: [{"errors": 3}]}


def test_contenders_that_are_missing_are_named_once() -> None:
    rows: list[dict[str, Any]] = [
        {"contender": "a", "version": NOT_INSTALLED},
        {"contender": "b", "version": "1"},
        {"contender": "c", "min_s": NOT_INSTALLED},
    ]
    tables = [Table("t", "T", {}, rows), Table("u", "U", {}, rows[:2])]
    assert missing_in(tables) == ["a", "c"]


def test_text_that_lost_an_edge_is_not_measured_with(monkeypatch: pytest.MonkeyPatch) -> None:
    module = format_module("pwd")
    assert write.text_of("pwd", 100) == module.write(layers(100))
    monkeypatch.setattr(module, "count", lambda _: (100, layers(100).edges - 1))
    with pytest.raises(RuntimeError, match="100 nodes and all edges"):
        write.text_of("pwd", 100)


@pytest.mark.parametrize("strays", [0, 5])
def test_an_instance_of_wfformat_has_its_shape_and_both_ends_of_each_edge(strays: int) -> None:
    instance = json.loads(wfformat.write(layers(300, strays=strays)))
    assert list(Draft202012Validator(wfformat.SCHEMA).iter_errors(instance)) == []
    tasks = {task["id"]: task for task in instance["workflow"]["specification"]["tasks"]}
    edges = [(p, name) for name, task in tasks.items() for p in task["parents"] if p in tasks]
    assert len(edges) == layers(300).edges - strays
    assert sorted(edges) == sorted((p, c) for p, task in tasks.items() for c in task["children"])
    files = {file["id"] for file in instance["workflow"]["specification"]["files"]}
    assert all(files.issuperset(t["inputFiles"] + t["outputFiles"]) for t in tasks.values())


def test_a_pipeline_of_kfp_takes_each_value_from_a_task_that_it_depends_on() -> None:
    pipeline = yaml.safe_load(kfp.write(layers(300)))
    tasks = pipeline["root"]["dag"]["tasks"]
    inputs = pipeline["components"]["comp-relax"]["inputDefinitions"]["parameters"]
    for name, task in tasks.items():
        assert task["taskInfo"]["name"] == name
        assert task["componentRef"]["name"] in pipeline["components"]
        given = task["inputs"]["parameters"]
        assert given.keys() <= inputs.keys()
        sources = [
            v["taskOutputParameter"]["producerTask"] for k, v in given.items() if k != "index"
        ]
        assert set(sources) == set(task["dependentTasks"])
        assert tasks.keys() >= set(sources)
    executors = pipeline["deploymentSpec"]["executors"]
    assert {c["executorLabel"] for c in pipeline["components"].values()} == executors.keys()
