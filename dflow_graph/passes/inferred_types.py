"""The types of parameters of Steps and DAG that have none: from what they are connected to.

A type is found after those that it comes from; no recursion, whatever calls what (TYP-10).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.port_types import Origin, PortTypes, sliced_parameters, source_of
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference
from dflow_graph.types.nodes import ANY, ListType, Type

__all__ = ["infer_types"]

_DEEPEST = 32  # lists of lists that loops in loops make


class _Use(Record):
    """An input that is passed on to a port, as it is, by a call or to an output."""

    port: Port
    call: Call | None
    is_sliced: bool
    path: Path


_Source = tuple[Port, "Call | None"]


def infer_types(index: Index, types: PortTypes) -> None:
    """Gives a type to the untyped parameters of Steps and DAG, where their connections have one."""
    # TYP-10
    groups = [node for node in index.nodes.values() if node.is_group]
    _infer_inputs(groups, types)
    _infer_outputs(groups, types)


def _infer_inputs(groups: list[Node], types: PortTypes) -> None:
    uses: dict[int, list[_Use]] = {}
    for node in groups:
        untyped = {n: p for n, p in node.in_parameters.items() if p.type is None}
        if untyped:
            uses.update({id(port): [] for port in untyped.values()})
            for own, use in _uses(node, untyped):
                uses[id(own)].append(use)
    needs = {key: [id(use.port) for use in of_port] for key, of_port in uses.items()}
    for key in _in_order(needs):
        found: dict[Type, Origin] = {}
        for port, call, is_sliced, path in uses[key]:
            wanted = types.wanted(port, call if is_sliced else None)
            if wanted != ANY:
                found.setdefault(wanted, Origin(port, path, None if is_sliced else call))
        strictest = _strictest(found)
        if strictest != ANY:
            types.table[key] = strictest
            types.origins[key] = found[strictest]


def _uses(node: Node, untyped: dict[str, Port]) -> Iterable[tuple[Port, _Use]]:
    """The untyped inputs that a template passes on, and what to."""
    for call in (*node.calls, *node.hooks):
        target = call.target
        if target is None or not call.step.parameters:
            continue
        sliced = sliced_parameters(call, target)
        for name, value in call.step.parameters.items():
            own = _own_input(value, untyped)
            if own is not None and name in target.in_parameters:
                path = (*call.path, "parameters", name)
                yield own, _Use(target.in_parameters[name], call, name in sliced, path)
    for port in node.out_parameters.values():
        own = _own_input(port.entry.value_from_parameter, untyped)
        if own is not None:
            yield own, _Use(port, None, False, (*port.path, "value_from_parameter"))


def _own_input(value: Any, untyped: dict[str, Port]) -> Port | None:
    if value.__class__ is not str or not value.startswith("{{"):
        return None
    parts = exact_reference(value)
    if parts is None or len(parts) != 3 or parts[:2] != ("inputs", "parameters"):  # noqa: PLR2004
        return None
    return untyped.get(parts[2])


def _strictest(found: Iterable[Type]) -> Type:
    """The type whose values are of all the others too; `any` if there is none."""
    candidates = list(found)
    for one in candidates:
        from dflow_graph.types.assign import Verdict, verdict

        if all(verdict(one, other) is Verdict.YES for other in candidates):
            return ANY if _is_deep(one) else one
    return ANY


def _infer_outputs(groups: list[Node], types: PortTypes) -> None:
    sources: dict[int, list[_Source | None]] = {}
    for node in groups:
        for port in node.out_parameters.values():
            if port.type is None:
                sources[id(port)] = _sources(node, port)
    needs = {k: [id(s[0]) for s in of_port if s is not None] for k, of_port in sources.items()}
    for key in _in_order(needs):
        given = {ANY if s is None else types.given(*s) for s in sources[key]}
        only = given.pop() if len(given) == 1 else ANY
        if only != ANY and not _is_deep(only):
            types.table[key] = only
            source = sources[key][0]
            assert source is not None
            port, step = source
            unsliced = None if step is None or step.is_looped else step
            types.origins[key] = Origin(port, (), unsliced)


def _sources(node: Node, port: Port) -> list[_Source | None]:
    """What an output refers to, in each branch; None where it is no parameter."""
    text = port.entry.value_from_parameter
    if text is not UNSET:
        parts = exact_reference(text)
        return [None if parts is None else source_of(node, parts)]
    from dflow_graph.passes.expression_results import results_of_output

    results = [r for r in results_of_output(port) if not r.is_nil]
    return [None if r.parts is None else source_of(node, r.parts) for r in results]


def _is_deep(type_: Type) -> bool:
    depth = 0
    while isinstance(type_, ListType):
        type_ = type_.item
        depth += 1
    return depth > _DEEPEST


def _in_order(needs: dict[int, list[int]]) -> list[int]:
    """The keys, each after those that it needs; a circle is cut somewhere."""
    done: dict[int, None] = {}
    seen: set[int] = set()
    for root in needs:
        stack = [root]
        while stack:
            key = stack[-1]
            if key not in seen:
                seen.add(key)
                stack.extend(other for other in needs[key] if other in needs and other not in seen)
            else:
                done.setdefault(stack.pop())
    return list(done)
