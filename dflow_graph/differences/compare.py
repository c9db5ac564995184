"""Compares two graphs, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dflow_graph.differences.changes import Change, Side, What
from dflow_graph.differences.fields import field_changes
from dflow_graph.differences.matching import Leaves, leaves_of, renamed
from dflow_graph.differences.moves import moved
from dflow_graph.differences.parts import TemplatePart, template_part, workflow_fields
from dflow_graph.differences.spelling import Names
from dflow_graph.index import Index, Node, build_index
from dflow_graph.index.symbols import Path
from dflow_graph.model import Workflow
from dflow_graph.record import Record
from dflow_graph.source.pointer import join

__all__ = ["diff"]


def diff(old: Workflow, new: Workflow, *, without_effect: bool = False) -> list[Change]:
    """What makes two graphs mean something else, in the order of the old one.

    Spelling makes no difference: notation, order of members, of tasks and of steps that run side by
    side, defaults that are written out, white space in tags. Annotations and extensions are
    compared only if asked for what is `without_effect` (CAN-1). Takes graphs of sound structure.
    """
    return list(_Comparison(old, new, without_effect=without_effect).changes())


class _Owner(Record):
    """Whose fields are compared, and where it stands on either side."""

    template: str
    step: str
    old: Path
    new: Path


class _Comparison:
    """Two graphs, and which template of the one is which of the other."""

    def __init__(self, old: Workflow, new: Workflow, *, without_effect: bool) -> None:
        self.old, self.new = build_index(old), build_index(new)
        self.old_data, self.new_data = old.to_dict(), new.to_dict()
        self.without_effect = without_effect
        self.templates = renamed(
            *(
                _template_leaves(i, other)
                for i, other in ((self.old, self.new), (self.new, self.old))
            )
        )
        both = {name: name for name in self.old.nodes if name in self.new.nodes}
        self.pairs = {**both, **self.templates}
        self._template_name = _name_in(_apart(self.templates))

    def changes(self) -> Iterator[Change]:
        """Every difference."""
        effect = self.without_effect
        old = workflow_fields(self.old, self._template_name, without_effect=effect)
        new = workflow_fields(self.new, lambda name: name, without_effect=effect)
        yield from self._fields(old, new, _Owner("", "", (), ()))
        for name, node in self.old.nodes.items():
            if name in self.pairs:
                yield from self._template(node, self.new.nodes[self.pairs[name]])
            else:
                yield Change("removed", "template", name, "", "", _side(node.path, name), None)
        come = set(self.pairs.values())
        for name, node in self.new.nodes.items():
            if name not in come:
                yield Change("added", "template", name, "", "", None, _side(node.path, name))

    def _template(self, old: Node, new: Node) -> Iterator[Change]:
        if old.name != new.name:
            sides = (_side(old.path, old.name), _side(new.path, new.name))
            yield Change("renamed", "template", new.name, "", "", *sides)
        calls = renamed(
            _call_leaves(old, new, self._template_name), _call_leaves(new, old, lambda name: name)
        )
        # Where Steps became a DAG, `steps.a` says what `tasks.a` says.
        head = "" if old.kind == new.kind else "tasks"
        ours = template_part(
            old,
            Names(_apart(calls), head=head),
            self._template_name,
            without_effect=self.without_effect,
        )
        theirs = template_part(
            new, Names(head=head), lambda name: name, without_effect=self.without_effect
        )
        if old.kind != new.kind:
            sides = (_side((*old.path, "kind"), old.kind), _side((*new.path, "kind"), new.kind))
            yield Change("changed", "field", new.name, "", "kind", *sides)
        owner = _Owner(new.name, "", old.path, new.path)
        yield from self._fields(ours.fields, theirs.fields, owner)
        yield from self._calls(ours, theirs, calls)

    def _calls(
        self, old: TemplatePart, new: TemplatePart, names: Mapping[str, str]
    ) -> Iterator[Change]:
        pairs = {name: names.get(name, name) for name in old.calls}
        pairs = {name: other for name, other in pairs.items() if other in new.calls}
        groups = {name: (old.calls[name].group, new.calls[pairs[name]].group) for name in pairs}
        gone = moved(groups) if old.kind == new.kind == "Steps" else set()
        for name, call in old.calls.items():
            if name not in pairs:
                side = _side(call.path, call.name)
                yield Change("removed", _word(old), new.name, name, "", side, None)
                continue
            other = new.calls[pairs[name]]
            if name != other.name:
                sides = (_side(call.path, name), _side(other.path, other.name))
                yield Change("renamed", _word(new), new.name, other.name, "", *sides)
            if name in gone:
                sides = (_side(call.path, call.group + 1), _side(other.path, other.group + 1))
                yield Change("moved", "step", new.name, other.name, "", *sides)
            owner = _Owner(new.name, other.name, call.path, other.path)
            yield from self._fields(call.fields, other.fields, owner)
        come = set(pairs.values())
        for name, call in new.calls.items():
            if name not in come:
                side = _side(call.path, call.name)
                yield Change("added", _word(new), new.name, name, "", None, side)

    def _fields(self, old: Any, new: Any, owner: _Owner) -> Iterator[Change]:
        for change in field_changes(old, new):
            at, to = change.old, change.new
            field = ".".join(map(str, (at if to is None else to) or ()))
            left = None if at is None else self._value(self.old_data, (*owner.old, *at))
            right = None if to is None else self._value(self.new_data, (*owner.new, *to))
            kind: Any = "added" if left is None else "removed" if right is None else "changed"
            yield Change(kind, "field", owner.template, owner.step, field, left, right)

    @staticmethod
    def _value(data: Any, path: Path) -> Side:
        """What the document says at a path, or at the last part of it that is a field there.

        A reference that is written as an object is compared as the text in it.
        """
        for number, token in enumerate(path):
            inside = token in data if isinstance(data, dict) else isinstance(data, list)
            if not inside:
                return _side(path[:number], data)
            data = data[token]
        return _side(path, data)


def _name_in(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: names.get(name, name)


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """New names by old ones; what was called by a new name before is not what has it now."""
    strangers = {name: f"{name} of before" for name in names.values() if name not in names}
    return {**strangers, **names}


def _side(path: Path, value: Any) -> Side:
    return Side(join(path), value)


def _word(part: TemplatePart) -> What:
    return "task" if part.kind == "DAG" else "step"


def _template_leaves(index: Index, other: Index) -> dict[str, Leaves]:
    """What each template says that the other graph has not, whatever it calls that it has not."""
    leaves = {}
    for name, node in index.nodes.items():
        if name in other.nodes:
            leaves[name] = Leaves()
            continue
        part = template_part(
            node,
            Names(),
            lambda called: called if called in other.nodes else "*",
            without_effect=False,
        )
        calls = {call.name: call.fields for call in part.calls.values()}
        leaves[name] = leaves_of({"fields": part.fields, "calls": calls, "kind": {part.kind: ""}})
    return leaves


def _call_leaves(node: Node, other: Node, template_name: Callable[[str], str]) -> dict[str, Leaves]:
    """What each call says; calls without a namesake have no name in it."""
    known = frozenset(node.by_name) & frozenset(other.by_name)
    if len(known) == len(node.by_name) == len(other.by_name):
        return dict.fromkeys(known, Leaves())
    part = template_part(
        node,
        Names(known=known, head="calls"),
        template_name,
        without_effect=False,
    )
    return {name: leaves_of(call.fields) for name, call in part.calls.items()}
