"""A whole graph of pydflow, as data, to a graph of the format. Nothing in it is executed (OP-3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.credentials import swept
from dflow_graph.interop.pydflow.big_parameters import mark_big_ports
from dflow_graph.interop.pydflow.claims import return_claims
from dflow_graph.interop.pydflow.executors import read_executor
from dflow_graph.interop.pydflow.fields import (
    Field,
    Table,
    read_mapping,
    read_object,
    setting_map,
    text,
    whole,
)
from dflow_graph.interop.pydflow.manifest_places import ManifestPlaces
from dflow_graph.interop.pydflow.names import stable_names as names_of
from dflow_graph.interop.pydflow.recognition import is_argo_manifest, is_pydflow_graph
from dflow_graph.interop.pydflow.renaming import with_names
from dflow_graph.interop.pydflow.repairs import strip_success_tag
from dflow_graph.interop.pydflow.tags import TagFault, class_of, resolved, too_large
from dflow_graph.interop.pydflow.template_slices import return_slices
from dflow_graph.interop.pydflow.templates import read_template
from dflow_graph.interop.pydflow.values import read_argument
from dflow_graph.interop.report import ConversionReport, Path, existing
from dflow_graph.passes.finding import finding, shown
from dflow_graph.source.pointer import join, split

__all__ = ["from_pydflow"]

_DOCKER_SECRET = "dflow.workflow.DockerSecret"  # noqa: S105 - the name of a class


def from_pydflow(
    graph: Any, *, stable_names: bool = False
) -> tuple[dict[str, Any] | None, ConversionReport]:
    """A graph that pydflow wrote, given as plain data, as plain data of the format; and the report.

    `graph` is what `Workflow.to_graph` gives, or a manifest of `Workflow.to_dict`; it is never
    changed. The result is None where the report has diagnostics. With `stable_names`, templates
    lose the random ends of their names, and equal ones become one. Never raises for what is in
    `graph`, and never imports, calls or constructs anything that it names.
    """
    conversion = Conversion()
    try:
        too_much = too_large(graph)
        if too_much is not None:
            raise too_much
        data = resolved(graph)
    except TagFault as fault:
        return None, _refused(finding(fault.code, fault.message, fault.path))
    where: Callable[[Path], Path] = tuple
    if is_argo_manifest(data):
        from dflow_graph.interop.pydflow.manifests import graph_of_manifest  # noqa: PLC0415

        data = graph_of_manifest(conversion, data)
        where = ManifestPlaces(graph, data).of
    elif not is_pydflow_graph(data):
        message = "this is no graph of pydflow: no template in it has a `type`"
        conversion.fault("DG104", Place(), message, "Give what to_graph() returned.")
        return None, _report(conversion, graph, None, where)
    document = _converted(conversion, data, stable_names=stable_names)
    return document, _report(conversion, graph, document, where)


def _converted(conversion: Conversion, data: Any, *, stable_names: bool) -> dict[str, Any] | None:
    document = _workflow(conversion, data)
    if conversion.faults:
        return None
    return_slices(conversion, document)
    return_claims(conversion, document)
    mark_big_ports(conversion, document)
    document = swept(conversion, document)
    if stable_names:
        document, conversion.entries = with_names(document, names_of(document), conversion.entries)
    return document


def _refused(fault: Diagnostic) -> ConversionReport:
    return ConversionReport(diagnostics=(fault,))


def _report(
    conversion: Conversion, source: Any, result: Any, where: Callable[[Path], Path]
) -> ConversionReport:
    """The report, each of its paths as far as it leads in the source, and in the result.

    `where` tells of a path through the graph that was read where it stands in the source.
    """
    entries = [
        entry._replace(
            source=existing(where(entry.source), source),
            result=None if entry.result is None else existing(entry.result, result),
        )
        for entry in conversion.entries
    ]
    faults = [
        fault._replace(pointer=join(existing(where(_numbered(fault.pointer)), source)))
        for fault in conversion.faults
    ]
    return ConversionReport(tuple(entries), tuple(faults))


def _numbered(pointer: str) -> Path:
    """The path of a pointer; what looks like an index may be one."""
    return tuple(int(part) if part.isdecimal() else part for part in split(pointer))


def _parameters(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, read_argument, "`parameters`") or NOTHING


def _repository(conversion: Conversion, value: Any, place: Place) -> Any:
    key = text(conversion, value, place.inside("key"))
    return {"key": key} if key is not NOTHING else NOTHING


def _pull_secrets(conversion: Conversion, value: Any, place: Place) -> Any:
    items = value if isinstance(value, list) else [value]
    names = []
    for index, item in enumerate(items):
        at = place.at(index)
        if class_of(item) == _DOCKER_SECRET and isinstance(item.get("name"), str):
            for field in ("username", "password"):
                if item.get(field) is not None:
                    conversion.secret(at.of(field), "part of a pull secret", item[field])
            conversion.loss(
                at.of("registry"), "pull secrets are kept apart from the graph", kept=True
            )
            names.append(item["name"])
        elif isinstance(item, str):
            names.append(item)
        else:
            conversion.fault(
                "DG107", at, f"the name of a secret must stand here, not {shown(item)}"
            )
    return names or NOTHING


def _templates(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, read_template, "`templates`")


_WORKFLOW: Table = {
    "name": Field("name", text),
    "namespace": Field("namespace", text),
    "id": Field("id", text),
    "uid": Field("uid", text),
    "context": Field("context", read_executor),
    "annotations": Field("annotations", setting_map, ({},)),
    "labels": Field("labels", setting_map, ({},)),
    "parallelism": Field("parallelism", whole),
    "pod_gc_strategy": Field("pod_gc_strategy", text),
    "artifact_repo_key": Field("artifact_repository", _repository),
    "image_pull_secrets": Field("image_pull_secrets", _pull_secrets, ([],)),
    "parameters": Field("parameters", _parameters, ({},)),
    "entrypoint": Field("entrypoint", text),
    "on_exit": Field("on_exit", text),
    "templates": Field("templates", _templates),
}


def _workflow(conversion: Conversion, data: Any) -> dict[str, Any]:
    required = ("name", "entrypoint", "templates")
    read = read_object(conversion, data, Place(), _WORKFLOW, "the graph", required)
    document = {"dflow_graph": "1.0", **read}
    templates = document.get("templates", {})
    for name in _counted(templates):
        place = Place(("templates", name), ("templates", name))
        strip_success_tag(conversion, templates[name], place)
    return document


def _counted(templates: dict[str, Any]) -> list[str]:
    """The templates that a step calls which counts successes."""
    calls = [
        step
        for template in templates.values()
        for group in (*template.get("steps", ()), template.get("tasks", ()))
        for step in group
    ]
    counting = ("continue_on_num_success", "continue_on_success_ratio")
    called = {call.get("template") for call in calls if any(name in call for name in counting)}
    return [name for name in templates if name in called]
