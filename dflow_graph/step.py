"""dflow's module `dflow.step`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.argo_functions import (
    argo_concat,
    argo_enumerate,
    argo_len,
    argo_range,
    argo_sequence,
    argo_sum,
)
from dflow_graph.authoring.hook_step import HookStep
from dflow_graph.authoring.step import Step

__all__ = [
    "HookStep",
    "Step",
    "argo_concat",
    "argo_enumerate",
    "argo_len",
    "argo_range",
    "argo_sequence",
    "argo_sum",
]
