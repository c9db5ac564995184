"""A whole manifest, as data, to a graph of the format. Nothing in it is executed."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.claims import read_claims
from dflow_graph.interop.argo.defaults import Defaults, origin_of
from dflow_graph.interop.argo.fields import read_object, wrong
from dflow_graph.interop.argo.finish import finished
from dflow_graph.interop.argo.manifests import Chosen, Manifest, chosen
from dflow_graph.interop.argo.names import template_names, workflow_names
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.argo.templates import read_template
from dflow_graph.interop.argo.workflow import SCHEDULE, SPEC, read_metadata
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.interop.credentials import swept
from dflow_graph.interop.report import ConversionReport
from dflow_graph.passes.finding import quoted
from dflow_graph.source.pointer import join, split

__all__ = ["from_argo"]


def from_argo(source: Any) -> tuple[dict[str, Any] | None, ConversionReport]:
    """A manifest, given as plain data, as a graph in plain data; and the report.

    `source` is a `Workflow`, `WorkflowTemplate`, `ClusterWorkflowTemplate` or `CronWorkflow`, or a
    list of manifests with one of them; it is never changed. The result is None where the report
    has diagnostics. Never raises for what is in `source`.
    """
    reading = Reading({})
    found = chosen(reading, source)
    if not isinstance(found, Chosen):
        return None, _report(reading, source, ())
    manifest = found.manifest
    document = _graph(reading, manifest)
    if reading.conversion.faults:
        return None, _report(reading, source, manifest.spec_path)
    finished(reading, document, manifest)
    if reading.conversion.faults:
        return None, _report(reading, source, manifest.spec_path)
    reading.attach(document)
    document = swept(reading.conversion, document)
    return document, _report(reading, source, manifest.spec_path)


def _graph(reading: Reading, manifest: Manifest) -> dict[str, Any]:
    spec, place = manifest.spec, Place(manifest.spec_path)
    reading.names.update(template_names(_list(spec.get("templates"))))
    document: dict[str, Any] = {"dflow_graph": "1.0"}
    is_run = manifest.kind == "Workflow"
    at = Place(manifest.metadata_path)
    document.update(workflow_names(reading, manifest.metadata, at, is_run=is_run))
    document.update(read_metadata(reading, manifest.metadata, at))
    if manifest.schedule is not None:
        path = manifest.spec_path[:-1]
        read_object(reading, manifest.schedule, Place(path), SCHEDULE, "a schedule")
    said = read_object(reading, spec, place, SPEC, "the spec of a workflow")
    for name in ("labels", "annotations"):
        if name in said:
            document[name] = {**document.get(name, {}), **said.pop(name)}
    document.update(said)
    document["templates"] = templates = _templates(reading, spec, place)
    _check_entrypoint(reading, document, templates, place)
    claims = spec.get("volumeClaimTemplates")
    if claims is not None:
        read_claims(reading, claims, place.at("volumeClaimTemplates"), templates)
    return document


def _templates(reading: Reading, spec: dict[str, Any], place: Place) -> dict[str, Any]:
    given = spec.get("templates")
    at = Place((*place.source, "templates"), ("templates",))
    if given is None or given == []:
        if spec.get("workflowTemplateRef") is None:
            reading.fault("DG105", place, "the workflow has no templates", "Give it `templates`.")
        return {}
    if not isinstance(given, list):
        wrong(reading, at, "a list of templates must stand here", given)
        return {}
    templates: dict[str, Any] = {}
    defaults = Defaults(spec)
    for index, template in enumerate(given):
        here = Place((*at.source, index), at.result)
        name = template.get("name") if isinstance(template, dict) else None
        if not isinstance(name, str) or not name:
            reading.fault("DG105", here, "a template lacks `name`", "Give it a `name`.")
            continue
        ours = reading.names[name]
        if ours in templates:
            message = f"two templates have the name {quoted(name)}"
            reading.fault("DG006", here.at("name"), message, "Rename one of them.")
            continue
        if ours != name:
            message = f"{quoted(name)} is called {quoted(ours)}: Kubernetes wants small letters"
            reading.conversion.repair(Place((*here.source, "name"), ("templates", ours)), message)
        whole = defaults.completed(template)
        templates[ours] = read_template(reading, whole, Place(here.source, ("templates", ours)))
    # Grows while it is walked: a template within a step may have steps itself.
    for name, inline, inside in reading.inline:
        templates[name] = read_template(reading, defaults.completed(inline), inside)
    for path in defaults.not_taken():
        message = f"{quoted('/'.join(map(str, path)))} holds for no template, and is left out"
        reading.conversion.repair(Place((*place.source, *path), ("templates",)), message)
    return {name: made for name, made in templates.items() if made is not NOTHING}


def _check_entrypoint(
    reading: Reading, document: dict[str, Any], templates: dict[str, Any], place: Place
) -> None:
    if document.get("entrypoint"):
        return
    if len(templates) == 1:
        document["entrypoint"] = next(iter(templates))
        message = "the only template is the entrypoint"
        reading.conversion.repair(Place(place.source, ("entrypoint",)), message)
    elif not reading.conversion.faults:
        message = "the manifest names no entrypoint"
        reading.fault("DG105", place, message, "Name the template to run first as `entrypoint`.")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _report(reading: Reading, source: Any, spec: tuple[str | int, ...]) -> ConversionReport:
    """The report, with places where things were said, each once, in the order of the source."""
    entries = [
        entry._replace(source=origin_of(entry.source, source, spec))
        for entry in reading.conversion.entries
    ]
    faults = []
    for fault in reading.conversion.faults:
        path = _path(fault.pointer, source)
        faults.append(fault._replace(pointer=join(origin_of(path, source, spec))))
    return ConversionReport(tuple(dict.fromkeys(entries)), tuple(dict.fromkeys(faults)))


def _path(pointer: str, source: Any) -> tuple[str | int, ...]:
    """The path of a pointer, numbers for the items of lists."""
    path: list[str | int] = []
    for token in split(pointer):
        is_item = isinstance(source, list) and token.isdecimal()
        name: str | int = int(token) if is_item else token
        path.append(name)
        if isinstance(source, dict):
            source = source.get(token)
        elif isinstance(source, list) and isinstance(name, int) and name < len(source):
            source = source[name]
    return tuple(path)
