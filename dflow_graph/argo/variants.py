"""Which Argo templates a graph becomes: one for each way in which a template is called.

A call may ask for more than its template says: slices of its own, an artifact made of several
sources. Calls that ask for the same share one Argo template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dflow_graph.argo.layers import Layer
from dflow_graph.argo.texts import json_text
from dflow_graph.index import Index, Node
from dflow_graph.model import MapSource, RefSource
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference

__all__ = [
    "PLAIN",
    "Fetch",
    "Helpers",
    "Names",
    "Shape",
    "Variant",
    "Variants",
    "parts_of",
    "whole_reference",
]

_LONGEST = 128


class Fetch(Record):
    """An input artifact that Argo does not bring: in a claim, or, without one, of a plug-in.

    `is_own`: the source of the input itself says where it lies, and no call does.
    """

    name: str
    claim: str = ""
    is_own: bool = False


class Shape(Record):
    """What a call asks of its template beside what the template says itself.

    `parts`: the input artifacts that arrive in several pieces, with the keys of the pieces (an
    empty key where the pieces are a list). `layers`: the slices of the loops around, the innermost
    first, and `settings` what those say beside ports. `alone`: the input artifacts of which a piece
    gets its own item and no more. `escaped`: the input parameters that arrive as JSON though their
    ports take texts, since Argo would find tags in these. `taken`: the input artifacts, or
    pieces of them, of which the call takes a part. `fetched`: the inputs for artifacts that Argo
    does not bring.
    `keyed`: the output artifacts whose key in the repository comes from outside. `counts`: whether
    the runs that succeed are counted. `memoized`: whether results are kept under the call's key.
    `executor` and `resource` are what carries out the pods in place of themselves, as JSON.
    `left_out`: the input artifacts with a source of their own that the call leaves out.
    `apart`: the input artifacts that are given what a helper pod has taken of others.
    `settings` are canonical JSON, empty where there is nothing, so that equal shapes compare equal.
    """

    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    layers: tuple[Layer, ...] = ()
    settings: str = ""
    alone: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    fetched: tuple[Fetch, ...] = ()
    keyed: tuple[str, ...] = ()
    escaped: tuple[str, ...] = ()
    counts: bool = False
    memoized: bool = False
    executor: str = ""
    resource: str = ""
    left_out: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


PLAIN = Shape()


class Variant(Record):
    """A template in one shape, under its name in the manifest."""

    node: Node
    shape: Shape
    name: str


class Names:
    """Gives names that nothing else in the manifest has (NAM-15)."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        """The wanted name, or the first of `wanted-2`, `wanted-3`, ... that is free."""
        start = name = wanted[:_LONGEST]
        number = self._numbers.get(start, 1)
        while name in self._taken:
            number += 1
            end = f"-{number}"
            name = start[: _LONGEST - len(end)] + end
        self._taken.add(name)
        self._numbers[start] = number
        return name


class Variants:
    """The variants of a graph in the order in which they are first asked for.

    `waiting` has those that are to be printed, `copied` the bytes of the templates of which there
    are several, as JSON in the graph: of each variant but the first.
    """

    def __init__(self, index: Index) -> None:
        self.names = Names(set(index.nodes))
        self._known: dict[tuple[str, Shape], Variant] = {}
        self._sizes: dict[str, int] = {}
        self.waiting: list[Variant] = []
        self.copied = 0

    def of(self, node: Node, shape: Shape = PLAIN) -> Variant:
        """The variant of a template in a shape; the first one keeps the template's name."""
        known = self._known.get((node.name, shape))
        if known is None:
            name = node.name
            if name in self._sizes:
                self.copied += self._size(node)
                name = self.names.free(f"{name}-as")
            else:
                self._sizes[name] = 0
            known = Variant(node, shape, name)
            self._known[(node.name, shape)] = known
            self.waiting.append(known)
        return known

    def _size(self, node: Node) -> int:
        """The bytes of a template in the graph; of few templates is there a second variant."""
        size = self._sizes[node.name]
        if not size:
            size = self._sizes[node.name] = len(json_text(node.template.to_dict()))
        return size

    def number_of(self, node: Node) -> int:
        """How many variants of a template there are by now."""
        return sum(name == node.name for name, _ in self._known)


class Helpers:
    """The templates that no graph has, in the order in which they are first asked for.

    `modules` are those of the run-time library that they run.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, str] = {}
        self.modules: set[str] = set()

    def of(self, wanted: str, fields: dict[str, Any]) -> str:
        """The name of a template; equal ones are printed once."""
        text = json_text(fields)
        if text not in self._known:
            self._known[text] = self._names.free(wanted)
        return self._known[text]

    @property
    def templates(self) -> list[dict[str, Any]]:
        """All of them, their names first."""
        return [{"name": name, **json.loads(text)} for text, name in self._known.items()]


def parts_of(source: Any, outer: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The keys of the pieces that an artifact source consists of, or None if it is one piece.

    `outer` are the inputs of the template around that have arrived in pieces.
    """
    if isinstance(source, list):
        return ("",) * len(source)
    if isinstance(source, MapSource):
        return tuple(source.items)
    text = whole_reference(source)
    parts = exact_reference(text) if text is not None else None
    if parts is not None and parts[:2] == ("inputs", "artifacts"):
        # An input that arrived in pieces goes on in pieces.
        return outer.get(parts[2])
    return None


def whole_reference(source: Any) -> str | None:
    """The reference to an artifact that is taken as a whole, if the source is one."""
    if isinstance(source, RefSource) and not source.sub_path and not source.slice:
        return source.from_
    return source if isinstance(source, str) else None
