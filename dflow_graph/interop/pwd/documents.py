"""The nodes and edges of a Python Workflow Definition, checked as its own models check them."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.report import Path
from dflow_graph.passes.finding import quoted, shown
from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["VERSION", "Document", "Edge", "Node", "read_document"]

VERSION = "0.1.0"
"""The version that is written; the format's own models take any text."""

_LISTS = ("nodes", "edges")
_TYPES = ("input", "function", "output")
_FUNCTION = regex(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
_PORT = regex(r"[A-Za-z0-9_-]+")
_PARAMETER = regex(r"[^\W\d]\w*")


class Node(Record):
    """An input with its value, a function with its full name, or an output."""

    id: int
    type: str
    name: str
    value: Any
    path: Path


class Edge(Record):
    """From a node, or a part of its result, to a port of a function or to an output."""

    source: int
    source_port: str | None
    target: int
    target_port: str | None
    path: Path


class Document(Record):
    """A workflow whose nodes and edges fit together."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    by_id: dict[int, Node]


def read_document(conversion: Conversion, data: Any) -> Document | None:
    """The nodes and edges of plain data; adds a fault for each part that is none."""
    if not _is_workflow(conversion, data):
        return None
    by_id: dict[int, Node] = {}
    for n, item in enumerate(data["nodes"]):
        node = _node(conversion, item, Place(("nodes", n)))
        if node is not None and node.id in by_id:
            conversion.fault("DG204", Place(node.path), f"two nodes have the id {node.id}")
        elif node is not None:
            by_id[node.id] = node
    if conversion.faults:
        return None
    edges = [
        _edge(conversion, item, Place(("edges", n)), by_id) for n, item in enumerate(data["edges"])
    ]
    found = tuple(edge for edge in edges if edge is not None)
    _check_ports(conversion, found)
    _check_order(conversion, by_id, found)
    return Document(tuple(by_id.values()), found, by_id)


def _is_workflow(conversion: Conversion, data: Any) -> bool:
    if not isinstance(data, dict):
        conversion.fault("DG104", Place(), f"a workflow is an object, not {shown(data)}")
        return False
    for name in _LISTS:
        if name not in data:
            conversion.fault("DG105", Place(), f"the workflow has no `{name}`")
        elif not isinstance(data[name], list):
            message = f"`{name}` is a list, not {shown(data[name])}"
            conversion.fault("DG107", Place().at(name), message)
    for name in data:
        if name not in (*_LISTS, "version"):
            conversion.unknown(Place().at(name), name, "a workflow", (*_LISTS, "version"))
    if data.get("version") != VERSION:
        message = f"what is written back is version {VERSION}, not {shown(data.get('version'))}"
        conversion.loss(Place().at("version") if "version" in data else Place(), message)
    return not conversion.faults


def _node(conversion: Conversion, item: Any, place: Place) -> Node | None:
    if not isinstance(item, dict):
        conversion.fault("DG107", place, f"a node is an object, not {shown(item)}")
        return None
    number, type_ = item.get("id"), item.get("type")
    if not isinstance(number, int) or isinstance(number, bool):
        conversion.fault(
            "DG107", place, f"a node has a whole number as its `id`, not {shown(number)}"
        )
        return None
    if type_ not in _TYPES:
        message = f"{shown(type_)} is no type of node; known are {', '.join(map(quoted, _TYPES))}"
        conversion.fault("DG108", place, message)
        return None
    label = "value" if type_ == "function" else "name"
    name = item.get(label)
    if not isinstance(name, str) or not name:
        conversion.fault("DG107", place, f"a node of type {quoted(type_)} has a text `{label}`")
        return None
    if type_ == "function" and not _FUNCTION.fullmatch(name):
        message = f"{quoted(name)} is no function: write its module, a dot, and its name"
        conversion.fault("DG812", place.at("value"), message)
        return None
    known = {"id", "type", "name", "value"} if type_ == "input" else {"id", "type", label}
    for key in item:
        if key not in known:
            conversion.unknown(place.at(key), key, f"a node of type {quoted(type_)}", known)
    return Node(number, type_, name, item.get("value"), place.source)


def _edge(conversion: Conversion, item: Any, place: Place, nodes: dict[int, Node]) -> Edge | None:
    if not isinstance(item, dict):
        conversion.fault("DG107", place, f"an edge is an object, not {shown(item)}")
        return None
    for end, types in (("source", ("input", "function")), ("target", ("function", "output"))):
        number = item.get(end)
        node = nodes.get(number) if isinstance(number, int) else None
        if node is None or node.type not in types:
            what = f"no {' or '.join(types)} has the id {shown(number)}"
            conversion.fault("DG303", place.at(end) if end in item else place, what)
            return None
    source_port, target_port = item.get("sourcePort"), item.get("targetPort")
    if source_port is not None and not _fits(source_port, _PORT):
        message = f"{shown(source_port)} cannot be the name of an output"
        conversion.fault("DG206", place.at("sourcePort"), message)
        return None
    wanted = nodes[item["target"]].type == "function"
    if wanted and not _fits(target_port, _PARAMETER):
        message = f"{shown(target_port)} is no parameter of a function"
        conversion.fault(
            "DG206", place.at("targetPort") if target_port is not None else place, message
        )
        return None
    if not wanted and target_port is not None:
        conversion.loss(place.at("targetPort"), "an output has no ports")
        target_port = None
    return Edge(item["source"], source_port, item["target"], target_port, place.source)


def _fits(value: Any, pattern: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _check_ports(conversion: Conversion, edges: tuple[Edge, ...]) -> None:
    seen = set()
    for edge in edges:
        end = (edge.target, edge.target_port)
        if end in seen and edge.target_port is not None:
            message = f"a second edge leads to the parameter {quoted(edge.target_port)}"
            conversion.fault("DG204", Place(edge.path), message)
        seen.add(end)


def _check_order(conversion: Conversion, nodes: dict[int, Node], edges: tuple[Edge, ...]) -> None:
    """Finds functions that wait for each other in a circle."""
    waits = dict.fromkeys(nodes, 0)
    after: dict[int, list[int]] = {number: [] for number in nodes}
    for edge in edges:
        waits[edge.target] += 1
        after[edge.source].append(edge.target)
    ready = [number for number, count in waits.items() if not count]
    for number in ready:  # grows while it is walked
        for other in after[number]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    stuck = [node for number, node in nodes.items() if waits[number]]
    if stuck:
        message = f"the function {quoted(stuck[0].name)} waits for its own result"
        conversion.fault("DG601", Place(stuck[0].path), message)
