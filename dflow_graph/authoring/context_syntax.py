"""`with Workflow(...)`, `with DAG(...)`, `with Steps(...)`: steps made inside are added to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dflow_graph.python import context_hook
from dflow_graph.python.errors import CallError

__all__ = ["GLOBAL_CONTEXT"]


class _Context:
    """What is open, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Any] = []

    @property
    def in_context(self) -> bool:
        """Whether a `with` is open."""
        return bool(self._open)

    @property
    def current_workflow(self) -> Any:
        """The innermost workflow, DAG or Steps that is open, or `None`."""
        return self._open[-1] if self._open else None

    def enter(self, target: Any) -> None:
        """Open a workflow, DAG or Steps."""
        self._open.append(target)

    def leave(self) -> None:
        """Close what was opened last."""
        self._open.pop()

    def registry_step(self, step: Any) -> None:
        """Add a step to what is open, if anything is."""
        if self._open:
            self._open[-1].add(step)


GLOBAL_CONTEXT = _Context()


class _Hook(context_hook.ContextHook):
    """How calls of function OPs become tasks."""

    def in_context(self) -> bool:
        return GLOBAL_CONTEXT.in_context

    def call_function(
        self,
        op: Any,
        template: Any,
        name: str,
        parameters: dict[str, Any],
        artifacts: dict[str, Any],
        task_kwargs: dict[str, Any],
    ) -> Mapping[str, Any]:
        del op
        return _called(template, name, parameters, artifacts, task_kwargs)

    def superfunction(
        self, func: Callable[..., Any], signature: Any, dag_kwargs: dict[str, Any]
    ) -> Any:
        from dflow_graph.authoring.superfunction import superfunction_dag  # noqa: PLC0415 - it imports this

        return superfunction_dag(func, signature, dag_kwargs)


def _called(
    template: Any,
    name: str,
    parameters: dict[str, Any],
    artifacts: dict[str, Any],
    kwargs: dict[str, Any],
) -> Mapping[str, Any]:
    """The output ports of a new step or task of what is open."""
    target = GLOBAL_CONTEXT.current_workflow
    if target is None:
        reason = "it becomes a task only inside of `with Workflow(...)` or `with DAG(...)`"
        raise CallError(name, reason)
    made = target.call_class()(
        target.free_name(name), template, parameters=parameters, artifacts=artifacts, **kwargs
    )
    return {**made.outputs.parameters, **made.outputs.artifacts}


context_hook.register(_Hook())
