"""A Python Workflow Definition, as plain data, to a graph of the format.

Functions are named, never imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.formats import Converted, Options
from dflow_graph.interop.pwd.documents import Document, Edge, Node, read_document
from dflow_graph.interop.pwd.names import RESULT, fresh, identifier, object_name
from dflow_graph.interop.report import ConversionReport
from dflow_graph.passes.finding import quoted
from dflow_graph.record import Record

__all__ = ["from_pwd"]

_MAIN = "main"
_IMAGE = "python:3"


def from_pwd(data: Any, options: Options) -> Converted:
    """A workflow as plain data of the format; a DAG with a task for each function.

    The result is None where the report has diagnostics. `data` is never changed.
    """
    conversion = Conversion()
    document = read_document(conversion, data)
    graph = None
    if document is not None and not conversion.faults:
        graph = _Reading(conversion, document).graph(options.path)
    report = ConversionReport(tuple(conversion.entries), tuple(conversion.faults))
    return (None if conversion.faults else graph), report


class _Signature(Record):
    """What tells one template from another."""

    function: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]


class _Reading:
    """One workflow on its way."""

    def __init__(self, conversion: Conversion, document: Document) -> None:
        self.conversion = conversion
        self.document = document
        self.into: dict[int, list[Edge]] = {node.id: [] for node in document.nodes}
        self.out_of: dict[int, list[Edge]] = {node.id: [] for node in document.nodes}
        for edge in document.edges:
            self.into[edge.target].append(edge)
            self.out_of[edge.source].append(edge)
        self.names: dict[int, str] = {}
        self.templates: dict[_Signature, str] = {}

    def graph(self, path: str) -> dict[str, Any]:
        """The whole graph."""
        nodes = self.document.nodes
        self._name_nodes()
        inputs = {self.names[node.id]: _input(node.value) for node in nodes if node.type == "input"}
        templates: dict[str, Any] = {}
        tasks = [self._task(node, templates) for node in nodes if node.type == "function"]
        main: dict[str, Any] = {"kind": "DAG"}
        if inputs:
            main["inputs"] = {"parameters": inputs}
        outputs = dict(self._outputs())
        if outputs:
            main["outputs"] = {"parameters": outputs}
        main["tasks"] = tasks
        return {
            "dflow_graph": "1.0",
            "name": object_name(path),
            "entrypoint": _MAIN,
            "templates": {_MAIN: main, **templates},
        }

    def _name_nodes(self) -> None:
        """Names of ports for inputs and outputs, of tasks for functions; each once."""
        taken: dict[str, set[str]] = {"input": set(), "output": set(), "function": set()}
        for node in self.document.nodes:
            if node.type == "function":
                wanted = object_name(node.name.rpartition(".")[2])
            else:
                wanted = identifier(node.name)
            name = fresh(wanted, taken[node.type], "-" if node.type == "function" else "_")
            taken[node.type].add(name)
            self.names[node.id] = name
            if node.type != "function" and name != node.name:
                side = "inputs" if node.type == "input" else "outputs"
                place = Place(node.path, ("templates", _MAIN, side, "parameters", name))
                self.conversion.repair(
                    place, f"the {node.type} {quoted(node.name)} is called {quoted(name)} here"
                )

    def _task(self, node: Node, templates: dict[str, Any]) -> dict[str, Any]:
        edges = self.into[node.id]
        parameters = {str(edge.target_port): self._given(edge) for edge in edges}
        handles = {edge.source_port or RESULT for edge in self.out_of[node.id]}
        ports = sorted((str(edge.target_port), self._type(edge)) for edge in edges)
        signature = _Signature(node.name, tuple(ports), tuple(sorted(handles)))
        if signature not in self.templates:
            name = fresh(object_name(node.name.rpartition(".")[2]), {_MAIN, *templates}, "-")
            self.templates[signature] = name
            templates[name] = _template(signature)
            place = Place(node.path, ("templates", name, "image"))
            self.conversion.repair(
                place, f"no image is named: `{_IMAGE}`, which has to be one that has the function"
            )
        task: dict[str, Any] = {
            "name": self.names[node.id],
            "template": self.templates[signature],
        }
        if parameters:
            task["parameters"] = parameters
        return task

    def _type(self, edge: Edge) -> str:
        """The type of the port of a function: a text stays one (VAL-10)."""
        source = self.document.by_id[edge.source]
        value = source.value if source.type == "input" else None
        if edge.source_port is not None:
            value = value.get(edge.source_port) if isinstance(value, dict) else None
        return "str" if isinstance(value, str) else "any"

    def _given(self, edge: Edge) -> Any:
        """What arrives at a port: a reference, or a part of an input's value."""
        source = self.document.by_id[edge.source]
        if source.type == "function":
            port = edge.source_port or RESULT
            return f"{{{{tasks.{self.names[source.id]}.outputs.parameters.{port}}}}}"
        if edge.source_port is None:
            return f"{{{{inputs.parameters.{self.names[source.id]}}}}}"
        place = Place(edge.path)
        if isinstance(source.value, dict) and edge.source_port in source.value:
            self.conversion.repair(
                place, f"a part of the input {quoted(source.name)} is written out where it is used"
            )
            return _literal(source.value[edge.source_port])
        self.conversion.fault(
            "DG105",
            place,
            f"the input {quoted(source.name)} has no part {quoted(edge.source_port)}",
        )
        return None

    def _outputs(self) -> Iterator[tuple[str, Any]]:
        for node in self.document.nodes:
            if node.type != "output":
                continue
            edges = self.into[node.id]
            if len(edges) != 1:
                message = f"{len(edges)} edges lead to the output {quoted(node.name)}, not one"
                self.conversion.fault("DG105", Place(node.path), message)
                continue
            given = self._given(edges[0])
            of_task = self.document.by_id[edges[0].source].type == "function"
            if of_task:
                yield self.names[node.id], {"value_from_parameter": given}
            else:
                message = f"the output {quoted(node.name)} is an input; a DAG gives what tasks made"
                self.conversion.loss(Place(node.path), message)


def _template(signature: _Signature) -> dict[str, Any]:
    module, _, name = signature.function.rpartition(".")
    op: dict[str, Any] = {"name": name, "module": module}
    outputs = tuple((port, "any") for port in signature.outputs)
    for side, ports in (("inputs", signature.inputs), ("outputs", outputs)):
        if ports:
            op[side] = {port: {"kind": "Parameter", "type": type_} for port, type_ in ports}
    return {"kind": "PythonOPTemplate", "image": _IMAGE, "op": op}


def _input(value: Any) -> dict[str, Any]:
    type_ = {"type": "str"} if isinstance(value, str) else {}
    return {**type_, "value": _literal(value)}


def _literal(value: Any) -> Any:
    """A value that means itself, whatever texts are in it (VAL-5)."""
    if _has_meaning(value):
        return {"$value": {"kind": "literal", "value": value}}
    return value


def _has_meaning(value: Any) -> bool:
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, dict):
        return "$value" in value or any(map(_has_meaning, value.values()))
    return isinstance(value, list) and any(map(_has_meaning, value))
