"""Which Argo templates a graph becomes: one for each way in which a template is called.

A call may ask for more than its template says: slices of its own, an artifact made of several
sources. Calls that ask for the same share one Argo template.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from dflow_graph.argo.slicing import Layer
from dflow_graph.argo.stacking import Stacks
from dflow_graph.argo.texts import json_text
from dflow_graph.index import Index, Node
from dflow_graph.model import MapSource

__all__ = ["PLAIN", "Names", "Shape", "Variant", "Variants", "parts_of"]

_LONGEST = 128


class Shape(NamedTuple):
    """What a call asks of its template beside what the template says itself.

    `parts`: the input artifacts that arrive in several pieces, with the keys of the pieces (an
    empty key where the pieces are a list). `layers`: the slices of the loops around, the innermost
    first, and `settings` what those say beside ports. `alone`: the input artifacts of which a piece
    gets its own item and no more. `escaped`: the input parameters that arrive as JSON though their
    ports take texts, since Argo would find tags in these. `taken`: the input artifacts of which
    the call takes a part.
    `keyed`: the output artifacts whose key in the repository comes from outside. `counts`: whether
    the runs that succeed are counted. `memoized`: whether results are kept under the call's key.
    `executor` and `resource` are what carries out the pods in place of themselves, as JSON.
    `settings` are canonical JSON, empty where there is nothing, so that equal shapes compare equal.
    """

    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    layers: tuple[Layer, ...] = ()
    settings: str = ""
    alone: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    keyed: tuple[str, ...] = ()
    escaped: tuple[str, ...] = ()
    counts: bool = False
    memoized: bool = False
    executor: str = ""
    resource: str = ""


PLAIN = Shape()


class Variant(NamedTuple):
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
        name, number = wanted[:_LONGEST], self._numbers.get(wanted, 1)
        while name in self._taken:
            number += 1
            end = f"-{number}"
            name = wanted[: _LONGEST - len(end)] + end
        self._taken.add(name)
        self._numbers[wanted] = number
        return name


class Variants:
    """The variants of a graph, in the order in which they are first asked for.

    `waiting` has those that are to be printed; `modules` are those of the run-time library that
    helper pods run; `said_at` is where the graph says an executor for the first time.
    """

    def __init__(self, index: Index) -> None:
        self.names = Names(set(index.nodes))
        self.stacks = Stacks(index)
        self._known: dict[tuple[str, Shape], Variant] = {}
        self._named: set[str] = set()
        self._helpers: dict[str, str] = {}
        self.waiting: list[Variant] = []
        self.modules: set[str] = set()
        self.said_at: dict[str, tuple[str | int, ...]] = {}

    def of(self, node: Node, shape: Shape = PLAIN) -> Variant:
        """The variant of a template in a shape; the first one keeps the template's name."""
        known = self._known.get((node.name, shape))
        if known is None:
            is_first = node.name not in self._named
            self._named.add(node.name)
            name = node.name if is_first else self.names.free(f"{node.name}-as")
            known = Variant(node, shape, name)
            self._known[(node.name, shape)] = known
            self.waiting.append(known)
        return known

    def helper(self, wanted: str, fields: dict[str, Any]) -> str:
        """The name of a template that no graph has; equal ones are printed once."""
        text = json_text(fields)
        if text not in self._helpers:
            self._helpers[text] = self.names.free(wanted)
        return self._helpers[text]

    @property
    def helpers(self) -> list[dict[str, Any]]:
        """The templates of helpers, in the order in which they were first asked for."""
        return [{"name": name, **json.loads(text)} for text, name in self._helpers.items()]


def parts_of(source: Any, outer: Shape) -> tuple[str, ...] | None:
    """The keys of the pieces that an artifact source consists of, or None if it is one piece."""
    if isinstance(source, list):
        return ("",) * len(source)
    if isinstance(source, MapSource):
        return tuple(source.items)
    if isinstance(source, str) and outer.parts:
        # An input that arrived in pieces goes on in pieces.
        for name, keys in outer.parts:
            if source.strip("{} ") == f"inputs.artifacts.{name}":
                return keys
    return None
