"""The calls of a graph as trees in which each template is opened once, where it is called first.

So a picture is as large as the document, however often its templates are called, and shows all of
it. The first tree is the entrypoint's; templates that are called from nowhere, or that a picture
has no room for within another, stand as trees of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.source.pointer import join
from dflow_graph.view.links import Group, Item
from dflow_graph.view.outline import Outline

__all__ = ["Instance", "instances_of", "walk"]

_DEEPEST = 64
"""Levels within one tree: Argo allows 100, and no picture is read so deep."""


class Instance:
    """One call at one place of the picture, or a root; open if its children are shown.

    `group` is what the called template would show, None for one that calls nothing. `why_closed`
    says why a template that calls others is shown as one node.
    """

    __slots__ = ("children", "depth", "findings", "group", "is_open", "item", "kind", "number",
                 "parent", "template", "troubled", "why_closed")  # fmt: skip

    def __init__(self, outline: Outline, item: Item, parent: Instance | None, number: int) -> None:
        node = outline.symbols.nodes.get(item.template)
        self.item = item
        self.number = number
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.template = item.template
        self.kind = node.kind if node else ""
        self.group: Group | None = outline.groups.get(item.template)
        self.children: list[Instance] = []
        self.is_open = False
        self.findings: tuple[Diagnostic, ...] = outline.findings_of(item)
        self.troubled = item.template in outline.troubled
        self.why_closed = ""

    def calls_itself(self) -> bool:
        """Whether the template is open around this call of it."""
        above = self.parent
        while above is not None:
            if above.template == self.template:
                return True
            above = above.parent
        return False


def walk(roots: list[Instance]) -> Iterator[Instance]:
    """Every instance, each before its children."""
    waiting = roots[::-1]
    while waiting:
        instance = waiting.pop()
        yield instance
        waiting.extend(reversed(instance.children))


def instances_of(
    outline: Outline, depth: int | None = None, room: int | None = None
) -> list[Instance]:
    """The roots. With `depth`, what lies deeper than so many levels is left out.

    With `room`, a template is opened within another only while a tree has fewer nodes than that;
    one that is not becomes a tree of its own. The first level of each tree is always open.
    """
    return _Opening(outline, depth, room).roots


class _Opening:
    """Opens trees level by level, until every template that may be open is."""

    def __init__(self, outline: Outline, depth: int | None, room: int | None) -> None:
        self.roots: list[Instance] = []
        self._outline = outline
        self._depth = depth
        self._room = room
        self._number = 0
        self._opened: set[str] = set()
        self._shown: set[str] = set()
        self._postponed: deque[str] = deque()
        for role, template in outline.roots:
            self._tree(role, template)
        uncalled = outline.uncalled
        nodes = outline.symbols.nodes
        # What nobody calls comes first: it may call the others.
        for template in sorted(uncalled, key=lambda name: bool(nodes[name].callers)):
            if template not in self._shown:
                self._tree("not called", template)

    def _tree(self, role: str, template: str) -> None:
        self._root(role, template)
        while self._postponed:
            self._root("template", self._postponed.popleft())

    def _root(self, role: str, template: str) -> None:
        if role == "template" and template in self._opened:
            return  # opened meanwhile, in another tree
        item = Item(role, template, template, join(("templates", template)), None)
        root = self._instance(item, None)
        self.roots.append(root)
        start = self._number
        waiting = deque([root])
        while waiting:
            instance = waiting.popleft()
            if self._may_open(instance, self._number - start):
                self._opened.add(instance.template)
                instance.is_open = True
                assert instance.group is not None
                instance.children = [self._instance(i, instance) for i in instance.group.items]
                waiting.extend(instance.children)

    def _instance(self, item: Item, parent: Instance | None) -> Instance:
        made = Instance(self._outline, item, parent, self._number)
        self._number += 1
        self._shown.add(item.template)
        return made

    def _may_open(self, instance: Instance, size: int) -> bool:
        if instance.group is None:
            return False
        if instance.template in self._opened:
            instance.why_closed = "calls itself" if instance.calls_itself() else "shown elsewhere"
            return False
        if self._depth is not None and instance.depth >= self._depth:
            return False
        items = len(instance.group.items)
        full = self._room is not None and instance.parent is not None and size + items > self._room
        if full or instance.depth >= _DEEPEST:
            instance.why_closed = "shown below"
            self._postponed.append(instance.template)
            return False
        return True
