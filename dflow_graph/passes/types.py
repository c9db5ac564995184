"""The types pass: values are of their ports' types, and outputs fit the inputs that they feed.

A type is parsed once for each port. Whether one type fits another is looked up once for each pair
of ports, so that a hundred thousand calls of a few templates cost a look-up each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.alike_calls import Verdicts
from dflow_graph.passes.finding import finding, quoted, shown
from dflow_graph.passes.inferred_types import infer_types
from dflow_graph.passes.plain_calls import PlainCalls
from dflow_graph.passes.port_types import PortTypes, source_of
from dflow_graph.passes.workflow_parameters import WorkflowParameters, workflow_parameter
from dflow_graph.refs import exact_reference

if TYPE_CHECKING:
    from dflow_graph.passes.argument_types import ArgumentTypes
    from dflow_graph.passes.expression_results import Result
    from dflow_graph.passes.type_causes import Found

__all__ = ["check_types"]


def check_types(index: Index) -> Iterator[Diagnostic]:
    """Malformed types, values against their types, and connections whose types do not fit."""
    types = PortTypes(index)
    infer_types(index, types)
    yield from types.faults
    workflow = WorkflowParameters(index, types)
    found = [*workflow.check(), *_check_nodes(index, types, workflow)]
    if len(found) > 1:
        from dflow_graph.passes.type_causes import without_followers

        found = without_followers(found)
    if found:
        from dflow_graph.passes.type_culprits import with_culprits

        yield from with_culprits(found, index, types)


def _check_nodes(index: Index, types: PortTypes, workflow: WorkflowParameters) -> Iterator[Found]:
    calls = _Calls(types, workflow)
    for node in index.nodes.values():
        ports = _Ports(node, types, workflow)
        for diagnostic in ports.check():
            yield diagnostic, ()
        if node.kind == "PythonOPTemplate":
            yield from ports.check_defaults()
        yield from calls.check(node)


class _Calls:
    """Checks what calls give to their templates, and what their loops run over."""

    def __init__(self, types: PortTypes, workflow: WorkflowParameters) -> None:
        self._types = types
        self._workflow = workflow
        self._plain = PlainCalls(types)
        self._arguments: ArgumentTypes | None = None
        self._right, self._right_loops = Verdicts(), Verdicts()

    def check(self, node: Node) -> Iterator[Found]:
        """Every fault of the calls and hooks of one template."""
        given = [call for call in node.calls if call.step.parameters]
        yield from self._right.faults(given, self._check_step)
        for hook in node.hooks:
            if hook.step.parameters:
                yield from self._check_arguments(hook, hook.step.parameters)
        looped = [call for call in node.uncommon_calls if call.step.with_param is not UNSET]
        yield from self._right_loops.faults(looped, self._check_loop)

    def _check_step(self, call: Call) -> Iterable[Found]:
        doubtful = self._plain.doubtful(call)
        return self._check_arguments(call, doubtful) if doubtful else ()

    def _check_arguments(self, call: Call, names: Iterable[str]) -> Iterator[Found]:
        if call.target is None:
            return
        if self._arguments is None:
            from dflow_graph.passes.argument_types import ArgumentTypes

            self._arguments = ArgumentTypes(self._types, self._workflow)
        for port, diagnostic in self._arguments.check(call, call.target, names):
            yield diagnostic, port

    def _check_loop(self, call: Call) -> Iterator[Found]:
        """What a loop runs over, and what is asked of its items."""
        from dflow_graph.passes.loop_items import check_loop_source, check_members

        for diagnostic in check_loop_source(call, call.owner, self._types):
            yield diagnostic, ()
        for diagnostic in check_members(call, call.owner, self._types):
            yield diagnostic, ()


class _Ports:
    """Checks the values and the connections of the ports of one template."""

    def __init__(self, node: Node, types: PortTypes, workflow: WorkflowParameters) -> None:
        self.node = node
        self.types = types
        self.workflow = workflow

    def check(self) -> Iterator[Diagnostic]:
        """`value` and `default` of every port, and what the outputs of Steps and DAG refer to."""
        node = self.node
        for port in node.in_parameters.values():
            yield from self._check_own_value(port, "value")
            yield from self._check_own_value(port, "default")
        for port in node.out_parameters.values():
            yield from self._check_own_value(port, "value")
            if port.entry.default is not UNSET:
                yield from self._check_output_default(
                    port.entry.default, port, (*port.path, "default")
                )
        if node.kind == "PythonOPTemplate":
            yield from self._check_state()
        elif node.is_group:
            for port in node.out_parameters.values():
                text = port.entry.value_from_parameter
                if text is not UNSET:
                    yield from self._check_lone(text, port, (*port.path, "value_from_parameter"))
                elif port.entry.value_from_expression is not UNSET:
                    yield from self._check_results(port)

    def _check_own_value(self, port: Port, field: str) -> Iterator[Diagnostic]:
        value = getattr(port.entry, field, UNSET)
        if value is not UNSET:
            yield from self._check_value(value, port, (*port.path, field))

    def _check_output_default(self, value: Any, port: Port, path: Path) -> Iterator[Diagnostic]:
        from dflow_graph.passes.output_defaults import check_output_default

        found = list(check_output_default(value, path))
        yield from found or self._check_value(value, port, path)

    def _check_value(self, value: Any, port: Port, path: Path) -> Iterator[Diagnostic]:
        from dflow_graph.passes.graph_values import check_value

        # PAR-1
        if value.__class__ is str:
            yield from self._check_lone(value, port, path)
        yield from check_value(value, self.types.of(port), port, path)

    def _check_lone(self, text: str, port: Port, path: Path) -> Iterator[Diagnostic]:
        """A reference that gives a port its value."""
        parts = exact_reference(text)
        if parts is None:
            return
        source = source_of(self.node, parts)
        if source is not None:
            yield from self._check_connection(source, port, path)
        elif (name := workflow_parameter(parts)) is not None:
            yield from self.workflow.check_port(name, port, self.types.of(port))

    def _check_results(self, port: Port) -> Iterator[Diagnostic]:
        """What an output's expression may come to."""
        from dflow_graph.passes.expression_results import results_of_output

        results = results_of_output(port)
        found = [d for result in results for d in self._check_result(result, port)]
        # Where no branch fits, it is the type of the output that is wrong.
        yield from found[:1] if len(found) == len(results) else found

    def _check_result(self, result: Result, port: Port) -> Iterator[Diagnostic]:
        """One branch of an output's expression."""
        path, where = (*port.path, "value_from_expression"), (result.start, result.end)
        if result.is_constant and not self._arrives(result.constant, port):
            from dflow_graph.passes.graph_values import place_of_type

            wanted = self.types.of(port)
            # PAR-10
            yield finding(
                "DG402",
                f"{quoted(port.name)} is of type {quoted(str(wanted))}, and may be "
                f"{shown(result.constant)}",
                path,
                hint=f"Give a value of type {quoted(str(wanted))} in each branch.",
                clause="PAR-10",
                within=where,
                related=place_of_type(port),
            )
        source = None if result.parts is None else source_of(self.node, result.parts)
        # In an expression a big parameter is BIG-3's matter.
        if source is not None and (not source[0].is_big or source[0].is_both):
            yield from self._check_connection(source, port, path, where)

    def _arrives(self, constant: Any, port: Port) -> bool:
        from dflow_graph.passes.graph_values import arrives

        return arrives(constant, self.types.of(port))

    def _check_connection(
        self,
        source: tuple[Port, Call | None],
        port: Port,
        path: Path,
        within: tuple[int, int] | None = None,
    ) -> Iterator[Diagnostic]:
        """What an output of the template refers to, against the output's own type."""
        from dflow_graph.passes.connections import Connections

        connections = Connections(self.types)
        misfit = connections.misfit(*source, port)
        if misfit is not None:
            from dflow_graph.passes.slice_causes import SliceCauses

            found = connections.finding(misfit, path, source, port, within)
            causes = SliceCauses(self.types, self.workflow)
            yield found._replace(culprits=causes.of_connection(source, port))

    def check_defaults(self) -> Iterator[Found]:
        """The defaults that a template gives to outputs of its OP, each with the output."""
        for name, value in (self.node.template.output_parameter_default or {}).items():
            port = self.node.out_parameters.get(name)
            if port is not None:
                where = (*self.node.path, "output_parameter_default", name)
                for found in self._check_output_default(value, port, where):
                    yield found, port.path

    def _check_state(self) -> Iterator[Diagnostic]:
        """The constructor's arguments."""
        state = self.node.template.op.state
        if state is not UNSET:
            from dflow_graph.passes.graph_values import check_tags

            where = (*self.node.path, "op", "state")
            yield from check_tags(state.args, (*where, "args"))
            for name, value in (state.kwargs or {}).items():
                yield from check_tags(value, (*where, "kwargs", name))
