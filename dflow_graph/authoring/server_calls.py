"""What a workflow of dflow asks of a running server: a plain error, since none is asked here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflow_graph.python.errors import UnsupportedError

__all__ = ["ServerCalls"]

_INSTEAD = "ask the server with the `argo` command line or dflow itself"


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        del args, kwargs
        raise UnsupportedError(f"Workflow.{name}() needs an Argo server: `{self.name}`", _INSTEAD)

    refuse.__name__ = name
    refuse.__doc__ = "Raises `UnsupportedError`: no server is asked."
    return refuse


class ServerCalls:
    """The methods of dflow's `Workflow` that need a server."""

    name: str
    wait = _refusing("wait")
    query = _refusing("query")
    query_status = _refusing("query_status")
    query_step = _refusing("query_step")
    query_keys_of_steps = _refusing("query_keys_of_steps")
    query_step_by_key = _refusing("query_step_by_key")
    query_global_outputs = _refusing("query_global_outputs")
    terminate = _refusing("terminate")
    delete = _refusing("delete")
    resubmit = _refusing("resubmit")
    resume = _refusing("resume")
    retry = _refusing("retry")
    stop = _refusing("stop")
    suspend = _refusing("suspend")
    retry_steps = _refusing("retry_steps")
    get_k8s_core_v1_api = _refusing("get_k8s_core_v1_api")
