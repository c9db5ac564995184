"""A graph of the format to a packed CWL document: a tool or workflow for each template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.index import Call, Index, Node, build_index
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.cwl.ports import text_of
from dflow_graph.interop.cwl.steps import step_of, waits_for
from dflow_graph.interop.cwl.tools import KINDS, tool
from dflow_graph.interop.cwl.workflows import workflow_of
from dflow_graph.interop.formats import Converted, Options
from dflow_graph.interop.report import ConversionReport
from dflow_graph.passes.finding import quoted
from dflow_graph.pipeline import read
from dflow_graph.refs import Tag, scan

__all__ = ["to_cwl"]

_VERSION = "v1.2"
_SAID = ("dflow_graph", "$schema", "name", "entrypoint", "templates", "parameters", "extensions")
_MAIN = "main"


def to_cwl(graph: dict[str, Any], _options: Options) -> Converted:
    """A graph of scripts and containers as a document of CWL v1.2, the entrypoint being `main`.

    `graph` is never changed. The result is None where the report has diagnostics: the graph has
    errors, or parts that CWL has no place for and that change what is computed.
    """
    reading = read(encode_plain(graph), path="<data>", notation="json")
    if reading.model is None or not reading.report.valid:
        return None, ConversionReport(diagnostics=reading.report.diagnostics)
    conversion = Conversion()
    index = build_index(reading.model)
    written = _Document(conversion, index, reading.model.to_dict()).written()
    report = ConversionReport(tuple(conversion.entries), tuple(conversion.faults))
    return (None if conversion.faults else written), report


class _Document:
    """One graph on its way."""

    def __init__(self, conversion: Conversion, index: Index, data: dict[str, Any]) -> None:
        self.conversion = conversion
        self.index = index
        self.data = data
        # A run of CWL has neither a name nor parameters beside its inputs.
        values = data.get("parameters", {})
        self.run = {f"workflow.parameters.{name}": text_of(v) for name, v in values.items()}
        self.run["workflow.name"] = data["name"]

    def written(self) -> dict[str, Any]:
        """The whole document."""
        for name, value in self.data.items():
            if name not in _SAID and value not in ({}, [], ""):
                self.conversion.loss(Place().at(name), f"a workflow has no {quoted(name)}")
        if "workflow.name" in json.dumps(self.data["templates"]):
            message = "a run has no name: `workflow.name` is the name of the graph"
            self.conversion.repair(Place().at("name"), message)
        main = self.index.nodes[self.index.workflow.entrypoint]
        reached = self._reached(main)
        telling = {call.step.template for node in reached for call in _waited_for(node)}
        grown = 0
        while grown < len(telling):  # a workflow tells when its steps do
            grown = len(telling)
            inner = (n for n in reached if n.name in telling and n.is_group)
            telling |= {call.step.template for node in inner for call in node.calls}
        asked = {name for node in reached for name in _asked_for_stdout(node)}
        more = {
            node.name: tuple(
                name for name, has in (("result", asked), ("done", telling)) if node.name in has
            )
            for node in reached
        }
        processes = [self._process(node, more) for node in reached]
        self._give_parameters(main, processes[0])
        processes[0]["id"] = _MAIN
        return {"cwlVersion": _VERSION, "$graph": processes}

    def _reached(self, main: Node) -> list[Node]:
        """The templates that are run, the first one first; adds a fault for a circle."""
        found, waiting = [main], [main]
        while waiting:
            node = waiting.pop()
            for call in node.calls:
                assert call.target is not None
                if call.target not in found:
                    found.append(call.target)
                    waiting.append(call.target)
        open_names = {node.name for node in found if node.is_group}
        settled = True
        while settled and open_names:
            settled = False
            for name in sorted(open_names):
                calls = self.index.nodes[name].calls
                if not any(c.target is not None and c.target.name in open_names for c in calls):
                    open_names.discard(name)
                    settled = True
        for name in sorted(open_names):
            message = f"{quoted(name)} calls itself, and workflows of CWL cannot"
            self.conversion.fault("DG606", Place(("templates", name)), message)
        return found

    def _process(self, node: Node, more: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """What becomes of a template; `more` has the outputs that it does not declare."""
        data = self.data["templates"][node.name]
        if node.is_group:
            steps = {
                call.name: step_of(
                    self.conversion,
                    call,
                    self.run,
                    more[call.step.template],
                    is_outermost=node.name == self.index.workflow.entrypoint,
                )
                for call in node.calls
            }
            return workflow_of(self.conversion, node, data, steps, more[node.name])
        if node.kind in KINDS:
            return tool(self.conversion, node, data, self.run, more[node.name])
        message = f"{quoted(node.name)} is a {node.kind}: tools are made of scripts and containers"
        self.conversion.fault("DG108", Place((*node.path, "kind")), message)
        return {}

    def _give_parameters(self, main: Node, process: dict[str, Any]) -> None:
        """Values of the workflow's parameters are the defaults of what its entrypoint takes."""
        for name, value in self.data.get("parameters", {}).items():
            if name in main.in_parameters and "inputs" in process:
                process["inputs"][name]["default"] = text_of(value)


def _waited_for(node: Node) -> list[Call]:
    return [node.by_name[name] for call in node.calls for name in waits_for(call)]


def _asked_for_stdout(node: Node) -> set[str]:
    """The templates of the calls whose standard output something in a template refers to."""
    from dflow_graph.index import texts_of_call, texts_of_template  # noqa: PLC0415

    found = set()
    texts = [text for call in node.calls for text in texts_of_call(call)]
    for text in (*texts, *texts_of_template(node)):
        for tag in scan(text.text):
            if isinstance(tag, Tag) and tag.parts[2:] == ("outputs", "result"):
                call = node.by_name.get(tag.parts[1])
                if call is not None and call.target is not None:
                    found.add(call.target.name)
    return found
