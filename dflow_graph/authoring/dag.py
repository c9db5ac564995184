"""DAG: tasks, each after those that it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional, Union

from dflow_graph.authoring.steps import CallingTemplate
from dflow_graph.authoring.task import Task
from dflow_graph.python.errors import CallError
from dflow_graph.python.graph_object import Field, number
from dflow_graph.python.io import Inputs, Outputs
from dflow_graph.python.op_template import OPTemplate

__all__ = ["DAG"]


def _tasks(tasks: Any) -> list[dict[str, Any]]:
    return [task.convert_to_graph() for task in tasks]


class DAG(CallingTemplate):
    """Tasks, each after those that it depends on. A subclass may build its tasks itself."""

    KIND = "DAG"
    CALLS = "tasks"
    FIELDS = (*OPTemplate.FIELDS, Field("tasks", _tasks), Field("parallelism", number))

    def __init__(
        self,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        tasks: Optional[list[Task]] = None,
        memoize_key: Optional[str] = None,
        annotations: Optional[dict[str, str]] = None,
        parallelism: Optional[int] = None,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        labels: Optional[dict[str, str]] = None,
        extensions: Optional[dict[str, Any]] = None,
    ) -> None:
        super().__init__(
            name,
            inputs,
            outputs,
            memoize_key,
            None,
            annotations,
            labels,
            extensions=extensions,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
        )
        self.parallelism = parallelism
        self.tasks: list[Task] = []
        for task in tasks or []:
            self.add(task)
        self.convert_to_graph()

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def calls(self) -> Iterator[Task]:
        """All tasks, in order."""
        return iter(self.tasks)

    def call_class(self) -> type[Task]:
        """A call of a function inside of `with` becomes a `Task`."""
        return Task

    def add(self, task: Union[Task, list[Task]]) -> None:
        """Add a task or a list of tasks.

        Raises `CallError` for what is no task and for a name that another task has.
        """
        for one in task if isinstance(task, (list, tuple)) else [task]:
            if not isinstance(one, Task):
                raise CallError(self._place(), f"it holds tasks, not {type(one).__name__}")
            self._take_name(one)
            self.tasks.append(one)

    def fill(self, graph: Mapping[str, Any], templates: Mapping[str, OPTemplate]) -> None:
        """Add the tasks that a graph says."""
        for task in graph.get("tasks", []):
            self.add(Task.from_graph(task, templates))
