"""Hooks of steps, tasks and loops run when their time has come, once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.emission import valid_model
from tests.argo import ops
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.harness.graphs import run_graph
from tests.argo.oracle import Oracle
from tests.argo.steps_in_pods import template

pytestmark = pytest.mark.argo_oracle

Json = dict[str, Any]

TELL: Json = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "inputs": {"parameters": {"text": {"type": "str"}}},
    "script": "cat <<'END'\ntold: {{inputs.parameters.text}}\nEND\n",
}
LOOP: Json = {
    "with_param": [0, 1],
    "slices": {"input_parameter": ["x"], "output_parameter": ["y"]},
}


def hooked(kind: str, x: Any, *hooks: str, **fields: Any) -> Any:
    """A graph with a step, `pieces`, that has hooks, and one, `then`, after it."""
    name = ("tasks" if kind == "DAG" else "steps") + ".pieces"
    texts = {hook: hook.removesuffix("_hook") for hook in hooks}
    if "exit_hook" in texts:
        texts["exit_hook"] = f"exit {{{{{name}.status}}}} {{{{{name}.outputs.parameters.y}}}}"
    told = {hook: {"template": "tell", "parameters": {"text": t}} for hook, t in texts.items()}
    pieces = {"name": "pieces", "template": "double", "parameters": {"x": x}, **told, **fields}
    then: Json = {"name": "then", "template": "tell", "parameters": {"text": "the end"}}
    if kind == "DAG":
        main = {"kind": kind, "tasks": [pieces, {**then, "dependencies": ["pieces"]}]}
    else:
        main = {"kind": kind, "steps": [[pieces], [then]]}
    double = template(ops.FailsAt).convert_to_graph()
    return valid_model(
        {
            "dflow_graph": "1.0",
            "name": "hooks",
            "entrypoint": "main",
            "templates": {"main": main, "double": double, "tell": TELL},
        }
    )


def told(run: Run) -> list[str]:
    lines = (line for line in run.log().splitlines() if line.startswith("told: "))
    return sorted(line.removeprefix("told: ") for line in lines)


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
@pytest.mark.parametrize("bound", [{}, {"parallelism": 1}])
def test_the_hooks_of_a_loop_are_called_once_for_the_whole(
    kind: str, bound: Json, argo: Cluster, oracle: Oracle
) -> None:
    hooks = ("success_hook", "running_hook", "failure_hook", "exit_hook")
    graph = hooked(kind, [2, 4], *hooks, **LOOP, **bound)
    assert oracle(emit_argo(graph)).ok
    done = run_graph(argo, graph)
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    # HOOK-1
    (text, *others) = told(done)
    assert others == ["running", "success", "the end"]
    status, outputs = text.removeprefix("exit ").split(" ", 1)
    assert status == "Succeeded"
    # SLC-8
    assert json.loads(outputs) == [2, 4]


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
def test_the_failure_of_a_loop_is_told_once(kind: str, argo: Cluster) -> None:
    hooks = ("success_hook", "failure_hook")
    done = run_graph(argo, hooked(kind, [-1, -2], *hooks, **LOOP))
    assert done.phase == "Failed"
    assert told(done) == ["failure"]


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
def test_a_loop_of_which_enough_succeeds_has_succeeded_for_its_hooks(
    kind: str, argo: Cluster
) -> None:
    hooks = ("success_hook", "failure_hook")
    done = run_graph(argo, hooked(kind, [2, -1], *hooks, **LOOP, continue_on_num_success=1))
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    assert told(done) == ["success", "the end"]


def test_the_pieces_of_a_loop_with_an_exit_hook_are_not_asked_for_in_a_dag() -> None:
    graph = hooked("DAG", [2, 4], "exit_hook", **LOOP).to_dict()
    graph["templates"]["main"]["tasks"][1]["dependencies"] = ["pieces.AnySucceeded"]
    with pytest.raises(CannotEmitError, match="asks for the pieces of a loop that has hooks"):
        emit_argo(valid_model(graph))


SCRIPT: Json = {"kind": "ShellOPTemplate", "image": "alpine:3"}


def unseen(sort: str, *, ends_well: bool) -> Json:
    """A template, `work`, that Argo knows the end of within the turn in which it looks for it."""
    script = {**SCRIPT, "script": "true" if ends_well else "false"}
    retried = {**script, "retry_strategy": {"limit": 1}}
    call = {"name": "part", "template": "part"}
    return {
        "retried": {"work": retried},
        "memoized": {"work": {**script, "memoize_key": "k"}},
        "Steps": {"work": {"kind": "Steps", "steps": [[call]]}, "part": script},
        "DAG": {"work": {"kind": "DAG", "tasks": [call]}, "part": script},
        "pause": {"work": {"kind": "SuspendOPTemplate", "duration": 1}},
        "pod": {"work": script},
    }[sort]


def waited_for(sort: str, *, ends_well: bool, **then: Any) -> Any:
    """A DAG whose task `then` waits for `first`, which has hooks."""
    hooks = {f"{name}_hook": {"template": "tell", "parameters": {"text": name}} for name in ENDS}
    first = {"name": "first", "template": "work", **hooks}
    last = {"name": "then", "template": "work", "dependencies": ["first"], **then}
    return valid_model(
        {
            "dflow_graph": "1.0",
            "name": "hooks",
            "entrypoint": "main",
            "templates": {
                "main": {"kind": "DAG", "tasks": [first, last]},
                **unseen(sort, ends_well=ends_well),
                "tell": TELL,
            },
        }
    )


ENDS = ("success", "failure")


@pytest.mark.parametrize("sort", ["pod", "retried", "Steps", "DAG"])
def test_the_failure_of_a_task_is_told_though_nothing_comes_after_it(
    sort: str, argo: Cluster
) -> None:
    done = run_graph(argo, waited_for(sort, ends_well=False))
    assert done.phase == "Failed"
    assert told(done) == ["failure"]


@pytest.mark.parametrize("sort", ["pod", "retried", "Steps", "DAG", "pause"])
def test_the_success_of_a_task_is_told_though_what_comes_after_it_is_skipped(
    sort: str, argo: Cluster
) -> None:
    done = run_graph(argo, waited_for(sort, ends_well=True, when="1 == 2"))
    assert done.phase == "Succeeded", f"{done.message}\n{done.log()}"
    assert told(done) == ["success"]


@pytest.mark.parametrize("sort", ["retried", "memoized", "Steps", "DAG", "pause"])
def test_argo_takes_the_tasks_that_stand_for_hooks(
    sort: str, oracle: Oracle, oracle_4: Oracle
) -> None:
    manifest = emit_argo(waited_for(sort, ends_well=True))
    assert oracle(manifest).ok
    assert oracle_4(manifest).ok
    first, success, failure, then = manifest["spec"]["templates"][0]["dag"]["tasks"]
    assert "hooks" not in first
    assert (success["name"], success["depends"]) == ("first-success", "first.Succeeded")
    assert (failure["name"], failure["depends"]) == ("first-failure", "first.Failed")
    for hook in (success, failure):
        assert f"({hook['name']}.Succeeded || {hook['name']}.Failed || " in then["depends"]


def test_hooks_that_argo_calls_stay_hooks() -> None:
    graph = waited_for("pod", ends_well=True).to_dict()
    (first, _) = emit_argo(valid_model(graph))["spec"]["templates"][0]["dag"]["tasks"]
    assert list(first["hooks"]) == ["success", "failure"]
    graph = waited_for("retried", ends_well=True).to_dict()
    first = graph["templates"]["main"]["tasks"][0]
    first["success_hook"]["expression"] = "tasks['first'].status != 'Failed'"
    (first, *_) = emit_argo(valid_model(graph))["spec"]["templates"][0]["dag"]["tasks"]
    assert list(first["hooks"]) == ["success"]
    # Argo calls the hooks of a task for which nothing waits.
    graph["templates"]["main"]["tasks"].pop()
    (first,) = emit_argo(valid_model(graph))["spec"]["templates"][0]["dag"]["tasks"]
    assert list(first["hooks"]) == ["success", "failure"]
