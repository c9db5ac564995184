"""What the page knows of a graph: plain data in arrays, every text of it made visible.

Each template stands in it once, with the layers of its calls; the page makes instances of it.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.source.pointer import join
from dflow_graph.view.cards import Card, card_of, header_chips
from dflow_graph.view.details import Details
from dflow_graph.view.figure import closed_sizes, labels_of
from dflow_graph.view.instances import Instance
from dflow_graph.view.labels import counted, link_text, sentence
from dflow_graph.view.layout import Component, layered
from dflow_graph.view.links import KINDS, Group, Item
from dflow_graph.view.outline import Outline
from dflow_graph.view.texts import visible

__all__ = ["page_data"]

_MEANINGS = {
    "artifact": "files flow from one call to the next",
    "parameter": "a value flows",
    "condition": "whether it runs depends on it",
    "loop": "how often it runs depends on it",
    "hook": "called when a step reaches a state",
    "order": "runs after it",
}


def page_data(outline: Outline) -> dict[str, Any]:
    """The data of the page, which `page/app.js` reads."""
    return _Page(outline).data()


class _Page:
    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._numbers = {name: n for n, name in enumerate(outline.symbols.nodes)}
        self._details = Details(outline)
        self._drawn_at = self._places()
        self._findings: list[Diagnostic] = []
        self._finding_numbers: dict[str, list[int]] = {}
        for place, several in outline.findings.items():
            first = len(self._findings)
            self._findings += several
            self._finding_numbers[place] = list(range(first, len(self._findings)))

    def data(self) -> dict[str, Any]:
        outline = self._outline
        nodes = outline.symbols.nodes
        calls = sum(i.kind != "barrier" for group in outline.groups.values() for i in group.items)
        about = f"{counted(calls, 'call')} of {counted(len(nodes), 'template')}"
        if self._findings:
            about += f", {counted(len(self._findings), 'finding')}"
        used = {link.kind for group in outline.groups.values() for link in group.links}
        roots = [*outline.roots, *(("not called", name) for name in self._uncalled())]
        places = {join(("templates", name)): (role, n) for n, (role, name) in enumerate(roots)}
        return {
            "name": visible(outline.workflow.name),
            "about": about,
            "kinds": [[kind, _MEANINGS[kind]] for kind in KINDS if kind in used],
            "facts": self._details.workflow_facts(),
            "findings": [self._finding(found, places) for found in self._findings],
            "roots": [self._root(role, name) for role, name in roots],
            "templates": [self._template(name) for name in nodes],
        }

    def _uncalled(self) -> list[str]:
        """Templates from which all can be reached that the roots do not reach."""
        nodes = self._outline.symbols.nodes
        left = dict.fromkeys(self._outline.uncalled)
        found = []
        for name in sorted(left, key=lambda name: bool(nodes[name].callers)):
            if name not in left:
                continue
            found.append(name)
            waiting = [name]
            while waiting:
                reached = waiting.pop()
                if reached in left:
                    del left[reached]
                    group = self._outline.groups.get(reached)
                    waiting += [item.template for item in group.items] if group else []
        return found

    def _finding(self, found: Diagnostic, roots: dict[str, tuple[str, int]]) -> list[Any]:
        line = f"line {found.line}, column {found.column}, " if found.line else ""
        place = f"{line}{visible(found.pointer) or 'the workflow'}"
        texts = (found.severity.value, found.code, visible(found.message), visible(found.hint))
        return [*texts, place, self._shown_at(found, roots)]

    def _shown_at(
        self, found: Diagnostic, roots: dict[str, tuple[str, int]]
    ) -> tuple[int, int] | None:
        """The template and the number of the call that a finding is drawn on; -1 for a root."""
        place = self._outline.place_of(found.pointer)
        if place in roots:
            return -1, roots[place][1]
        return self._drawn_at.get(place)

    def _places(self) -> dict[str, tuple[int, int]]:
        """Pointer to template and number of a call: its own, or for a template of one of it."""
        found: dict[str, tuple[int, int]] = {}
        for name, group in self._outline.groups.items():
            for number, item in enumerate(group.items):
                if item.call is not None:
                    at = (self._numbers[name], number)
                    found[item.pointer] = at
                    found.setdefault(join(("templates", item.template)), at)
        return found

    def _root(self, role: str, name: str) -> list[Any]:
        item = Item(role, name, name, join(("templates", name)), None)
        instance = Instance(self._outline, item, None, 0)
        card = card_of(instance)
        return self._item(instance, card, card.height)

    def _template(self, name: str) -> list[Any]:
        node = self._outline.symbols.nodes[name]
        group = self._outline.groups.get(name)
        made = self._details.of_template(node)
        inside = self._group(group) if group else None
        return [node.kind, made.search, made.inputs, made.outputs, made.facts, made.sources, inside]

    def _group(self, group: Group) -> dict[str, Any]:
        owner = Item("template", group.name, group.name, "", None)
        parent = Instance(self._outline, owner, None, 0)
        instances = [Instance(self._outline, item, parent, 0) for item in group.items]
        cards = [card_of(instance) for instance in instances]
        labels = labels_of(group)
        sizes, room = closed_sizes(group, cards, labels)
        components = layered(len(group.items), ((k.source, k.target) for k in group.links))
        return {
            "items": [
                self._item(instance, card, size.height)
                for instance, card, size in zip(instances, cards, sizes, strict=True)
            ],
            "links": [
                [link.source, link.target, link.kind, label, link_text(link)]
                for link, label in zip(group.links, labels, strict=True)
            ],
            "components": [_component(component) for component in components],
            "room": [[item, width] for item, width in room.items()],
        }

    def _item(self, instance: Instance, card: Card, height: float) -> list[Any]:
        item = instance.item
        name = visible(item.name)
        findings = self._finding_numbers.get(join(("templates", item.template)), [])
        if item.call is not None:
            findings = [*self._finding_numbers.get(item.pointer, []), *findings]
        facts, given = self._details.of_call(item.call) if item.call else ([], [])
        return [
            item.kind, name, card.title, f"on {name}" if item.kind == "hook" else name,
            visible(item.template), self._numbers.get(item.template, -1), sentence(instance),
            _state(instance), height, _card(card), findings, given, facts,
        ]  # fmt: skip


def _state(instance: Instance) -> str:
    if any(found.severity is Severity.ERROR for found in instance.findings):
        return "error"
    return "warning" if instance.findings else ""


def _card(card: Card) -> list[Any]:
    chips = [list(chip) for chip in card.chips]
    header = round(header_chips(card), 1)
    return [
        card.title, card.subtitle, card.kind, chips, card.rows, card.width, card.height, header,
    ]  # fmt: skip


def _component(component: Component) -> list[Any]:
    columns = [[c.items, c.grid, c.above, c.below] for c in component.columns]
    return [columns, component.routes]
