"""What a call asks of its template, and the hidden arguments with which it asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.execution import executor_of
from dflow_graph.argo.loops import Loop
from dflow_graph.argo.slicing import (
    Layer,
    given_artifact,
    hidden,
    is_alone,
    item_pattern,
    own_layers,
    passed_on,
    settings_of,
)
from dflow_graph.argo.sources import is_compound, pieces_of
from dflow_graph.argo.stacking import key_name
from dflow_graph.argo.success import SUCCESSES, counts_successes
from dflow_graph.argo.texts import json_text, literal_text
from dflow_graph.argo.variants import Shape, parts_of
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.refs import exact_reference

__all__ = ["hidden_arguments", "shape_of", "sub_path_name", "take_name"]


def sub_path_name(artifact: str) -> str:
    """The hidden input that says where the item of a piece lies in an artifact."""
    return f"dflow_{artifact}_sub_path"


def take_name(artifact: str) -> str:
    """The hidden input that says which part of an artifact is taken (ART-3)."""
    return f"dflow_take_{artifact}"


def shape_of(call: Call, body: Body) -> Shape:
    """The shape in which a call of the template that is printed wants its own template."""
    step, outer = call.step, body.variant.shape
    alone = _alone(call, outer)
    parts = []
    for name, source in (step.artifacts or {}).items():
        keys = None if name in alone else parts_of(source, outer)
        if keys is not None:
            parts.append((name, keys))
    layers = tuple(layer for layer, _ in _layers(call, outer))
    assert call.target is not None
    return Shape(
        parts=tuple(parts),
        layers=layers,
        settings=settings_of(call, outer.settings) if layers or alone else "",
        alone=alone,
        taken=tuple(_taken(call, outer)),
        keyed=tuple(name for name in call.target.out_artifacts if _given_key(call, name, body)),
        escaped=tuple(_escaped(call)),
        counts=counts_successes(call) and not step.use_resource,
        memoized=_is_memoized(call, body),
        executor=executor_of(call.target, step, call.path, body),
        resource=json_text(step.use_resource.to_dict()) if step.use_resource else "",
    )


def _escaped(call: Call) -> Iterator[str]:
    """The ports of an OP for texts that are given one in which Argo would find tags (VAL-5)."""
    if _is_python_op(call):
        assert call.target is not None
        for name, value in (call.step.parameters or {}).items():
            port = call.target.in_parameters.get(name)
            if port is not None and not port.is_big and literal_text(value) is not None:
                yield name


def _is_memoized(call: Call, body: Body) -> bool:
    """Whether results are kept under the key of the call (KEY-7), and not of its template."""
    if body.options.memoize_prefix is None or call.step.key is UNSET:
        return False
    template: Any = call.target and call.target.template
    return not template.memoize_key


def _layers(call: Call, outer: Shape) -> list[tuple[Layer, str | int]]:
    """The layers of a call, the innermost first, each with its pattern or its number outside."""
    found: list[tuple[Layer, str | int]] = [*own_layers(call)]
    for number, layer in enumerate(outer.layers):
        inner = passed_on(layer, call)
        if not inner.is_empty:
            found.append((inner, number))
    return found


def _alone(call: Call, outer: Shape) -> tuple[str, ...]:
    """The input artifacts of which a piece gets its own item and nothing else (SLC-5)."""
    named = (call.slices.input_artifact or ()) if is_alone(call.slices) and call.slices else ()
    own = [name for name in named if given_artifact(call, name)]
    for name, source in (call.step.artifacts or {}).items():
        parts = exact_reference(source) if isinstance(source, str) else None
        if parts is not None and parts[:2] == ("inputs", "artifacts") and parts[2] in outer.alone:
            own.append(name)
    return tuple(dict.fromkeys(own))


def _taken(call: Call, outer: Shape) -> dict[str, str]:
    """The input artifacts of which a call takes a part, with the key that leads to it (ART-3).

    Pieces of an artifact are named by their numbers.
    """
    found = {}
    for name, source in (call.step.artifacts or {}).items():
        keys = _part_keys(source, call, outer)
        if keys:
            found[name] = ".".join(keys)
        for number, piece in enumerate(pieces_of(source) if is_compound(source) else ()):
            keys = _part_keys(piece, call, outer)
            if keys:
                found[f"{name}_{number}"] = ".".join(keys)
    return found


def _part_keys(source: Any, call: Call, outer: Shape) -> list[str]:
    """The keys that lead to a part, in order: of the input around, of its port, its own."""
    keys = []
    text = source if isinstance(source, str) else getattr(source, "from_", "")
    parts = exact_reference(text)
    if parts is not None and parts[:2] == ("inputs", "artifacts"):
        if parts[2] in outer.taken:
            keys.append(_input(take_name(parts[2])))
        port = call.owner.in_artifacts.get(parts[2])
        if port is not None and port.entry.slice:
            keys.append(port.entry.slice)
    own: Any = getattr(source, "slice", UNSET)
    return [*keys, own] if own else keys


def _given_key(call: Call, artifact: str, body: Body) -> str:
    if call.host is not None:
        return ""
    place = body.variants.stacks.place(call, artifact, body.variant.shape.keyed)
    return place.given if place else ""


def hidden_arguments(call: Call, shape: Shape, loop: Loop, body: Body) -> list[dict[str, Any]]:
    """The hidden parameters that a call with a loop gives."""
    values: dict[str, str] = {}
    outer = body.variant.shape
    for number, (layer, origin) in enumerate(_layers(call, outer)):
        if isinstance(origin, str):
            values[hidden("slice", number)] = item_pattern(origin, layer)
            own = {"items": loop.items, "group": "{{item}}"}
        else:
            values[hidden("slice", number)] = _input(hidden("slice", origin))
            own = {name: _input(hidden(name, origin)) for name in ("items", "group")}
        if layer.dealing:
            values.update({hidden(name, number): text for name, text in own.items()})
    values.update(_item_paths(call, shape, body))
    values.update({take_name(name): key for name, key in _taken(call, outer).items()})
    values.update({key_name(name): _given_key(call, name, body) for name in shape.keyed})
    assert call.target is not None
    if shape.counts and call.target.is_group:
        values[SUCCESSES] = loop.successes
    # KEY-1
    if call.step.key is not UNSET and (shape.memoized or _is_python_op(call)):
        values["dflow_key"] = call.step.key
    return [{"name": name, "value": value} for name, value in values.items()]


def _is_python_op(call: Call) -> bool:
    return call.target is not None and call.target.kind == "PythonOPTemplate"


def _item_paths(call: Call, shape: Shape, body: Body) -> dict[str, str]:
    """Where in each artifact the item of a piece lies; Python OPs keep its name by that."""
    assert call.target is not None
    if call.target.kind not in ("PythonOPTemplate", "Steps", "DAG"):
        return {}
    found = {}
    for name in shape.alone:
        source = (call.step.artifacts or {}).get(name)
        parts = exact_reference(source) if isinstance(source, str) else None
        if parts is not None and parts[2] in body.variant.shape.alone and parts[0] == "inputs":
            found[sub_path_name(name)] = _input(sub_path_name(parts[2]))
        else:
            # The items of a list of sources are whole artifacts.
            found[sub_path_name(name)] = "." if isinstance(source, list) else f"{{{{item.{name}}}}}"
    return found


def _input(name: str) -> str:
    return f"{{{{inputs.parameters.{name}}}}}"
