"""The Argo template of one template of a graph, without the workflow around it."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import EmitOptions
from dflow_graph.model import Workflow

__all__ = ["argo_template"]


def argo_template(
    name: str,
    template: dict[str, Any],
    memoize_prefix: str | None = None,
    memoize_configmap: str = "dflow",
) -> dict[str, Any]:
    """What a manifest has under `spec.templates` for a template that calls no other.

    `template` is plain data. Raises `ModelError` where it is none, and `CannotEmitError` for what
    has no place in a manifest.
    """
    graph = {
        "dflow_graph": "1.0",
        "name": "template",
        "entrypoint": name,
        "templates": {name: template},
    }
    options = EmitOptions(memoize_prefix=memoize_prefix, memoize_configmap=memoize_configmap)
    found: dict[str, Any] = emit_argo(Workflow.from_dict(graph), options)["spec"]["templates"][0]
    return found
