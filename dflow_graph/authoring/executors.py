"""Executors as data: what carries out a step in place of its own pod (clauses EXE-1 to EXE-4).

An executor is the name of its class and the arguments of its constructor. Nothing is rendered
here: an emitter knows what to do with each kind.
"""

from __future__ import annotations

import copy
import inspect
import os
from collections.abc import Mapping
from typing import Any, Optional, Union

from dflow_graph.authoring.settings import (
    arguments_of,
    json_of,
    secret_name,
    split_secrets,
    without_defaults,
)
from dflow_graph.python.errors import UnsupportedError

__all__ = [
    "ContainerExecutor",
    "Context",
    "DataExecutor",
    "Executor",
    "PluginExecutor",
    "RemoteExecutor",
]

_PathLike = Union[str, "os.PathLike[str]"]
_Words = Union[str, list[str], None]
_WORKDIR = "~/dflow/workflows/{{workflow.name}}/{{pod.name}}"


class Executor:
    """Base of all executors; a plug-in derives its own from it.

    A graph keeps the name of the class and the arguments of its constructor, defaults left out.
    """

    _arguments: dict[str, Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Executor:  # noqa: PYI034 - Self is younger
        """Remembers the arguments of the constructor, whatever it makes of them."""
        self = super().__new__(cls)
        self._arguments = arguments_of(cls, args, kwargs)
        return self

    def render(self, template: Any) -> Any:  # noqa: ARG002 - for plug-ins
        """A template that does the work of another elsewhere; that of a plug-in says how."""
        what = f"{type(self).__name__} renders no template here"
        raise UnsupportedError(what, "it is carried out where the graph is emitted")

    def graph_settings(self) -> dict[str, Any]:
        """Its settings by name, those at their default left out."""
        return without_defaults(type(self), self._arguments)

    def graph_kind(self) -> str:
        """The name by which a graph tells it."""
        return type(self).__name__

    def to_dict(self) -> dict[str, Any]:
        """The object `Executor` of the format, freshly made (clauses SEC-2, EXE-3)."""
        settings = json_of(self.graph_settings())
        where = (settings.get(name) for name in ("host", "username"))
        name = secret_name(self.graph_kind(), *(part for part in where if isinstance(part, str)))
        config, secrets = split_secrets(settings, name)
        graph: dict[str, Any] = {"kind": self.graph_kind()}
        if config:
            graph["config"] = config
        if secrets:
            graph["secrets"] = secrets
        return graph

    def convert_to_graph(self) -> dict[str, Any]:
        """The same as `to_dict`, under dflow's name."""
        return self.to_dict()


class Context(Executor):
    """Base of what carries out all steps of a workflow that name no executor."""


class PluginExecutor(Executor):
    """An executor of a graph whose class is not at hand: it keeps what the graph said of it."""

    def __init__(self, graph: Mapping[str, Any]) -> None:
        self._graph = copy.deepcopy(dict(graph))

    def graph_kind(self) -> str:
        """The name that the graph gave it."""
        return str(self._graph["kind"])

    def graph_settings(self) -> dict[str, Any]:
        """The settings that the graph gave it."""
        return copy.deepcopy(dict(self._graph.get("config") or {}))

    def to_dict(self) -> dict[str, Any]:
        """The object of the graph, freshly made."""
        return copy.deepcopy(self._graph)


class DataExecutor(Executor):
    """Base of dflow's own kinds: each argument is an attribute of its name, and may be changed."""

    def graph_settings(self) -> dict[str, Any]:
        """Its attributes that are named as arguments, and other arguments as they were given."""
        names = inspect.signature(type(self)).parameters
        attributes = {name: value for name, value in vars(self).items() if name in names}
        return without_defaults(type(self), {**self._arguments, **attributes})

    def _take(self, arguments: Mapping[str, Any]) -> None:
        """Makes attributes of the arguments of a constructor, given as its `locals()`."""
        known = (name for name in arguments if name != "self" and not name.startswith("__"))
        vars(self).update({name: arguments[name] for name in known})


class ContainerExecutor(DataExecutor):
    """Runs the script of a step in a container by `docker`, `singularity` or `podman`.

    Each argument is the program of that engine; `image_pull_policy` says when it pulls.
    """

    def __init__(
        self,
        docker: Optional[str] = None,
        singularity: Optional[str] = None,
        podman: Optional[str] = None,
        image_pull_policy: Optional[str] = None,
    ) -> None:
        self._take(locals())


class RemoteExecutor(DataExecutor):
    """Runs the script of a step on another machine, by SSH.

    `password` is a credential: the graph names the Kubernetes secret that is to hold it, by
    default `dflow-remote-executor-HOST-USERNAME`, or the one that a `Secret` object names.
    """

    def __init__(
        self,
        host: str,
        port: int = 22,
        username: str = "root",
        password: Any = None,
        private_key_file: Optional[_PathLike] = None,
        workdir: str = _WORKDIR,
        command: _Words = None,
        remote_command: _Words = None,
        image: Optional[str] = None,
        image_pull_policy: Optional[str] = None,
        map_tmp_dir: bool = True,
        docker_executable: Optional[str] = None,
        singularity_executable: Optional[str] = None,
        podman_executable: Optional[str] = None,
        action_retries: int = -1,
    ) -> None:
        self._take(locals())
