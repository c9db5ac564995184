"""The types pass: values are of their ports' types, and outputs fit the inputs that they feed.

A type is parsed once for each port. Whether one type fits another is looked up once for each pair
of ports, so that a hundred thousand calls of a few templates cost a look-up each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted, shown
from dflow_graph.passes.inferred_types import infer_types
from dflow_graph.passes.plain_calls import PlainCalls
from dflow_graph.passes.port_types import PortTypes, sliced_parameters, source_of
from dflow_graph.passes.workflow_parameters import WorkflowParameters
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.passes.expression_results import Result

__all__ = ["check_types"]

_WORKFLOW = ("workflow", "parameters")
_HINTS = {
    "DG404": "Refer to another output, or mend one of the types.",
    "DG405": "Make sure that one class is the other, or use one name for both.",
    "DG406": "Make both big parameters, or neither.",
}


def check_types(index: Index) -> Iterator[Diagnostic]:
    """Malformed types, values against their types, and connections whose types do not fit."""
    types = PortTypes(index)
    infer_types(index, types)
    yield from types.faults
    workflow = WorkflowParameters(index, types)
    yield from workflow.check()
    plain = PlainCalls(types)
    for node in index.nodes.values():
        checker = _Checker(node, types, workflow)
        yield from checker.check_ports()
        for call in node.calls:
            step, target = call.step, call.target
            if target is not None and step.parameters and not plain.is_right(call, target, node):
                yield from checker.check(call, target)
        for call in node.uncommon_calls:
            if call.step.with_param is not UNSET:
                from dflow_graph.passes.loop_items import check_loop_source

                yield from check_loop_source(call, node, types)
        for hook in node.hooks:
            if hook.target is not None and hook.step.parameters:
                yield from checker.check(hook, hook.target)


class _Misfit(NamedTuple):
    """Why an output cannot be given to an input; `told` goes on from the output's name."""

    code: str
    told: str


class _Checker:
    """Checks the values and the connections of one template."""

    def __init__(self, node: Node, types: PortTypes, workflow: WorkflowParameters) -> None:
        self.node = node
        self.types = types
        self.workflow = workflow
        # Verdicts by what is connected: output, its stacking, input, its slicing.
        self._known: dict[tuple[Any, ...], _Misfit | None] = {}

    def check(self, call: Call, target: Node) -> Iterator[Diagnostic]:
        """Faults of the arguments of one call."""
        from dflow_graph.passes.graph_values import check_value

        sliced = sliced_parameters(call, target)
        ports = target.in_parameters
        if sliced and not all(name in ports for name in sliced):
            return  # which argument is cut is not known, and told (SLC-10)
        for name, value in call.step.parameters.items():
            port = ports.get(name)
            if port is None:
                continue
            if value.__class__ is str and value.startswith("{{"):
                parts = exact_reference(value)
                if parts is not None:
                    yield from self._check_reference(call, port, parts, name in sliced)
                    continue
            is_sliced = name in sliced
            wanted = self.types.wanted(port, call, is_sliced=is_sliced)
            path = (*call.path, "parameters", name)
            yield from check_value(value, wanted, port, path, is_sliced=is_sliced)

    def _check_reference(
        self, call: Call, port: Port, parts: tuple[str, ...], is_sliced: bool
    ) -> Iterator[Diagnostic]:
        source = source_of(self.node, parts)
        if source is None:
            if parts[0] == "item" and not is_sliced:
                from dflow_graph.passes.loop_items import check_item

                yield from check_item(call, self.node, port, parts, self.types)
            elif parts[:2] == _WORKFLOW and len(parts) == 3:
                wanted = self.types.wanted(port, call, is_sliced=is_sliced)
                yield from self.workflow.check_port(parts[2], port, wanted, is_sliced=is_sliced)
            return
        output, step = source
        stacking = None if step is None else (step.is_looped, id(step.slices))
        key = (id(output), stacking, id(port), is_sliced, id(call.slices) if is_sliced else 0)
        if key not in self._known:
            self._known[key] = self._connect(output, step, port, call, is_sliced=is_sliced)
        known = self._known[key]
        if known is not None and not _has_not_run(step, call):
            path = (*call.path, "parameters", port.name)
            yield self._finding(known, path, source, port)

    def _connect(
        self,
        output: Port,
        step: Call | None,
        port: Port,
        call: Call | None,
        *,
        is_sliced: bool = False,
    ) -> _Misfit | None:
        """Why an output does not fit an input, or None where it does."""
        misfit = _big_misfit(output, step, port)
        if misfit is not None:
            return misfit
        given = self.types.given(output, step)
        wanted = self.types.wanted(port, call, is_sliced=is_sliced)
        from dflow_graph.types.assign import Verdict, verdict, why_not

        found = verdict(given, wanted)
        if found is Verdict.YES:
            return None
        told = (
            f"is of type {quoted(str(given))}, and {_place_of(port)} takes {quoted(str(wanted))}: "
            f"{why_not(given, wanted)}"
        )
        # TYP-3, TYP-9
        return _Misfit("DG404" if found is Verdict.NO else "DG405", told)

    def _finding(
        self,
        misfit: _Misfit,
        path: Path,
        source: tuple[Port, Call | None],
        port: Port,
        within: tuple[int, int] | None = None,
    ) -> Diagnostic:
        output, step = source
        where = (*output.path, "type") if output.type is not None else output.path
        related = [Place(message=f"{quoted(output.name)} stands here", pointer=join(where))]
        origin = self.types.origins.get(id(port))
        if origin is not None:
            message = f"{quoted(port.name)} is passed on here"
            related.append(Place(message=message, pointer=join(origin)))
        return finding(
            misfit.code,
            f"{_place_of(output, step)} {misfit.told}",
            path,
            hint=_HINTS[misfit.code],
            within=within,
            related=tuple(related),
        )

    def check_ports(self) -> Iterator[Diagnostic]:
        """`value` and `default` of every port, and what the outputs of Steps and DAG refer to."""
        node = self.node
        for port in (*node.in_parameters.values(), *node.out_parameters.values()):
            for field in ("value", "default"):
                value = getattr(port.entry, field, UNSET)
                if value is not UNSET:
                    yield from self._check_own_value(value, port, (*port.path, field))
        if node.kind == "PythonOPTemplate":
            yield from self._check_python()
        elif node.is_group:
            for port in node.out_parameters.values():
                text = port.entry.value_from_parameter
                if text is not UNSET:
                    yield from self._check_lone(text, port, (*port.path, "value_from_parameter"))
                else:
                    from dflow_graph.passes.expression_results import results_of_output

                    for result in results_of_output(port):
                        yield from self._check_result(result, port)

    def _check_own_value(self, value: Any, port: Port, path: Path) -> Iterator[Diagnostic]:
        from dflow_graph.passes.graph_values import check_value

        # PAR-1
        if value.__class__ is str and value.startswith("{{"):
            yield from self._check_lone(value, port, path)
        yield from check_value(value, self.types.of(port), port, path)

    def _check_lone(self, text: str, port: Port, path: Path) -> Iterator[Diagnostic]:
        """A reference that gives a port its value."""
        parts = exact_reference(text)
        if parts is None:
            return
        source = source_of(self.node, parts)
        if source is not None:
            misfit = self._connect(*source, port, None)
            if misfit is not None:
                yield self._finding(misfit, path, source, port)
        elif parts[:2] == _WORKFLOW and len(parts) == 3:
            yield from self.workflow.check_port(parts[2], port, self.types.of(port))

    def _check_result(self, result: Result, port: Port) -> Iterator[Diagnostic]:
        """One branch of an output's expression."""
        from dflow_graph.passes.expression_results import NOTHING
        from dflow_graph.passes.graph_values import arrives, place_of_type

        path, where = (*port.path, "value_from_expression"), (result.start, result.end)
        wanted = self.types.of(port)
        if result.constant is not NOTHING and not arrives(result.constant, wanted):
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
        if source is not None and (not source[0].is_big or _is_both(source[0])):
            misfit = self._connect(*source, port, None)
            if misfit is not None:
                yield self._finding(misfit, path, source, port, where)

    def _check_python(self) -> Iterator[Diagnostic]:
        """Defaults of outputs, and the constructor's arguments."""
        from dflow_graph.passes.graph_values import check_tags, check_value

        template, path = self.node.template, self.node.path
        for name, value in (template.output_parameter_default or {}).items():
            port = self.node.out_parameters.get(name)
            if port is not None:
                where = (*path, "output_parameter_default", name)
                yield from check_value(value, self.types.of(port), port, where)
        state = template.op.state
        if state is not UNSET:
            where = (*path, "op", "state")
            yield from check_tags(state.args or [], (*where, "args"))
            for name, value in (state.kwargs or {}).items():
                yield from check_tags(value, (*where, "kwargs", name))


def _place_of(port: Port, step: Call | None = None) -> str:
    """A port as a message names it: of a step, or of its template."""
    owner = port.path[1] if step is None else step.name
    return f"{quoted(port.name)} of {quoted(str(owner))}"


def _is_both(port: Port) -> bool:
    return getattr(port.entry, "save_both", False) is True


def _big_misfit(output: Port, step: Call | None, port: Port) -> _Misfit | None:
    # BIG-2
    sorts = ("a big parameter", "an ordinary one")
    if output.is_big and step is not None and step.is_looped:
        if not _is_both(output):
            slices = step.slices
            if slices is not None and output.name in (slices.output_parameter or ()):
                return None  # SLC-19's matter
            return _Misfit(
                "DG406", "is a big parameter of a loop, whose pieces have no common file"
            )
        sorts = ("an ordinary parameter in a loop", "a big one")
        if not port.is_big:
            return None
    elif output.is_big is port.is_big or (output.is_big and _is_both(output)):
        return None
    elif not output.is_big:
        sorts = ("an ordinary parameter", "a big one")
    return _Misfit("DG406", f"is {sorts[0]}, and {_place_of(port)} {sorts[1]}")


def _has_not_run(step: Call | None, call: Call) -> bool:
    """Whether the step that is referred to cannot have run: that is the fault, and told (REF-4)."""
    host = call.host or call
    return step is not None and (step is host or 0 <= host.group <= step.group)
