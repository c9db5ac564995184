"""What is known of the whole graph at every place in it; each part is made when first asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from dflow_graph.index import Index, Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import near_misses
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from msgspec import UnsetType

    from dflow_graph.passes.lone_references import Taken
    from dflow_graph.passes.outcome import Outcome

__all__ = ["Run"]

# What suggestions may cost in all: a graph with one slip gets them, one of slips is not slow.
_MOST_COMPARED = 20_000
_MOST_EDITED = 1_000
_MOST_FUNCTIONS = 500
_MOST_SHOWN = 5
# Among more names than these only those are looked for that one slip of the finger explains.
_FEW = 300
_LONGEST = 100
_TAG = regex(r"\{\{.*?\}\}")
_SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789-_"


class Run:
    """The names that outputs have in the whole workflow, and what its exit handler calls."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._compared = 0
        self._edits = 0
        self._functions: dict[str, tuple[str, ...]] = {}
        self._known: Collection[str] = ()
        self._in_order: list[str] = []
        self.taken: defaultdict[str, Taken] = defaultdict(lambda: ({}, {}))
        """Lone references as they were taken apart, by the kind of template that has them."""
        self.members: dict[tuple[int, str, bool], Outcome] = {}
        """What came of looking for a member in the items of a loop, by the call's id; also whether
        that was for a pattern of slices."""

    def near_misses(self, name: str, known: Collection[str]) -> list[str]:
        """The known names that `name` may have been meant for, while there is time to look.

        Of many names this asks only whether they have some, which should be quick.
        """
        if len(known) > _FEW:
            self._edits += 1
            if self._edits > _MOST_EDITED:
                return []
            if known is not self._known:
                self._known, self._in_order = known, sorted(known)
            return _one_edit_away(name, known, self._in_order)
        self._compared += len(known)
        return near_misses(name, known) if self._compared <= _MOST_COMPARED else []

    def near_functions(self, name: str) -> tuple[str, ...]:
        """The functions that a name may have been meant for, while there is time to look."""
        from dflow_graph.expr.check import near_functions

        found = self._functions.get(name)
        if found is None and len(self._functions) < _MOST_FUNCTIONS:
            found = self._functions[name] = near_functions(name)
        return found or ()

    def template_with(self, step: str) -> Node | None:
        """The first template that has a step or task of this name."""
        return self._owners.get(step)

    @cached_property
    def _owners(self) -> dict[str, Node]:
        owners: dict[str, Node] = {}
        for node in self._index.nodes.values():
            for name in node.by_name:
                owners.setdefault(name, node)
        return owners

    def global_names(self, sort: str) -> dict[str, Path]:
        """Every `global_name` of an output, and where; the sort is `parameters` or `artifacts`."""
        return self._names[sort]

    def may_be_global(self, sort: str, name: str) -> bool:
        """Whether an output has this global name, or one that its tags may make of it."""
        return name in self._names[sort] or any(
            _may_become(parts, name) for parts in self._open_names[sort]
        )

    @cached_property
    def _open_names(self) -> dict[str, list[list[str]]]:
        """The names with tags, each as what stands before, between and behind them."""
        return {
            sort: [_TAG.split(name) for name in names if "{{" in name]
            for sort, names in self._names.items()
        }

    def names_with_tags(self, sort: str) -> list[str]:
        """The global names of which tags make other ones, a few of them."""
        return self._some_open_names[sort]

    @cached_property
    def _some_open_names(self) -> dict[str, list[str]]:
        return {
            sort: list(islice((name for name in names if "{" in name), _MOST_SHOWN))
            for sort, names in self._names.items()
        }

    @cached_property
    def _names(self) -> dict[str, dict[str, Path]]:
        return {sort: self._names_of(sort) for sort in ("parameters", "artifacts")}

    def _names_of(self, sort: str) -> dict[str, Path]:
        names: dict[str, Path] = {}
        for node in self._index.nodes.values():
            ports = node.out_parameters if sort == "parameters" else node.out_artifacts
            for port in ports.values():
                name = getattr(port.entry, "global_name", UNSET)
                if name is not UNSET:
                    names.setdefault(name, (*port.path, "global_name"))
            if node.kind == "PythonOPTemplate":
                field = f"output_{sort[:-1]}_global_name"
                for port_name, name in (getattr(node.template, field) or {}).items():
                    names.setdefault(name, (*node.path, field, port_name))
        return names

    @cached_property
    def before_end(self) -> frozenset[str]:
        """The templates that run before the workflow has ended, and not after that as well.

        What is called from nowhere may be meant for either, if there is an exit handler (WF-5).
        """
        workflow = self._index.workflow
        after = self._called_from(workflow.on_exit)
        if not after:
            return frozenset(self._index.nodes)
        return self._called_from(workflow.entrypoint) - after

    def _called_from(self, name: str | UnsetType) -> frozenset[str]:
        """A template and all that it calls, by steps, tasks and hooks."""
        root = None if name is UNSET else self._index.nodes.get(name)
        if root is None:
            return frozenset()
        seen, waiting = {root.name}, [root]
        while waiting:
            node = waiting.pop()
            for call in (*node.calls, *node.hooks):
                if call.target is not None and call.target.name not in seen:
                    seen.add(call.target.name)
                    waiting.append(call.target)
        return frozenset(seen)


def _may_become(parts: list[str], name: str) -> bool:
    """Whether a name has these parts in this order: the first in front, the last at its end."""
    first, *others = parts
    if not others:
        return True  # what is no tag is told as such
    if not name.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        at = name.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return name.endswith(others[-1]) and at <= len(name) - len(others[-1])


def _one_edit_away(name: str, known: Collection[str], in_order: list[str]) -> list[str]:
    """The known names that two letters exchanged, or one more, less or other, make of this one."""
    if len(name) > _LONGEST:
        return []
    found: dict[str, None] = {}
    for i in range(len(name) + 1):
        head, tail = name[:i], name[i:]
        first = bisect_left(in_order, head)
        if first == len(in_order) or not in_order[first].startswith(head):
            break  # no known name begins like this one any more
        edited = [head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]]
        edited += [head + symbol + tail for symbol in _SYMBOLS]
        edited += [head + symbol + tail[1:] for symbol in _SYMBOLS]
        found.update((candidate, None) for candidate in edited if candidate in known)
    return list(found)[:5]
