"""Stable names: what pydflow made random is gone, and every reference leads to what it led to."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

import dflow_graph
from dflow_graph.interop.pydflow import from_pydflow
from dflow_graph.interop.pydflow.names import random_ends, stable_names

DIGITS = "0123456789"
GRAPHS = sorted((Path(__file__).parent / "graphs").glob("*.graph.json"))


def shuffled(text: str, seed: int) -> str:
    """The graph as another run of its script gives it: every random end is another one."""
    chance = random.Random(seed)
    graph, _ = from_pydflow(json.loads(text))
    assert graph is not None
    names = stable_names(graph)
    bases = random_ends(graph["templates"])
    for tasks in names.tasks.values():
        bases |= {old: re.sub(r"-\d+$", "", new) for old, new in tasks.items()}
    bases |= dict.fromkeys(names.secrets, "dflow-")
    for old in sorted(bases, key=len, reverse=True):
        end = "".join(c if c == "-" else chance.choice(DIGITS) for c in old[len(bases[old]) :])
        text = re.sub(rf"(?<![-\w]){old}(?![\w])", bases[old] + end, text)
    return text


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_two_runs_of_a_script_give_one_graph(path: Path) -> None:
    text = path.read_text()
    first, _ = from_pydflow(json.loads(text), stable_names=True)
    assert first is not None
    again, _ = from_pydflow(json.loads(shuffled(text, 7)), stable_names=True)
    assert again == first


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_stable_names_add_no_finding(path: Path) -> None:
    data = json.loads(path.read_text())
    kept, stable = (from_pydflow(data, stable_names=given)[0] for given in (False, True))
    codes = [
        {(d.code, d.severity) for d in dflow_graph.validate(graph).diagnostics}
        for graph in (kept, stable)
    ]
    assert codes[1] <= codes[0]


def dag(*names: str) -> dict[str, Any]:
    tasks = [
        {"name": name, "template": "say", "parameters": {}, "artifacts": {}, "dependencies": []}
        for name in names
    ]
    say = {"type": "ScriptOPTemplate", "image": "alpine:3", "command": ["sh"], "script": "true"}
    return {
        "name": "w",
        "entrypoint": "main",
        "templates": {"main": {"type": "DAG", "tasks": tasks}, "say": say},
    }


def tasks_of(graph: dict[str, Any]) -> list[dict[str, Any]]:
    converted, _ = from_pydflow(graph, stable_names=True)
    assert converted is not None
    found: list[dict[str, Any]] = converted["templates"]["main"]["tasks"]
    return found


def test_tasks_of_a_context_are_called_like_what_they_call() -> None:
    graph = dag("say-ab1de", "say-xy2zz")
    second = graph["templates"]["main"]["tasks"][1]
    second.update(dependencies=["say-ab1de.Failed || say-ab1de.Succeeded"])
    second.update(when="{{tasks.say-ab1de.status}} == Failed")
    second.update(parameters={"x": "{{=tasks['say-ab1de'].outputs.parameters.n}}"})
    graph["templates"]["say"]["inputs"] = {"parameters": {"x": {"value": "say-ab1de"}}}
    first, second = tasks_of(graph)
    assert (first["name"], second["name"]) == ("say", "say-2")
    assert second["dependencies"] == ["say.Failed || say.Succeeded"]
    assert second["when"] == "{{tasks.say.status}} == Failed"
    assert second["parameters"] == {"x": "{{=tasks['say'].outputs.parameters.n}}"}


def test_tasks_that_an_author_named_keep_their_names() -> None:
    assert [t["name"] for t in tasks_of(dag("say-first", "other"))] == ["say-first", "other"]


def inner(name: str, script: str = "true", **step: Any) -> dict[str, Any]:
    slices = {"py/object": "dflow.python.python_op_template.Slices", "input_parameter": ["x"]}
    graph = dag()
    graph["templates"]["say"]["script"] = script
    call = {"name": "again", "template": "say", "parameters": {}, "artifacts": {}}
    graph["templates"][name] = {"type": "Steps", "steps": [[call]]}
    given = {"name": "loop", "template": name, "with_param": [1], "slices": slices, **step}
    graph["templates"]["main"] = {"type": "Steps", "steps": [[given]]}
    return graph


@pytest.mark.parametrize("name", ["inner-17vg8", "inner-17vg8-eup2i", "inner-aaaaa"])
def test_copy_of_steps_for_slices_loses_its_end(name: str) -> None:
    converted, _ = from_pydflow(inner(name), stable_names=True)
    assert converted is not None
    assert list(converted["templates"]) == ["main", "say", "inner"]
    assert converted["templates"]["main"]["steps"][0][0]["template"] == "inner"


def test_steps_that_nobody_copied_keep_their_name() -> None:
    converted, _ = from_pydflow(inner("big-steps", slices=None), stable_names=True)
    assert converted is not None
    assert "big-steps" in converted["templates"]


def test_copies_become_one_only_if_they_are_equal_and_call_equal_ones() -> None:
    graph = inner("inner-17vg8")
    for old, new, called in (("b", "inner-b0b0b", "say"), ("c", "inner-c0c0c", "other")):
        graph["templates"][new] = copy.deepcopy(graph["templates"]["inner-17vg8"])
        graph["templates"][new]["steps"][0][0]["template"] = called
        step = copy.deepcopy(graph["templates"]["main"]["steps"][0][0])
        graph["templates"]["main"]["steps"].append([{**step, "name": old, "template": new}])
    graph["templates"]["other"] = {**graph["templates"]["say"], "script": "false"}
    converted, _ = from_pydflow(graph, stable_names=True)
    assert converted is not None
    called = [group[0]["template"] for group in converted["templates"]["main"]["steps"]]
    assert called == ["inner", "inner", "inner-2"]


def test_secret_that_was_given_by_value_is_called_after_its_variable() -> None:
    graph = dag("one")
    secret = {"py/object": "dflow.op_template.Secret", "value": "FAKE-t0ken-99-xyz"}
    envs = {"MY_TOKEN": {**secret, "secret_name": "dflow-abcdefghij12345", "secret_key": "secret"}}
    graph["templates"]["say"]["envs"] = envs
    converted, report = from_pydflow(graph, stable_names=True)
    assert converted is not None
    found = converted["templates"]["say"]["envs"]["MY_TOKEN"]
    assert found == {"kind": "Secret", "name": "dflow-my-token"}
    assert any("the secret is called" in entry.message for entry in report.of_kind("repair"))


@pytest.mark.parametrize("name", ["make", "say-ab1de"])
def test_helper_before_a_sliced_task_is_no_dependency_of_it(name: str) -> None:
    graph = dag(name, "last")
    first, last = graph["templates"]["main"]["tasks"]
    first["dependencies"] = [f"{name}-init-artifact", "last"]
    last["dependencies"] = ["make-init"]
    made, other = tasks_of(graph)
    assert (made["dependencies"], other["dependencies"]) == (["last"], ["make-init"])
