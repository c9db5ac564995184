"""Which findings about types only follow from another one: a wrong type is one mistake (CONF-8).

A port whose type is wrong fits neither what it comes from nor what it goes to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.source.pointer import split

__all__ = ["CONNECTIONS", "Found", "port_of", "without_followers"]

Found = tuple[Diagnostic, Path]
"""A finding, and the port that does not fit what it gets: empty if that is told by its place."""

CONNECTIONS = frozenset(("DG404", "DG405", "DG406"))
"""Findings about an output and what it is given to; the output stands first in `related`."""
_PARTS = 5  # templates, T, inputs, parameters, N; or templates, T, op, inputs, N


def without_followers(found: Sequence[Found]) -> list[Found]:
    """The findings without those of what comes from a port that is itself at fault.

    One that is left out still has a reason that is not, even where templates call each other.
    """
    ports = [port or port_of(diagnostic.pointer) for diagnostic, port in found]
    left = Counter(ports)
    kept: list[Found] = []
    for (diagnostic, own), port in zip(found, ports, strict=True):
        if diagnostic.code in CONNECTIONS:
            source = port_of(diagnostic.related[0].pointer)
            if left[source] > (source == port):
                left[port] -= 1
                continue
        kept.append((diagnostic, own))
    return kept


def port_of(pointer: str) -> Path:
    """The path of the port that a place is in, as texts."""
    return tuple(split(pointer)[:_PARTS])
