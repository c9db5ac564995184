"""Where the values of a JSON text stand, found when somebody asks.

The text is walked once, along a tree of the pointers; a value that no pointer enters is skipped by
the standard library's compiled scanner. The text must be valid JSON. Must not import anything above
`dflow_graph.source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any

from dflow_graph.source.document import Located, Span
from dflow_graph.source.pointer import split

__all__ = ["JsonLocator", "pointer_tree"]

# Skipping needs no values: `len` is the cheapest reading of a number, and takes any literal.
_DECODER: Any = JSONDecoder(parse_int=len, parse_float=len, parse_constant=len)
_SKIP = _DECODER.scan_once
_BLANK = re.compile(r"[ \t\r\n]*")
_NEXT = re.compile(r"[ \t\r\n]*(?:,[ \t\r\n]*)?")
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
# The name of a member that has no escape, and what stands before its value.
_MEMBER = re.compile(r'"([^"\\]*)"[ \t\r\n]*:[ \t\r\n]*')
_BRACKET_OR_QUOTE = re.compile(r'["\[\]{}]')


class Branch:
    """A node of the tree of pointers: those that end here, and the tokens that go on."""

    __slots__ = ("branches", "pointers")

    def __init__(self) -> None:
        self.pointers: list[str] = []
        self.branches: dict[str, Branch] = {}


def pointer_tree(pointers: Iterable[str]) -> tuple[Branch, int]:
    """The tree of the pointers, and how many there are; what is no pointer is left out."""
    root = Branch()
    count = 0
    for pointer in dict.fromkeys(pointers):
        if pointer and not pointer.startswith("/"):
            continue
        branch = root
        for token in split(pointer):
            inner = branch.branches.get(token)
            if inner is None:
                inner = branch.branches[token] = Branch()
            branch = inner
        branch.pointers.append(pointer)
        count += 1
    return root, count


class JsonLocator:
    """The `Locator` of one valid JSON text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, pointers: Iterable[str]) -> dict[str, Located]:
        """Pointer to place, for those of `pointers` that name a value of the document."""
        tree, count = pointer_tree(pointers)
        return _Walk(self._text, count).found_in(tree) if count else {}


class _Frame:
    """An array or object that a pointer enters."""

    __slots__ = ("branch", "element", "is_object", "key", "start")

    def __init__(self, branch: Branch, start: int, key: Span | None, *, is_object: bool) -> None:
        self.branch = branch
        self.start = start
        self.key = key
        self.is_object = is_object
        self.element = 0


class _Walk:
    def __init__(self, text: str, count: int) -> None:
        self.text = text
        self.missing = count
        self.found: dict[str, Located] = {}
        self.stack: list[_Frame] = []

    def found_in(self, tree: Branch) -> dict[str, Located]:
        text, after = self.text, _NEXT.match
        index = self._visit(tree, _end(_BLANK, text, 0), None)
        while self.stack and self.missing:
            frame = self.stack[-1]
            index = after(text, index).end()  # type: ignore[union-attr]  # it matches nothing, too
            if text[index] in "]}":
                self.stack.pop()
                index += 1
                self._record(frame.branch, frame.start, index, frame.key)
            elif frame.is_object:
                index = self._member(frame, index)
            else:
                index = self._element(frame, index)
        return self.found

    def _member(self, frame: _Frame, index: int) -> int:
        match = _MEMBER.match(self.text, index)
        if match is not None:
            key, end, value = match[1], match.end(1) + 1, match.end()
        else:
            key, end = scanstring(self.text, index + 1, True)
            value = _end(_COLON, self.text, end)
        branch = frame.branch.branches.get(key)
        if branch is None:
            return self._skip(value)
        return self._visit(branch, value, Span(index, end))

    def _element(self, frame: _Frame, index: int) -> int:
        branch = frame.branch.branches.get(str(frame.element))
        frame.element += 1
        return self._skip(index) if branch is None else self._visit(branch, index, None)

    def _visit(self, branch: Branch, start: int, key: Span | None) -> int:
        """Enter the value at `start` if a pointer goes on into it, else skip and record it."""
        first = self.text[start]
        if first in "{[" and branch.branches:
            self.stack.append(_Frame(branch, start, key, is_object=first == "{"))
            return start + 1
        end = self._skip(start)
        self._record(branch, start, end, key)
        return end

    def _record(self, branch: Branch, start: int, end: int, key: Span | None) -> None:
        for pointer in branch.pointers:
            self.found[pointer] = Located(Span(start, end), key)
            self.missing -= 1

    def _skip(self, index: int) -> int:
        try:
            end: int = _SKIP(self.text, index)[1]
        except RecursionError:
            return self._skip_deep(index)
        return end

    def _skip_deep(self, index: int) -> int:
        """The end of an array or object that is nested too deep for the compiled scanner."""
        depth = 0
        while True:
            match = _BRACKET_OR_QUOTE.search(self.text, index)
            assert match is not None  # the text is valid
            index = match.end()
            if match[0] == '"':
                index = scanstring(self.text, index, True)[1]
                continue
            depth += 1 if match[0] in "{[" else -1
            if depth == 0:
                return index


def _end(pattern: re.Pattern[str], text: str, index: int) -> int:
    match = pattern.match(text, index)
    return match.end() if match else index
