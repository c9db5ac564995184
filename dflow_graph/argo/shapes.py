"""What a call asks of its template, and the hidden arguments with which it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dflow_graph.argo.body import Body, place_name
from dflow_graph.argo.execution import context_of, executor_of
from dflow_graph.argo.fetched import Given, given_fetches, may_fetch
from dflow_graph.argo.kinds import PODS
from dflow_graph.argo.layers import Layer, hidden, item_pattern
from dflow_graph.argo.loops import Loop
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.ports import piece_name
from dflow_graph.argo.slicing import given_artifact, is_alone, passed_on, settings_of
from dflow_graph.argo.sources import is_compound, pieces_of
from dflow_graph.argo.stacking import key_name
from dflow_graph.argo.success import SUCCESSES, counts_successes
from dflow_graph.argo.texts import json_text, literal_text
from dflow_graph.argo.variants import PLAIN, Shape, parts_of, whole_reference
from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference

__all__ = ["Asked", "asked", "hidden_arguments", "sub_path_name", "take_name"]


def sub_path_name(artifact: str) -> str:
    """The hidden input that says where the item of a piece lies in an artifact."""
    return f"dflow_{artifact}_sub_path"


def take_name(artifact: str) -> str:
    """The hidden input that says which part of an artifact is taken (ART-3)."""
    return f"dflow_take_{artifact}"


class Asked(Record):
    """What a call asks of its template, and with what.

    `layers` are those of the shape, each with its pattern or its number outside; `taken` are the
    artifacts of which it takes a part, with the key that leads to it; `keys` those of outputs;
    `given` what Argo does not bring. `apart` are the inputs of which a helper takes the part, with
    the key, and `brought` where the call then finds it.
    """

    shape: Shape = PLAIN
    layers: Sequence[tuple[Layer, str | int]] = ()
    taken: Mapping[str, str] = MappingProxyType({})
    keys: Mapping[str, str] = MappingProxyType({})
    given: Given = Given()
    apart: Mapping[str, str] = MappingProxyType({})
    brought: Mapping[str, dict[str, str]] = MappingProxyType({})


_NOTHING = Asked()


def asked(call: Call, body: Body) -> Asked:
    """What a call of the template that is printed wants from a template of its own."""
    step, target = call.step, call.target
    assert target is not None
    if body.is_plain and call not in body.uncommon:
        usual = _usually_asked(target, body.lowering)
        is_python = target.kind == "PythonOPTemplate"
        if usual is not None and not (is_python and tuple(_escaped(call))):
            return usual
    layers = _layers(call, body)
    alone = _alone(call, body) if body.alone or is_alone(call.slices) else ()
    parts, taken = _parts(call, alone, body), _taken(call, body)
    keys, given = _keys(call, body), given_fetches(call, alone, body)
    escaped = tuple(_escaped(call)) if target.kind == "PythonOPTemplate" else ()
    counts = counts_successes(call) and not step.use_resource
    memoized = _is_memoized(call, body)
    executor = executor_of(target, call, body)
    resource = json_text(step.use_resource.to_dict()) if step.use_resource else ""
    left_out = _left_out(call)
    apart, taken = _apart(call, taken)
    settings = (counts, memoized, executor, resource, left_out, apart)
    if not (layers or alone or parts or taken or keys or escaped or given.fetches or any(settings)):
        return _NOTHING
    shape = Shape(
        parts=parts,
        layers=tuple(layer for layer, _ in layers),
        settings=settings_of(call, body.variant.shape.settings) if layers or alone else "",
        alone=alone,
        taken=tuple(taken),
        keyed=tuple(keys),
        fetched=given.fetches,
        escaped=escaped,
        counts=counts,
        memoized=memoized,
        executor=executor,
        resource=resource,
        left_out=left_out,
        apart=tuple(apart),
    )
    return Asked(shape, layers, taken, keys, given, apart)


def _usually_asked(target: Node, lowering: Lowering) -> Asked | None:
    """What common calls in plain bodies ask of a template; None if it depends on the call."""
    known = lowering.asked
    if target.name not in known:
        executor = context_of(target, lowering)
        usual = Asked(Shape(executor=executor)) if executor else _NOTHING
        ports = target.in_artifacts.values()
        takes_parts = any(getattr(port.entry, "slice", UNSET) for port in ports)
        differs = takes_parts or may_fetch(target) or lowering.layers.cuts(target)
        known[target.name] = None if differs else usual
    found: Asked | None = known[target.name]
    return found


def _parts(
    call: Call, alone: tuple[str, ...], body: Body
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The input artifacts that arrive in pieces, with the keys of these (ART-7)."""
    found = []
    for name, source in (call.step.artifacts or {}).items():
        if (source.__class__ is not str or body.parts) and name not in alone:
            keys = parts_of(source, body.parts)
            if keys is not None:
                found.append((name, keys))
    return tuple(found)


def _left_out(call: Call) -> tuple[str, ...]:
    """The input artifacts that the call leaves out, and that have a source of their own (ART-4)."""
    given = call.step.artifacts
    if not given or None not in given.values():
        return ()
    assert call.target is not None
    ports = call.target.in_artifacts
    return tuple(
        name
        for name, source in given.items()
        if source is None and getattr(ports[name].entry, "source", UNSET) is not UNSET
    )


def _escaped(call: Call) -> Iterator[str]:
    """The ports of an OP for texts that are given one in which Argo would find tags (VAL-5)."""
    assert call.target is not None
    for name, value in (call.step.parameters or {}).items():
        if value.__class__ is dict and literal_text(value) is not None:
            port = call.target.in_parameters.get(name)
            if port is not None and not port.is_big:
                yield name


def _is_memoized(call: Call, body: Body) -> bool:
    """Whether results are kept under the key of the call (KEY-7), and not of its template."""
    if body.options.memoize_prefix is None or call.step.key is UNSET:
        return False
    template: Any = call.target and call.target.template
    return not template.memoize_key


def _layers(call: Call, body: Body) -> Sequence[tuple[Layer, str | int]]:
    """The layers of a call, the innermost first, each with its pattern or its number outside."""
    own = body.lowering.layers.of(call)
    if not body.outer:
        return own
    found: list[tuple[Layer, str | int]] = [*own]
    for number, (layer, ports) in enumerate(body.outer):
        inner = passed_on(ports, layer.dealing, call, body.lowering.producers)
        if not inner.is_empty:
            found.append((inner, number))
    return found


def _alone(call: Call, body: Body) -> tuple[str, ...]:
    """The input artifacts of which a piece gets its own item and nothing else (SLC-5)."""
    named = (call.slices.input_artifact or ()) if is_alone(call.slices) and call.slices else ()
    own = [name for name in named if given_artifact(call, name)]
    for name, source in (call.step.artifacts or {}).items():
        parts = exact_reference(source) if isinstance(source, str) else None
        if parts is not None and parts[:2] == ("inputs", "artifacts") and parts[2] in body.alone:
            own.append(name)
    return tuple(dict.fromkeys(own))


def _taken(call: Call, body: Body) -> dict[str, str]:
    """The input artifacts of which a call takes a part, with the key that leads to it (ART-3).

    Pieces of an artifact are inputs of their own.
    """
    found = {}
    for name, source in (call.step.artifacts or {}).items():
        if source.__class__ is str and not (body.cut or body.taken):
            continue
        found.update(_taken_before(name, source, body))
        keys = _part_keys(source, body)
        if keys:
            found[name] = ".".join(keys)
        for number, piece in enumerate(pieces_of(source) if is_compound(source) else ()):
            keys = _part_keys(piece, body)
            if keys:
                found[piece_name(name, number)] = ".".join(keys)
    return found


def _apart(call: Call, taken: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The parts that a helper takes, and those that the pod takes itself: of what is Python."""
    assert call.target is not None
    if call.target.kind not in PODS or getattr(call.target.template, "resource", None):
        return {}, taken
    given = (name for name, source in (call.step.artifacts or {}).items() if source is not None)
    ports = call.target.in_artifacts
    own = {name: "" for name in given if getattr(ports[name].entry, "slice", UNSET)}
    return {**own, **taken}, {}


def _taken_before(name: str, source: Any, body: Body) -> dict[str, str]:
    """The parts that were taken of pieces with which an input of the template around goes on."""
    parts = exact_reference(whole_reference(source) or "") or ()
    own = parts[2] if parts[:2] == ("inputs", "artifacts") else ""
    return {
        piece_name(name, number): _input(take_name(piece_name(own, number)))
        for number in range(len(body.parts.get(own, ())))
        if piece_name(own, number) in body.taken
    }


def _part_keys(source: Any, body: Body) -> list[str]:
    """The keys that lead to a part, in order: of the input around, of its port, its own."""
    keys = []
    text = source if isinstance(source, str) else getattr(source, "from_", "")
    parts = exact_reference(text)
    if parts is not None and parts[:2] == ("inputs", "artifacts") and parts[2] in body.cut:
        if parts[2] in body.taken:
            keys.append(_input(take_name(parts[2])))
        port = body.node.in_artifacts[parts[2]]
        if port.entry.slice:
            keys.append(port.entry.slice)
    own: Any = getattr(source, "slice", UNSET)
    return [*keys, own] if own else keys


def _keys(call: Call, body: Body) -> dict[str, str]:
    """The keys that a call gives for outputs that lie under one (SLC-8)."""
    assert call.target is not None
    if call.host is not None:
        return {}
    found = {}
    for name in call.target.out_artifacts:
        place = body.lowering.stacks.place(call, name, body.keyed)
        if place is not None and place.given:
            found[name] = place.given
    return found


def hidden_arguments(call: Call, wanted: Asked, loop: Loop, body: Body) -> list[dict[str, Any]]:
    """The hidden parameters that a call with a loop gives."""
    assert call.target is not None
    if wanted is _NOTHING and call not in body.uncommon:
        return []
    values: dict[str, str] = {}
    for number, (layer, origin) in enumerate(wanted.layers):
        if isinstance(origin, str):
            values[hidden("slice", number)] = item_pattern(origin, layer)
            own = {"items": loop.items, "group": "{{item}}"}
        else:
            values[hidden("slice", number)] = _input(hidden("slice", origin))
            own = {name: _input(hidden(name, origin)) for name in ("items", "group")}
        if layer.dealing:
            values.update({hidden(name, number): text for name, text in own.items()})
    shape = wanted.shape
    if shape.alone:
        values.update(_item_paths(call, shape, body))
    values.update({take_name(name): key for name, key in wanted.taken.items()})
    values.update({key_name(name): key for name, key in wanted.keys.items()})
    values.update({place_name(name): place for name, place in wanted.given.places.items()})
    if shape.counts and call.target.is_group:
        values[SUCCESSES] = loop.successes
    # KEY-1
    is_python = call.target.kind == "PythonOPTemplate"
    if call.step.key is not UNSET and (shape.memoized or is_python):
        values["dflow_key"] = call.step.key
    return [{"name": name, "value": value} for name, value in values.items()]


def _item_paths(call: Call, shape: Shape, body: Body) -> dict[str, str]:
    """Where in each artifact the item of a piece lies; Python OPs keep its name by that."""
    assert call.target is not None
    if call.target.kind not in ("PythonOPTemplate", "Steps", "DAG"):
        return {}
    found = {}
    for name in shape.alone:
        source = (call.step.artifacts or {}).get(name)
        parts = exact_reference(source) if isinstance(source, str) else None
        if parts is not None and parts[2] in body.alone and parts[0] == "inputs":
            found[sub_path_name(name)] = _input(sub_path_name(parts[2]))
        else:
            # The items of a list of sources are whole artifacts.
            found[sub_path_name(name)] = "." if isinstance(source, list) else f"{{{{item.{name}}}}}"
    return found


def _input(name: str) -> str:
    return f"{{{{inputs.parameters.{name}}}}}"
