"""Steps: groups of steps, one group after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional, TypeVar, Union

from dflow_graph.authoring.context_syntax import GLOBAL_CONTEXT
from dflow_graph.authoring.step import Step
from dflow_graph.authoring.task import Task
from dflow_graph.python.errors import CallError
from dflow_graph.python.graph_object import Field, number
from dflow_graph.python.io import Inputs, Outputs
from dflow_graph.python.names import MAX_NAME
from dflow_graph.python.near import quoted
from dflow_graph.python.op_template import OPTemplate

__all__ = ["CallingTemplate", "Steps"]

C = TypeVar("C", bound="CallingTemplate")


class CallingTemplate(OPTemplate):
    """What `Steps` and `DAG` have: calls with names that are all different."""

    CALLS = ""

    def calls(self) -> Iterator[Any]:
        """All steps or tasks, in order."""
        raise NotImplementedError

    def call_class(self) -> Any:
        """What a call of a function inside of `with` becomes."""
        raise NotImplementedError

    def add(self, step: Any) -> None:
        """Add a step or task, or a list of them."""
        raise NotImplementedError

    def free_name(self, wished: str) -> str:
        """The name, or the name with the first number behind it that is not taken."""
        taken = {call.name for call in self.calls()}
        name, counter = wished, 1
        while name in taken:
            counter += 1
            name = f"{wished[: MAX_NAME - len(str(counter)) - 1]}-{counter}"
        return name

    def _take_name(self, call: Any) -> None:
        """Raises `CallError` for a name that another call has (clause NAM-6)."""
        known = self.__dict__.setdefault("_by_name", {})
        other = known.get(call.name)
        if other is not None and any(made is other for made in self.calls()):
            what = "is already in it" if other is call else f"has the name of another {_kind(call)}"
            raise CallError(self._place(), f"the {_kind(call)} {quoted(call.name)} {what}")
        known[call.name] = call

    def __enter__(self: C) -> C:
        """Steps and calls of function OPs inside of `with` are added to the template."""
        GLOBAL_CONTEXT.enter(self)
        return self

    def __exit__(self, *exc_info: object) -> None:
        GLOBAL_CONTEXT.leave()

    def copy(self: C) -> C:
        """A template of its own with the same calls."""
        made = super().copy()
        made.__dict__.pop("_by_name", None)
        setattr(made, self.CALLS, list(getattr(self, self.CALLS)))
        return made

    @classmethod
    def shell(cls: type[C], graph: Mapping[str, Any], name: Optional[str] = None) -> C:
        """The template of a graph without its calls."""
        read = cls.read_fields(graph)
        read.pop(cls.CALLS, None)
        made = cls(name=name, **read)
        made.said(graph)
        return made

    def fill(self, graph: Mapping[str, Any], templates: Mapping[str, OPTemplate]) -> None:
        """Add the calls that a graph says; `templates` are those of the graph, by name."""
        raise NotImplementedError

    @classmethod
    def from_graph(  # type: ignore[override] # calls need the templates of their graph
        cls: type[C],
        graph: Mapping[str, Any],
        templates: Optional[Mapping[str, OPTemplate]] = None,
        name: Optional[str] = None,
    ) -> C:
        """The template that `convert_to_graph` wrote; `templates` are those that it calls."""
        made = cls.shell(graph, name)
        made.fill(graph, {**(templates or {}), **({name: made} if name else {})})
        return made


def _groups(steps: Any) -> list[list[dict[str, Any]]]:
    return [[step.convert_to_graph() for step in _group(item)] for item in steps]


def _group(item: Union[Step, list[Step]]) -> list[Step]:
    return item if isinstance(item, list) else [item]


class Steps(CallingTemplate):
    """Groups of steps, one group after another; the steps of a group run in parallel.

    `steps` holds steps and lists of parallel steps. A subclass may take arguments of its own and
    build its steps in its constructor.
    """

    KIND = "Steps"
    CALLS = "steps"
    FIELDS = (*OPTemplate.FIELDS, Field("steps", _groups), Field("parallelism", number))

    def __init__(
        self,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        steps: Optional[list[Union[Step, list[Step]]]] = None,
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
        self.steps: list[Union[Step, list[Step]]] = []
        for step in steps or []:
            self.add(step)
        self.convert_to_graph()

    def __iter__(self) -> Iterator[Union[Step, list[Step]]]:
        return iter(self.steps)

    def calls(self) -> Iterator[Step]:
        """All steps, in order."""
        for item in self.steps:
            yield from _group(item)

    def call_class(self) -> type[Step]:
        """A call of a function inside of `with` becomes a `Step`."""
        return Step

    def add(self, step: Union[Step, list[Step]]) -> None:
        """Add a step, or a list of steps that run in parallel, behind those that there are.

        Raises `CallError` for what is no step and for a name that another step has.
        """
        group = list(step) if isinstance(step, (list, tuple)) else step
        for one in _group(group):
            if not isinstance(one, Step) or isinstance(one, Task) or not hasattr(one, "when"):
                given = type(one).__name__
                hint = "; a Task belongs to a DAG" if isinstance(one, Task) else ""
                raise CallError(self._place(), f"it holds steps, not {given}{hint}")
            self._take_name(one)
        self.steps.append(group)

    def fill(self, graph: Mapping[str, Any], templates: Mapping[str, OPTemplate]) -> None:
        """Add the steps that a graph says."""
        for group in graph.get("steps", []):
            self.add([Step.from_graph(step, templates) for step in group])


def _kind(call: Any) -> str:
    return type(call).__name__.lower()
