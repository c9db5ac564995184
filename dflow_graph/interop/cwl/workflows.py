"""A Steps or DAG template as a Workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dflow_graph.index import Node, Port
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.cwl.javascript import LIBRARY
from dflow_graph.interop.cwl.ports import (
    FILES,
    default_of,
    input_id,
    input_type,
    output_id,
    text_of,
)
from dflow_graph.interop.cwl.steps import Written, many_of, may_be_missing, source_of
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.refs import exact_reference

__all__ = ["workflow_of"]

_SAID = frozenset(("kind", "inputs", "outputs", "steps", "tasks", "extensions", "annotations"))
_FEATURES = (
    "InlineJavascriptRequirement",
    "MultipleInputFeatureRequirement",
    "ScatterFeatureRequirement",
    "StepInputExpressionRequirement",
    "SubworkflowFeatureRequirement",
)


def workflow_of(
    conversion: Conversion,
    node: Node,
    data: dict[str, Any],
    steps: Mapping[str, Written],
    more: tuple[str, ...],
) -> dict[str, Any]:
    """The workflow of a template; `more` are outputs that it does not declare: `done`."""
    for name, value in data.items():
        if name not in _SAID and value not in ({}, [], ""):
            conversion.loss(Place((*node.path, name)), f"a workflow has no {quoted(name)}")
    requirements: dict[str, Any] = {name: {} for name in _FEATURES}
    requirements["InlineJavascriptRequirement"] = {"expressionLib": [LIBRARY]}
    outputs = dict(_outputs(conversion, node))
    if "done" in more:
        sources = [f"{name}/done" for name in steps]
        outputs["done"] = {"type": "Any", "outputSource": sources, "linkMerge": "merge_nested"}
    return {
        "class": "Workflow",
        "id": node.name,
        "requirements": requirements,
        "inputs": dict(_inputs(node)) | {k: v for s in steps.values() for k, v in s.inputs.items()},
        "outputs": outputs,
        "steps": {name: step for made in steps.values() for name, step in made.steps.items()},
    }


def _inputs(node: Node) -> Iterator[tuple[str, Any]]:
    for port in (*node.in_parameters.values(), *node.in_artifacts.values()):
        entry: dict[str, Any] = {"type": input_type(port)}
        value = UNSET if port.is_artifact else default_of(port)
        if value is not UNSET:
            entry["default"] = text_of(value)
        yield input_id(node, port.name, is_artifact=port.is_artifact), entry


def _outputs(conversion: Conversion, node: Node) -> Iterator[tuple[str, Any]]:
    for port in (*node.out_parameters.values(), *node.out_artifacts.values()):
        field = "from_" if port.is_artifact else "value_from_parameter"
        text = getattr(port.entry, field, UNSET)
        parts = exact_reference(text) if isinstance(text, str) else None
        source = None if parts is None else source_of(node, parts)
        if parts is None or source is None:
            message = f"{quoted(port.name)} is chosen or computed, and an output of CWL is not"
            conversion.fault("DG908", Place(port.path), message)
            continue
        name = output_id(node, port.name, is_artifact=port.is_artifact)
        yield name, {"type": _type(node, port, parts), "outputSource": source}


def _type(node: Node, port: Port, parts: tuple[str, ...]) -> Any:
    type_: Any = list(FILES) if port.is_artifact else "string"
    if parts[0] == "inputs":
        return input_type(
            node.in_artifacts[parts[2]] if port.is_artifact else node.in_parameters[parts[2]]
        )
    call = node.by_name[parts[1]]
    for _ in range(many_of(call, parts[-1], is_artifact=port.is_artifact)):
        type_ = {"type": "array", "items": type_}
    if may_be_missing(call):
        return ["null", *(type_ if isinstance(type_, list) else [type_])]
    return type_
