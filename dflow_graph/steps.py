"""dflow's module `dflow.steps`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.steps import Steps

__all__ = ["Steps"]
