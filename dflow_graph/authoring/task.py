"""Task: a call of a template within a DAG."""

from __future__ import annotations

from typing import Any, Optional, Union

from dflow_graph.authoring.step import Step
from dflow_graph.python.graph_object import Field
from dflow_graph.python.op_template import OPTemplate

__all__ = ["Task"]


def _dependencies(dependencies: Any) -> list[str]:
    if isinstance(dependencies, str) or not hasattr(dependencies, "__iter__"):
        found = type(dependencies).__name__
        raise TypeError(f"must be a list of tasks and texts, not {found}")
    return [_dependency(dependency) for dependency in dependencies]


def _dependency(dependency: Any) -> str:
    if isinstance(dependency, Task):
        return f"{dependency.name}.Succeeded"
    if isinstance(dependency, str):
        return dependency
    raise TypeError(f"must hold tasks and texts, not {type(dependency).__name__}")


class Task(Step):
    """A call of a template within a `DAG`; all else is as in `Step`.

    It waits for the tasks of which an argument is an output (clause DEP-1); `dependencies` are
    further tasks, or texts such as `a.Failed || a.Succeeded` (clause DEP-2).
    """

    SCOPE = "tasks"
    FIELDS = (*Step.FIELDS, Field("dependencies", _dependencies, default=[]))

    def __init__(
        self,
        name: str,
        template: OPTemplate,
        dependencies: Optional[list[Union[Task, str]]] = None,
        **kwargs: Any,
    ) -> None:
        self.dependencies = [] if dependencies is None else dependencies
        super().__init__(name=name, template=template, **kwargs)
