"""Tells the common call at once: plain literals and lone references of just the right types."""

from __future__ import annotations

from typing import Any

from dflow_graph.index import Call, Node, Port
from dflow_graph.passes.port_types import PortTypes, sliced_parameters
from dflow_graph.record import Record
from dflow_graph.types.nodes import ListType, ScalarType, Type

__all__ = ["LONGEST", "PlainCalls"]

LONGEST = 128 * 1024
"""Characters of a parameter at most (PAR-9)."""

_CLASSES: dict[str, frozenset[type]] = {
    "any": frozenset((int, float, bool, type(None))),
    "none": frozenset((type(None),)),
    "bool": frozenset((bool,)),
    "int": frozenset((int,)),
    "float": frozenset((int, float)),
}
_MOST_ITEMS = 1_000
"""Numbers, truths and nulls in a list that is surely short enough to be a parameter."""
_NO_CLASSES: frozenset[type] = frozenset()
_PARTS_OF_INPUT = 3  # {{inputs, parameters, N}}
_PARTS_OF_OUTPUT = 5  # {{steps, S, outputs, parameters, N}}


class _Wanted(Record):
    """What an input takes: its type, and the classes of values that surely are of it."""

    given: Type
    classes: frozenset[type]
    takes_text: bool
    is_big: bool


class PlainCalls:
    """Finds calls that need no further look; what a template takes is found once."""

    def __init__(self, types: PortTypes) -> None:
        self._types = types
        self._table = types.table
        self._plans: dict[str, dict[str, _Wanted]] = {}

    def doubtful(self, call: Call) -> list[str]:
        """The arguments that do not surely fit; all that do not are among them."""
        target = call.target
        if target is None:
            return list(call.step.parameters)
        plan = self._plans.get(target.name)
        if plan is None:
            plan = self._plans[target.name] = self._plan(target)
        cut = () if call.slices is None else sliced_parameters(call, target)
        found: list[str] = []
        for name, value in call.step.parameters.items():
            wanted = plan.get(name)
            if wanted is None:
                found.append(name)
            elif name in cut:
                if not self._takes_each(wanted, value, target.in_parameters[name], call):
                    found.append(name)
            elif value.__class__ not in wanted.classes and not (
                value.__class__ is str and self._takes(wanted, value, call.owner)
            ):
                found.append(name)
        return found

    def _takes_each(self, wanted: _Wanted, value: Any, port: Port, call: Call) -> bool:
        """Whether each piece of a loop surely gets a value that fits."""
        return (
            value.__class__ is list
            and len(value) <= _MOST_ITEMS
            and wanted.classes.issuperset(map(type, value))
            and self._types.wanted(port, call) == ListType(wanted.given)
        )

    def _takes(self, wanted: _Wanted, text: str, node: Node) -> bool:
        if len(text) > LONGEST:
            return False
        if "{{" not in text:
            return wanted.takes_text
        # What an expression comes to is not known, so that it fits.
        return text.startswith("{{=") or self._is_same(_source(text, node), wanted)

    def _is_same(self, output: Port | None, wanted: _Wanted) -> bool:
        return (
            output is not None
            and output.is_big is wanted.is_big
            and self._table[id(output)] is wanted.given
        )

    def _plan(self, target: Node) -> dict[str, _Wanted]:
        """What each input takes; nothing of a template that slices inputs on its own."""
        if target.kind == "PythonOPTemplate" and target.template.input_parameter_slices:
            return {}
        plan = {}
        for name, port in target.in_parameters.items():
            type_ = self._table[id(port)]
            scalar = type_.name if isinstance(type_, ScalarType) else ""
            classes = _CLASSES.get(scalar, _NO_CLASSES)
            plan[name] = _Wanted(type_, classes, scalar in ("str", "any"), port.is_big)
        return plan


def _source(text: str, node: Node) -> Port | None:
    """The parameter that a reference names, unless it is written or meant in an uncommon way."""
    parts = text.split(".")
    if text[-2:] != "}}":
        return None
    last = parts[-1][:-2]
    if len(parts) == _PARTS_OF_OUTPUT:
        head, name, side, sort, _ = parts
        call = node.by_name.get(name)
        if (
            call is None
            or call.target is None
            or call.is_looped
            or side != "outputs"
            or sort != "parameters"
            or head not in ("{{steps", "{{tasks")
        ):
            return None
        return call.target.out_parameters.get(last)
    if len(parts) == _PARTS_OF_INPUT and parts[0] == "{{inputs" and parts[1] == "parameters":
        return node.in_parameters.get(last)
    return None
