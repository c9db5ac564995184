"""Where a name stands, and what came of looking it up."""

from __future__ import annotations

from collections.abc import Collection

from dflow_graph.diagnostics import Place as Elsewhere
from dflow_graph.index import Call, Index, Node, Port, Role
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import quoted
from dflow_graph.passes.run import Run
from dflow_graph.record import Record

__all__ = ["FINE", "Outcome", "Place", "fault", "unknown"]

_MOST_LISTED = 5


class Place(Record):
    """Where a name stands: in which template, in which of its calls, in what sort of text."""

    graph: Index
    run: Run
    node: Node
    call: Call | None
    role: Role
    in_expression: bool
    in_executor: bool
    in_outputs: bool
    """In the outputs of the template, which come after all of its steps."""


class Outcome(Record):
    """A fault if `code` is set; else what was found, with its port if it is one."""

    code: str = ""
    message: str = ""
    hint: str = ""
    clause: str = ""
    port: Port | None = None
    culprits: tuple[Path, ...] = ()
    """What may be at fault: a name that is missing, or either of two places."""
    related: tuple[Elsewhere, ...] = ()


FINE = Outcome()


def fault(
    code: str, message: str, hint: str, clause: str = "", culprits: tuple[Path, ...] = ()
) -> Outcome:
    """The outcome of a name that may not stand there."""
    return Outcome(code, message, hint, clause, None, culprits)


def unknown(  # noqa: PLR0913 - all of them end in the outcome
    place: Place,
    code: str,
    what: str,
    name: str,
    known: Collection[str],
    *,
    clause: str = "",
    culprits: tuple[Path, ...] = (),
    otherwise: str = "Name one that exists.",
) -> Outcome:
    """A name that is none of those known, with the near misses.

    `otherwise` is the hint where none of few is close.
    """
    close = place.run.near_misses(name, known)
    hint = otherwise
    if close:
        what += f"; did you mean {' or '.join(quoted(c) for c in close)}?"
        hint = f"Write {quoted(close[0])}."
    elif 0 < len(known) <= _MOST_LISTED:
        hint = f"Use one of {', '.join(quoted(k) for k in known)}."
    return fault(code, what, hint, clause, culprits)
