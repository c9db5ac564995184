"""What an index holds: templates as nodes, their ports, and the calls between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from dflow_graph.model import Workflow
from dflow_graph.model.slices import Slices
from dflow_graph.record import Record

if TYPE_CHECKING:
    from dflow_graph.index.texts import Text

__all__ = ["Call", "Index", "Likeness", "Node", "Path", "Port"]

Path = tuple[str | int, ...]


class Port(Record):
    """An input or output of a template. `type` is None where the graph says none."""

    name: str
    path: Path
    is_artifact: bool
    type: str | None
    required: bool
    is_big: bool
    entry: Any

    @property
    def is_both(self) -> bool:
        """Whether a big parameter is an ordinary one as well (PAR-7)."""
        return getattr(self.entry, "save_both", False) is True


class Node:
    """A template, its ports by name, its calls of other templates, and who calls it.

    `uncommon_calls` are those of `calls` that have more than a template, arguments that are values
    or texts, a condition and dependencies, or that their template slices: few in most graphs, so
    that what looks for anything else has little to look at. `is_rich` says whether some of `calls`
    say more in arguments and conditions than numbers and lone references to inputs and outputs do.
    """

    __slots__ = (
        "by_name",
        "callers",
        "calls",
        "hooks",
        "in_artifacts",
        "in_parameters",
        "is_rich",
        "kind",
        "name",
        "out_artifacts",
        "out_parameters",
        "path",
        "template",
        "texts",
        "uncommon_calls",
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
        self.uncommon_calls: list[Call] = []
        self.is_rich = False
        self.hooks: list[Call] = []
        self.by_name: dict[str, Call] = {}
        self.callers: list[Call] = []
        self.texts: tuple[Text, ...] | None = None
        """Its texts as `texts_of_template` found them, once that was asked for them."""

    @property
    def is_group(self) -> bool:
        """Whether the template is Steps or DAG."""
        return self.kind in ("Steps", "DAG")


class Likeness:
    """A sort of calls: all are as right as any of them, whatever is asked of them by themselves.

    `inputs` are the inputs of the template they stand in that their texts refer to.
    """

    __slots__ = ("inputs",)

    def __init__(self, inputs: tuple[str, ...]) -> None:
        self.inputs = inputs


class Call(msgspec.Struct, eq=False):
    """A step, task or hook: which template it calls, from where, and whether in a loop.

    `group` counts the groups of Steps from 0 and is -1 in a DAG; `place` is the number within it,
    or the field of a hook. `slices` are those in force: the step's own, or else the template's
    (SLC-2). `host` is the step whose hook this is; a hook's `name` is empty. A Struct, for there
    are as many as steps, and Python's own classes take three times as long to make.
    """

    step: Any  # Step | HookStep
    name: str
    owner: Node
    target: Node | None
    group: int
    place: int | str
    host: Call | None = None
    slices: Slices | None = None
    is_looped: bool = False
    likeness: Likeness | None = None

    @property
    def path(self) -> Path:
        """Where the call stands in the document; made anew each time, for few are asked."""
        if self.host is not None:
            return (*self.host.path, self.place)
        if self.group < 0:
            return (*self.owner.path, "tasks", self.place)
        return (*self.owner.path, "steps", self.group, self.place)

    @property
    def depth(self) -> int:
        """How many names and numbers its path has."""
        of_step = _DEPTH_OF_TASK if self.group < 0 else _DEPTH_OF_STEP
        return of_step if self.host is None else of_step + 1


_DEPTH_OF_TASK, _DEPTH_OF_STEP = 4, 5  # templates, T, tasks, N; templates, T, steps, N, M


class Index(Record):
    """A workflow with its templates as nodes, by name."""

    workflow: Workflow
    nodes: dict[str, Node]
    unknown: frozenset[str] = frozenset()
    """Names of templates that are somewhere, but of which nothing is known."""

    def dissolve(self) -> None:
        """Parts the nodes from their calls; of no use after that.

        They refer to each other, and would else stay until the collector has looked at all of them.
        """
        for node in self.nodes.values():
            for calls in (node.calls, node.uncommon_calls, node.hooks, node.callers):
                calls.clear()
            node.by_name.clear()
