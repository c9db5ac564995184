"""What dflow asks of a running Argo server; this library writes graphs and asks no server."""

from __future__ import annotations

from typing import Any

from dflow_graph.python.errors import UnsupportedError

__all__ = [
    "ArgoStep",
    "ArgoWorkflow",
    "gen_code",
    "query_archived_workflows",
    "query_workflows",
]

_INSTEAD = "ask it with the `argo` command line or dflow itself"


class ArgoStep:
    """A step of a workflow on a server; cannot be made here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise UnsupportedError("ArgoStep is the answer of an Argo server", _INSTEAD)


class ArgoWorkflow:
    """A workflow on a server; cannot be made here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise UnsupportedError("ArgoWorkflow is the answer of an Argo server", _INSTEAD)


def query_workflows(*args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: no server is asked."""
    raise UnsupportedError("query_workflows asks an Argo server", _INSTEAD)


def query_archived_workflows(*args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: no server is asked."""
    raise UnsupportedError("query_archived_workflows asks an Argo server", _INSTEAD)


def gen_code(graph: Any) -> Any:
    """Raises `UnsupportedError`: a graph is loaded rather than turned into a script."""
    raise UnsupportedError(
        "gen_code writes no Python here", "load the graph with Workflow.from_graph"
    )
