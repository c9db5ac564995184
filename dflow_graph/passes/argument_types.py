"""Arguments of calls: values and references against the types of the inputs that get them.

Only a graph with an argument that `plain_calls` does not tell to be right imports this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.connections import Connections, Misfit
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.graph_values import check_value
from dflow_graph.passes.loop_items import check_item
from dflow_graph.passes.port_types import PortTypes, has_not_run, sliced_parameters, source_of
from dflow_graph.passes.slice_causes import SliceCauses
from dflow_graph.passes.workflow_parameters import WorkflowParameters, workflow_parameter
from dflow_graph.refs import exact_reference

__all__ = ["ArgumentTypes"]

_MISFITS = ("DG402", "DG404")
_SLICE = (
    "Name {} in the `input_parameter` of the step's `slices`, so that each piece gets one "
    "element, or give one element alone."
)

_GROUP = (
    "With `group_size` the OP takes and gives lists: write lists as its types, or add a "
    "`pool_size`, with which it is called once for each element."
)


def _takes_groups(call: Call) -> bool:
    """Whether a sliced OP gets all elements of a group at once (SLC-12)."""
    slices = call.slices
    return slices is not None and bool(slices.group_size) and slices.pool_size is UNSET


class ArgumentTypes:
    """Checks the arguments of calls; whether one port fits another is found once for each pair."""

    def __init__(self, types: PortTypes, workflow: WorkflowParameters) -> None:
        self._types = types
        self._causes = SliceCauses(types, workflow)
        self._workflow = workflow
        self._connections = Connections(types)
        # Verdicts by what is connected: output, its stacking, input, its slicing.
        self._known: dict[tuple[Any, ...], Misfit | None] = {}

    def check(
        self, call: Call, target: Node, names: Iterable[str]
    ) -> Iterator[tuple[Path, Diagnostic]]:
        """Faults of some arguments of one call, each with the path of the input that it is for."""
        sliced = sliced_parameters(call, target)
        ports = target.in_parameters
        if not all(name in ports for name in sliced):
            return  # which argument is cut is not known, and told (SLC-10)
        for name in names:
            port, value = ports.get(name), call.step.parameters[name]
            if port is None:
                continue
            is_sliced = name in sliced
            for found in self._check_argument(call, port, value, is_sliced=is_sliced):
                if found.code not in _MISFITS:
                    yield port.path, found
                    continue
                slices = self._causes.of_argument(call, port, is_sliced=is_sliced)
                hint = found.hint
                if slices[:1] == (("slices", *call.path),):
                    hint = _SLICE.format(quoted(port.name))
                elif is_sliced and _takes_groups(call):
                    hint = _GROUP
                yield port.path, found._replace(culprits=slices, hint=hint)

    def _check_argument(
        self, call: Call, port: Port, value: Any, *, is_sliced: bool
    ) -> Iterator[Diagnostic]:
        parts = exact_reference(value) if value.__class__ is str else None
        if parts is not None:
            yield from self._check_reference(call, port, parts, is_sliced)
        else:
            wanted = self._types.wanted(port, call if is_sliced else None)
            path = (*call.path, "parameters", port.name)
            yield from check_value(value, wanted, port, path, is_sliced=is_sliced)

    def _check_reference(
        self, call: Call, port: Port, parts: tuple[str, ...], is_sliced: bool
    ) -> Iterator[Diagnostic]:
        source = source_of(call.owner, parts)
        if source is None:
            if parts[0] == "item" and not is_sliced:
                yield from check_item(call, call.owner, port, parts, self._types)
            elif (name := workflow_parameter(parts)) is not None:
                wanted = self._types.wanted(port, call if is_sliced else None)
                yield from self._workflow.check_port(name, port, wanted, is_sliced=is_sliced)
            return
        output, step = source
        stacking = None if step is None else (step.is_looped, id(step.slices))
        key = (id(output), stacking, id(port), id(call.slices) if is_sliced else None)
        if key not in self._known:
            slicer = call if is_sliced else None
            self._known[key] = self._connections.misfit(output, step, port, slicer)
        known = self._known[key]
        if known is not None and not has_not_run(step, call):
            path = (*call.path, "parameters", port.name)
            yield self._connections.finding(known, path, source, port)
