"""What `convert` does between reading and writing, without any input or output of its own."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from dflow_graph.codec import encode_plain
from dflow_graph.diagnostics import Report
from dflow_graph.interop.pydflow import ConversionReport, from_pydflow, is_pydflow_graph, to_pydflow
from dflow_graph.interop.pydflow.document import document_of_text
from dflow_graph.interop.pydflow.recognition import is_argo_manifest
from dflow_graph.passes.finding import finding
from dflow_graph.pipeline import read
from dflow_graph.source.fault import Fault
from dflow_graph.writers import dumps
from dflow_graph.yaml_writer import yaml_text

__all__ = ["Outcome", "SourceGraph", "converted", "read_source_graph", "refusal_of_fault"]

Notation = Literal["json", "yaml"]


class SourceGraph(NamedTuple):
    """Plain data, what it is called, and whether it is pydflow's."""

    path: str
    data: Any
    is_foreign: bool


class Outcome(NamedTuple):
    """What is to be written, if anything; what is to be said; and the exit status."""

    text: str | None
    report: ConversionReport
    status: int
    refusal: Report | None = None
    """Why there is no result."""
    findings: Report | None = None
    """What is wrong with the meaning of the result."""


def read_source_graph(data: bytes, path: str, origin: str) -> SourceGraph:
    """The plain data of a text. Raises `Fault`."""
    notation: Any = {"json": "json", "yaml": "yaml", "yml": "yaml"}.get(path.rpartition(".")[2])
    root = document_of_text(data, notation or "auto").root
    is_foreign = origin == "pydflow" or (
        origin == "auto" and (is_pydflow_graph(root) or is_argo_manifest(root))
    )
    return SourceGraph(path, root, is_foreign)


def converted(graph: SourceGraph, aim: str, notation: Notation, *, stable_names: bool) -> Outcome:
    """The graph in the format that is asked for."""
    report = ConversionReport()
    document = graph.data
    if graph.is_foreign:
        document, report = from_pydflow(document, stable_names=stable_names)
        if document is None:
            return _refused(graph.path, report)
    if aim == "graph":
        return _as_graph(document, graph.path, report, notation)
    written, loss = to_pydflow(document)
    both = ConversionReport((*report.entries, *loss.entries), loss.diagnostics)
    if written is None:
        return _refused(graph.path, both)
    text = yaml_text(written) if notation == "yaml" else json.dumps(written, indent=1) + "\n"
    return Outcome(text, both, 0)


def _as_graph(document: Any, path: str, report: ConversionReport, notation: Notation) -> Outcome:
    reading = read(encode_plain(document), path=path, notation="json")
    # Positions are those of a text that nobody has; pointers tell the place.
    found = tuple(d._replace(line=0, column=0) for d in reading.report.diagnostics)
    findings = Report(path, found)
    if reading.model is None:
        refused = ConversionReport(report.entries, found)
        return Outcome(None, refused, 1, refusal=findings)
    status = 1 if findings.errors else 0
    return Outcome(dumps(reading.model, notation=notation), report, status, findings=findings)


def _refused(path: str, report: ConversionReport) -> Outcome:
    return Outcome(None, report, 1, refusal=Report.of(path, report.diagnostics))


def refusal_of_fault(fault: Fault) -> Outcome:
    """The outcome for a text that is no document."""
    found = finding(fault.code, fault.message, (), hint=fault.hint)._replace(
        pointer=fault.pointer, line=fault.place.line, column=fault.place.column
    )
    return _refused("<source>", ConversionReport(diagnostics=(found,)))
