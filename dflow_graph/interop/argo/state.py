"""Where the reading of a manifest stands: what it has to say, and what it carries along.

A loss is kept under `extensions` (EXT-1), in the object of the graph that the nearest object of the
manifest has become, below the names that lead there.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Nothing, Place
from dflow_graph.interop.report import Path
from dflow_graph.passes.finding import near_misses, quoted

__all__ = ["EXTENSION", "Reading"]

EXTENSION = "argo"
"""The name under which `extensions` keep what has no place."""


class Reading:
    """A conversion, the objects that can hold extensions, and the names of templates."""

    def __init__(self, names: dict[str, str]) -> None:
        self.conversion = Conversion()
        self.names = names
        """What a template of the manifest is called in the graph."""
        self.inline: list[tuple[str, Any, Place]] = []
        """Templates that stand within a step: their new name, what they are, and where."""
        self.optional: list[Place] = []
        """Arguments that say of themselves that they may be missing."""
        self._hosts: dict[Path, Path] = {(): ()}
        self._carried: list[tuple[Path, Path, Any]] = []

    def host(self, place: Place) -> None:
        """Says that an object of the graph stands here, which can hold extensions."""
        self._hosts[place.result] = place.source

    def keep(self, place: Place, value: Any, why: str) -> None:
        """Keeps a value under extensions, and reports it as lost for what the graph means."""
        if value is None or value in ({}, []):
            return
        host = place.result
        while host not in self._hosts:
            host = host[:-1]
        origin = self._hosts[host]
        is_inside = place.source[: len(origin)] == origin
        below = place.source[len(origin) :] if is_inside else place.source
        self._carried.append((host, below, value))
        result = (*host, "extensions", EXTENSION, *map(str, below))
        self.conversion.loss(Place(place.source, result), why, kept=True)

    def keep_given(self, path: Path, value: Any, why: str) -> None:
        """Keeps an argument that does nothing and is taken out; `path` leads to it in the graph."""
        *call, sort, name = path
        origin = self._hosts[tuple(call)]
        self._carried.append((tuple(call), ("arguments", sort, name), value))
        result = (*call, "extensions", EXTENSION, "arguments", sort, name)
        self.conversion.repair(Place((*origin, "arguments", sort), result), why)

    def unknown(self, place: Place, name: str, value: Any, what: str, known: Any) -> None:
        """Keeps a member that is not known here."""
        close = near_misses(name, [other for other in known if isinstance(other, str)])
        meant = f"; it is like {', '.join(map(quoted, close))}" if close else ""
        self.keep(place, value, f"{quoted(name)} is no field of {what} that is known here{meant}")

    def is_default(self, place: Place, name: str) -> None:
        """Says that a member says no more than Argo does without it."""
        self.conversion.repair(place, f"{quoted(name)} says what holds without it, and is left out")

    def fault(self, code: str, place: Place, message: str, hint: str = "") -> Nothing:
        """Adds a diagnostic: there is no graph then."""
        return self.conversion.fault(code, place, message, hint)

    def refuse(self, place: Place, name: str, why: str, code: str = "DG106") -> Nothing:
        """Refuses a construct that cannot be left out without changing what is run."""
        message = f"{quoted(name)} has no place in a graph: {why}"
        return self.fault(code, place, message, "Take it out of the manifest, and convert again.")

    def attach(self, document: dict[str, Any]) -> None:
        """Puts what is carried into the graph."""
        for host, below, value in self._carried:
            target: Any = document
            for name in host:
                target = target[name]
            for name in ("extensions", EXTENSION, *map(str, below[:-1])):
                target = target.setdefault(name, {})
            target[str(below[-1])] = value
