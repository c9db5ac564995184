"""Python OPs as Argo writes them: the signature as ports, and the script that a pod runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.body import Body, big_name
from dflow_graph.argo.locations import archive_of
from dflow_graph.argo.placed import stored
from dflow_graph.argo.pods import container_fields, pod_fields, python_retries
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.python_script import root_of, script_fields
from dflow_graph.argo.shapes import sub_path_name
from dflow_graph.argo.success import success_output
from dflow_graph.argo.texts import json_text, text_form
from dflow_graph.model import UNSET, Artifact, BigParameter

__all__ = ["python_op_fields"]


def python_op_fields(body: Body) -> dict[str, Any]:
    """The template of a Python OP."""
    template = body.template
    inputs, outputs = _inputs(body), _outputs(body)
    script = script_fields(body, inputs.artifacts)
    inputs.parameters.extend(script.parameters)
    inputs.artifacts.extend(script.artifacts)
    fields = {
        **_metadata(template),
        **inputs.as_field("inputs"),
        **outputs.as_field("outputs"),
        **pod_fields(template),
        **python_retries(template),
    }
    return {**fields, "script": {**container_fields(template), "source": script.source}}


def _metadata(template: Any) -> dict[str, Any]:
    annotations = dict(template.annotations or {})
    op = template.op
    if op.progress_current is not UNSET or op.progress_total is not UNSET:
        progress = f"{op.progress_current or 0}/{op.progress_total or 1}"
        annotations["workflows.argoproj.io/progress"] = progress
    parts = {"annotations": annotations, "labels": dict(template.labels or {})}
    filled = {name: part for name, part in parts.items() if part}
    return {"metadata": filled} if filled else {}


def _inputs(body: Body) -> Ports:
    ports = Ports()
    root = f"{root_of(body.template)}/inputs"
    pieces = body.parts
    for name, entry in (body.template.op.inputs or {}).items():
        if isinstance(entry, Artifact):
            folders = _folders(name, pieces.get(name), body)
            found = _input_artifacts(folders, entry, f"{root}/artifacts", body)
            ports.artifacts.extend(found)
        elif isinstance(entry, BigParameter):
            # BIG-1
            fields: dict[str, Any] = {"name": big_name(name), "path": f"{root}/parameters/{name}"}
            if entry.default is not UNSET:
                fields["raw"] = {"data": json_text(entry.default)}
            ports.artifacts.append(fields)
        elif entry.default is UNSET:
            ports.parameters.append({"name": name})
        else:
            text = text_form(entry.default, entry.type, body.type_of)
            ports.parameters.append({"name": name, "value": text})
    return ports


def _folders(name: str, keys: tuple[str, ...] | None, body: Body) -> dict[str, str]:
    """The inputs as which an artifact arrives, and the folder of each (ART-7, SLC-5)."""
    if keys is not None:
        return {piece_name(name, i): f"dflow_{name}_{key or i}" for i, key in enumerate(keys)}
    if name in body.alone:
        # The name of a file says what it is.
        return {name: f"{name}/{{{{inputs.parameters.{sub_path_name(name)}}}}}"}
    return {name: name}


def _input_artifacts(
    folders: dict[str, str], entry: Artifact, root: str, body: Body
) -> Iterator[dict[str, Any]]:
    for name, folder in folders.items():
        # TPL-12
        fields: dict[str, Any] = {"name": name, "path": f"{root}/{folder}"}
        if entry.optional or name in body.fetched:
            fields["optional"] = True
        if entry.archive is None:
            fields.update(archive_of(None))
        yield fields


def _outputs(body: Body) -> Ports:
    ports = Ports()
    template = body.template
    root = f"{root_of(template)}/outputs"
    for name, entry in (template.op.outputs or {}).items():
        if isinstance(entry, Artifact):
            ports.artifacts.append(_output_artifact(name, entry, f"{root}/artifacts/{name}", body))
            continue
        path = f"{root}/parameters/{name}"
        if isinstance(entry, BigParameter):
            ports.artifacts.append({"name": big_name(name), "path": path, **archive_of(None)})
            # BIG-2
            if not entry.save_both:
                continue
        value_from: dict[str, Any] = {"path": path}
        # TPL-14
        default = (template.output_parameter_default or {}).get(name, entry.default)
        if default is not UNSET:
            value_from["default"] = text_form(default, entry.type, body.type_of)
        fields: dict[str, Any] = {"name": name, "valueFrom": value_from}
        global_name = (template.output_parameter_global_name or {}).get(
            name, getattr(entry, "global_name", UNSET)
        )
        if global_name:
            fields["globalName"] = global_name
        ports.parameters.append(fields)
    if body.variant.shape.counts:
        ports.parameters.append(success_output(body))
    return ports


def _output_artifact(name: str, entry: Artifact, path: str, body: Body) -> dict[str, Any]:
    template = body.template
    fields: dict[str, Any] = {"name": name, "path": path}
    if entry.optional:
        fields["optional"] = True
    # TPL-14
    archive = (template.output_artifact_archive or {}).get(name, entry.archive)
    if archive is not UNSET:
        fields.update(archive_of(archive))
    global_name = (template.output_artifact_global_name or {}).get(name, entry.global_name)
    if global_name:
        fields["globalName"] = global_name
    where: Path
    places, where = entry.save, (*body.node.path, "op", "outputs", name, "save")
    if name in (template.output_artifact_save or {}):
        places = template.output_artifact_save[name]
        where = (*body.node.path, "output_artifact_save", name)
    return {**fields, **stored(name, places, where, body)}
