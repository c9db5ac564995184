"""What an executor gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dflow_graph.python.pod_root import ROOT_VARIABLE
from dflow_graph.record import Record

__all__ = ["ROOT_VARIABLE", "ExecutorError", "ExecutorSettings", "PodTemplate", "Render"]


class PodTemplate(Record):
    """A template of the graph that runs in a pod, as it would be without an executor.

    `kind` is that of the graph (`PythonOPTemplate`, `ShellOPTemplate`, ...). `fields` is the
    template in Argo's own form without its name: `script` or `container`, `inputs`, `outputs`,
    `volumes` and so on. `root` is the folder below which a Python OP reads its inputs and writes
    its outputs, as `inputs/` and `outputs/`; `/tmp` for all others.
    """

    kind: str
    fields: dict[str, Any]
    root: str

    @property
    def main(self) -> dict[str, Any]:
        """The container of the pod: image, command, environment, for a script its `source`."""
        found: dict[str, Any] = self.fields["script" if "script" in self.fields else "container"]
        return found

    @property
    def input_paths(self) -> list[str]:
        """Where input artifacts lie in the pod."""
        return [artifact["path"] for artifact in _ports(self.fields, "inputs", "artifacts")]

    @property
    def output_paths(self) -> list[str]:
        """Where the pod leaves output artifacts, and output parameters that are files."""
        paths = [artifact["path"] for artifact in _ports(self.fields, "outputs", "artifacts")]
        sources = (p.get("valueFrom", {}) for p in _ports(self.fields, "outputs", "parameters"))
        return [*paths, *(source["path"] for source in sources if "path" in source)]


class ExecutorSettings(Record):
    """What a graph says of an executor.

    `config` are arguments by name, as JSON; `secrets` says where credentials are kept, each as a
    Kubernetes reference: `{"name": ..., "key": ...}`, and `"optional": true` if it may be missing.
    """

    kind: str
    config: Mapping[str, Any]
    secrets: Mapping[str, dict[str, Any]]


class ExecutorError(ValueError):
    """A template or a setting with which an executor cannot do anything: what, and the mend.

    `path` leads to the culprit from the executor's object on, such as `("config", "host")`.
    """

    def __init__(self, message: str, path: tuple[str | int, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.hint = hint


def _ports(fields: dict[str, Any], side: str, sort: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fields.get(side, {}).get(sort, [])
    return found


Render = Callable[[PodTemplate, ExecutorSettings], dict[str, Any]]
"""A pure function: equal arguments give equal fields; nothing is read, written or asked."""
