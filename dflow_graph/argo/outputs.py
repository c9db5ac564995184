"""The outputs of templates that are no Python OP, as Argo writes them."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body, big_name
from dflow_graph.argo.locations import archive_of
from dflow_graph.argo.loop_outputs import as_lists
from dflow_graph.argo.output_expressions import output_expression
from dflow_graph.argo.placed import is_placed, place_outputs, stored
from dflow_graph.argo.ports import Ports
from dflow_graph.argo.problems import Path
from dflow_graph.argo.sources import cannot_part
from dflow_graph.argo.success import success_output
from dflow_graph.argo.texts import expression_of, json_text, text_form
from dflow_graph.model import UNSET, OutputArtifact, OutputParameter
from dflow_graph.passes.expressions import references_of
from dflow_graph.refs import exact_reference

__all__ = ["outputs_of"]

_SOURCES = {
    "value_from_path": "path",
    "value_from_parameter": "parameter",
    "value_from_json_path": "jsonPath",
    "value_from_jq_filter": "jqFilter",
}
"""Field of the graph to the field of Argo's `valueFrom`."""


def outputs_of(body: Body) -> Ports:
    """The outputs of a template that is no Python OP."""
    ports = Ports()
    if body.variant.shape.counts:
        ports.parameters.append(success_output(body))
    outputs = body.template.outputs
    if outputs is UNSET:
        return ports
    for name, parameter in (outputs.parameters or {}).items():
        if parameter.save_as_artifact:
            ports.artifacts.append(_big_output(name, parameter, body))
            if not parameter.save_both:
                continue
        ports.parameters.append(_output(name, parameter, body))
    for name, artifact in (outputs.artifacts or {}).items():
        path = body.node.out_artifacts[name].path
        if is_placed(name, body):
            ports.parameters.extend(place_outputs(name, artifact, path, body))
        else:
            ports.artifacts.append(_artifact(name, artifact, path, body))
    return ports


def _artifact(name: str, artifact: OutputArtifact, path: Path, body: Body) -> dict[str, Any]:
    if artifact.slice is not UNSET:
        body.cannot(
            "an output cannot be an item of an artifact: Argo knows artifacts as a whole",
            (*path, "slice"),
            "Give the whole artifact out, and take the item where it is used.",
        )
    given = exact_reference(artifact.from_) if artifact.from_ else None
    if given is not None and given[:2] == ("inputs", "artifacts") and given[2] in body.parts:
        cannot_part(given[2], (*path, "_from"), body)
    elif body.node.is_group:
        _check_fetched(artifact, path, body)
    said = {
        "path": UNSET if body.node.is_group else artifact.path,
        "from": artifact.from_,
        "fromExpression": artifact.from_expression and output_expression(artifact.from_expression),
        "subPath": artifact.sub_path,
        "optional": artifact.optional,
        "globalName": artifact.global_name,
    }
    fields = {"name": name, **{field: value for field, value in said.items() if value}}
    if artifact.archive is not UNSET:
        fields.update(archive_of(artifact.archive))
    return {**fields, **stored(name, artifact.save, (*path, "save"), body)}


def _check_fetched(artifact: OutputArtifact, path: Path, body: Body) -> None:
    """What Argo never had, it cannot give out."""
    field, text = "_from", artifact.from_ or ""
    if artifact.from_expression:
        field, text = "from_expression", artifact.from_expression
    for name in body.fetched:
        if text and _names(text, name):
            body.cannot(
                f"the input `{name}` lies in a claim or is a plug-in's, and leaves by no output",
                (*path, field),
                "Refer to where it lies, or give out what a step makes of it.",
            )


def _names(text: str, artifact: str) -> bool:
    parts = exact_reference(text)
    known = [parts] if parts else [found.parts for found in references_of(text)]
    return any(found[:3] == ("inputs", "artifacts", artifact) for found in known)


def _output(name: str, parameter: OutputParameter, body: Body) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": name}
    value_from = _value_from(parameter, body)
    type_ = parameter.type or None
    path = body.node.out_parameters[name].path
    body.check_literal(parameter.value, (*path, "value"))
    body.check_literal(parameter.default, (*path, "default"))
    if not value_from and parameter.value is not UNSET:
        text = text_form(parameter.value, type_, body.type_of)
        if body.node.is_group:
            # Argo takes no constant there, but a computed one.
            value_from = {"expression": json_text(text)}
        else:
            fields["value"] = text
    if parameter.default is not UNSET and value_from:
        value_from["default"] = text_form(parameter.default, type_, body.type_of)
    if value_from:
        fields["valueFrom"] = value_from
    if parameter.global_name:
        fields["globalName"] = parameter.global_name
    return fields


def _value_from(parameter: OutputParameter, body: Body) -> dict[str, Any]:
    parts = exact_reference(parameter.value_from_parameter or "")
    if parts is not None and parts[0] != body.prefix:
        # Argo replaces what is known before the steps run, and then looks for an output of a step
        # under the name that the value happens to be.
        return {"expression": output_expression(expression_of(".".join(parts)))}
    text = as_lists(parameter.value_from_parameter, body)
    if text != parameter.value_from_parameter:
        # Argo may know a default of the pieces, and takes it for the whole.
        return {"expression": text.removeprefix("{{=").removesuffix("}}")}
    if parameter.value_from_expression:
        expression = parameter.value_from_expression
        if not body.outer:
            # What slices around stack of an output goes on in pieces.
            tag = as_lists("{{=" + expression + "}}", body)
            expression = tag.removeprefix("{{=").removesuffix("}}")
        return {"expression": output_expression(expression)}
    for ours, theirs in _SOURCES.items():
        value = getattr(parameter, ours)
        if value:
            return {theirs: value}
    return {"supplied": {}} if parameter.value_supplied else {}


def _big_output(name: str, parameter: OutputParameter, body: Body) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": big_name(name)}
    source = body.big_source(parameter.value_from_parameter or "")
    if source is not None:
        fields["from"] = source
    elif parameter.value_from_path and not body.node.is_group:
        # BIG-1: never packed.
        fields.update({"path": parameter.value_from_path, **archive_of(None)})
    else:
        body.cannot(
            "a big parameter of Steps or a DAG has to come from one of its steps as it is",
            body.node.out_parameters[name].path,
            "Take it from the output of a step with `value_from_parameter`.",
        )
    if parameter.global_name:
        fields["globalName"] = parameter.global_name
    return fields
