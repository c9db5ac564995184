"""A graph of the format to a graph that pydflow loads (`Workflow.from_graph`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dflow_graph.codec import encode_plain
from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.pydflow.values import written_value
from dflow_graph.interop.pydflow.writing_copies import with_written_scripts
from dflow_graph.interop.pydflow.writing_objects import written_executor
from dflow_graph.interop.pydflow.writing_templates import Way, written_members, written_template
from dflow_graph.interop.report import ConversionReport
from dflow_graph.pipeline import read

__all__ = ["to_pydflow"]

_NO_TYPE = "DG401"  # a text that is no type has no class in pydflow


def to_pydflow(graph: dict[str, Any]) -> tuple[dict[str, Any] | None, ConversionReport]:
    """A graph, as plain data, as plain data that pydflow loads; and the report.

    `graph` is never changed. The result is None where the report has diagnostics: its structure is
    at fault, or it has a template that pydflow's graph cannot hold. Of what pydflow loads, it
    executes the sources of the OPs, as it always does.
    """
    reading = read(encode_plain(graph), path="<data>", notation="json")
    if reading.model is None:
        return None, ConversionReport(diagnostics=reading.report.diagnostics)
    untyped = tuple(d for d in reading.report.diagnostics if d.code == _NO_TYPE)
    if untyped:
        return None, ConversionReport(diagnostics=untyped)
    conversion = Conversion()
    data = with_written_scripts(conversion, reading.model.to_dict())
    written = written_members(conversion, data, Place(), _WORKFLOW, "a workflow")
    report = ConversionReport(tuple(conversion.entries), tuple(conversion.faults))
    return (None if conversion.faults else written), report


def _as_it_is(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return value


def _values(_conversion: Conversion, value: Any, _place: Place) -> Any:
    return {name: written_value(item) for name, item in value.items()}


def _repository(conversion: Conversion, value: Any, place: Place) -> Any:
    if "config_map" in value:
        message = "pydflow's graph names the key of a repository alone"
        conversion.loss(place.at("config_map"), message)
    return value["key"]


def _templates(conversion: Conversion, value: Any, place: Place) -> Any:
    written = {n: written_template(conversion, n, t, place.at(n)) for n, t in value.items()}
    return {name: template for name, template in written.items() if template is not NOTHING}


_KEPT = (
    *("name", "namespace", "id", "uid", "annotations", "labels", "parallelism"),
    *("pod_gc_strategy", "image_pull_secrets", "entrypoint"),
)
_WORKFLOW: Mapping[str, Way | None] = {
    "dflow_graph": None,
    "$schema": None,
    **{name: Way(name, _as_it_is) for name in _KEPT},
    "parameters": Way("parameters", _values),
    "artifact_repository": Way("artifact_repo_key", _repository),
    "context": Way("context", written_executor),
    "templates": Way("templates", _templates),
}
