"""Which executor or resource carries out a template, and the template that it makes of it."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.executors.interface import ExecutorError, PodTemplate
from dflow_graph.argo.executors.lookup import carried_out
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.pods import resource_fields
from dflow_graph.argo.texts import json_text
from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET, Resource

__all__ = ["context_of", "executed", "executor_of"]

_PODS = frozenset(
    (
        *("PythonOPTemplate", "ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate"),
        "ContainerOPTemplate",
    )
)
"""The kinds of templates that an executor carries out (EXE-1)."""


def executor_of(node: Node, call: Call, body: Body) -> str:
    """The executor that carries out a template for a call, as JSON; empty for the pod itself."""
    step = call.step
    if step.use_resource is not UNSET:
        return ""
    if step.executor is UNSET:
        return context_of(node, body.lowering)
    if not _is_pod(node):
        return ""
    text = json_text(step.executor.to_dict())
    body.lowering.executors.setdefault(text, (*call.path, "executor"))
    return text


def context_of(node: Node, lowering: Lowering) -> str:
    """The executor of all pods whose steps name none (EXE-2), as JSON; empty if there is none."""
    return lowering.context if lowering.context and _is_pod(node) else ""


def _is_pod(node: Node) -> bool:
    template: Any = node.template
    if node.kind not in _PODS or getattr(template, "resource", None):
        return False
    # TPL-5
    return not getattr(template, "script_rendered", False)


def executed(fields: dict[str, Any], body: Body) -> dict[str, Any]:
    """A template as what carries it out makes it; without executor and resource it stays."""
    shape = body.variant.shape
    if shape.resource:
        return _by_resource(fields, Resource.from_dict(json.loads(shape.resource)), body)
    if not shape.executor:
        return fields
    root = getattr(body.template, "tmp_root", UNSET) or "/tmp"  # noqa: S108 - a path of the pod
    executor = json.loads(shape.executor)
    path = body.lowering.executors[shape.executor]
    try:
        return carried_out(PodTemplate(body.node.kind, fields, root), executor)
    except ExecutorError as error:
        of = "" if error.path else f" cannot carry out `{body.node.name}`"
        body.cannot(f"`{executor['kind']}`{of}: {error}", (*path, *error.path), error.hint)
        return fields


def _by_resource(fields: dict[str, Any], resource: Any, body: Body) -> dict[str, Any]:
    """The template of a step that a Kubernetes resource carries out: it has no files to give."""
    outputs = fields.get("outputs", {})
    files = [port["name"] for port in outputs.get("artifacts", ())]
    parameters = outputs.get("parameters", ())
    files += [port["name"] for port in parameters if "path" in port.get("valueFrom", {})]
    if files:
        body.cannot(
            f"the output `{files[0]}` of `{body.node.name}` is a file of a pod, and a step with "
            "`use_resource` has none",
            body.node.path,
            "Take outputs from the resource with `value_from_json_path` or `value_from_jq_filter`.",
        )
    kept = ("metadata", "inputs", "outputs", "timeout", "retryStrategy")
    said = {name: fields[name] for name in kept if name in fields}
    return {**said, "resource": resource_fields(resource)}
