"""What `convert` does between reading and writing, without any input or output of its own."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.diagnostics import Place, Report
from dflow_graph.interop.formats import (
    READERS,
    Format,
    Notation,
    Options,
    format_named,
    parse_text,
    recognised,
)
from dflow_graph.interop.report import ConversionReport
from dflow_graph.passes.finding import finding
from dflow_graph.pipeline import placed, read
from dflow_graph.record import Record
from dflow_graph.source.document import Document
from dflow_graph.source.fault import Fault
from dflow_graph.writers import dumps
from dflow_graph.yaml_writer import yaml_text

__all__ = ["Outcome", "SourceGraph", "converted", "read_source_graph", "refusal_of_fault"]

_DEFAULTS = Options()


class SourceGraph(Record):
    """What a text is called and holds, and the foreign format it is in; None for ours."""

    path: str
    document: Document
    form: Format | None


class Outcome(Record):
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
    if origin != "auto":
        form = format_named(origin) if origin in READERS else None
        document = (form.parse if form else parse_text)(data, notation or "auto")
        return SourceGraph(path, document, form)
    try:
        document = parse_text(data, notation or "auto")
    except Fault:
        found = _read_leniently(data, path, notation or "auto")
        if found is None:
            raise
        return found
    return SourceGraph(path, document, recognised(document.root))


def _read_leniently(data: bytes, path: str, notation: Any) -> SourceGraph | None:
    """A text that is no strict document, as one of a format that takes more than that."""
    for form in map(format_named, READERS):
        if form.parse is parse_text:
            continue
        try:
            document = form.parse(data, notation)
        except Fault:
            continue
        if form.recognise(document.root):
            return SourceGraph(path, document, form)
    return None


def converted(
    graph: SourceGraph, aim: str, notation: Notation | None, options: Options = _DEFAULTS
) -> Outcome:
    """The graph in the format that is asked for; no notation is that of the format."""
    report = ConversionReport()
    document = graph.document.root
    if graph.form is not None and graph.form.read is not None:
        document, report = graph.form.read(document, options._replace(path=graph.path))
        if document is None:
            found = tuple(placed(report.diagnostics, graph.document))
            return _refused(graph.path, report._replace(diagnostics=found))
    if aim == "graph":
        return _as_graph(document, graph.path, report, notation or "json")
    form = format_named(aim)
    assert form.write is not None
    written, loss = form.write(document, options)
    both = ConversionReport((*report.entries, *loss.entries), loss.diagnostics)
    if written is None:
        return _refused(graph.path, both)
    is_yaml = (notation or form.notation) == "yaml"
    text = yaml_text(written) if is_yaml else json.dumps(written, indent=1) + "\n"
    return Outcome(text, both, 0)


def _as_graph(document: Any, path: str, report: ConversionReport, notation: Notation) -> Outcome:
    reading = read(encode_plain(document), path=path, notation="json")
    # Positions are those of a text that nobody has; pointers tell the place.
    found = tuple(
        d._replace(line=0, column=0, related=tuple(map(_unplaced, d.related)))
        for d in reading.report.diagnostics
    )
    findings = Report(path, found)
    if reading.model is None:
        refused = ConversionReport(report.entries, found)
        return Outcome(None, refused, 1, refusal=findings)
    status = 1 if findings.errors else 0
    return Outcome(dumps(reading.model, notation=notation), report, status, findings=findings)


def _unplaced(place: Place) -> Place:
    return place._replace(line=0, column=0)


def _refused(path: str, report: ConversionReport) -> Outcome:
    return Outcome(None, report, 1, refusal=Report.of(path, report.diagnostics))


def refusal_of_fault(fault: Fault, path: str) -> Outcome:
    """The outcome for a text that is no document; `path` is what it is called."""
    found = finding(fault.code, fault.message, (), hint=fault.hint)._replace(
        pointer=fault.pointer, line=fault.place.line, column=fault.place.column
    )
    return _refused(path, ConversionReport(diagnostics=(found,)))
