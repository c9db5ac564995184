"""A graph of the format to a Python Workflow Definition: functions, and what flows between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.index import Call, Index, Node, build_index
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.formats import Converted, Options
from dflow_graph.interop.pwd.documents import VERSION
from dflow_graph.interop.pwd.names import RESULT
from dflow_graph.interop.report import ConversionReport
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import quoted
from dflow_graph.pipeline import read
from dflow_graph.refs import exact_reference

__all__ = ["to_pwd"]

_GATHER = "python_workflow_definition.shared.get_dict"
_NO_MODULES = ("", "__main__")
# What a function gets and gives is said by edges; everything else about a call or template is lost.
_SAID = {
    "call": {"name", "template", "parameters", "artifacts", "dependencies"},
    "template": {"op", "kind"},
    "group": {"steps", "tasks", "inputs", "outputs", "kind"},
    "workflow": {"dflow_graph", "entrypoint", "templates", "parameters"},
    "op": {"name", "module", "inputs", "outputs", "source", "source_digest"},
}
_REFUSED = {
    "when": "runs each function once, whatever the others give",
    "with_param": "has no loops",
    "with_sequence": "has no loops",
    "slices": "has no loops",
}
_OUTPUT_PARTS = 5  # tasks, NAME, outputs, parameters, PORT
_INPUT_PARTS = 3


def to_pwd(graph: dict[str, Any], _options: Options) -> Converted:
    """A graph whose entrypoint calls Python functions, as nodes and edges.

    `graph` is never changed. The result is None where the report has diagnostics: the graph has
    errors, or parts that the definition has no place for and that change what is computed.
    """
    reading = read(encode_plain(graph), path="<data>", notation="json")
    if reading.model is None or not reading.report.valid:
        return None, ConversionReport(diagnostics=reading.report.diagnostics)
    conversion = Conversion()
    writing = _Writing(conversion, build_index(reading.model), reading.model.to_dict())
    written = writing.document()
    report = ConversionReport(tuple(conversion.entries), tuple(conversion.faults))
    return (None if conversion.faults else written), report


class _Writing:
    """One graph on its way."""

    def __init__(self, conversion: Conversion, index: Index, data: dict[str, Any]) -> None:
        self.conversion = conversion
        self.index = index
        self.data = data
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.inputs: dict[str, int] = {}
        self.functions: dict[str, int] = {}
        self.names: set[str] = set()

    def document(self) -> dict[str, Any]:
        """The whole document."""
        workflow = self.index.workflow
        main = self.index.nodes[workflow.entrypoint]
        self._lost(self.data, Place(), "workflow")
        if not main.is_group:
            self._refuse("DG108", (*main.path, "kind"), "a workflow is made of calls of functions")
            return {}
        self._lost(self._at(main.path), Place(main.path), "group")
        calls = list(self._functions(main))
        for port in main.in_parameters.values():
            value = (workflow.parameters or {}).get(port.name, getattr(port.entry, "value", UNSET))
            place = Place(("templates", main.name, "inputs", "parameters", port.name))
            self.inputs[port.name] = self._input(
                port.name, None if value is UNSET else value, place
            )
        for call in calls:
            self._arguments(call)
        self._order(main, calls)
        self._outputs(main)
        return {"version": VERSION, "nodes": self.nodes, "edges": self.edges}

    def _functions(self, main: Node) -> Iterator[Call]:
        """Adds a node for each call, and gives the calls for which that could be done."""
        for call in main.calls:
            target = call.target
            assert target is not None
            for field, why in _REFUSED.items():
                if getattr(call.step, field) is not UNSET:
                    self._refuse("DG106", (*call.path, field), f"the definition {why}")
            if target.kind != "PythonOPTemplate":
                message = f"{quoted(target.name)} is a {target.kind}, and no Python function"
                self._refuse("DG108", (*call.path, "template"), message)
                continue
            if call.slices is not None and call.step.slices is UNSET:
                self._refuse("DG106", (*target.path, "slices"), "the definition has no loops")
            if not self._is_function(target):
                continue
            self._lost(self._at(call.path), Place(call.path), "call")
            op = target.template.op
            self.functions[call.name] = self._add(type="function", value=f"{op.module}.{op.name}")
            yield call
        seen = {call.target.name: call.target for call in main.calls if call.target is not None}
        for target in seen.values():
            if target.kind == "PythonOPTemplate":
                self._lost(self._at(target.path), Place(target.path), "template")
                self._lost(self._at((*target.path, "op")), Place((*target.path, "op")), "op")

    def _is_function(self, target: Node) -> bool:
        op, path = target.template.op, (*target.path, "op")
        found = len(self.conversion.faults)
        if (op.module or "") in _NO_MODULES:
            self._refuse("DG805", path, f"{quoted(op.name)} is in no module that can be imported")
        elif "." in op.name:
            self._refuse(
                "DG812", (*path, "name"), f"{quoted(op.name)} is no function of its module"
            )
        elif op.source is not UNSET and _is_class(op.source, op.name):
            self._refuse("DG108", (*path, "name"), f"{quoted(op.name)} is a class, and no function")
        for ports in (target.in_artifacts, target.out_artifacts):
            for port in ports.values():
                message = f"{quoted(port.name)} is an artifact: values alone flow between functions"
                self._refuse("DG313", port.path, message)
        for port in target.out_parameters.values():
            if port.name.removeprefix(f"{RESULT}_").isdigit():
                message = f"{quoted(port.name)} is an item of a tuple, and parts have names"
                self._refuse("DG206", port.path, message)
        if len(self.conversion.faults) == found and op.source is not UNSET:
            message = f"the source is left out: {quoted(f'{op.module}.{op.name}')} is imported"
            self.conversion.loss(Place((*path, "source")), message)
        return len(self.conversion.faults) == found

    def _arguments(self, call: Call) -> None:
        for name, value in (call.step.parameters or {}).items():
            path = (*call.path, "parameters", name)
            source = self._source(value, path, name)
            if source is not None:
                self._edge(source, (self.functions[call.name], name))
        if not any(edge["target"] == self.functions[call.name] for edge in self.edges):
            message = f"{quoted(call.name)} gets nothing: the definition's own engine leaves it out"
            self.conversion.loss(Place(call.path), message, kept=True)

    def _source(
        self, value: Any, path: tuple[Any, ...], name: str
    ) -> tuple[int, str | None] | None:
        """The node, and the part of its result, that a value comes from."""
        parts = exact_reference(value) if isinstance(value, str) else None
        if parts is not None and len(parts) == _OUTPUT_PARTS and parts[0] in ("steps", "tasks"):
            number = self.functions.get(parts[1])
            port = None if parts[4] == RESULT else parts[4]
            return None if number is None else (number, port)
        if (
            parts is not None
            and parts[:2] == ("inputs", "parameters")
            and len(parts) == _INPUT_PARTS
        ):
            return self.inputs[parts[2]], None
        return self._input(name, value, Place(path)), None

    def _input(self, name: str, value: Any, place: Place) -> int:
        """A node for a value."""
        if isinstance(value, dict) and value.keys() == {"$value"}:
            tagged = value["$value"]
            if tagged["kind"] == "literal":
                value = tagged["value"]
            else:
                message = f"a value of kind {quoted(tagged['kind'])} has no JSON form"
                self._refuse("DG402", place.source, message)
        elif _has_tags(value):
            message = "a text with tags is put together, and functions get values alone"
            self._refuse("DG315", place.source, message)
        number, unique = 2, name
        while unique in self.names:
            unique, number = f"{name}_{number}", number + 1
        self.names.add(unique)
        return self._add(type="input", name=unique, value=value)

    def _outputs(self, main: Node) -> None:
        """One output: the one of the graph, all of them by name, or else the last result."""
        found: dict[str, tuple[int, str | None]] = {}
        for port in main.out_parameters.values():
            text = getattr(port.entry, "value_from_parameter", UNSET)
            source = None if text is UNSET else self._source(text, port.path, port.name)
            if text is UNSET:
                message = f"the output {quoted(port.name)} is no result of a function"
                self._refuse("DG315", port.path, message)
            elif source is not None:
                found[port.name] = source
        if self.conversion.faults:
            return
        outputs = Place((*main.path, "outputs"))
        if not found:
            used = {edge["source"] for edge in self.edges}
            last = [number for number in self.functions.values() if number not in used][-1:]
            found.update(("result", (number, None)) for number in last)
            message = "a definition has an output: it is the result of the last function"
            self.conversion.repair(Place(main.path), message)
        if len(found) == 1:
            ((name, source),) = found.items()
        else:
            name, source = "result", (self._add(type="function", value=_GATHER), None)
            for port_name, each in found.items():
                self._edge(each, (source[0], port_name))
            self.conversion.repair(outputs, "the outputs are one: a dictionary with their names")
        self._edge(source, (self._add(type="output", name=name), None))

    def _order(self, main: Node, calls: list[Call]) -> None:
        """Says where functions no longer wait for each other."""
        flows = {(edge["source"], edge["target"]) for edge in self.edges}
        for call in calls:
            here = self.functions[call.name]
            for entry in getattr(call.step, "dependencies", None) or ():
                if (self.functions.get(entry), here) not in flows:
                    message = f"{quoted(call.name)} does not wait for {quoted(entry)} any more"
                    self.conversion.loss(Place((*call.path, "dependencies")), message)
        if main.kind == "Steps" and len({call.group for call in calls}) > 1:
            message = "steps run as soon as they have what they need, and not group after group"
            self.conversion.loss(Place((*main.path, "steps")), message, kept=True)

    def _add(self, **fields: Any) -> int:
        number = len(self.nodes)
        self.nodes.append({"id": number, **fields})
        return number

    def _edge(self, source: tuple[int, str | None], target: tuple[int, str | None]) -> None:
        self.edges.append(
            {
                "target": target[0],
                "targetPort": target[1],
                "source": source[0],
                "sourcePort": source[1],
            }
        )

    def _lost(self, data: dict[str, Any], place: Place, what: str) -> None:
        for name, value in data.items():
            if name not in _SAID[what] and name not in _REFUSED and value not in ({}, [], ""):
                self.conversion.loss(place.at(name), f"the definition has no `{name}`")

    def _refuse(self, code: str, path: tuple[Any, ...], message: str) -> None:
        self.conversion.fault(code, Place(path), message, "Convert a DAG of Python functions.")

    def _at(self, path: tuple[Any, ...]) -> Any:
        data: Any = self.data
        for token in path:
            data = data[token]
        return data


def _is_class(source: str, name: str) -> bool:
    """Whether a text of Python, read and never run, defines a class of this name."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.ClassDef) and node.name == name for node in tree.body)


def _has_tags(value: Any) -> bool:
    if isinstance(value, str):
        return "{{" in value
    if isinstance(value, dict):
        return "$value" in value or any(map(_has_tags, value.values()))
    return isinstance(value, list) and any(map(_has_tags, value))
