"""A manifest of Argo through a graph and back: what was lost, and what is different then."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.problems import CannotEmitError
from dflow_graph.codec import encode_plain
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.interop.argo.format import FORMAT
from dflow_graph.interop.argo.manifests import is_argo, manifests_in
from dflow_graph.interop.formats import Options
from dflow_graph.interop.report import ConversionReport
from dflow_graph.pipeline import read
from tests.interop.argo_manifests.meaning import differences, spec_of, with_defaults, without

__all__ = ["Round", "round_trip"]


class Round(NamedTuple):
    """What came of a manifest: the graph, the manifest of the graph, and how it differs."""

    source: Any
    report: ConversionReport
    graph: dict[str, Any] | None = None
    findings: tuple[Diagnostic, ...] = ()
    emitted: dict[str, Any] | None = None
    different: tuple[str, ...] = ()


def round_trip(text: bytes) -> Round:
    """Reads, validates, emits and compares. Raises `Fault` for a text that is no YAML."""
    source = FORMAT.parse(text, "yaml").root
    assert FORMAT.read is not None
    graph, report = FORMAT.read(source, Options())
    if graph is None:
        return Round(source, report)
    reading = read(encode_plain(graph), path="<graph>", notation="json")
    findings = tuple(reading.report.diagnostics)
    if reading.model is None or reading.report.errors:
        return Round(source, report, graph, findings)
    try:
        emitted = emit_argo(reading.model)
    except CannotEmitError as error:
        return Round(source, report, graph, tuple(error.diagnostics))
    found = differences(_without_losses(source, report), emitted)
    return Round(source, report, graph, findings, emitted, tuple(found))


def _without_losses(source: Any, report: ConversionReport) -> dict[str, Any]:
    """The workflow of a source without what is reported as lost."""
    kept = copy.deepcopy(source)
    losses = [e for e in report.of_kind("loss") if len(e.source) > 1 and e.source[-1] != "kind"]
    for entry in losses:
        if "templateDefaults" not in entry.source:
            without(kept, entry.source)
    workflows = [value for _, value in manifests_in(kept) if is_argo(value)]
    runs = [value for value in workflows if value["kind"] == "Workflow"] or workflows
    found: dict[str, Any] = runs[0]
    with_defaults(found)
    templates = {str(t["name"]).lower(): t for t in spec_of(found)["templates"]}
    for entry in losses:
        if "templateDefaults" in entry.source and entry.result is not None:
            without(templates[str(entry.result[1])], entry.result[4:])
    return found
