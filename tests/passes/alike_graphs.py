"""Graphs with many calls of few sorts."""

from __future__ import annotations

import copy
from typing import Any

from dflow_graph.codec import model_of
from dflow_graph.index import build_index
from dflow_graph.passes.alike_calls import mark_alike

MAKE: dict[str, Any] = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "echo 3 > /tmp/n",
    "outputs": {
        "parameters": {
            "n": {"type": "int", "value_from_path": "/tmp/n"},
            "n1": {"type": "int", "value_from_path": "/tmp/n"},
            "list": {"type": "list[int]", "value_from_path": "/tmp/n"},
        },
        "artifacts": {"file": {"path": "/tmp/n"}},
    },
}
USE: dict[str, Any] = {
    "kind": "ShellOPTemplate",
    "image": "alpine:3",
    "script": "cat /tmp/file; echo {{inputs.parameters.n}} {{inputs.parameters.x}} "
    "{{inputs.parameters.mode}} {{inputs.parameters.text}} {{inputs.parameters.list}} "
    "{{inputs.parameters.few}}",
    "inputs": {
        "parameters": {
            "n": {"type": "int", "value": 0},
            "x": {"type": "float", "value": 0.5},
            "mode": {"type": "literal['run1', 'run2']", "value": "run1"},
            "text": {"type": "str", "value": "a"},
            "list": {"type": "list[int]", "value": [1]},
            "few": {"type": "literal[1, 2]", "value": 1},
        },
        "artifacts": {"file": {"path": "/tmp/file", "optional": True}},
    },
    "outputs": {"parameters": {"n": {"type": "int", "value_from_path": "/tmp/n"}}},
}


WORK: dict[str, Any] = {
    "kind": "PythonOPTemplate",
    "image": "python:3.11",
    "op": {
        "name": "Work",
        "module": "my_ops.work",
        "inputs": {
            "n": {"kind": "Parameter", "type": "int", "default": 0},
            "text": {"kind": "Parameter", "type": "str", "default": ""},
            "file": {"kind": "Artifact", "type": "str", "optional": True},
        },
        "outputs": {"made": {"kind": "Artifact", "type": "str"}},
    },
}


def graph(*groups: list[dict[str, Any]], **templates: Any) -> dict[str, Any]:
    main = {"kind": "Steps", "steps": [list(group) for group in groups]}
    known = {"main": main, "make": MAKE, "use": USE, **templates}
    called = {c["template"] for t in known.values() for g in t.get("steps", ()) for c in g}
    called |= {task["template"] for t in known.values() for task in t.get("tasks", ())}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {n: copy.deepcopy(t) for n, t in known.items() if n in called or n == "main"},
    }


def make(number: int, **rest: Any) -> dict[str, Any]:
    return {"name": f"make-{number}", "template": "make", **rest}


def use(number: int, template: str = "use", /, **rest: Any) -> dict[str, Any]:
    rest.setdefault("text", "a plain call is not marked")
    inputs = USE["inputs"]["parameters"]
    fields = {name: rest.pop(name) for name in list(rest) if name not in (*inputs, "file")}
    if "file" in rest:
        fields["artifacts"] = {"file": rest.pop("file")}
    return {"name": f"use-{number}", "template": template, "parameters": rest, **fields}


MADE = [make(number) for number in range(1, 5)]
OF_TASK = "{{{{tasks.make-{}.outputs.parameters.{}}}}}".format
OF_STEP = "{{{{steps.make-{}.outputs.parameters.{}}}}}".format


LOOP = {"with_param": "[0, 1, 2]"}
OF_INPUT = "{{inputs.parameters.given}}"


def alike(document: dict[str, Any]) -> list[list[str]]:
    """The names of calls that are alike, in order."""
    index = build_index(model_of(document))
    mark_alike(index)
    sorts: dict[int, list[str]] = {}
    for node in index.nodes.values():
        for call in node.calls:
            if call.likeness is not None:
                sorts.setdefault(id(call.likeness), []).append(call.name)
    return list(sorts.values())


def dag(made: list[dict[str, Any]], *tasks: dict[str, Any]) -> dict[str, Any]:
    main = {"kind": "DAG", "tasks": [*made, *tasks]}
    return {**graph(), "templates": {"main": main, "make": MAKE, "use": USE}}
