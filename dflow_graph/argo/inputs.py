"""The inputs of templates that are no Python OP, as Argo writes them."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body, big_name, place_name
from dflow_graph.argo.empty_stacks import listening, stack_name
from dflow_graph.argo.kinds import PODS
from dflow_graph.argo.layers import hidden_names
from dflow_graph.argo.locations import archive_of
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.shapes import sub_path_name, take_name
from dflow_graph.argo.sources import FETCHED, source_fields
from dflow_graph.argo.stacking import key_name
from dflow_graph.argo.success import SUCCESSES
from dflow_graph.argo.texts import json_text, text_form
from dflow_graph.model import UNSET, InputArtifact, InputParameter

__all__ = ["inputs_of", "whole_paths"]


def inputs_of(body: Body) -> Ports:
    """The inputs of a template that is no Python OP."""
    ports = Ports()
    _check_slices(body)
    ports.parameters.extend({"name": name} for name in _hidden_inputs(body))
    heard = listening(body.node)
    ports.parameters.extend({"name": stack_name(name), "value": ""} for name in heard)
    inputs = body.template.inputs
    if inputs is UNSET:
        return ports
    for name, parameter in (inputs.parameters or {}).items():
        path = body.node.in_parameters[name].path
        if parameter.save_as_artifact:
            ports.artifacts.append(_big_input(name, parameter, path, body))
        else:
            body.check_literal(parameter.value, (*path, "value"))
            ports.parameters.append(_input(name, parameter.value, parameter.type, body))
    pieces = body.parts
    for name, artifact in (inputs.artifacts or {}).items():
        path = body.node.in_artifacts[name].path
        if name in pieces:
            ports.artifacts.extend(_pieces(name, artifact, path, body))
        elif name not in body.fetched or not body.node.is_group:
            ports.artifacts.append(_artifact(name, artifact, path, body))
    return ports


def _pieces(name: str, artifact: InputArtifact, path: Path, body: Body) -> list[dict[str, Any]]:
    """The inputs as which an artifact of several sources arrives (ART-7)."""
    keys = body.parts[name]
    names = [piece_name(name, number) for number in range(len(keys))]
    if body.node.is_group:
        return [{"name": piece, "optional": True} for piece in names if piece not in body.fetched]
    if not artifact.path or body.template.kind not in PODS or body.template.resource:
        body.cannot(
            f"`{name}` is put together from several sources, for which `{body.node.name}` has no "
            "files",
            path,
            "Give it one source, or put the parts together in a step before.",
        )
    if artifact.slice:
        _cannot_cut(name, path, body)
    # ART-2
    folders = [key.replace(".", "/") or str(number) for number, key in enumerate(keys)]
    own = {"mode": artifact.mode} if artifact.mode is not UNSET else {}
    packed = archive_of(None) if artifact.archive is None else {}
    return [
        {
            "name": piece,
            "path": f"{artifact.path}/{folder}",
            **own,
            **({"optional": True} if artifact.optional or piece in body.fetched else {}),
            **packed,
        }
        for piece, folder in zip(names, folders, strict=True)
    ]


def _cannot_cut(name: str, path: Path, body: Body) -> None:
    """What is an item of a source of the port itself, or of several, no step before can take."""
    body.cannot(
        f"`{body.node.name}` takes an item of its `{name}`, which only a Python OP can do",
        (*path, "slice"),
        "Give it the whole artifact, or let its calls give the item of one.",
    )


def whole_paths(body: Body) -> dict[str, str]:
    """The folders of the artifacts that arrive in pieces, by name; Argo knows the pieces alone."""
    if not body.parts or body.node.is_group:
        return {}
    ports = body.node.in_artifacts
    return {name: getattr(ports[name].entry, "path", None) or "" for name in body.parts}


def _artifact(name: str, artifact: InputArtifact, path: Path, body: Body) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": name}
    if artifact.path and not body.node.is_group:
        fields["path"] = artifact.path
    if artifact.slice and not body.node.is_group and name not in body.variant.shape.apart:
        _cannot_cut(name, path, body)
    if artifact.mode is not UNSET:
        fields["mode"] = artifact.mode
    if artifact.optional or name in body.fetched:
        fields["optional"] = True
    # ART-5
    if artifact.archive is None:
        fields.update(archive_of(None))
    if artifact.source is not UNSET and name not in body.left_out:
        source = source_fields(artifact.source, (*path, "source"), body, artifact.sub_path or "")
        if source is not None and FETCHED.isdisjoint(source) and name not in body.fetched:
            fields.update(source)
    return fields


def _hidden_inputs(body: Body) -> list[str]:
    """The input parameters that pass on to pods what is asked of a template from outside."""
    shape = body.variant.shape
    names = [
        *hidden_names(shape.layers),
        *(key_name(name) for name in shape.keyed),
        *(["dflow_key"] if shape.memoized else []),
        *(place_name(fetch.name) for fetch in shape.fetched if not fetch.is_own),
    ]
    if body.node.is_group:
        names += [sub_path_name(name) for name in shape.alone]
        names += [take_name(name) for name in shape.taken]
        names += [SUCCESSES] if shape.counts else []
    return names


def _check_slices(body: Body) -> None:
    """Only a Python OP can cut its inputs and stack artifacts; groups pass that on (SLC-9)."""
    node = body.node
    for layer in () if node.is_group else body.variant.shape.layers:
        cut = [node.in_parameters[name] for name in layer.input_parameter]
        cut += [node.in_artifacts[name] for name in layer.input_artifact]
        stacked = [node.out_artifacts[name] for name in layer.output_artifact]
        for port in (*cut, *stacked):
            body.cannot(
                f"slices around `{node.name}` {'stack' if port in stacked else 'cut'} its "
                f"`{port.name}`, which only a Python OP can do",
                port.path,
                "Make the template a Python OP, or keep the port out of the slices.",
            )


def _input(name: str, value: Any, type_: Any, body: Body) -> dict[str, Any]:
    if value is UNSET:
        return {"name": name}
    return {"name": name, "value": text_form(value, type_ or None, body.type_of)}


def _big_input(name: str, parameter: InputParameter, path: Path, body: Body) -> dict[str, Any]:
    # BIG-1
    fields: dict[str, Any] = {"name": big_name(name)}
    if parameter.path and not body.node.is_group:
        fields["path"] = parameter.path
    if parameter.value is not UNSET:
        fields["raw"] = {"data": json_text(parameter.value)}
    elif parameter.source is not UNSET:
        source = source_fields(parameter.source, (*path, "source"), body) or {}
        if FETCHED.isdisjoint(source):
            fields.update(source)
        else:
            body.cannot(
                "a big parameter cannot come from a claim or a plug-in",
                (*path, "source"),
                "Make the input an artifact, or store the value where Argo can read it.",
            )
    return fields
