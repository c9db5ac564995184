"""The templates of a workflow, each once, under the name that it has in the graph.

Names depend on what is said alone, never on chance or on memory addresses (clause CONF-5).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.authoring.steps import CallingTemplate
from dflow_graph.python.errors import CallError
from dflow_graph.python.names import MAX_NAME
from dflow_graph.python.near import quoted
from dflow_graph.python.op_template import OPTemplate

__all__ = ["Collection", "collect"]

_HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")


class Collection:
    """Templates with their graphs, in order of first use."""

    def __init__(self) -> None:
        self.templates: list[OPTemplate] = []
        self.places: list[str] = []
        self.graphs: list[dict[str, Any]] = []
        self.called: list[list[int]] = []
        self.names: list[str] = []
        self._index: dict[int, int] = {}

    def index(self, template: OPTemplate) -> int:
        """The number of a template."""
        return self._index[id(template)]

    def meet(self, template: OPTemplate, place: str) -> None:
        """Takes note of a template at the place of its first use."""
        if id(template) not in self._index:
            self._index[id(template)] = len(self.templates)
            self.templates.append(template)
            self.places.append(place)

    def name(self, template: OPTemplate) -> str:
        """The name of a template in the graph."""
        return self.names[self.index(template)]

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Name to the template's object; templates of one name have one content."""
        result: dict[str, dict[str, Any]] = {}
        for number, name in enumerate(self.names):
            if name in result:
                continue
            graph = self.graphs[number]
            for call, called in zip(_call_graphs(graph), self.called[number], strict=True):
                call["template"] = self.names[called]
            result[name] = graph
        return result


def collect(
    kept: Iterable[tuple[OPTemplate, str]], roots: Iterable[tuple[OPTemplate, str]]
) -> Collection:
    """The templates that are kept, and behind them all that are reached from them or the roots.

    Each comes with the place of its first use. Unnamed templates of one name and different content
    get numbers. Raises `CallError` if two templates were given one name and differ.
    """
    found = Collection()
    first = list(kept)
    for template, place in first:
        found.meet(template, place)
    waiting = [*first, *roots][::-1]
    seen = set()
    while waiting:
        template, place = waiting.pop()
        found.meet(template, place)
        if id(template) not in seen:
            seen.add(id(template))
            waiting.extend(reversed(list(_called_by(template))))
    for template in found.templates:
        found.graphs.append(template.convert_to_graph())
        found.called.append([found.index(called) for called, _ in _called_by(template)])
    found.names = _names(found)
    return found


def _called_by(template: OPTemplate) -> Iterator[tuple[OPTemplate, str]]:
    """The templates that the calls and hooks of a template call, in order."""
    if not isinstance(template, CallingTemplate):
        return
    for call in template.calls():
        place = f"{type(call).__name__.lower()} {quoted(call.name)} of {quoted(template.name)}"
        yield call.template, place
        for state, hook in call.hooks.items():
            yield hook.template, f"the {state} hook of {place}"


def _call_graphs(graph: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects of the same calls and hooks, in the same order."""
    calls = graph.get("tasks") or [step for group in graph.get("steps", ()) for step in group]
    for call in calls:
        yield call
        for hook in _HOOKS:
            if hook in call:
                yield call[hook]


def _names(found: Collection) -> list[str]:
    classes = _content_classes(found)
    given: dict[str, int] = {}
    for number, template in enumerate(found.templates):
        if template.is_named:
            first = given.setdefault(template.name, number)
            if classes[first] != classes[number]:
                places = f"one is {found.places[first]}, the other {found.places[number]}"
                reason = f"two templates of different content have this name: {places}"
                raise CallError(f"template {quoted(template.name)}", reason)
    taken = {name: classes[number] for name, number in given.items()}
    by_class: dict[int, str] = {number: name for name, number in taken.items()}
    names = []
    for number, template in enumerate(found.templates):
        of_class = by_class.get(classes[number])
        if of_class is None:
            of_class = _free_name(template.name, taken)
            taken[of_class] = classes[number]
            by_class[classes[number]] = of_class
        names.append(of_class)
    return names


def _free_name(wished: str, taken: dict[str, int]) -> str:
    name, counter = wished, 1
    while name in taken:
        counter += 1
        name = f"{wished[: MAX_NAME - len(str(counter)) - 1]}-{counter}"
    return name


def _content_classes(found: Collection) -> list[int]:
    """A number for each template, equal for those of one name and content.

    Templates may call each other in circles, so content is compared as automata are minimised:
    what looks alike is told apart, round after round, by the classes of what it calls.
    """
    looks = [
        (template.name, _blank(graph))
        for template, graph in zip(found.templates, found.graphs, strict=True)
    ]
    classes = _numbered(looks)
    while True:
        finer = _numbered(
            (classes[number], *(classes[called] for called in called_by))
            for number, called_by in enumerate(found.called)
        )
        if len(set(finer)) == len(set(classes)):
            return classes
        classes = finer


def _blank(graph: dict[str, Any]) -> str:
    """A template's content without the names of the templates that it calls."""
    names = [(call, call["template"]) for call in _call_graphs(graph)]
    for call, _ in names:
        call["template"] = ""
    text = json.dumps(graph)
    for call, name in names:
        call["template"] = name
    return text


def _numbered(keys: Iterable[Any]) -> list[int]:
    numbers: dict[Any, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
