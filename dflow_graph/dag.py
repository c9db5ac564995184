"""dflow's module `dflow.dag`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.dag import DAG

__all__ = ["DAG"]
