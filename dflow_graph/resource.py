"""dflow's module `dflow.resource`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.resource import Resource

__all__ = ["Resource"]
