"""Faults of the text itself: encoding, nesting, YAML, and documents that are no graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import WHOLE, Graph, Path, Plant, inside

_MARK = "planted-mark"
_DEEP, _DEEPER = 33, 70  # levels of lists; values have 32 of them, documents 64


def _members(graph: Graph) -> Iterator[Path]:
    """Places of an example that stands for all: what the root has, and a member of each."""
    for name, value in graph.items():
        yield (name,)
        if isinstance(value, dict) and value:
            yield name, next(iter(value))


def byte_order_mark(graph: Graph) -> Iterator[Plant]:
    del graph
    yield Plant({}, ("DG002",), ((),), (("{", "\ufeff{"),))


def undecodable_byte(graph: Graph) -> Iterator[Plant]:
    """Half a character of UTF-16, which no UTF-8 has."""
    for path in _members(graph):
        if isinstance(inside(graph, path), str):
            yield Plant({path: _MARK}, ("DG001",), ((),), ((_MARK, "\ud83d"),))


def no_graph(graph: Graph) -> Iterator[Plant]:
    """Documents of another sort in the place of a graph."""
    of_pydflow = {"name": graph["name"], "entrypoint": "a", "templates": {"a": {"type": "DAG"}}}
    for text, code in (
        ("", "DG003"),
        (" \n", "DG003"),
        ("[]", "DG104"),
        ("null", "DG104"),
        (json.dumps({"py/object": "dflow.workflow.Workflow", "name": graph["name"]}), "DG103"),
        (json.dumps(of_pydflow), "DG103"),
    ):
        yield Plant({}, (code,), ((),), ((WHOLE, text),))


def _nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


def nesting(graph: Graph) -> Iterator[Plant]:
    place = ("extensions", "planted") if "extensions" in graph else ("extensions",)
    for levels, code in ((_DEEP, "DG018"), (_DEEPER, "DG010")):
        value = _nested(levels) if len(place) > 1 else {"planted": _nested(levels)}
        start: Path = ("extensions", "planted")
        places = tuple((*start, *(0,) * depth) for depth in range(levels))
        yield Plant({place: value}, (code,), places)


def yaml_alone(graph: Graph) -> Iterator[Plant]:
    """What YAML has and JSON has not."""
    for path in _members(graph):
        value = inside(graph, path)
        if isinstance(value, str) and path != ("dflow_graph",):
            for raw, code in (
                ("&a planted", "DG012"),
                ("!!str planted", "DG013"),
                ("! planted", "DG013"),
                ("yes", "DG014"),
                ("2001-01-01", "DG014"),
            ):
                swap = ((json.dumps(_MARK), raw),)
                yield Plant({path: _MARK}, (code,), (path,), swap, "yaml")
        elif isinstance(value, dict):
            for raw in ("1", "1.5", "null", "true"):
                swap = ((json.dumps(_MARK), raw),)
                yield Plant({(*path, _MARK): 1}, ("DG017",), ((*path, raw),), swap, "yaml")


def yaml_stream(graph: Graph) -> Iterator[Plant]:
    text = json.dumps(graph)
    for whole, code in (
        (text + "\n---\n" + text, "DG015"),
        (text + "\n---\n", "DG015"),
        (text[:-1], "DG005"),
        ("%YAML 1.1\n---\n" + text, "DG005"),
        (text + "]", "DG005"),
    ):
        yield Plant({}, (code,), ((),), ((WHOLE, whole),), "yaml")
