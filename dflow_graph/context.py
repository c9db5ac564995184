"""dflow's module `dflow.context`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.executors import Context

__all__ = ["Context"]
