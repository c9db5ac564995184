"""Which findings about types only follow from another one: a wrong type is one mistake (CONF-8).

A port whose type is wrong fits neither what it comes from nor what it goes to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.source.pointer import split

__all__ = ["Found", "without_followers"]

Found = tuple[Diagnostic, Path]
"""A finding, and the port that does not fit what it gets: empty if that is told by its place."""

_CONNECTIONS = frozenset(("DG404", "DG405", "DG406"))
_PARTS = 5  # templates, T, inputs, parameters, N; or templates, T, op, inputs, N


def without_followers(found: Sequence[Found]) -> list[Diagnostic]:
    """The findings without those of what comes from a port that is itself at fault.

    One that is left out still has a reason that is not, even where templates call each other.
    """
    ports = [port or _port(diagnostic.pointer) for diagnostic, port in found]
    left = Counter(ports)
    kept: list[Diagnostic] = []
    for (diagnostic, _), port in zip(found, ports, strict=True):
        if diagnostic.code in _CONNECTIONS:
            source = _port(diagnostic.related[0].pointer)
            if left[source] > (source == port):
                left[port] -= 1
                continue
        kept.append(diagnostic)
    return kept


def _port(pointer: str) -> Path:
    return tuple(split(pointer)[:_PARTS])
