"""The parameters of the workflow: values without a type, given to ports that have one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.port_types import PortTypes

if TYPE_CHECKING:
    from dflow_graph.types.nodes import Type

__all__ = ["WorkflowParameters", "workflow_parameter"]

_PARTS = 3  # workflow.parameters.N


def workflow_parameter(parts: tuple[str, ...]) -> str | None:
    """The parameter of the workflow that a reference names, if it names one."""
    is_one = len(parts) == _PARTS and parts[:2] == ("workflow", "parameters")
    return parts[2] if is_one else None


class WorkflowParameters:
    """Checks the workflow's parameters against the ports that get them, each once."""

    def __init__(self, index: Index, types: PortTypes) -> None:
        self._index = index
        self._types = types
        self.values = index.workflow.parameters or {}
        self._settled: set[tuple[str, int, bool]] = set()
        self._wrong: set[str] = set()

    def check(self) -> Iterator[tuple[Diagnostic, Path]]:
        """Malformed values, and inputs of the entrypoint and the exit handler that get them.

        Each with the path of the input, if it is one.
        """
        for name, value in self.values.items():
            from dflow_graph.passes.graph_values import check_size, check_tags

            for found in check_size(value, ("parameters", name)):
                yield found, ()
            for found in check_tags(value, ("parameters", name)):
                self._wrong.add(name)
                yield found, ()
        workflow = self._index.workflow
        for root in (workflow.entrypoint, workflow.on_exit):
            node = None if root is UNSET else self._index.nodes.get(root)
            for port in () if node is None else node.in_parameters.values():
                # WF-3: it takes the place of a value that the input has of its own
                for found in self.check_port(port.name, port, self._types.of(port)):
                    yield found, port.path

    def check_port(
        self, name: str, port: Port, wanted: Type, *, is_sliced: bool = False
    ) -> Iterator[Diagnostic]:
        """A parameter that is given to a port; one that is wrong is reported once."""
        key = (name, id(port), is_sliced)
        if key in self._settled or name in self._wrong or name not in self.values:
            return
        self._settled.add(key)
        value = self.values[name]
        from dflow_graph.passes.graph_values import arrives, place_of_type, why_wrong

        # PAR-10
        if arrives(value, wanted):
            return
        self._wrong.add(name)
        from dflow_graph.types.values import value_problems

        problem = next(value_problems(value, wanted))
        yield finding(
            "DG402",
            f"{quoted(port.name)} is of type {quoted(str(wanted))}, and gets this value: "
            f"{why_wrong(problem, quoted(str(wanted)))}",
            ("parameters", name, *problem.path),
            hint=problem.hint or f"Give a value of type {quoted(str(wanted))}, or mend the type.",
            clause="PAR-10",
            at_key=problem.at_key,
            related=place_of_type(port),
        )
