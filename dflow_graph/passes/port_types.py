"""The types of ports: parsed once, stacked and cut by loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Call, Index, Node, Port
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.model.slices import Slices
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.record import Record
from dflow_graph.regex import regex
from dflow_graph.types.nodes import ANY, ARTIFACTS, SCALARS, ListType, Type, odd_keys

if TYPE_CHECKING:
    from dflow_graph.types.tokens import TypeSyntaxError

__all__ = ["Origin", "PortTypes", "has_not_run", "sliced_parameters", "source_of"]

_ONE_TAG = regex(r"\{\{[^{}]*\}\}\Z")


class Origin(Record):
    """The port that an untyped one has its type from.

    `path` is the place where an input is passed on to it, empty for an output. `unsliced` is the
    step or task between the two, if the type would be another were it sliced.
    """

    port: Port
    path: Path
    unsliced: Call | None


class PortTypes:
    """The value types of all parameters of a graph; `faults` has those that cannot be parsed.

    `table` has the type of a parameter by its `id()`: `any` where nothing is known. `origins` has
    where an inferred type comes from.
    """

    def __init__(self, index: Index) -> None:
        self.faults: list[Diagnostic] = []
        self.table: dict[int, Type] = {}
        self.origins: dict[int, Origin] = {}
        for node in index.nodes.values():
            for port in (*node.in_parameters.values(), *node.out_parameters.values()):
                self.table[id(port)] = self._parsed(port)
            for port in (*node.in_artifacts.values(), *node.out_artifacts.values()):
                self._check_artifact(port)

    def of(self, port: Port) -> Type:
        """The type of a parameter."""
        return self.table[id(port)]

    def root(self, port: Port) -> Port:
        """The port that a type stands at: of an untyped one, where that has it from."""
        # Each has its type from one that had its own before: there is no circle.
        while (origin := self.origins.get(id(port))) is not None:
            port = origin.port
        return port

    def given(self, output: Port, step: Call | None) -> Type:
        """The type that a reference to a parameter has: of a looped step, that of all pieces."""
        type_ = self.table[id(output)]
        if step is None or not step.is_looped:
            return type_
        slices = step.slices
        # SLC-12
        if slices is not None and output.name in (slices.output_parameter or ()):
            return _of_all(type_, slices)
        # REF-16
        return ListType(type_)

    def wanted(self, port: Port, slicer: Call | None = None) -> Type:
        """The type that an argument must have: a list of the input's type, if a call slices it."""
        type_ = self.table[id(port)]
        if slicer is None:
            return type_
        # SLC-22
        if getattr(getattr(slicer.target, "template", None), "skip_slice_input", None) is True:
            return ANY
        # SLC-12
        return ListType(type_) if slicer.slices is None else _of_all(type_, slicer.slices)

    def _parsed(self, port: Port) -> Type:
        if port.type is None:
            return ANY
        if port.type in SCALARS:  # most are
            return SCALARS[port.type]
        from dflow_graph.types.grammar import TypeSyntaxError, parse_type

        try:
            type_ = parse_type(port.type)
        except TypeSyntaxError as error:
            self.faults.append(_malformed(port, error, "TYP-1"))
            return ANY
        # TYP-8
        for key in odd_keys(type_):
            self.faults.append(
                finding(
                    "DG410",
                    f"keys of type {quoted(str(key))} cannot be compared with each other",
                    (*port.path, "type"),
                    hint="Use keys of type `str`, `int` or another that can be compared.",
                )
            )
            break
        return type_

    def _check_artifact(self, port: Port) -> None:
        if port.type is None or port.type in ARTIFACTS:  # most are
            return
        from dflow_graph.types.artifacts import TypeSyntaxError, parse_artifact_type

        try:
            parse_artifact_type(port.type)
        except TypeSyntaxError as error:
            self.faults.append(_malformed(port, error, "TYP-4"))


def sliced_parameters(call: Call, target: Node) -> frozenset[str] | tuple[str, ...]:
    """The input parameters of which each piece of a call gets one element (SLC-1, SLC-20)."""
    names: tuple[str, ...] = ()
    if call.slices is not None:
        names = tuple(call.slices.input_parameter or ())
    if target.kind == "PythonOPTemplate" and target.template.input_parameter_slices:
        return frozenset((*names, *target.template.input_parameter_slices))
    return names


def source_of(node: Node, parts: tuple[str, ...]) -> tuple[Port, Call | None] | None:
    """The parameter that a reference in a template names, and the call whose output it is."""
    if parts[:2] == ("inputs", "parameters") and len(parts) == 3:
        port = node.in_parameters.get(parts[2])
        return None if port is None else (port, None)
    if len(parts) == 5 and parts[0] in ("steps", "tasks"):
        call = node.by_name.get(parts[1])
        if call is not None and call.target is not None and parts[2:4] == _OUTPUT:
            port = call.target.out_parameters.get(parts[4])
            return None if port is None else (port, call)
    return None


def has_not_run(step: Call | None, call: Call) -> bool:
    """Whether the step that is referred to cannot have run: that is the fault, and told (REF-4)."""
    if step is None:
        return False
    host = call.host or call
    if step is host:
        # HOOK-2: an `exit_hook` knows the outputs of its step; in a loop, those of its piece.
        return call.place != "exit_hook" or step.is_looped
    return 0 <= host.group <= step.group


_OUTPUT = ("outputs", "parameters")


def _of_all(type_: Type, slices: Slices) -> Type:
    """The type of a sliced port outside of the loop, where that of one call is known (SLC-12)."""
    if not _picks_one(slices.slices):
        return ANY  # what such a pattern picks may be several elements, or lie deeper
    # A whole group at once: the OP's own types are lists.
    return type_ if slices.group_size and slices.pool_size is UNSET else ListType(type_)


def _picks_one(pattern: str | object) -> bool:
    """Whether a pattern picks one element of a list."""
    if not isinstance(pattern, str):
        return pattern is UNSET
    from dflow_graph.passes.patterns import is_bare

    return is_bare(pattern) or _ONE_TAG.match(pattern) is not None


def _malformed(port: Port, error: TypeSyntaxError, clause: str) -> Diagnostic:
    # TYP-1, TYP-4
    near = error.near_misses
    what = "an artifact type, such as `path`" if port.is_artifact else "a type, such as `int`"
    return finding(
        "DG401",
        error.message,
        (*port.path, "type"),
        hint=f"Write {quoted(near[0])}." if near else f"Write {what}.",
        clause=clause,
        within=(error.start, error.end),
    )
