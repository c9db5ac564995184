"""dflow's module `dflow.task`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.task import Task

__all__ = ["Task"]
