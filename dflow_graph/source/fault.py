"""What stops a reader: a fault of the text, with its place."""

from __future__ import annotations

from dflow_graph.source.document import TextPlace

__all__ = ["Fault"]


class Fault(Exception):  # noqa: N818 - it is a finding about a text, not an error of the program
    """Why a text is not a document (clauses ENC, DOC, YAML, NUM, LIM).

    `code` is a rule of the family DG0xx; `pointer` names the value that was being read, as far as
    it is known. `first` is the place of an earlier definition where the fault is a second one.
    """

    def __init__(  # noqa: PLR0913 - a fault has as many parts
        self,
        *,
        code: str,
        message: str,
        pointer: str,
        place: TextPlace,
        hint: str = "",
        at_key: bool = False,
        first: TextPlace | None = None,
    ) -> None:
        super().__init__()
        self.code = code
        self.message = message
        self.pointer = pointer
        self.place = place
        self.hint = hint
        self.at_key = at_key
        self.first = first

    def __str__(self) -> str:
        return f"{self.place.line}:{self.place.column}: {self.code} {self.message}"
