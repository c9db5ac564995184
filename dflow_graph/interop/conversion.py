"""Where a conversion stands, and the collector of what it has to say.

A place is a pair of paths: through the source, and through the result.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.interop.report import Entry, Kind, Path
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.record import Record

__all__ = ["NOTHING", "Conversion", "Nothing", "Place"]


class Nothing:
    """The type of `NOTHING`: a reader has no value to give, as distinct from null."""

    def __bool__(self) -> bool:
        return False


NOTHING = Nothing()


class Place(Record):
    """A value in the source, and where what becomes of it stands in the result."""

    source: Path = ()
    result: Path = ()

    def at(self, name: str | int, result: str | int | None = None) -> Place:
        """A member; under the same name in the result unless another is given."""
        return Place((*self.source, name), (*self.result, name if result is None else result))

    def inside(self, *names: str | int) -> Place:
        """The same value of the source, further down in the result."""
        return Place(self.source, (*self.result, *names))

    def of(self, name: str | int) -> Place:
        """A member of the source that stands for the value itself in the result."""
        return Place((*self.source, name), self.result)


class Conversion:
    """Collects entries, faults, and the texts that are known to be credentials."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.faults: list[Diagnostic] = []
        self.credentials: set[str] = set()

    def note(
        self, kind: Kind, place: Place, message: str, *, kept: bool = True, code: str = ""
    ) -> None:
        """Adds an entry; `kept` says whether something of it is in the result."""
        result = place.result if kept else None
        self.entries.append(Entry(kind, place.source, result, message, code))

    def loss(self, place: Place, message: str, *, kept: bool = False) -> None:
        """Adds a loss."""
        self.note("loss", place, message, kept=kept)

    def repair(self, place: Place, message: str) -> None:
        """Adds a repair."""
        self.note("repair", place, message)

    def secret(self, place: Place, message: str, value: Any, *, kept: bool = True) -> None:
        """Adds a credential that was found; its value is remembered, and shown nowhere."""
        self.note("secret", place, message, kept=kept, code="DG802")
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            self.credentials.add(str(value))

    def fault(self, code: str, place: Place, message: str, hint: str = "") -> Nothing:
        """Adds a diagnostic about the source; the conversion has no result then."""
        self.faults.append(finding(code, message, place.source, hint=hint))
        return NOTHING

    def unknown(self, place: Place, name: str, what: str, known: Any) -> None:
        """Says that a member of the source is not known, and is left out."""
        close = near_misses(name, [other for other in known if isinstance(other, str)])
        meant = f"; it is like {', '.join(map(quoted, close))}" if close else ""
        self.loss(place, f"{quoted(name)} is no field of {what} that is known here{meant}")
