"""What a conversion did besides converting: losses, repairs, secrets; and what it could not read.

Owns the report as data and as text. Must not know either format.
"""

from __future__ import annotations

from typing import Any, Literal

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.record import Record
from dflow_graph.render.text import safe
from dflow_graph.source.pointer import join

__all__ = ["ConversionReport", "Entry", "Kind", "Path", "existing"]

Kind = Literal["loss", "repair", "secret"]
Path = tuple["str | int", ...]


def existing(path: Path, root: Any) -> Path:
    """The longest beginning of a path that leads to a value of plain data; indices as numbers.

    What was left out because it says nothing, or stands behind a reference within the document, is
    reported at what it would stand in.
    """
    found: list[str | int] = []
    value = root
    for part in path:
        if isinstance(value, dict) and (part in value or str(part) in value):
            found.append(part if part in value else str(part))
        elif isinstance(value, list) and str(part).isdecimal() and int(part) < len(value):
            found.append(int(part))
        else:
            break
        value = value[found[-1]]
    return tuple(found)


class Entry(Record):
    """One thing that is not as it was: where it stood, where it stands now, and what happened.

    `result` is None where nothing of it is in the result.
    """

    kind: Kind
    source: Path
    result: Path | None
    message: str
    code: str = ""
    """Rule that the source breaks, where there is one: `DG802` for a credential."""

    def to_dict(self) -> dict[str, Any]:
        """The entry as `--report json` prints it; pointers are RFC 6901."""
        data: dict[str, Any] = {
            "kind": self.kind,
            "source": join(self.source),
            "result": None if self.result is None else join(self.result),
            "message": self.message,
        }
        return {**data, "code": self.code} if self.code else data

    def line(self) -> str:
        """The entry as one line of text."""
        code = f"[{self.code}]" if self.code else ""
        came_to = "nowhere" if self.result is None else join(self.result) or "/"
        where = f"{join(self.source) or '/'} -> {came_to}"
        return safe(f"{self.kind}{code} {where}: {self.message}")


class ConversionReport(Record):
    """Everything that a conversion has to say, in the order of the source.

    With a diagnostic that is an error there is no result.
    """

    entries: tuple[Entry, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def of_kind(self, kind: Kind) -> list[Entry]:
        """The entries of one kind."""
        return [entry for entry in self.entries if entry.kind == kind]

    def to_dict(self) -> dict[str, Any]:
        """The report as `--report json` prints it."""
        return {
            "entries": [entry.to_dict() for entry in self.entries],
            "diagnostics": [found.to_dict() for found in self.diagnostics],
            "summary": {
                "losses": len(self.of_kind("loss")),
                "repairs": len(self.of_kind("repair")),
                "secrets": len(self.of_kind("secret")),
                "errors": len(self.diagnostics),
            },
        }
