"""Which task of a DAG comes before which: dependencies, and references that imply one.

Imports `refs` and the rest of the index. What is wrong with a dependency is the passes' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.index.symbols import Node
from dflow_graph.index.texts import Role, Text, sources, strings
from dflow_graph.refs import exact_reference
from dflow_graph.regex import regex

__all__ = ["Order", "direct_dependencies", "implied_by", "order_of", "stands_in_order"]

_WORD = regex(r"[^\s()&|!]+")
_PREFIX = "{{tasks."
_WIDTH = 1024  # tasks in a block, each a bit of a mask
_ENTRIES = 1_000_000  # masks that are kept, in blocks as long as the DAG
_NEAR = 256  # dependencies looked at before a block is made


def direct_dependencies(node: Node) -> dict[str, set[str]]:
    """What each task of a DAG waits for, without what those wait for: task to names of tasks.

    Only tasks of this DAG are named, and none as its own dependency.
    """
    direct: dict[str, set[str]] = {}
    known = set(node.by_name)
    for call in node.calls:
        step = call.step
        before: set[str] = set()
        # DEP-1
        if step.dependencies:
            for text in step.dependencies:
                if text in known:
                    before.add(text)
                else:
                    before.update(_words(text))
        if step.parameters:
            for value in step.parameters.values():
                if value.__class__ is str:
                    if "tasks." in value:
                        before.add(implied_by(value))
                elif value.__class__ is dict or value.__class__ is list:
                    before.update(_implied(strings(value, (), Role.ARGUMENT)))
        if step.artifacts:
            for source in step.artifacts.values():
                if source.__class__ is str:
                    if "tasks." in source:
                        before.add(implied_by(source))
                elif source is not None:
                    before.update(_implied(_references_in(source)))
        before.discard(call.name)
        before.discard("")  # what is no reference; a task may have no name, which is told
        if not before <= known:
            before &= known
        if direct.setdefault(call.name, before) is not before:
            direct[call.name] |= before
    return direct


def stands_in_order(node: Node) -> bool:
    """Whether every task of a DAG stands after all that it waits for; False if it is not plain.

    Most DAGs are written so, and then have no circle. Looks at no more than it must.
    """
    # What is no task's name is waited for by none; the empty text is what is not plain.
    later = {*node.by_name, ""}
    for call in node.calls:
        step = call.step
        for text in step.dependencies or ():
            if text in later or not later.isdisjoint(_words(text)):
                return False
        if step.parameters:
            for value in step.parameters.values():
                if value.__class__ is str:
                    if "tasks." in value and _plain_name(value) in later:
                        return False
                elif (value.__class__ is dict or value.__class__ is list) and not later.isdisjoint(
                    _implied(strings(value, (), Role.ARGUMENT))
                ):
                    return False
        if step.artifacts:
            for source in step.artifacts.values():
                if source.__class__ is str:
                    if "tasks." in source and _plain_name(source) in later:
                        return False
                elif source is not None and not later.isdisjoint(_implied(_references_in(source))):
                    return False
        later.discard(call.name)
    return True


def _words(text: str) -> list[str]:
    """The names of tasks in a dependency, whether or not it can be parsed."""
    return [match[0].partition(".")[0] for match in _WORD.finditer(text)]


def _plain_name(text: str) -> str:
    """The name of the task in a reference without white space; for other texts anything else."""
    # A reference with white space has it here.
    return text[len(_PREFIX) : text.find(".", len(_PREFIX))] if text[2] == "t" else ""


def _references_in(source: Any) -> Iterator[Text]:
    """The references of an artifact source, without the texts of its locations."""
    return (text for text in sources(source, ()) if text.role is Role.SOURCE)


def _implied(texts: Iterable[Text]) -> set[str]:
    return {implied_by(text.text) for text in texts} - {""}


def implied_by(text: str) -> str:
    """The name of the task that a text is a reference to, or the empty text (clause DEP-1)."""
    if text.startswith(_PREFIX) and text.find("}}") == len(text) - 2:
        end = text.find(".", len(_PREFIX))
        return text[len(_PREFIX) : end if end > 0 else -2]
    parts = exact_reference(text)
    return parts[1] if parts and parts[0] == "tasks" and len(parts) > 1 else ""


class Order:
    """The order of the tasks of one DAG; made when first asked for, and then remembered."""

    __slots__ = ("_blocks", "_places", "_sequence", "direct")

    def __init__(self, direct: dict[str, set[str]]) -> None:
        self.direct = direct
        self._sequence: list[str] | None = None
        self._places: dict[str, int] | None = None
        self._blocks: dict[int, dict[str, int]] = {}

    @property
    def sequence(self) -> list[str]:
        """Every task after those that it waits for; without those in or behind a circle."""
        if self._sequence is None:
            self._sequence = _sorted(self.direct)
        return self._sequence

    @property
    def places(self) -> dict[str, int]:
        """The place of each task in the sequence."""
        if self._places is None:
            self._places = {task: place for place, task in enumerate(self.sequence)}
        return self._places

    def comes_before(self, first: str, second: str) -> bool:
        """Whether `second` waits for `first`, directly or through others.

        Also True where it cannot be told, for tasks that wait for each other in a circle.
        """
        if first in self.direct.get(second, ()):
            return True
        start, end = self.places.get(first), self.places.get(second)
        if start is None or end is None:
            return True
        if start >= end:
            return False
        if start // _WIDTH not in self._blocks:
            near = self._looks_near(start, second)
            if near is not None:
                return near
        masks = self._block(start // _WIDTH)
        return bool(masks.get(second, 0) >> start % _WIDTH & 1)

    def _looks_near(self, start: int, second: str) -> bool | None:
        """The answer if it is found within a few steps upwards."""
        places, direct = self.places, self.direct
        looked = 0
        seen = {second}
        waiting = [second]
        while waiting:
            before = direct[waiting.pop()]
            looked += len(before)
            if looked > _NEAR:
                return None
            for task in before:
                place = places[task]
                if place == start:
                    return True
                if place > start and task not in seen:
                    seen.add(task)
                    waiting.append(task)
        return False

    def _block(self, number: int) -> dict[str, int]:
        """Task to the tasks of a block that it is or waits for, as bits."""
        if number not in self._blocks:
            if len(self._blocks) * len(self.sequence) > _ENTRIES:
                del self._blocks[next(iter(self._blocks))]
            self._blocks[number] = self._masks(number * _WIDTH)
        return self._blocks[number]

    def _masks(self, start: int) -> dict[str, int]:
        masks: dict[str, int] = {}
        for place in range(start, len(self.sequence)):
            task = self.sequence[place]
            mask = 1 << (place - start) if place - start < _WIDTH else 0
            for before in self.direct[task]:
                mask |= masks.get(before, 0)
            if mask:
                masks[task] = mask
        return masks


def order_of(node: Node) -> Order:
    """The order of the tasks of a DAG."""
    return Order(direct_dependencies(node))


def _sorted(direct: dict[str, set[str]]) -> list[str]:
    """The tasks in an order in which all can run; that of the document if it is one."""
    seen: set[str] = set()
    for task, before in direct.items():
        if not before <= seen:
            break
        seen.add(task)
    else:
        return list(direct)
    waits = {task: len(before) for task, before in direct.items()}
    after: dict[str, list[str]] = {task: [] for task in direct}
    for task, before in direct.items():
        for name in before:
            after[name].append(task)
    ready = [task for task, count in waits.items() if count == 0]
    for task in ready:  # grows while it is walked
        for name in after[task]:
            waits[name] -= 1
            if waits[name] == 0:
                ready.append(name)
    return ready
