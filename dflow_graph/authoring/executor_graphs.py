"""Executors read back from a graph: dflow's own kinds as their class, all others as data.

No constructor runs and nothing is imported: what a graph says of an executor is only kept.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping
from typing import Any

from dflow_graph.authoring.dispatcher import DispatcherExecutor
from dflow_graph.authoring.executors import (
    ContainerExecutor,
    DataExecutor,
    Executor,
    PluginExecutor,
    RemoteExecutor,
)
from dflow_graph.authoring.slurm import SlurmJobTemplate, SlurmRemoteExecutor
from dflow_graph.python.errors import GraphError
from dflow_graph.python.location import SecretKey

__all__ = ["executor_from_graph"]

_OWN: dict[str, type[DataExecutor]] = {
    own.__name__: own
    for own in (
        ContainerExecutor,
        DispatcherExecutor,
        RemoteExecutor,
        SlurmJobTemplate,
        SlurmRemoteExecutor,
    )
}


def executor_from_graph(graph: Mapping[str, Any]) -> Executor:
    """The executor that an object of a graph says; its `to_dict` gives the same object back.

    Raises `GraphError` for data that is no `Executor`.
    """
    if not isinstance(graph, Mapping) or not isinstance(graph.get("kind"), str):
        raise GraphError("executor", "wants an object with a text `kind`")
    own = _OWN.get(graph["kind"])
    if own is not None:
        executor = _filled(own, graph)
        if executor.to_dict() == graph:
            return executor
    return PluginExecutor(graph)


def _filled(own: type[DataExecutor], graph: Mapping[str, Any]) -> DataExecutor:
    """An executor of dflow's own kind with the settings of a graph in its attributes."""
    executor: DataExecutor = object.__new__(own)
    executor._arguments = {}  # noqa: SLF001 - what its constructor would have been given
    parameters = inspect.signature(own).parameters
    settings = {
        name: None if parameter.default is parameter.empty else parameter.default
        for name, parameter in parameters.items()
    }
    settings.update(copy.deepcopy(dict(graph.get("config") or {})))
    for way, secret in (graph.get("secrets") or {}).items():
        _put(settings, way.split("."), SecretKey.from_graph(secret))
    vars(executor).update(settings)
    return executor


def _put(settings: dict[str, Any], way: list[str], secret: SecretKey) -> None:
    """Puts a secret at its place, where there is one."""
    for name in way[:-1]:
        inner = settings.get(name)
        if not isinstance(inner, dict):
            return
        settings = inner
    settings[way[-1]] = secret
