"""Names of ports: inputs of the template itself, outputs of what its steps and tasks call."""

from __future__ import annotations

from dflow_graph.index import Node, Port
from dflow_graph.passes.culprits import missing_port
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.outcome import Outcome, Place, fault, unknown
from dflow_graph.record import Record

__all__ = ["Side", "find_port"]

_OTHER = {"parameters": "artifacts", "artifacts": "parameters"}


class Side(Record):
    """The inputs or the outputs of a template, and what is said of a name that is none of them."""

    code: str
    noun: str
    """`input` or `output`."""
    owner: str
    ports: dict[str, dict[str, Port]]
    """By sort, then by name."""
    node: Node


def find_port(parts: tuple[str, ...], place: Place, side: Side, at: int) -> Outcome:
    """The port that a name stands for: part `at` names the sort, the next one the port."""
    sort, name = parts[at], parts[at + 1]
    port = side.ports[sort].get(name)
    if port is None:
        other = _OTHER[sort]
        culprits = missing_port(side.node, f"{side.noun}s", sort, name)
        if name in side.ports[other]:
            what = f"{quoted(name)} of {side.owner} is an {side.noun} {other[:-1]}, no {sort[:-1]}"
            hint = f"Write `{'.'.join((*parts[:at], other, name))}`."
            return fault(side.code, what, hint, culprits=culprits)
        what = f"{side.owner} has no {side.noun} {sort[:-1]} {quoted(name)}"
        known, ports = side.ports[sort], f"{side.noun}s of {quoted(side.node.name)}"
        hint = f"Add {quoted(name)} to the {ports}, or name another value."
        return unknown(place, side.code, what, name, known, culprits=culprits, otherwise=hint)
    right = parts[: at + 2]
    if parts != right:
        what = f"{quoted('.'.join(parts))} leads beyond the {side.noun} {quoted(name)}"
        return fault(side.code, what, f"Write `{'.'.join(right)}`.")
    return Outcome(port=port)
