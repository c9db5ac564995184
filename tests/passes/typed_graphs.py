"""Small graphs with types, and what the passes of types find in them."""

from __future__ import annotations

from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.passes.port_settings import check_port_settings
from dflow_graph.passes.types import check_types
from dflow_graph.pipeline import read


def parameter(type_: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "Parameter", "type": type_, **fields}


def big(type_: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "BigParameter", "type": type_, **fields}


def op(inputs: Any = (), outputs: Any = (), **fields: Any) -> dict[str, Any]:
    signature = {"name": "Run", "module": "ops", "inputs": dict(inputs), "outputs": dict(outputs)}
    return {"kind": "PythonOPTemplate", "op": signature, "image": "python:3.11", **fields}


def steps(*calls: dict[str, Any], inputs: Any = (), outputs: Any = ()) -> dict[str, Any]:
    """Steps, each in a group of its own."""
    return {
        "kind": "Steps",
        "inputs": {"parameters": dict(inputs)},
        "outputs": {"parameters": dict(outputs)},
        "steps": [[call] for call in calls],
    }


def step(name: str, template: str, parameters: Any = (), **fields: Any) -> dict[str, Any]:
    return {"name": name, "template": template, "parameters": dict(parameters), **fields}


def graph(main: dict[str, Any], root: Any = (), **templates: Any) -> dict[str, Any]:
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, **templates},
        **dict(root),
    }


def found(document: dict[str, Any]) -> list[Diagnostic]:
    """What the passes of types find, in the order in which they find it."""
    model = read(encode_plain(document), meaning=False).model
    assert model is not None
    index = build_index(model)
    return [*check_types(index), *check_port_settings(index)]


def only(document: dict[str, Any]) -> Diagnostic:
    (diagnostic,) = found(document)
    return diagnostic


def pointers(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(d.code, d.pointer) for d in found(document)]


def given_to(type_: str, value: Any, **fields: Any) -> dict[str, Any]:
    """A graph with one step and one argument."""
    return graph(steps(step("run", "run", {"x": value}, **fields)), run=op({"x": parameter(type_)}))


def joined(given_type: Any, wanted: Any, **fields: Any) -> dict[str, Any]:
    """A graph with an output that feeds an input; `fields` are the second step's."""
    reference = "{{steps.make.outputs.parameters.y}}"
    return graph(
        steps(step("make", "make"), step("use", "use", {"x": reference}, **fields)),
        make=op((), {"y": given_type}),
        use=op({"x": wanted}),
    )


ARGUMENT = "/templates/main/steps/0/0/parameters/x"
SECOND = "/templates/main/steps/1/0/parameters/x"


def script(**output: Any) -> dict[str, Any]:
    entry = {"type": "int", "value_from_path": "/tmp/y", **output}
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "true",
        "outputs": {"parameters": {"y": entry}},
    }
