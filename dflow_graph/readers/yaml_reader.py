"""The strict reader of YAML's JSON-compatible subset: a document, or the fault with its place.

Built on the events of PyYAML's parser, never on its composer, which is recursive and takes what
this subset refuses. Owns limits, keys and spans. Must not import anything above
`dflow_graph.source`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from dflow_graph.readers.encoding import content_start, decode_text
from dflow_graph.readers.faults import Flaw, fault_of, quote
from dflow_graph.readers.surrogates import HALF, lone_half, lone_half_flaw
from dflow_graph.readers.yaml_faults import anchor_flaw, complaint_flaw, tag_flaw
from dflow_graph.readers.yaml_locator import Node, YamlLocator
from dflow_graph.readers.yaml_prologue import control_flaw, directive_flaw
from dflow_graph.readers.yaml_scalars import resolve
from dflow_graph.readers.yaml_shield import UNPRINTABLE, Shield
from dflow_graph.source.document import Document, Limits, Span
from dflow_graph.source.fault import Fault

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - an installation without libyaml
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

__all__ = ["read_yaml"]

_DEFAULT_LIMITS = Limits()
_KEY_HINT = "Put the key in double quotes."
_BLOCK_STYLES = ("|", ">")
# What PyYAML writes for texts of one letter, and for numbers that JSON does not have.
_OF_PYYAML: dict[str, Any] = {
    **{letter: letter for letter in "yYnN"},
    ".nan": math.nan,
    ".inf": math.inf,
    "-.inf": -math.inf,
}


def read_yaml(
    data: bytes | str, limits: Limits = _DEFAULT_LIMITS, *, by_pyyaml: bool = False
) -> Document:
    """Read one YAML document of the JSON-compatible subset.

    With `by_pyyaml`, `y` and `n` are the texts that PyYAML writes and reads so, and `.nan` and
    `.inf` its numbers (not YAML-4).

    Raises `Fault` on the first fault: DG001 to DG003, DG005 to DG017 (clauses ENC-1 to ENC-3,
    DOC-1, OBJ-2, NUM-1 to NUM-3, LIM-1 to LIM-3, YAML-1 to YAML-6).
    """
    text = decode_text(data, limits)
    flaw = control_flaw(text) or directive_flaw(text)
    if flaw:
        raise fault_of(text, flaw)
    builder = _Builder(text, limits)
    builder.by_pyyaml = by_pyyaml
    root = builder.document()
    return Document(text=text, notation="yaml", root=root, locator=YamlLocator(builder.node))


class _Frame:
    """A mapping or sequence that is still open."""

    __slots__ = (
        "children",
        "container",
        "end",
        "in_mapping",
        "key",
        "key_end",
        "key_start",
        "start",
    )

    def __init__(self, start: int, *, in_mapping: bool) -> None:
        self.start = start
        self.end = start
        self.in_mapping = in_mapping
        self.container: Any = {} if in_mapping else []
        self.children: Any = {} if in_mapping else []
        self.key: str | None = None  # of the member whose value is awaited
        self.key_start = self.key_end = -1


class _Builder:
    """Makes a value and its spans from events."""

    def __init__(self, text: str, limits: Limits, *, too_deep: Flaw | None = None) -> None:
        self.text = text
        self.limits = limits
        self.by_pyyaml = False
        self.too_deep = too_deep  # where the text ends for the parser, as it goes no deeper
        self.shield = Shield(text)
        self.stack: list[_Frame] = []
        self.nodes = 0
        self.root: Any = None
        self.node: Node = (0, 0, -1, -1, None)
        self.next_event: Callable[[], Any] = self._parser().get_event

    def document(self) -> Any:
        """The value of the text."""
        self._event()  # the start of the stream
        if type(self._event()) is StreamEndEvent:
            raise self._fault(_empty_flaw())
        while True:
            event = self._event()
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(event)
            elif kind is DocumentEndEvent:
                break
            else:
                self._open(event)
        flaw = _rest_flaw(self.text, event.end_mark.index, explicit=event.explicit)
        if flaw:
            raise self._fault(flaw)
        return self.root

    def _parser(self) -> Any:
        return _Parser(self.shield.text[: self.too_deep.start if self.too_deep else None])

    def _event(self) -> Any:
        try:
            return self.next_event()
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            flaw = _error_flaw(self.text, error)
        if self.too_deep:
            raise self._fault(self.too_deep)
        # LIM-2. The parser looks ahead and stops at a depth of its own: what comes before that
        # tells where ours is passed.
        if flaw.code == "DG010":
            _Builder(self.text, self.limits, too_deep=flaw).document()
        raise self._fault(flaw)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            raise self._fault(_property_flaw(self.text, start))
        style = event.style
        if self.stack and self.stack[-1].in_mapping and self.stack[-1].key is None:
            self._key(event.value, style, start, end)
            return
        self._count(start)
        if style in _BLOCK_STYLES:
            end = start + len(self.text[start:end].rstrip())
        value = self._text(event.value, style, start, end)
        if not style:
            if not value and not self.stack:
                raise self._fault(_empty_flaw())
            value = self._resolved(value, start, end)
            if type(value) is Flaw:
                raise self._fault(value)
        self._put(value, start, end, None)

    def _text(self, value: str, style: str, start: int, end: int) -> Any:
        """What the scalar says in the original text."""
        if value.isascii():
            return value
        value = self.shield.restore(value, in_double_quotes=style == '"')
        # ENC-3
        if style == '"' and HALF.search(value):
            lone = lone_half(self.text, start, end)
            raise self._fault(lone_half_flaw(self.text, start if lone is None else lone))
        if style not in ('"', "'"):
            match = UNPRINTABLE.search(self.text, start, end)
            if match:
                message = f"the character U+{ord(match[0]):04X} stands outside of quotes"
                hint = "Put the text in double quotes, or remove the character."
                raise self._fault(Flaw("DG005", *match.span(), message, hint))
        return value

    def _resolved(self, literal: str, start: int, end: int) -> Any:
        if self.by_pyyaml and literal in _OF_PYYAML:
            return _OF_PYYAML[literal]
        return resolve(literal, start, end)

    def _key(self, literal: str, style: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        # YAML-6
        if style in _BLOCK_STYLES:
            raise self._fault(_key_flaw(start, start + 1, "a key is a block of text"))
        key = self._text(literal, style, start, end)
        if not style:
            resolved = self._resolved(key, start, end)
            if type(resolved) is Flaw and resolved.code == "DG014":
                raise self._fault(replace(resolved, hint=_KEY_HINT), key)
            if type(resolved) is not str:
                message = f"the key {quote(key)} is not a string"
                raise self._fault(_key_flaw(start, end, message), key)
        # OBJ-2
        if key in frame.children:
            flaw = Flaw(
                "DG006",
                start,
                end,
                f"the key {quote(key)} occurs twice in one mapping",
                "Remove one of the two members, or rename it.",
            )
            first = frame.children[key]
            raise self._fault(flaw, key, first=Span(first[2], first[3]))
        frame.key, frame.key_start, frame.key_end = key, start, end

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        # YAML-2, YAML-3
        if type(event) is AliasEvent or event.anchor is not None or event.tag is not None:
            raise self._fault(_property_flaw(self.text, start))
        if self.stack and self.stack[-1].in_mapping and self.stack[-1].key is None:
            # YAML-6
            raise self._fault(_key_flaw(start, start + 1, "a key is a mapping or a list"))
        self._count(start)
        # LIM-2
        if len(self.stack) >= self.limits.max_depth:
            message = f"the values are nested more than {self.limits.max_depth} deep"
            hint = "Write the document with fewer levels."
            raise self._fault(Flaw("DG010", start, start + 1, message, hint))
        self.stack.append(_Frame(start, in_mapping=type(event) is MappingStartEvent))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        end = event.end_mark.index
        if end == event.start_mark.index:  # of a block, which ends with its last value
            end = frame.end
        self._put(frame.container, frame.start, end, frame.children)

    def _put(self, value: Any, start: int, end: int, children: Any) -> None:
        if not self.stack:
            self.root, self.node = value, (start, end, -1, -1, children)
            return
        frame = self.stack[-1]
        frame.end = end
        if frame.in_mapping:
            frame.container[frame.key] = value
            frame.children[frame.key] = (start, end, frame.key_start, frame.key_end, children)
            frame.key = None
        else:
            frame.container.append(value)
            frame.children.append((start, end, -1, -1, children))

    def _count(self, start: int) -> None:
        # LIM-3
        self.nodes += 1
        if self.nodes > self.limits.max_nodes:
            message = f"the document has more than {self.limits.max_nodes} values"
            hint = "Split the document, or raise the limit of values."
            raise self._fault(Flaw("DG011", start, start + 1, message, hint))

    def _fault(self, flaw: Flaw, key: str | None = None, *, first: Span | None = None) -> Fault:
        path: list[str | int] = []
        for frame in self.stack:
            if not frame.in_mapping:
                path.append(len(frame.container))
            elif frame.key is not None:
                path.append(frame.key)
        if key is not None:
            path.append(key)
        return fault_of(self.text, flaw, path, at_key=key is not None, first=first)


def _empty_flaw() -> Flaw:
    # DOC-1
    message = "the document is empty: it has nothing but comments and marks"
    return Flaw("DG003", 0, 0, message, "Write one object with the fields of the document.")


def _key_flaw(start: int, end: int, message: str) -> Flaw:
    return Flaw("DG017", start, end, message, _KEY_HINT)


def _property_flaw(text: str, start: int) -> Flaw:
    return tag_flaw(text, start) if text.startswith("!", start) else anchor_flaw(text, start)


def _error_flaw(text: str, error: Exception) -> Flaw:
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    return complaint_flaw(
        text,
        str(getattr(error, "problem", None) or "found an invalid character"),
        str(getattr(error, "context", None) or ""),
        mark.index if mark else 0,
        context_mark.index if context_mark else None,
    )


def _rest_flaw(text: str, index: int, *, explicit: bool) -> Flaw | None:
    """The flaw of what follows the document's value, if anything does."""
    index = content_start(text, index)
    while explicit and text.startswith("...", index):
        index = content_start(text, index + 3)
    if index == len(text):
        return None
    # YAML-5
    if explicit or text.startswith("---", index):
        message = "a second document starts here"
        return Flaw("DG015", index, index + 3, message, "Write each document to its own file.")
    message = f"the text goes on with {quote(text[index : index + 60])} after the value"
    return Flaw("DG005", index, index + 1, message, "Remove the text.")
