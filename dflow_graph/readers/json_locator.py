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

Way = tuple[str, ...]
"""The tokens that still lead to one pointer alone, and that pointer."""
Tree = dict[Any, Any]
"""Token to the tree of what goes on behind it, or to the way if that is one pointer.

In a tree, None is the pointer that ends where the tree begins; a pointer begins with the token "".
"""


class JsonLocator:
    """The `Locator` of one valid JSON text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, pointers: Iterable[str]) -> dict[str, Located]:
        """Pointer to place, for those of `pointers` that name a value of the document."""
        pointers = dict.fromkeys(pointers)  # in order: what follows each other is found faster
        return dict(islice(_walk(self._text, _tree_of(pointers)), len(pointers)))


def _tree_of(pointers: Iterable[str]) -> Tree:
    root: Tree = {}
    for pointer in pointers:
        tokens = pointer.split("/") if "~" not in pointer else split("/" + pointer)
        branch = root
        for number, token in enumerate(tokens, 1):
            inner = branch.get(token)
            if inner is None:
                branch[token] = (*tokens[number:], pointer)
                break
            if inner.__class__ is tuple:
                inner = branch[token] = _branch_of(inner)
            branch = inner
        else:
            branch[None] = (pointer,)
    return root


def _branch_of(way: Way) -> Tree:
    """A tree of one way."""
    return {way[0]: way[1:]} if len(way) > 1 else {None: way}


# A way that is as short as this, and met as often, has a pattern of its own, which is slow to make.
_SHORT, _OFTEN = 4, 1_000
# What it passes over within an element: at the most so many values, each nested at most twice.
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_SPACE = r"[ \t\r\n]*"
_BETWEEN = r'[^"{}\[\]]*'
_FLAT = rf"[\[{{]{_BETWEEN}(?:{_STRING}{_BETWEEN}){{0,99}}[\]}}]"
_NESTED = rf"[\[{{]{_BETWEEN}(?:(?:{_STRING}|{_FLAT}){_BETWEEN}){{0,99}}[\]}}]"
_VALUE = rf'(?:{_STRING}|[^"{{}}\[\],\s]+|{_NESTED})'


def _matcher(names: Way) -> Any:
    """Matches the next element of an array: objects in which these names lead to a value.

    Its last groups are the last name in its quotes, and the value. No match says nothing.
    """
    before, after = [], []
    for name in names:
        other = rf'"(?!{re.escape(name)}")[^"\\]*"{_SPACE}:{_SPACE}{_VALUE}{_SPACE}'
        before.append(
            rf'\{{{_SPACE}(?:{other},{_SPACE}){{0,99}}("{re.escape(name)}"){_SPACE}:{_SPACE}'
        )
        after.append(rf"{_SPACE}(?:,{_SPACE}{other}){{0,99}}\}}")
    return re.compile(rf"[ \t\r\n,]*{''.join(before)}({_VALUE}){''.join(after)}").match


def _walk(text: str, tree: Tree) -> Iterator[tuple[str, Located]]:  # noqa: C901, PLR0912, PLR0915 - see below
    """Each pointer of the tree that leads to a value, with its place; in the order of the ends."""
    # There may be a finding in each step: this is one loop, and calls little. It is in an array or
    # object at `start`, whose name stands at `key`; `number` is that of the next element. The
    # document is the first element of an array that is never left.
    next_member: Any = _MEMBER.match
    next_element: Any = _ELEMENT.match
    skip = _SKIP
    met: dict[Way, Any] = {}  # how often a way was met, or its matcher
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
            inner = branch.get(str(number))
            number += 1
            if inner.__class__ is tuple and 1 < len(inner) <= _SHORT:
                names = inner[:-1]
                matcher = met.get(names, 0)
                if matcher.__class__ is int:
                    met[names] = matcher + 1 if matcher < _OFTEN else _matcher(names)
                else:
                    match = matcher(text, at)
                    if match is not None:
                        last = len(inner)
                        yield inner[-1], Located(*match.span(last), *match.span(last - 1))
                        at = match.end()
                        continue
            match = next_element(text, at)
            ends, at = match.lastindex is not None, match.end()
        if ends:
            inner, first, inner_key = branch, start, key
            branch, start, key, number = around.pop()
        elif inner is not None and text[at] in "{[" and (inner.__class__ is dict or len(inner) > 1):
            if inner.__class__ is tuple:
                inner = _branch_of(inner)
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
        if inner.__class__ is dict:
            inner = inner.get(None)
        if inner is not None and len(inner) == 1:
            yield inner[0], Located(first, at, *inner_key)
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
