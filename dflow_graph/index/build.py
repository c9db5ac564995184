"""Builds the index: one walk over the templates for their ports, one over the calls."""

from __future__ import annotations

from typing import Any

from dflow_graph.index.symbols import Call, Index, Node, Path, Port
from dflow_graph.model import UNSET, Artifact, BigParameter, Workflow

__all__ = ["build_index"]

_HOOKS = ("success_hook", "running_hook", "failure_hook")


def build_index(workflow: Workflow) -> Index:
    """The index of a graph whose structure is sound. Linear in its size."""
    nodes = {name: Node(name, template) for name, template in workflow.templates.items()}
    for node in nodes.values():
        if node.kind == "PythonOPTemplate":
            _add_signature(node)
        else:
            _add_ports(node)
    for node in nodes.values():
        if node.kind == "Steps":
            for i, group in enumerate(node.template.steps):
                for j, step in enumerate(group):
                    _add_call(node, step, (*node.path, "steps", i, j), i, nodes)
        elif node.kind == "DAG":
            for i, task in enumerate(node.template.tasks):
                _add_call(node, task, (*node.path, "tasks", i), -1, nodes)
    return Index(workflow, nodes)


def _text(value: Any) -> str | None:
    return None if value is UNSET else value


def _add_signature(node: Node) -> None:
    op = node.template.op
    defaults = node.template.output_parameter_default or {}
    for side, entries in (("inputs", op.inputs or {}), ("outputs", op.outputs or {})):
        parameters = node.in_parameters if side == "inputs" else node.out_parameters
        artifacts = node.in_artifacts if side == "inputs" else node.out_artifacts
        for name, entry in entries.items():
            path: Path = (*node.path, "op", side, name)
            if isinstance(entry, Artifact):
                required = entry.optional is not True
                artifacts[name] = Port(name, path, True, entry.type, required, False, entry)
            else:
                required = entry.default is UNSET and name not in defaults
                is_big = isinstance(entry, BigParameter)
                parameters[name] = Port(name, path, False, entry.type, required, is_big, entry)


def _add_ports(node: Node) -> None:
    inputs, outputs = node.template.inputs, node.template.outputs
    if inputs is not UNSET:
        for name, entry in (inputs.parameters or {}).items():
            path: Path = (*node.path, "inputs", "parameters", name)
            required = entry.value is UNSET and entry.source is UNSET
            is_big = entry.save_as_artifact is True
            port = Port(name, path, False, _text(entry.type), required, is_big, entry)
            node.in_parameters[name] = port
        for name, entry in (inputs.artifacts or {}).items():
            path = (*node.path, "inputs", "artifacts", name)
            required = entry.optional is not True and entry.source is UNSET
            port = Port(name, path, True, _text(entry.type), required, False, entry)
            node.in_artifacts[name] = port
    if outputs is not UNSET:
        for name, entry in (outputs.parameters or {}).items():
            path = (*node.path, "outputs", "parameters", name)
            is_big = entry.save_as_artifact is True
            port = Port(name, path, False, _text(entry.type), False, is_big, entry)
            node.out_parameters[name] = port
        for name, entry in (outputs.artifacts or {}).items():
            path = (*node.path, "outputs", "artifacts", name)
            port = Port(name, path, True, _text(entry.type), False, False, entry)
            node.out_artifacts[name] = port


def _add_call(node: Node, step: Any, path: Path, group: int, nodes: dict[str, Node]) -> None:
    target = nodes.get(step.template)
    call = Call(step, node, path, group, target)
    if step.slices is not UNSET:
        call.slices = step.slices
    elif target is not None and target.kind == "PythonOPTemplate":
        template_slices = target.template.slices
        call.slices = None if template_slices is UNSET else template_slices
    # LOOP-1
    call.is_looped = (
        step.with_param is not UNSET
        or step.with_sequence is not UNSET
        or (
            call.slices is not None
            and bool(call.slices.input_parameter or call.slices.input_artifact)
        )
        or (
            # SLC-20
            target is not None
            and target.kind == "PythonOPTemplate"
            and bool(
                target.template.input_parameter_slices or target.template.input_artifact_slices
            )
        )
    )
    node.calls.append(call)
    node.by_name.setdefault(step.name, call)  # the first of two of one name keeps it
    if target is not None:
        target.callers.append(call)
    for hook_name in _HOOKS:
        hook = getattr(step, hook_name)
        if hook is not UNSET:
            hooked = Call(hook, node, (*path, hook_name), group, nodes.get(hook.template), call)
            hooked.slices = hook.slices or None
            node.hooks.append(hooked)
            if hooked.target is not None:
                hooked.target.callers.append(hooked)
