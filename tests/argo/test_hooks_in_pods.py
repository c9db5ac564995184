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
    assert [item["dflow_list_item"] for piece in json.loads(outputs) for item in piece] == [2, 4]


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
def test_the_failure_of_a_loop_is_told_once(kind: str, argo: Cluster) -> None:
    hooks = ("success_hook", "failure_hook")
    graph = hooked(kind, [-1, -2], *hooks, **LOOP)
    if kind == "DAG":
        # Argo does not call the hook before a DAG ends whose other tasks wait for the loop.
        graph.templates["main"].tasks.pop()
    done = run_graph(argo, graph)
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
