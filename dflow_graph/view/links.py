"""The calls of one template as items, and the links between them.

A link is an artifact, a parameter, a condition, a loop, a hook, or mere order. In Steps every step
of a group waits for all of the group before; where that would take more links than there are steps,
a barrier stands between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dflow_graph.index import Call, Node, Role, Text, texts_of_call
from dflow_graph.index.order import direct_dependencies
from dflow_graph.model import UNSET
from dflow_graph.record import Record
from dflow_graph.source.pointer import join
from dflow_graph.view.references import names_in

__all__ = ["KINDS", "Group", "Item", "Link", "group_of"]

KINDS = ("artifact", "parameter", "condition", "loop", "hook", "order")
"""The kinds of links, as they are drawn from front to back."""

_BY_ROLE = {Role.CONDITION: "condition", Role.EXPRESSION: "condition", Role.LOOP: "loop"}
_PORT = 4  # steps, S, outputs, artifacts, NAME
_MAY_FAIL = (
    "continue_on_failed",
    "continue_on_error",
    "continue_on_num_success",
    "continue_on_success_ratio",
)


class Item(Record):
    """A step, task or hook, or the barrier between two groups of steps.

    `template` is the name of what is called, `marks` what is special about the call. A barrier has
    neither, nor a call.
    """

    kind: str
    name: str
    template: str
    pointer: str
    call: Call | None
    marks: tuple[str, ...] = ()


class Link(Record):
    """What leads from one item to another, by their numbers; `ports` says what flows."""

    source: int
    target: int
    kind: str
    ports: tuple[str, ...] = ()


class Group(Record):
    """The items of a template that calls others, in the order of the document, and their links."""

    name: str
    kind: str
    items: tuple[Item, ...]
    links: tuple[Link, ...]


def group_of(node: Node) -> Group:
    """The items and links of a Steps or DAG. Linear in its size."""
    word = "step" if node.kind == "Steps" else "task"
    items = [_item(word, call.name, call) for call in node.calls]
    numbers = {id(call): number for number, call in enumerate(node.calls)}
    flows = _Flows(node, numbers)
    for number, call in enumerate(node.calls):
        flows.add(number, call)
    for hook in node.hooks:
        items.append(_item("hook", str(hook.place).removesuffix("_hook"), hook))
        assert hook.host is not None
        flows.put(numbers[id(hook.host)], len(items) - 1, "hook")
        flows.add(len(items) - 1, hook)
    order = _barriers(node, numbers, items) if node.kind == "Steps" else _waits(node, numbers)
    for source, target in order:
        flows.put_order(source, target)
    return Group(node.name, node.kind, tuple(items), flows.links())


def _item(kind: str, name: str, call: Call) -> Item:
    return Item(kind, name, call.step.template, join(call.path), call, tuple(_marks(call)))


def _marks(call: Call) -> Iterator[str]:
    step = call.step
    if call.is_looped:
        yield "loop"
    if call.host is not None:
        if step.expression is not UNSET:
            yield "condition"
    else:
        if step.when is not UNSET:
            yield "condition"
        if any(getattr(step, field) for field in _MAY_FAIL):
            yield "may fail"
    if step.key is not UNSET:
        yield "key"
    if step.executor is not UNSET:
        yield "executor"


class _Flows:
    """Links as they are found: one for each pair of items and kind, with all its ports."""

    def __init__(self, node: Node, numbers: dict[int, int]) -> None:
        self._head = "steps" if node.kind == "Steps" else "tasks"
        self._numbers = {name: numbers[id(call)] for name, call in node.by_name.items()}
        self._found: dict[tuple[int, int, str], dict[str, None]] = {}
        self._pairs: set[tuple[int, int]] = set()

    def put(self, source: int, target: int, kind: str, port: str = "") -> None:
        self._pairs.add((source, target))
        ports = self._found.setdefault((source, target, kind), {})
        if port:
            ports[port] = None

    def put_order(self, source: int, target: int) -> None:
        """A link of mere order, where nothing else says as much."""
        if (source, target) not in self._pairs:
            self.put(source, target, "order")

    def add(self, number: int, call: Call) -> None:
        """The links that the texts of a call make."""
        depth = call.depth
        for text in texts_of_call(call):
            for parts in names_in(text):
                if len(parts) > 1 and parts[0] == self._head:
                    source = self._numbers.get(parts[1])
                    if source is not None and source != number:
                        self.put(source, number, _kind(parts, text), _port(parts, text, depth))

    def links(self) -> tuple[Link, ...]:
        return tuple(
            Link(source, target, kind, tuple(ports))
            for (source, target, kind), ports in self._found.items()
        )


def _kind(parts: tuple[str, ...], text: Text) -> str:
    return _BY_ROLE.get(text.role) or ("artifact" if "artifacts" in parts[2:_PORT] else "parameter")


def _port(parts: tuple[str, ...], text: Text, depth: int) -> str:
    """What flows: `output`, or `output → input` where the two have different names."""
    given = ".".join(parts[_PORT:]) or parts[-1]
    where = text.path[depth:]
    taken = str(where[1]) if len(where) > 1 and where[0] in ("parameters", "artifacts") else given
    return given if taken == given else f"{given} → {taken}"


def _waits(node: Node, numbers: dict[int, int]) -> Iterator[tuple[int, int]]:
    places = {name: numbers[id(call)] for name, call in node.by_name.items()}
    for name, before in direct_dependencies(node).items():
        for source in sorted(places[other] for other in before):
            yield source, places[name]


def _barriers(node: Node, numbers: dict[int, int], items: list[Item]) -> Iterator[tuple[int, int]]:
    """The order of groups of steps; adds the barriers that keep it linear to the items."""
    groups: dict[int, list[int]] = {}
    for call in node.calls:
        groups.setdefault(call.group, []).append(numbers[id(call)])
    for (first, before), (_, after) in pairwise(groups.items()):
        if len(before) * len(after) <= len(before) + len(after):
            yield from ((source, target) for source in before for target in after)
            continue
        items.append(Item("barrier", "then", "", join((*node.path, "steps", first)), None))
        yield from ((source, len(items) - 1) for source in before)
        yield from ((len(items) - 1, target) for target in after)
