"""What an index holds: templates as nodes, their ports, and the calls between them."""

from __future__ import annotations

from typing import Any, NamedTuple

from dflow_graph.model import HookStep, Step, Workflow
from dflow_graph.model.slices import Slices

__all__ = ["Call", "Index", "Node", "Path", "Port"]

Path = tuple[str | int, ...]


class Port(NamedTuple):
    """An input or output of a template. `type` is None where the graph says none."""

    name: str
    path: Path
    is_artifact: bool
    type: str | None
    required: bool
    is_big: bool
    entry: Any


class Node:
    """A template, its ports by name, its calls of other templates, and who calls it."""

    __slots__ = (
        "by_name",
        "callers",
        "calls",
        "hooks",
        "in_artifacts",
        "in_parameters",
        "kind",
        "name",
        "out_artifacts",
        "out_parameters",
        "path",
        "template",
    )

    def __init__(self, name: str, template: Any) -> None:
        self.name = name
        self.template = template
        self.kind: str = template.kind
        self.path: Path = ("templates", name)
        self.in_parameters: dict[str, Port] = {}
        self.in_artifacts: dict[str, Port] = {}
        self.out_parameters: dict[str, Port] = {}
        self.out_artifacts: dict[str, Port] = {}
        self.calls: list[Call] = []
        self.hooks: list[Call] = []
        self.by_name: dict[str, Call] = {}
        self.callers: list[Call] = []

    @property
    def is_group(self) -> bool:
        """Whether the template is Steps or DAG."""
        return self.kind in ("Steps", "DAG")


class Call:
    """A step, task or hook: which template it calls, from where, and whether in a loop.

    `group` counts the groups of Steps from 0 and is -1 in a DAG. `slices` are those in force: the
    step's own, or else the template's (SLC-2). `host` is the step whose hook this is.
    """

    __slots__ = ("group", "host", "is_looped", "name", "owner", "path", "slices", "step", "target")

    def __init__(
        self,
        step: Step | HookStep,
        owner: Node,
        path: Path,
        group: int,
        target: Node | None,
        host: Call | None = None,
    ) -> None:
        self.step: Any = step
        self.name: str = step.name if isinstance(step, Step) else ""
        self.owner = owner
        self.path = path
        self.group = group
        self.target = target
        self.host = host
        self.slices: Slices | None = None
        self.is_looped = False


class Index(NamedTuple):
    """A workflow with its templates as nodes, by name."""

    workflow: Workflow
    nodes: dict[str, Node]
