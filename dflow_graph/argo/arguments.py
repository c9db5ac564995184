"""What a call gives to its template: parameters as texts, artifacts as sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.body import NOTHING, Body, big_name
from dflow_graph.argo.empty_stacks import stack_marks
from dflow_graph.argo.fetched import passes_alone
from dflow_graph.argo.item_lists import all_pieces, alone_source
from dflow_graph.argo.locations import archive_of
from dflow_graph.argo.loop_outputs import as_lists, list_name
from dflow_graph.argo.loops import Loop
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.shapes import Asked, hidden_arguments
from dflow_graph.argo.sources import FETCHED, cannot_part, source_fields
from dflow_graph.argo.texts import escaped_json, json_text, literal_text, text_form
from dflow_graph.argo.variants import Variant, whole_reference
from dflow_graph.index import Call, Port
from dflow_graph.model import UNSET, InputArtifact
from dflow_graph.refs import exact_reference

__all__ = ["arguments_of"]


def arguments_of(
    call: Call, target: Variant, wanted: Asked, loop: Loop, body: Body
) -> dict[str, Any]:
    """The field `arguments` of a call, if it has one: what it gives, and what the shape asks."""
    given = _given(call, target, wanted, body)
    given.parameters += hidden_arguments(call, wanted, loop, body)
    given.parameters += stack_marks(call, body)
    return given.as_field("arguments")


def _given(call: Call, target: Variant, wanted: Asked, body: Body) -> Ports:
    """What a call gives to its template, in the order of the template's inputs."""
    given = Ports()
    node, parameters = target.node, call.step.parameters or {}
    escaped = frozenset(target.shape.escaped)
    for name, port in node.in_parameters.items() if parameters else ():
        if name not in parameters:
            continue
        value = parameters[name]
        if port.is_big:
            source = body.big_source(value)
            fields = {"from": source} if source else {"raw": {"data": _big_text(value, body)}}
            given.artifacts.append({"name": big_name(name), **fields})
        else:
            type_ = None if port.type is None else str(port.type)
            if value.__class__ is dict and node.kind != "PythonOPTemplate":
                body.check_literal(value, (*call.path, "parameters", name))
            inside = literal_text(value) if name in escaped else None
            text = _text(value, type_, body) if inside is None else escaped_json(inside)
            given.parameters.append({"name": name, "value": text})
    _add_artifacts(given, call, target, wanted, body)
    return given


def _add_artifacts(given: Ports, call: Call, target: Variant, wanted: Asked, body: Body) -> None:
    node, artifacts = target.node, call.step.artifacts or {}
    for name, port in node.in_artifacts.items() if artifacts else ():
        # ART-4: what is deliberately left out is not given.
        if artifacts.get(name) is None:
            continue
        if wanted.shape.taken and not node.is_group and node.kind != "PythonOPTemplate":
            _check_parts(name, (*call.path, "artifacts", name), target, body)
        given.artifacts.extend(_given_artifact(call, port, wanted, body))


def _given_artifact(call: Call, port: Port, wanted: Asked, body: Body) -> Iterator[dict[str, Any]]:
    """The arguments for one artifact: several where it arrives in pieces (ART-7)."""
    name, shape = port.name, wanted.shape
    source, path = (call.step.artifacts or {})[name], (*call.path, "artifacts", name)
    below = port.entry.sub_path or "" if isinstance(port.entry, InputArtifact) else ""
    if name not in dict(shape.parts):
        if name in wanted.brought:
            located: dict[str, Any] | None = wanted.brought[name]
        elif name in shape.alone and not passes_alone(source, body):
            located = alone_source(name, source, path, body)
        else:
            located = source_fields(source, path, body, below)
            if located is not None and port.entry.optional and body.prefix == "steps":
                located = _or_nothing(located, body)
        if located is not None and FETCHED.isdisjoint(located):
            yield {"name": name, **located, **_as_taken(port.entry)}
        return
    text = whole_reference(source)
    if text is not None and name in shape.taken:
        cannot_part(text.strip("{} ").rpartition(".")[2], path, body)
    for number, (place, piece) in enumerate(all_pieces(source, body)):
        one = piece_name(name, number)
        located = wanted.brought.get(one) or source_fields(piece, (*path, *place), body, below)
        if located is not None and FETCHED.isdisjoint(located):
            yield {"name": one, **located}


def _check_parts(name: str, path: Path, target: Variant, body: Body) -> None:
    """Only the run-time library takes items of artifacts, and it is Python (ART-3)."""
    names = [
        piece_name(name, number) for number in range(len(dict(target.shape.parts).get(name, ())))
    ]
    for taken in (name, *names):
        if taken in target.shape.taken:
            body.cannot(
                f"`{target.node.name}` is given a part of an artifact, which only a Python OP can "
                "take",
                (*path, "slice") if taken == name else path,
                "Give it the whole artifact, or a `sub_path` of it.",
            )


def _or_nothing(located: dict[str, Any], body: Body) -> dict[str, Any]:
    """A source that is missing where its step was skipped, for an input that may be missing.

    Among steps, Argo takes an output of one that was skipped for an artifact that is nowhere, and
    that must be somewhere. An input of the template that nobody gives is missing as it should be.
    With a path below it, Argo leaves such an argument out by itself.
    """
    parts = exact_reference(located.get("from", ""))
    if parts is None or parts[0] != "steps" or "subPath" in located:
        return located
    if body.node.by_name[parts[1]].step.when is UNSET:
        return located
    body.needs_nothing = True
    step = f"steps['{parts[1]}']"
    output = f"{step}.outputs.artifacts['{parts[4]}']"
    chosen = f"{step}.status == 'Skipped' ? inputs.artifacts.{NOTHING} : {output}"
    # Argo's validator wants a place beside the expression, whose result then takes its place.
    return {"fromExpression": chosen, "raw": {"data": ""}}


def _as_taken(entry: Any) -> dict[str, Any]:
    """How an input takes its artifact: of an argument Argo keeps all but the path of the input."""
    fields: dict[str, Any] = {"optional": True} if entry.optional else {}
    # ART-5
    return {**fields, **(archive_of(None) if entry.archive is None else {})}


def _big_text(value: Any, body: Body) -> str:
    """The file of a big parameter: JSON, also where it is a text (BIG-1)."""
    if isinstance(value, str) and "{{" not in value:
        return json_text(value)
    return _text(value, "object", body)


def _text(value: Any, type_: str | None, body: Body) -> str:
    """The text of an argument, with what loops give as the lists that the graph means."""
    value = as_lists(value, body)
    return text_form(value, type_, body.type_of, lambda parts: list_name(parts, body))
