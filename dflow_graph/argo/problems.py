"""What cannot be said to Argo: found while lowering, reported as findings, never dropped."""

from __future__ import annotations

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.finding import finding

__all__ = ["CannotEmitError", "Problems"]

Path = tuple[str | int, ...]


class CannotEmitError(ValueError):
    """A graph has parts that have no place in a manifest: `diagnostics`, in the graph's order."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(
            f"{d.pointer}: {d.message}" + (f"; hint: {d.hint}" if d.hint else "")
            for d in self.diagnostics
        )


class Problems:
    """Collects what an emission has no place for. One place is reported once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Diagnostic] = {}

    def add(self, code: str, message: str, path: Path, *, hint: str = "") -> None:
        """Takes note of a part of the graph that cannot be emitted."""
        diagnostic = finding(code, message, path, hint=hint)
        self._found.setdefault((code, diagnostic.pointer, message), diagnostic)

    def settle(self) -> None:
        """Raises `CannotEmitError` if there was any."""
        if self._found:
            raise CannotEmitError(list(self._found.values()))
