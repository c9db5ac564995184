"""JSON, read strictly and without recursion; it stops at the first fault and knows its place.

Owns the grammar of RFC 8259 with the bounds of RFC 7493. Must not import anything above
`dflow_graph.source`.
"""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any, Final

from dflow_graph.readers import json_faults as faults
from dflow_graph.readers.faults import Flaw, fault_of, quote
from dflow_graph.readers.numbers import NUMBER, number, number_flaw
from dflow_graph.readers.surrogates import HALF
from dflow_graph.source.document import Limits, Span
from dflow_graph.source.fault import Fault

__all__ = ["scan"]

_BLANK = re.compile(r"[ \t\r\n]*")
_AFTER_VALUE = re.compile(r"[ \t\r\n]*([,\]}]?)[ \t\r\n]*")
_NUMBER = re.compile(NUMBER.pattern + r"(?![-+.\w])")
_WORD = re.compile(r"(?:true|false|null)(?![-+.\w])")
_WORDS: Final = {"true": True, "false": False, "null": None}
_OPEN: Final = object()


class _Frame:
    """An array or object that is still open."""

    __slots__ = ("closer", "container", "key", "keys")

    def __init__(self, closer: str) -> None:
        self.closer = closer
        self.container: Any = {} if closer == "}" else []
        self.key = ""
        self.keys: dict[str, int] = {}  # offset of each key


def scan(text: str, limits: Limits) -> Any:
    """The value of a JSON text.

    Raises `Fault` on the first fault in the order of the text: DG004, DG006 to DG011 (clauses
    DOC-1, OBJ-2, NUM-1 to NUM-3, ENC-3, LIM-2, LIM-3).
    """
    return _Scanner(text, limits).document()


class _Scanner:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.nodes = 0
        self.stack: list[_Frame] = []

    def document(self) -> Any:
        index = self._blanks(0)
        while True:
            value, index = self._value(index)
            if value is _OPEN:
                continue
            root, index = self._attach(value, index)
            if not self.stack:
                break
        # DOC-1
        if index != len(self.text):
            raise self._fault(faults.after_flaw(self.text, index, ""))
        return root

    def _value(self, index: int) -> tuple[Any, int]:
        """A value and its end; for an array or object that is not empty, `_OPEN` and its inside."""
        self._count(index)
        first = self.text[index : index + 1]
        if first == '"':
            return self._string(index, in_key=False)
        if first in ("{", "["):
            return self._opened(index, "}" if first == "{" else "]")
        match = _NUMBER.match(self.text, index)
        if match:
            value = number(match[0], is_float=bool(match[1]))
            if value is None:
                raise self._fault(number_flaw(match[0], index, is_float=bool(match[1])))
            return value, match.end()
        match = _WORD.match(self.text, index)
        if match:
            return _WORDS[match[0]], match.end()
        self._refuse_last_comma(index)
        raise self._fault(faults.value_flaw(self.text, index))

    def _refuse_last_comma(self, index: int) -> None:
        flaw = faults.last_comma_flaw(self.text, index)
        if flaw:
            raise self._fault(flaw, in_value=False)

    def _count(self, index: int) -> None:
        # LIM-3
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            message = f"the document has more than {self.limits.max_nodes} values"
            hint = "Split the document, or raise the limit of values."
            raise self._fault(Flaw("DG011", index, index + 1, message, hint))

    def _opened(self, index: int, closer: str) -> tuple[Any, int]:
        # LIM-2
        if len(self.stack) >= self.limits.max_depth:
            message = f"the values are nested more than {self.limits.max_depth} deep"
            hint = "Write the document with fewer levels."
            raise self._fault(Flaw("DG010", index, index + 1, message, hint))
        frame = _Frame(closer)
        inside = self._blanks(index + 1)
        if self.text.startswith(closer, inside):
            return frame.container, inside + 1
        self.stack.append(frame)
        return _OPEN, self._key(frame, inside) if closer == "}" else inside

    def _attach(self, value: Any, index: int) -> tuple[Any, int]:
        """Put a value where it belongs; close what ends after it.

        Returns the last value closed and the offset of the next value, or of what follows the root.
        """
        while True:
            if not self.stack:
                return value, self._blanks(index)
            frame = self.stack[-1]
            if frame.closer == "}":
                frame.container[frame.key] = value
            else:
                frame.container.append(value)
            match = _AFTER_VALUE.match(self.text, index)
            if match and match[1] == ",":
                if frame.closer == "}":
                    return value, self._key(frame, match.end())
                return value, match.end()
            if not match or match[1] != frame.closer:
                flaw = faults.after_flaw(self.text, self._blanks(index), frame.closer)
                raise self._fault(flaw, in_value=False)
            value = self.stack.pop().container
            index = match.end()

    def _key(self, frame: _Frame, index: int) -> int:
        """Read a key and its colon; return the offset of the value."""
        if not self.text.startswith('"', index):
            self._refuse_last_comma(index)
            raise self._fault(faults.key_flaw(self.text, index), in_value=False)
        key, end = self._string(index, in_key=True)
        # OBJ-2
        first = frame.keys.setdefault(key, index)
        if first != index:
            frame.key = key
            raise self._duplicate(key, Span(index, end), first)
        frame.key = key
        colon = self._blanks(end)
        if not self.text.startswith(":", colon):
            flaw = faults.colon_flaw(self.text, colon, key)
            raise self._fault(flaw, in_value=False)
        return self._blanks(colon + 1)

    def _duplicate(self, key: str, place: Span, first: int) -> Fault:
        first_end = scanstring(self.text, first + 1, True)[1]
        message = f"the key {quote(key)} occurs twice in one object"
        hint = "Remove one of the two members, or rename it."
        flaw = Flaw("DG006", place.start, place.end, message, hint)
        return fault_of(self.text, flaw, self._path(), at_key=True, first=Span(first, first_end))

    def _string(self, index: int, *, in_key: bool) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, index + 1, True)
        except ValueError:
            raise self._fault(faults.string_flaw(self.text, index), in_value=not in_key) from None
        # ENC-3
        if not value.isascii() and HALF.search(value):
            raise self._fault(faults.string_flaw(self.text, index), in_value=not in_key)
        return value, end

    def _blanks(self, index: int) -> int:
        match = _BLANK.match(self.text, index)
        return match.end() if match else index

    def _path(self, *, in_value: bool = True) -> list[str | int]:
        """Where the value stands that is being read, or else the array or object around it."""
        frames = self.stack if in_value else self.stack[:-1]
        return [frame.key if frame.closer == "}" else len(frame.container) for frame in frames]

    def _fault(self, flaw: Flaw, *, in_value: bool = True) -> Fault:
        return fault_of(self.text, flaw, self._path(in_value=in_value))
