"""The Argo template of one template of a graph, without the workflow around it."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.fetched import own_fetches
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.templates import template_fields
from dflow_graph.argo.variants import Shape
from dflow_graph.index import build_index
from dflow_graph.model import Workflow

__all__ = ["argo_template"]


def argo_template(
    name: str,
    template: dict[str, Any],
    memoize_prefix: str | None = None,
    memoize_configmap: str = "dflow",
) -> dict[str, Any]:
    """What a manifest has under `spec.templates` for a template that calls no other.

    `template` is plain data. With a prefix it is that of a call with a key (KEY-7). Raises
    `ModelError` where it is none, and `CannotEmitError` for what has no place in a manifest.
    """
    graph = {
        "dflow_graph": "1.0",
        "name": "template",
        "entrypoint": name,
        "templates": {name: template},
    }
    index = build_index(Workflow.from_dict(graph).without_extensions())
    options = EmitOptions(memoize_prefix=memoize_prefix, memoize_configmap=memoize_configmap)
    lowering = Lowering(index, options)
    shape = Shape(
        memoized=memoize_prefix is not None and not template.get("memoize_key"),
        fetched=tuple(own_fetches(index.nodes[name], {}, lowering)),
    )
    variant = lowering.variants.of(index.nodes[name], shape)
    fields = template_fields(Body(variant, lowering))
    lowering.problems.settle()
    return fields
