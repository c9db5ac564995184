"""A function that calls OPs, as a DAG template that can be called itself."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, Optional

from dflow_graph.authoring.context_syntax import GLOBAL_CONTEXT
from dflow_graph.authoring.dag import DAG
from dflow_graph.python.errors import CallError
from dflow_graph.python.io import InputArtifact, InputParameter, OutputArtifact, OutputParameter
from dflow_graph.python.names import name_from
from dflow_graph.python.opio import Artifact, BigParameter, Parameter

__all__ = ["superfunction_dag"]


class _SuperFunction(DAG):
    """The DAG of a function; a call inside of a `with` makes a task of it."""

    task_kwargs: Mapping[str, Any] = {}
    signature: Any = None
    _function_name = ""

    def use(self, **kwargs: Any) -> Any:
        """The same function, called with further arguments of `Task`."""
        made = copy.copy(self)
        made.task_kwargs = kwargs
        return made

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs of a task that calls the DAG, in the form of the function's result."""
        names = list(self.signature.inputs)
        if len(args) > len(names):
            reason = f"it takes {len(names)} arguments, not {len(args)}"
            raise CallError(f"{self._function_name}()", reason)
        for name, value in zip(names, args, strict=False):
            if name in kwargs:
                raise CallError(f"{self._function_name}()", f"it gets `{name}` twice")
            kwargs[name] = value
        for name in kwargs:
            if name not in names:
                reason = f"it takes no argument `{name}`"
                raise CallError(f"{self._function_name}()", reason, name, names)
        outputs = _task_outputs(self, kwargs)
        return self.signature.from_outputs(outputs)


def _task_outputs(dag: _SuperFunction, given: Mapping[str, Any]) -> Mapping[str, Any]:
    target = GLOBAL_CONTEXT.current_workflow
    if target is None:
        reason = "it can be called only inside of `with Workflow(...)` or `with DAG(...)`"
        raise CallError(f"{dag._function_name}()", reason)  # noqa: SLF001
    made = target.call_class()(
        target.free_name(dag.name),
        dag,
        parameters={name: given[name] for name in dag.inputs.parameters if name in given},
        artifacts={name: given[name] for name in dag.inputs.artifacts if name in given},
        **dag.task_kwargs,
    )
    return {**made.outputs.parameters, **made.outputs.artifacts}


def superfunction_dag(
    func: Callable[..., Any], signature: Any, dag_kwargs: Mapping[str, Any]
) -> DAG:
    """The DAG template of a function that calls OPs (pydflow's `OP.superfunction`)."""
    dag = _SuperFunction(**dag_kwargs)
    if "name" not in dag_kwargs:
        dag.name = name_from(func.__name__)
        dag.is_named = False
    dag.signature = signature
    dag._function_name = func.__name__  # noqa: SLF001
    with dag:
        for name, entry in signature.inputs.items():
            _declare_input(dag, name, entry)
        result = func(**dag.inputs.parameters, **dag.inputs.artifacts)
        outputs = signature.to_outputs(result)
        for name, entry in signature.outputs.items():
            _declare_output(dag, name, entry, outputs.get(name))
    return dag


def _declare_input(dag: DAG, name: str, entry: Any) -> None:
    if isinstance(entry, Artifact):
        made = InputArtifact(type=entry.type, optional=entry.optional)
        dag.inputs.artifacts[name] = made
        return
    default = {"value": entry.default} if hasattr(entry, "default") else {}
    is_big = isinstance(entry, BigParameter)
    dag.inputs.parameters[name] = InputParameter(
        type=_value_type(entry), save_as_artifact=is_big, **default
    )


def _declare_output(dag: DAG, name: str, entry: Any, origin: Any) -> None:
    if isinstance(entry, Artifact):
        dag.outputs.artifacts[name] = OutputArtifact(type=entry.type, _from=origin)
        return
    default = {"default": entry.default} if hasattr(entry, "default") else {}
    dag.outputs.parameters[name] = OutputParameter(
        type=_value_type(entry),
        save_as_artifact=isinstance(entry, BigParameter),
        value_from_parameter=origin,
        **default,
    )


def _value_type(entry: Any) -> Optional[Any]:
    return entry.type if isinstance(entry, (Parameter, BigParameter)) else entry
