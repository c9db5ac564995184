"""Which types may be at fault for what is found about them: one that is wrong is one mistake.

Only a graph with such findings imports this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.graph_values import arrives
from dflow_graph.passes.port_types import PortTypes, sliced_parameters, source_of
from dflow_graph.passes.type_causes import CONNECTIONS, Found, port_of
from dflow_graph.passes.workflow_parameters import workflow_parameter
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join
from dflow_graph.types.nodes import ANY, Type
from dflow_graph.types.values import value_problems

__all__ = ["with_culprits"]

_MOST = 1_000  # values for one port: more are no slip of its type
_Value = tuple[Any, Path, Call | None]
"""What a port gets, at which place, and by which call if by one."""


def with_culprits(found: list[Found], index: Index, types: PortTypes) -> Iterator[Diagnostic]:
    """The findings, each with the types that explain it (CONF-8).

    What does not fit an output is explained by the output or by the input. A value is so by the
    type of its port only where nothing fits that.
    """
    given = _Given(index, types)
    ports = [given.root_of(port or port_of(diagnostic.pointer)) for diagnostic, port in found]
    failing: defaultdict[Path, set[str]] = defaultdict(set)
    for (diagnostic, _), port in zip(found, ports, strict=True):
        failing[port].add(diagnostic.pointer)
    wrong = {port for port, places in failing.items() if given.is_all(places, port)}
    for (diagnostic, _), port in zip(found, ports, strict=True):
        at_fault: tuple[Path, ...] = ()
        if diagnostic.code in CONNECTIONS:
            at_fault = given.root_of(port_of(diagnostic.related[0].pointer)), port
        elif diagnostic.code == "DG402" and port in wrong:
            at_fault = (port,)
        of_types = {("type", *path): None for path in at_fault if given.is_port(path)}
        if of_types:
            diagnostic = diagnostic._replace(culprits=(*of_types, *diagnostic.culprits))  # noqa: PLW2901
        yield diagnostic


class _Given:
    """Knows the ports of a graph by their paths, and whether what they get fits them."""

    def __init__(self, index: Index, types: PortTypes) -> None:
        self._workflow = index.workflow
        self._values = index.workflow.parameters or {}
        self._types = types
        self._ports: dict[Path, tuple[Node, Port]] = {}
        self._untyped: defaultdict[Path, list[Path]] = defaultdict(list)
        for node in index.nodes.values():
            for port in (*node.in_parameters.values(), *node.out_parameters.values()):
                self._ports[port.path] = node, port
                if id(port) in types.origins:
                    self._untyped[types.root(port).path].append(port.path)

    def is_port(self, path: Path) -> bool:
        return path in self._ports

    def root_of(self, path: Path) -> Path:
        """The path of the port that a type stands at: this one, or where it has it from."""
        known = self._ports.get(path)
        return path if known is None else self._types.root(known[1]).path

    def is_all(self, places: set[str], root: Path) -> bool:
        """Whether nothing that ports of one type get fits it, by the places of what does not."""
        if not self.is_port(root) or len(places) > _MOST:
            return False
        is_any = False
        for path in (root, *self._untyped[root]):
            for value, at, call in self._given_to(path):
                wrong = self._is_wrong(value, at, call, path, places)
                if wrong is False:
                    return False
                is_any = is_any or wrong is True
        return is_any

    def _given_to(self, path: Path) -> Iterator[_Value]:
        node, port = self._ports[path]
        is_input = node.in_parameters.get(port.name) is port
        return self._given_to_input(node, port) if is_input else _given_to_output(node, port)

    def _is_wrong(
        self, value: Any, at: Path, call: Call | None, path: Path, places: set[str]
    ) -> bool | None:
        """Whether a value does not fit its port; None where that is not known.

        So are texts that are put together when they run, what a pattern of slices picks, and what
        comes from a port without a type, or of the same.
        """
        node, port = self._ports[path]
        is_sliced = call is not None and port.name in sliced_parameters(call, node)
        slicer = call if is_sliced else None
        wanted = self._types.wanted(port, slicer)
        if wanted == ANY:
            return None
        parts = exact_reference(value) if value.__class__ is str else None
        if parts is None:
            if value.__class__ is str and "{{" in value:
                return None
            return join(at) in places or _is_each(value, at, places)
        if (name := workflow_parameter(parts)) is not None:
            return _fits_nowhere(self._values[name], wanted) if name in self._values else None
        if parts[0] == "item":
            if call is None or slicer is not None:
                return None
            return join(at) in places or _fits_no_item(parts, call, wanted)
        source = source_of(node if call is None else call.owner, parts)
        if source is None or self._types.given(*source) == ANY:
            return None
        if self._types.root(source[0]) is self._types.root(port):
            return None
        return join(at) in places

    def _given_to_input(self, node: Node, port: Port) -> Iterator[_Value]:
        workflow, name = self._workflow, port.name
        for call in node.callers:
            value = (call.step.parameters or {}).get(name, UNSET)
            if call.owner is not node and value is not UNSET:
                yield value, (*call.path, "parameters", name), call
        own = [(field, getattr(port.entry, field, UNSET)) for field in ("default", "value")]
        own = [(field, value) for field, value in own if value is not UNSET]
        for field, value in own:
            yield value, (*port.path, field), None
        is_root = node.name in (workflow.entrypoint, workflow.on_exit)
        if is_root:
            yield f"{{{{workflow.parameters.{name}}}}}", port.path, None


def _given_to_output(node: Node, port: Port) -> Iterator[_Value]:
    for field in ("value", "default", "value_from_parameter", "value_from_expression"):
        value = getattr(port.entry, field, UNSET)
        if value is not UNSET:
            yield value, (*port.path, field), None
    defaults = getattr(node.template, "output_parameter_default", UNSET)
    if defaults is not UNSET and port.name in defaults:
        at = (*node.path, "output_parameter_default", port.name)
        yield defaults[port.name], at, None


def _is_each(value: Any, at: Path, places: set[str]) -> bool:
    """Whether every item of a list, or member of an object, is at fault by itself."""
    keys = range(len(value)) if isinstance(value, list) else value
    is_deep = value.__class__ is list or value.__class__ is dict
    return is_deep and bool(value) and all(join((*at, key)) in places for key in keys)


def _fits_nowhere(value: Any, wanted: Type) -> bool:
    """Whether neither a value that travels as text fits, nor any part of it."""
    if arrives(value, wanted):
        return False
    heads = {problem.path[0] if problem.path else None for problem in value_problems(value, wanted)}
    return None in heads or len(heads) == len(value)


def _fits_no_item(parts: tuple[str, ...], call: Call, wanted: Type) -> bool:
    """Whether no item of the list that a call loops over fits, or no member of that name."""
    items, key = getattr(call.step, "with_param", UNSET), ".".join(parts[1:])
    if items.__class__ is not list:
        return False
    if key:
        items = [item[key] for item in items if item.__class__ is dict and key in item]
    return bool(items) and not any(arrives(item, wanted) for item in items)
