"""Builds the index: one walk over the templates for their ports, one over the calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import astuple

from dflow_graph.index.symbols import Call, Index, Node, Path, Port
from dflow_graph.model import UNSET, Artifact, BigParameter, Workflow
from dflow_graph.model.steps import NO_UNCOMMON, UNCOMMON

__all__ = ["build_index"]

_LONE = ("{{inputs.", "{{steps.", "{{tasks.", "{{item")
_HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")


def build_index(workflow: Workflow, unknown: frozenset[str] = frozenset()) -> Index:
    """The index of a graph whose structure is sound. Linear in its size.

    A call of an `unknown` template has no target, and is no mistake.
    """
    nodes = {name: Node(name, template) for name, template in workflow.templates.items()}
    for node in nodes.values():
        if node.kind == "PythonOPTemplate":
            _add_signature(node)
        else:
            _add_ports(node)
    slicing = {name for name, node in nodes.items() if _slices_calls(node)}
    for node in nodes.values():
        if node.kind == "Steps":
            _add_calls(node, enumerate(node.template.steps), nodes, slicing)
        elif node.kind == "DAG":
            _add_calls(node, ((-1, node.template.tasks),), nodes, slicing)
    return Index(workflow, nodes, unknown)


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


def _add_calls(
    node: Node, groups: Iterable[tuple[int, list[Any]]], nodes: dict[str, Node], slicing: set[str]
) -> None:
    """Adds the steps of numbered groups, or the tasks of a DAG as a group of the number -1."""
    calls, by_name, is_rich = node.calls, node.by_name, False
    for group, steps in groups:
        for place, step in enumerate(steps):
            name, template = step.name, step.template
            target = nodes.get(template)
            call = Call(step, name, node, target, group, place)
            calls.append(call)
            if name not in by_name:  # the first of two of one name keeps it
                by_name[name] = call
            if target is not None:
                target.callers.append(call)
            if not is_rich:
                is_rich = _is_rich(step)
            if astuple(step)[UNCOMMON] != NO_UNCOMMON or template in slicing:
                node.uncommon_calls.append(call)
                _add_loop(call)
                _add_hooks(call, nodes)
            elif step.artifacts:
                for source in step.artifacts.values():
                    if source.__class__ is not str:
                        node.uncommon_calls.append(call)
                        break
    node.is_rich = is_rich


def _is_rich(step: Any) -> bool:
    """Whether an argument or the condition says more than numbers and lone references do."""
    if step.parameters:
        for value in step.parameters.values():
            kind = value.__class__
            if kind is str:
                if not value.startswith(_LONE) or value.find("}}") != len(value) - 2:
                    return True
            elif kind is list or kind is dict:
                return True
    return step.when is not UNSET


def _slices_calls(node: Node) -> bool:
    """Whether a template slices every call of it (SLC-2, SLC-20)."""
    template = node.template
    return node.kind == "PythonOPTemplate" and bool(
        template.slices or template.input_parameter_slices or template.input_artifact_slices
    )


def _add_loop(call: Call) -> None:
    """Adds the slices in force, and whether they or anything else make a loop."""
    step: Any = call.step
    template: Any = None
    if call.target is not None and call.target.kind == "PythonOPTemplate":
        template = call.target.template
    slices = step.slices
    if slices is UNSET and template is not None:
        slices = template.slices
    call.slices = None if slices is UNSET else slices
    # LOOP-1
    call.is_looped = (
        step.with_param is not UNSET
        or step.with_sequence is not UNSET
        or bool(slices and (slices.input_parameter or slices.input_artifact))
        # SLC-20
        or bool(template and (template.input_parameter_slices or template.input_artifact_slices))
    )


def _add_hooks(host: Call, nodes: dict[str, Node]) -> None:
    for field in _HOOKS:
        hook = getattr(host.step, field)
        if hook is not UNSET:
            target = nodes.get(hook.template)
            call = Call(hook, "", host.owner, target, host.group, field, host)
            call.slices = hook.slices or None
            host.owner.hooks.append(call)
            if target is not None:
                target.callers.append(call)
