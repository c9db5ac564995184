"""Which fields of the format the graphs of a run had."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.model import UNSET, Object
from dflow_graph.pipeline import loads
from dflow_graph.schema.shapes import OBJECTS, UNIONS, shape_of

__all__ = ["Seen"]

_TAGGED = {type_.__name__ for type_ in UNIONS["TaggedValue"].__args__}


class Seen:
    """The fields of objects that graphs had, as `Step.when`; values have tests of their own."""

    def __init__(self) -> None:
        self.graphs = 0
        self.steps = 0
        self._fields: set[str] = set()

    def add(self, graph: dict[str, Any]) -> None:
        """Takes note of a graph."""
        self.graphs += 1
        self._walk(loads(json.dumps(graph)))

    @property
    def missed(self) -> set[str]:
        """The fields that no graph had."""
        every = {
            f"{name}.{field.name}"
            for name, type_ in OBJECTS.items()
            if name not in _TAGGED
            for field in shape_of(type_).fields
            if field.name not in ("extensions", "kind", "$schema")
        }
        return every - self._fields

    def _walk(self, value: Any) -> None:
        if isinstance(value, Object):
            name = type(value).__name__
            self.steps += name in ("Step", "Task")
            for field in shape_of(type(value)).fields:
                inner = getattr(value, field.attribute)
                if inner is not UNSET:
                    self._fields.add(f"{name}.{field.name}")
                    self._walk(inner)
        elif isinstance(value, dict):
            for inner in value.values():
                self._walk(inner)
        elif isinstance(value, list):
            for inner in value:
                self._walk(inner)
