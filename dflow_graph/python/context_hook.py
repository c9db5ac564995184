"""Where the authoring API tells OPs how a call inside `with Workflow(...)` becomes a task.

OPs also run in pods, where there is no authoring API: they know it by this hook alone. Must not
import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import importlib
from typing import Any, Callable, Dict, List, Mapping, Optional

from .errors import UnsupportedError

__all__ = ["ContextHook", "in_context", "make_superfunction", "make_task", "register"]

_AUTHORING = "dflow_graph.authoring.context_syntax"


class ContextHook:
    """What the authoring API registers; the methods are its own."""

    def in_context(self) -> bool:
        """Whether a `with` of a workflow, DAG or Steps is open."""
        raise NotImplementedError

    def call_function(
        self,
        op: Any,
        template: Any,
        name: str,
        parameters: Dict[str, Any],
        artifacts: Dict[str, Any],
        task_kwargs: Dict[str, Any],
    ) -> Mapping[str, Any]:
        """Add a task to the open context; the ports of its outputs by name."""
        raise NotImplementedError

    def superfunction(
        self, func: Callable[..., Any], signature: Any, dag_kwargs: Dict[str, Any]
    ) -> Any:
        """A DAG template of a function that calls OPs; it can be called in a context."""
        raise NotImplementedError


_registered: List[ContextHook] = []


def register(hook: ContextHook) -> None:
    """Take the hook of the authoring API; a later one replaces an earlier one."""
    _registered[:] = [hook]


def _hook() -> Optional[ContextHook]:
    return _registered[0] if _registered else None


def in_context() -> bool:
    """Whether a call of a function OP is to become a task."""
    hook = _hook()
    return hook is not None and hook.in_context()


def make_task(
    op: Any,
    template: Any,
    name: str,
    parameters: Dict[str, Any],
    artifacts: Dict[str, Any],
    task_kwargs: Dict[str, Any],
) -> Mapping[str, Any]:
    """A task of the open context; the ports of its outputs by name."""
    hook = _hook()
    assert hook is not None
    return hook.call_function(op, template, name, parameters, artifacts, task_kwargs)


def make_superfunction(func: Callable[..., Any], signature: Any, dag_kwargs: Dict[str, Any]) -> Any:
    """A DAG template of a function; where nothing can be authored, a function that says so."""
    if _hook() is None:
        try:
            importlib.import_module(_AUTHORING)
        except ImportError:
            return _unavailable(func)
    hook = _hook()
    assert hook is not None
    return hook.superfunction(func, signature, dag_kwargs)


def _unavailable(func: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise UnsupportedError(
            f"the superfunction {func.__name__} cannot be called where only the run-time library "
            "is installed",
            "install dflow-graph to author workflows",
        )

    return refuse
