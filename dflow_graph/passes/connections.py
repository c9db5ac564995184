"""Connections: whether what an output gives is of the type that an input takes (TYP-3, BIG-2)."""

from __future__ import annotations

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Call, Port
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.port_types import PortTypes
from dflow_graph.record import Record
from dflow_graph.source.pointer import join

__all__ = ["Connections", "Misfit"]

_HINTS = {
    "DG404": "Refer to another output, or mend one of the types.",
    "DG405": "Make sure that one class is the other, or use one name for both.",
    "DG406": "Make both big parameters, or neither.",
}


class Misfit(Record):
    """Why an output cannot be given to an input; `told` goes on from the output's name."""

    code: str
    told: str


class Connections:
    """Judges connections by the types of their ports."""

    def __init__(self, types: PortTypes) -> None:
        self._types = types

    def misfit(
        self, output: Port, step: Call | None, port: Port, slicer: Call | None = None
    ) -> Misfit | None:
        """Why an output does not fit an input, which `slicer` slices, or None where it does."""
        misfit = _big_misfit(output, step, port)
        if misfit is not None:
            return misfit
        given = self._types.given(output, step)
        wanted = self._types.wanted(port, slicer)
        if given is wanted:
            return None
        from dflow_graph.types.assign import Verdict, verdict, why_not

        found = verdict(given, wanted)
        if found is Verdict.YES:
            return None
        told = (
            f"is of type {quoted(str(given))}, and {_place_of(port)} takes {quoted(str(wanted))}: "
            f"{why_not(given, wanted)}"
        )
        # TYP-3, TYP-9
        return Misfit("DG404" if found is Verdict.NO else "DG405", told)

    def finding(
        self,
        misfit: Misfit,
        path: Path,
        source: tuple[Port, Call | None],
        port: Port,
        within: tuple[int, int] | None = None,
    ) -> Diagnostic:
        """What is said of an output, and the step that it is of, that does not fit a port."""
        output, step = source
        where = (*output.path, "type") if output.type is not None else output.path
        related = [Place(message=f"{quoted(output.name)} stands here", pointer=join(where))]
        origin = self._types.origins.get(id(port))
        if origin is not None and origin.path:
            message = f"{quoted(port.name)} is passed on here"
            related.append(Place(message=message, pointer=join(origin.path)))
        return finding(
            misfit.code,
            f"{_place_of(output, step)} {misfit.told}",
            path,
            hint=_HINTS[misfit.code],
            within=within,
            related=tuple(related),
        )


def _place_of(port: Port, step: Call | None = None) -> str:
    """A port as a message names it: of a step, or of its template."""
    owner = port.path[1] if step is None else step.name
    return f"{quoted(port.name)} of {quoted(str(owner))}"


def _big_misfit(output: Port, step: Call | None, port: Port) -> Misfit | None:
    # BIG-2
    sorts = ("a big parameter", "an ordinary one")
    if output.is_big and step is not None and step.is_looped:
        if not output.is_both:
            slices = step.slices
            if slices is not None and output.name in (slices.output_parameter or ()):
                return None  # SLC-19's matter
            return Misfit("DG406", "is a big parameter of a loop, whose pieces have no common file")
        sorts = ("an ordinary parameter in a loop", "a big one")
        if not port.is_big:
            return None
    elif output.is_big is port.is_big or output.is_both:
        return None
    elif not output.is_big:
        sorts = ("an ordinary parameter", "a big one")
    return Misfit("DG406", f"is {sorts[0]}, and {_place_of(port)} {sorts[1]}")
