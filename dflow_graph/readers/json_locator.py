"""Where the values of a JSON text stand, found when somebody asks.

The text is walked once, along a tree of the pointers; a value that no pointer enters is skipped by
the standard library's compiled scanner. The text must be valid JSON. Must not import anything above
`dflow_graph.source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any

from dflow_graph.source.document import Located
from dflow_graph.source.pointer import split

__all__ = ["JsonLocator"]

# Skipping needs no values: `len` is the cheapest reading of a number, and takes any literal.
_DECODER: Any = JSONDecoder(parse_int=len, parse_float=len, parse_constant=len)
_SKIP = _DECODER.scan_once
# The name of a member, and its value where that is plain to see; or the end of the object.
_MEMBER = re.compile(
    r"""(?x) [ \t\r\n,]*
    (?: "([^"\\]*(?:\\.[^"\\]*)*)" [ \t\r\n]* : [ \t\r\n]* ("[^"\\]*"|[^"{}\[\],\s]+)? | \} )"""
)
_ELEMENT = re.compile(r"[ \t\r\n,]*(\])?")
_BRACKET_OR_QUOTE = re.compile(r'["\[\]{}]')
_WITH_VALUE = 2  # groups of a member
_OBJECT = -1  # it has no elements with numbers
_NO_KEY = (-1, -1)

Tree = dict[Any, Any]
"""Token to the tree of what goes on behind it, or to the pointer that ends there.

In a tree, None is the pointer that ends where the tree begins; a pointer begins with the token "".
"""


class JsonLocator:
    """The `Locator` of one valid JSON text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, pointers: Iterable[str]) -> dict[str, Located]:
        """Pointer to place, for those of `pointers` that name a value of the document."""
        pointers = set(pointers)
        return dict(islice(_walk(self._text, _tree_of(pointers)), len(pointers)))


def _tree_of(pointers: Iterable[str]) -> Tree:
    root: Tree = {}
    for pointer in pointers:
        tokens = pointer.split("/") if "~" not in pointer else split("/" + pointer)
        last = tokens.pop()
        branch = root
        for token in tokens:
            inner = branch.get(token)
            if inner.__class__ is not dict:
                inner = branch[token] = {} if inner is None else {None: inner}
            branch = inner
        if branch.get(last).__class__ is dict:
            branch[last][None] = pointer
        else:
            branch[last] = pointer
    return root


def _walk(text: str, tree: Tree) -> Iterator[tuple[str, Located]]:  # noqa: C901, PLR0912 - see below
    """Each pointer of the tree that leads to a value, with its place; in the order of the ends."""
    # There may be a finding in each step: this is one loop, and calls little. It is in an array or
    # object at `start`, whose name stands at `key`; `number` is that of the next element. The
    # document is the first element of an array that is never left.
    next_member: Any = _MEMBER.match
    next_element: Any = _ELEMENT.match
    skip = _SKIP
    around: list[tuple[Tree, int, tuple[int, int], int]] = []
    branch: Tree = {"0": tree.get("")}
    start, key, number, at = 0, _NO_KEY, 0, 0
    while True:
        inner_key = _NO_KEY
        if number == _OBJECT:
            match = next_member(text, at)
            name, at = match[1], match.end()
            ends = name is None
            if not ends:
                inner = branch.get(name if "\\" not in name else scanstring(name + '"', 0)[0])
                if match.lastindex == _WITH_VALUE:
                    if inner is None:
                        continue
                    at = match.start(_WITH_VALUE)
                if inner is not None:
                    first, last = match.span(1)
                    inner_key = (first - 1, last + 1)
        else:
            match = next_element(text, at)
            ends, at = match.lastindex is not None, match.end()
            inner = branch.get(str(number))
            number += 1
        if ends:
            inner, first, inner_key = branch, start, key
            branch, start, key, number = around.pop()
        elif inner.__class__ is dict and text[at] in "{[":
            around.append((branch, start, key, number))
            branch, start, key, number = inner, at, inner_key, _OBJECT if text[at] == "{" else 0
            at += 1
            continue
        else:
            first = at
            try:
                at = skip(text, at)[1]
            except RecursionError:
                at = _end_of_deep(text, at)
        pointer = inner.get(None) if inner.__class__ is dict else inner
        if pointer is not None:
            yield pointer, Located(first, at, *inner_key)
        if not around:
            return


def _end_of_deep(text: str, index: int) -> int:
    """The end of an array or object that is nested too deep for the compiled scanner."""
    depth = 0
    while True:
        match = _BRACKET_OR_QUOTE.search(text, index)
        assert match is not None  # the text is valid
        index = match.end()
        if match[0] == '"':
            index = scanstring(text, index, True)[1]
            continue
        depth += 1 if match[0] in "{[" else -1
        if depth == 0:
            return index
