"""dflow's module `dflow.plugins.dispatcher`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.dispatcher import DispatcherArtifact, DispatcherExecutor

__all__ = ["DispatcherArtifact", "DispatcherExecutor"]
