"""Which calls would have to be sliced for what is found to be right: that is one mistake (CONF-8).

Only a graph with an argument or output that does not fit, or with what only a loop may have,
imports this module.
"""

from __future__ import annotations

from dflow_graph.index import Call, Port
from dflow_graph.index.symbols import Path
from dflow_graph.passes.port_types import PortTypes, source_of
from dflow_graph.passes.template_kinds import can_slice
from dflow_graph.passes.workflow_parameters import WorkflowParameters, workflow_parameter
from dflow_graph.refs import exact_reference
from dflow_graph.types.nodes import ListType

__all__ = ["SliceCauses", "slices_of", "slices_that_stack"]

_HOLDERS = (list, dict)


def slices_of(call: Call | None) -> tuple[Path, ...]:
    """The slices of a call, as a culprit; nothing where it could not have any (SLC-27)."""
    return () if call is None or not can_slice(call) else (("slices", *call.path),)


def slices_that_stack(output: Port, step: Call | None, types: PortTypes) -> tuple[Path, ...]:
    """Those that would make a list of an output of `step`; in a loop it is one already."""
    return _along(output, None if step is None or step.is_looped else step, types)


def _along(port: Port, call: Call | None, types: PortTypes) -> tuple[Path, ...]:
    """The slices of a call, and of those further in where an untyped port is connected."""
    found = slices_of(call)
    while (origin := types.origins.get(id(port))) is not None:
        found += slices_of(origin.unsliced)
        port = origin.port
    return found


class SliceCauses:
    """Finds the calls without slices that explain what does not fit."""

    def __init__(self, types: PortTypes, workflow: WorkflowParameters) -> None:
        self._types = types
        self._workflow = workflow

    def of_argument(self, call: Call, port: Port, *, is_sliced: bool) -> tuple[Path, ...]:
        """Those for the argument of a call that does not fit the input `port`."""
        value = call.step.parameters[port.name]
        taker, slicer = (None, call) if is_sliced else (call, None)
        parts = exact_reference(value) if value.__class__ is str else None
        source = None if parts is None else source_of(call.owner, parts)
        if source is not None:
            return self.of_connection(source, port, taker, slicer)
        if parts is None and value.__class__ not in _HOLDERS:
            return ()  # it fits no list, and there may be one in each step
        listed = ListType(self._types.wanted(port, slicer))
        if parts is not None:
            from dflow_graph.passes.graph_values import arrives

            name = workflow_parameter(parts)
            fits = name is not None and arrives(self._workflow.values[name], listed)
        else:
            from dflow_graph.types.values import fits as fits_type

            fits = fits_type(value, listed)
        return _along(port, taker, self._types) if fits else ()

    def of_connection(
        self,
        source: tuple[Port, Call | None],
        port: Port,
        taker: Call | None = None,
        slicer: Call | None = None,
    ) -> tuple[Path, ...]:
        """Those for an output, or an input that is handed on, that does not fit a port.

        `taker` is the call that it is an argument of, `slicer` the same where it is cut already.
        """
        from dflow_graph.types.assign import Verdict, verdict

        given, wanted = self._types.given(*source), self._types.wanted(port, slicer)
        if verdict(given, ListType(wanted)) is Verdict.YES:
            return _along(port, taker, self._types)
        fits = verdict(ListType(given), wanted) is Verdict.YES
        return slices_that_stack(*source, self._types) if fits else ()
