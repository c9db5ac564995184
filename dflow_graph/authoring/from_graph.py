"""Graphs become authoring objects again. Nothing in a graph is executed unasked (clause OP-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from dflow_graph.authoring.calls import template_named
from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.steps import CallingTemplate, Steps
from dflow_graph.authoring.workflow import Workflow
from dflow_graph.python.errors import GraphError
from dflow_graph.python.op_template import (
    ContainerOPTemplate,
    HTTPOPTemplate,
    OPTemplate,
    PythonScriptOPTemplate,
    ResourceOPTemplate,
    ScriptOPTemplate,
    ShellOPTemplate,
    SuspendOPTemplate,
)
from dflow_graph.python.python_op_template import PythonOPTemplate

__all__ = ["template_from_graph", "workflow_of"]

W = TypeVar("W", bound=Workflow)

_LEAVES: dict[str, type[OPTemplate]] = {
    kind.KIND: kind
    for kind in (
        ScriptOPTemplate,
        ShellOPTemplate,
        PythonScriptOPTemplate,
        ContainerOPTemplate,
        HTTPOPTemplate,
        ResourceOPTemplate,
        SuspendOPTemplate,
    )
}
_CALLING: dict[str, type[CallingTemplate]] = {"Steps": Steps, "DAG": DAG}


def workflow_of(
    cls: type[W], graph: Mapping[str, Any], *, trust: Iterable[str], allow_source: bool
) -> W:
    """The workflow of plain data of sound structure. Raises `DflowGraphError`."""
    read = cls.read_fields(graph)
    templates = _templates(graph["templates"], trust=trust, allow_source=allow_source)
    said = {
        "schema" if name == "$schema" else name: value
        for name, value in read.items()
        if name not in ("dflow_graph", "templates", "entrypoint", "on_exit")
    }
    for role in ("entrypoint", "on_exit"):
        if role in graph:
            # WF-1, WF-2
            said[role] = template_named(f"`{role}` of the workflow", graph[role], templates)
    made = cls(**said)
    made.templates = templates
    made.said(graph)
    return made


def _templates(
    graphs: Mapping[str, Any], *, trust: Iterable[str], allow_source: bool
) -> dict[str, OPTemplate]:
    """All templates by name. They may call each other in circles: calls are added last."""
    digests = frozenset(trust)
    templates = {
        name: template_from_graph(graph, name, trust=digests, allow_source=allow_source)
        for name, graph in graphs.items()
    }
    for name, template in templates.items():
        if isinstance(template, CallingTemplate):
            template.fill(graphs[name], templates)
    return templates


def template_from_graph(
    graph: Mapping[str, Any],
    name: str,
    *,
    trust: Iterable[str] = (),
    allow_source: bool = False,
) -> OPTemplate:
    """The template of a graph's object, told by its `kind`; `Steps` and `DAG` without their calls.

    Raises `DflowGraphError`.
    """
    kind = graph.get("kind")
    if kind == PythonOPTemplate.KIND:
        return PythonOPTemplate.from_graph(graph, name=name, trust=trust, allow_source=allow_source)
    if kind in _CALLING:
        return _CALLING[kind].shell(graph, name)
    if kind not in _LEAVES:
        known = [*_LEAVES, *_CALLING, PythonOPTemplate.KIND]
        raise GraphError(f"template `{name}`", f"its kind cannot be {kind!r}", str(kind), known)
    return _LEAVES[kind].from_graph(graph, name)
