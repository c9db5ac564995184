"""Slices on their way to pods: which ports of a template each loop cuts and stacks (SLC-9).

A pod has no loop. Each layer of slices around it comes as hidden inputs: the pattern of the index,
and where a group of slices shares a pod, the items that are dealt and the number of the group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from dflow_graph.argo.producers import producers_of
from dflow_graph.argo.texts import json_text
from dflow_graph.index import Call
from dflow_graph.model import UNSET, RefSource
from dflow_graph.model.slices import Slices
from dflow_graph.refs import exact_reference
from dflow_graph.regex import regex

__all__ = [
    "PORTS",
    "Layer",
    "given_artifact",
    "hidden",
    "hidden_names",
    "is_alone",
    "item_pattern",
    "own_layers",
    "passed_on",
    "pod_layers",
    "pod_patterns",
    "settings_of",
    "stacked_by_loop",
]

PORTS = ("input_parameter", "input_artifact", "output_parameter", "output_artifact")
_MAPS = tuple((sort, f"{sort}_slices") for sort in PORTS)
_SETTINGS = (
    *("pool_size", "pool_timeout", "create_dir", "raise_for_group", "register_first_only"),
    *("group_size", "shuffle", "random_seed"),
)
_ITEM = regex(r"\{\{\s*item(?:\.([^{}()]*?))?\s*\}\}")


class Layer(NamedTuple):
    """The slices of one loop: the ports of a template that they concern, by sort.

    `dealing` is how the items of the loop are dealt to groups, as JSON; empty without groups.
    """

    input_parameter: tuple[str, ...] = ()
    input_artifact: tuple[str, ...] = ()
    output_parameter: tuple[str, ...] = ()
    output_artifact: tuple[str, ...] = ()
    dealing: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no port is concerned."""
        return not any(self[:4])


def hidden(name: str, number: int) -> str:
    """The hidden input of a layer, which is counted from the innermost one."""
    return f"dflow_{name}_{number}" if number else f"dflow_{name}"


def is_alone(slices: Slices | None) -> bool:
    """Whether a piece downloads its own items alone (SLC-5)."""
    return slices is not None and slices.sub_path is True and slices.group_size is UNSET


def given_artifact(call: Call, name: str) -> tuple[Any, tuple[str | int, ...]] | None:
    """The source of an input artifact of a call, and where it stands; None where it is missing."""
    assert call.target is not None
    source = (call.step.artifacts or {}).get(name)
    if source is not None:
        return source, (*call.path, "artifacts", name)
    port = call.target.in_artifacts[name]
    own = getattr(port.entry, "source", UNSET)
    return None if own is UNSET else (own, (*port.path, "source"))


def own_layers(call: Call) -> list[tuple[Layer, str]]:
    """The slices of a call itself, one layer for each pattern, with the pattern."""
    slices = call.slices
    mapped = list(_mapped(call))
    if slices is None and not mapped:
        return []
    ports: dict[str, dict[str, list[str]]] = {}
    if slices is not None:
        # SLC-4
        usual = "{{item.order}}" if is_alone(slices) else "{{item}}"
        pattern = usual if slices.slices is UNSET else slices.slices
        for sort in PORTS:
            if not (sort == "input_artifact" and is_alone(slices)):
                ports.setdefault(pattern, {})[sort] = list(getattr(slices, sort) or ())
    # SLC-20
    for sort, port, pattern in mapped:
        ports.setdefault(pattern, {}).setdefault(sort, []).append(port)
    dealing = _dealing(call)
    layers = [
        (Layer(**{sort: tuple(names) for sort, names in sorts.items()}, dealing=dealing), pattern)
        for pattern, sorts in ports.items()
    ]
    return [(layer, pattern) for layer, pattern in layers if not layer.is_empty]


def _mapped(call: Call) -> Iterator[tuple[str, str, str]]:
    """The sort, port and pattern of each entry of the maps of SLC-20."""
    if call.target is not None and call.target.kind == "PythonOPTemplate":
        template = call.target.template
        for sort, field in _MAPS:
            entries = getattr(template, field)
            if entries:
                for port, pattern in entries.items():
                    yield sort, port, pattern


def _dealing(call: Call) -> str:
    slices = call.slices
    if slices is None or slices.group_size is UNSET:
        return ""
    sequence = getattr(call.step, "with_sequence", UNSET)
    form = None if sequence is UNSET else (sequence.format or None)
    return json_text(
        {
            "size": slices.group_size,
            "shuffle": slices.shuffle is True,
            "seed": slices.random_seed or 0,
            "format": form,
        }
    )


def item_pattern(pattern: str, layer: Layer) -> str:
    """The pattern as a pod gets it: in a group `(item)` stands for each of its items (SLC-6)."""
    if not layer.dealing:
        return pattern
    return _ITEM.sub(lambda match: f"(item.{match[1]})" if match[1] else "(item)", pattern)


def stacked_by_loop(call: Call) -> set[str]:
    """The output artifacts of a call's template that its own slices stack."""
    return {name for layer, _ in own_layers(call) for name in layer.output_artifact}


def passed_on(layer: Layer, call: Call) -> Layer:
    """What the slices around a `Steps` or `DAG` mean for one call inside of it (SLC-9)."""
    assert call.target is not None
    step, target = call.step, call.target
    inputs = {"parameters": layer.input_parameter, "artifacts": layer.input_artifact}
    found: dict[str, list[str]] = {sort: [] for sort in PORTS}
    for sort, field in (("parameters", "input_parameter"), ("artifacts", "input_artifact")):
        for name, given in (getattr(step, sort) or {}).items():
            parts = exact_reference(_whole(given))
            if parts is not None and parts[:2] == ("inputs", sort) and parts[2] in inputs[sort]:
                found[field].append(name)
    if call.host is None:
        for name in target.out_parameters:
            if any(out in layer.output_parameter for out in _fed(call, "parameters", name)):
                found["output_parameter"].append(name)
        for name in target.out_artifacts:
            if any(out in layer.output_artifact for out in _fed(call, "artifacts", name)):
                found["output_artifact"].append(name)
    ports = {sort: tuple(names) for sort, names in found.items()}
    return Layer(**ports, dealing=layer.dealing)


def _whole(given: Any) -> str:
    """The reference that an argument is, if it is one to the whole of something."""
    if isinstance(given, RefSource) and not given.sub_path and not given.slice:
        return given.from_
    return given if isinstance(given, str) else ""


def _fed(call: Call, sort: str, name: str) -> Iterator[str]:
    """The outputs of the template around a call that come from one of the call's outputs."""
    node = call.owner
    for out in node.out_artifacts if sort == "artifacts" else node.out_parameters:
        if (call.name, name) in producers_of(node, sort, out):
            yield out


def pod_layers(layers: tuple[Layer, ...]) -> list[dict[str, Any]]:
    """The layers as the run-time library knows them, the innermost first."""
    return [
        {"parts": [{"text": hidden("slice", number)}], "group": _group(layer, number)}
        for number, layer in enumerate(layers)
    ]


def _group(layer: Layer, number: int) -> dict[str, Any] | None:
    if not layer.dealing:
        return None
    names = {"items": hidden("items", number), "number": hidden("group", number)}
    return {**json.loads(layer.dealing), **names}


def pod_patterns(layers: tuple[Layer, ...]) -> dict[str, dict[str, list[int]]]:
    """The numbers of the layers that concern each port: field of SLC-20 to port to numbers."""
    found: dict[str, dict[str, list[int]]] = {f"{sort}_slices": {} for sort in PORTS}
    for number, layer in enumerate(layers):
        for sort in PORTS:
            for port in getattr(layer, sort):
                found[f"{sort}_slices"].setdefault(port, []).append(number)
    return found


def hidden_names(layers: tuple[Layer, ...]) -> list[str]:
    """The hidden inputs that the layers around a template need."""
    return [
        hidden(name, number)
        for number, layer in enumerate(layers)
        for name in (("slice", "items", "group") if layer.dealing else ("slice",))
    ]


def settings_of(call: Call, outer: str) -> str:
    """What the slices of a call say beside its ports, as JSON; else what those around it say."""
    if call.slices is None:
        return outer
    said = call.slices.to_dict()
    return json_text({name: said[name] for name in _SETTINGS if name in said})
