"""Kubernetes resources that carry out a step, as data (object `Resource` of the format)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Optional

from dflow_graph.python.errors import CallError, GraphError

__all__ = ["GraphResource", "Resource", "resource_from_graph", "resource_to_graph"]


class Resource:
    """Base of resources: `action` on a manifest, and when it has succeeded or failed."""

    action: Optional[str] = None
    success_condition: Optional[str] = None
    failure_condition: Optional[str] = None

    def get_manifest(self, template: Any) -> str:
        """The manifest as YAML text, for the template that the step calls."""
        raise NotImplementedError(f"{type(self).__name__} has no get_manifest")


class GraphResource(Resource):
    """A resource read back from a graph: it keeps all that the graph said of it."""

    def __init__(self, graph: Mapping[str, Any]) -> None:
        self._graph = copy.deepcopy(dict(graph))
        self.action = self._graph["action"]
        self.success_condition = self._graph.get("success_condition")
        self.failure_condition = self._graph.get("failure_condition")

    def get_manifest(self, template: Any) -> str:  # noqa: ARG002 - dflow's own argument
        """The manifest that the graph gave it, whatever the template."""
        return str(self._graph.get("manifest", ""))

    def to_dict(self) -> dict[str, Any]:
        """The object of the graph, freshly made."""
        return copy.deepcopy(self._graph)


def resource_to_graph(resource: Resource, template: Any) -> dict[str, Any]:
    """The object `Resource` for a step that calls `template`.

    Raises `CallError` where the resource has no action.
    """
    if isinstance(resource, GraphResource):
        return resource.to_dict()
    if not isinstance(resource, Resource):
        raise CallError("use_resource", f"wants a Resource, not {type(resource).__name__}")
    if resource.action is None:
        raise CallError(type(resource).__name__, "has no `action`, such as `create`")
    graph = {"action": resource.action, "manifest": resource.get_manifest(template)}
    for name in ("success_condition", "failure_condition"):
        condition = getattr(resource, name)
        if condition is not None:
            graph[name] = condition
    return graph


def resource_from_graph(graph: Mapping[str, Any]) -> GraphResource:
    """The resource that an object of a graph says. Raises `GraphError` for what is none."""
    if not isinstance(graph, Mapping) or not isinstance(graph.get("action"), str):
        raise GraphError("use_resource", "wants an object with a text `action`")
    return GraphResource(graph)
