"""dflow's module `dflow.executor`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.executors import ContainerExecutor, Executor, RemoteExecutor

__all__ = ["ContainerExecutor", "Executor", "RemoteExecutor"]
