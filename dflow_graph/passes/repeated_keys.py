"""Keys that are the same in every run of their template, where it runs more than once (DG216)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Node
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.key_tags import has_item, is_key, tags_of
from dflow_graph.passes.reach import Reach
from dflow_graph.record import Record
from dflow_graph.source.pointer import join

__all__ = ["check_repeated_keys"]

# Arguments are compared among so many calls only: the work stays linear in the graph.
_COMPARED = 50


class _Clash(Record):
    """Why the runs of a template have the same inputs, and the calls that give them."""

    reason: str
    calls: tuple[Call, ...]


def check_repeated_keys(node: Node, keyed: Iterable[Call], reach: Reach) -> Iterator[Diagnostic]:
    """The keys of a template's steps that its calls cannot tell apart."""
    if node.name not in reach.repeated:
        return
    found: dict[frozenset[str], _Clash | None] = {}
    callers = reach.calls_of(node)
    for call in keyed:
        inputs = _inputs_of(call)
        if inputs is None:
            continue
        if inputs not in found:
            found[inputs] = (
                _clash(node, callers[:_COMPARED], sorted(inputs), reach)
                if inputs
                else _repetition(node, callers)
            )
        clash = found[inputs]
        # KEY-2
        if clash is not None and is_key(call.step.key):
            yield _finding(node, call, clash)


def _inputs_of(call: Call) -> frozenset[str] | None:
    """The inputs that a key is made of, if it is of nothing else that varies."""
    key = call.step.key
    if call.is_looped and not has_item(key):
        return None  # a fault of its own
    tags = tags_of(key)
    return None if tags is None or tags.varies else tags.inputs


def _finding(node: Node, call: Call, clash: _Clash) -> Diagnostic:
    return finding(
        "DG216",
        f"the key {quoted(call.step.key)} is the same in several runs of the template "
        f"{quoted(node.name)}, {clash.reason}",
        (*call.path, "key"),
        hint=_mend(node, call.step.key),
        related=tuple(
            Place(message="it is called here", pointer=join(where.path))
            for where in clash.calls[:2]
        ),
    )


def _mend(node: Node, key: str) -> str:
    if "inputs.parameters" in key:
        return "Give the calls different arguments, or add an input that differs to the key."
    for name in node.in_parameters:
        tag = f"{{{{inputs.parameters.{name}}}}}"
        return f"Add a tag that differs between the runs, such as {quoted(tag)}."
    return (
        f"Give {quoted(node.name)} an input that differs between the runs, and add it to the key."
    )


def _repetition(node: Node, callers: list[Call]) -> _Clash:
    """How a template comes to run more than once, whatever its inputs."""
    looped = next((call for call in callers if call.is_looped), None)
    if looped is not None:
        return _Clash("which is called in a loop", (looped,))
    own = next((call for call in callers if call.owner is node), None)
    if own is not None:
        return _Clash("which calls itself", (own,))
    if len(callers) > 1:
        return _Clash("which is called more than once", tuple(callers))
    return _Clash("whose caller runs more than once", tuple(callers))


def _clash(node: Node, callers: list[Call], names: list[str], reach: Reach) -> _Clash | None:
    """Calls that certainly give the same values to the inputs that a key is made of."""
    taken: dict[tuple[Any, ...], Call] = {}
    for call in callers:
        values = _values(call, names)
        if values is None:
            continue
        if call.is_looped and not _are_sliced(call, names):
            return _Clash("which is called in a loop with the same inputs", (call,))
        if call.owner is node and all(
            value == "{{inputs.parameters." + name + "}}"
            for name, value in zip(names, values, strict=True)
        ):
            return _Clash("which calls itself with the same inputs", (call,))
        # A tag means the same within one template only.
        has_tags = any(isinstance(v, str) and "{{" in v for v in values)
        scope = call.owner.name if has_tags else None
        first = taken.setdefault((scope, *map(_typed, values)), call)
        if first is not call and reach.both_run(first, call):
            return _Clash("which is called with the same inputs", (first, call))
    return None


def _typed(value: Any) -> tuple[str, Any]:
    """`1` and `true` are equal in Python, but not the same value."""
    return type(value).__name__, value


def _values(call: Call, names: list[str]) -> list[Any] | None:
    """The arguments of these inputs, None for those left out; nothing if they may differ."""
    given = call.step.parameters or {}
    values = [given.get(name) for name in names]
    for value in values:
        if isinstance(value, (dict, list)):
            return None
        if isinstance(value, str) and "{{" in value and "item" in value:
            return None
    return values


def _are_sliced(call: Call, names: list[str]) -> bool:
    sliced = (call.slices.input_parameter or ()) if call.slices is not None else ()
    return any(name in sliced for name in names)
