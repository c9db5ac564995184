"""Which ports of a template each loop cuts and stacks, on the way down to its pods (SLC-9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dflow_graph.argo.layers import PORTS, Layer
from dflow_graph.argo.producers import Producers
from dflow_graph.argo.texts import json_text
from dflow_graph.index import Call, Index, Node
from dflow_graph.model import UNSET, RefSource
from dflow_graph.model.slices import Slices
from dflow_graph.refs import exact_reference

__all__ = [
    "OwnLayers",
    "Sliced",
    "given_artifact",
    "is_alone",
    "passed_on",
    "sets_of",
    "settings_of",
]

_MAPS = tuple((sort, f"{sort}_slices") for sort in PORTS)
_SETTINGS = (
    *("pool_size", "pool_timeout", "create_dir", "raise_for_group", "register_first_only"),
    *("group_size", "shuffle", "random_seed"),
)
_NOTHING: frozenset[str] = frozenset()


def is_alone(slices: Slices | None) -> bool:
    """Whether a piece downloads its own items alone (SLC-5)."""
    return slices is not None and slices.sub_path is True and slices.group_size is UNSET


def given_artifact(call: Call, name: str) -> tuple[Any, tuple[str | int, ...]] | None:
    """The source of an input artifact of a call, and where it stands; None where it is missing."""
    assert call.target is not None
    given = call.step.artifacts or {}
    if name in given:
        # ART-4: what is deliberately left out has no source of the port either.
        source = given[name]
        return None if source is None else (source, (*call.path, "artifacts", name))
    port = call.target.in_artifacts[name]
    own = getattr(port.entry, "source", UNSET)
    return None if own is UNSET else (own, (*port.path, "source"))


Sliced = tuple[tuple[Layer, str], ...]
"""The slices of a call itself: one layer for each pattern, with the pattern."""


class OwnLayers:
    """The slices of each call of a graph, found once: many parts of a manifest ask for them."""

    def __init__(self, index: Index) -> None:
        self._layers: dict[Call, Sliced] = {}
        self._stacked: dict[Call, frozenset[str]] = {}
        maps = {name: _mapped(node) for name, node in index.nodes.items()}
        self._cutting = {name for name, mapped in maps.items() if mapped}
        for node in index.nodes.values():
            for call in (*node.calls, *node.hooks):
                if call.slices is not None or maps[call.step.template]:
                    layers = self._layers[call] = _own(call, maps[call.step.template])
                    stacked = (name for layer, _ in layers for name in layer.output_artifact)
                    self._stacked[call] = frozenset(stacked)

    def of(self, call: Call) -> Sliced:
        """The layers of a call, without those around it."""
        return self._layers.get(call, ())

    def cuts(self, node: Node) -> bool:
        """Whether a template slices every call of it by maps (SLC-20)."""
        return node.name in self._cutting

    def stacked(self, call: Call) -> frozenset[str]:
        """The output artifacts of a call's template that its own slices stack."""
        return self._stacked.get(call, _NOTHING)


def _own(call: Call, mapped: Iterable[tuple[str, str, str]]) -> Sliced:
    slices = call.slices
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
    return tuple((layer, pattern) for layer, pattern in layers if not layer.is_empty)


def _mapped(node: Node) -> list[tuple[str, str, str]]:
    """The sort, port and pattern of each entry of a template's maps (SLC-20)."""
    if node.kind != "PythonOPTemplate":
        return []
    return [
        (sort, port, pattern)
        for sort, field in _MAPS
        for port, pattern in (getattr(node.template, field) or {}).items()
    ]


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


def sets_of(layer: Layer) -> dict[str, frozenset[str]]:
    """The ports of a layer by sort, to be asked for often."""
    return {sort: frozenset(getattr(layer, sort)) for sort in PORTS}


def passed_on(
    ports: dict[str, frozenset[str]], dealing: str, call: Call, producers: Producers
) -> Layer:
    """What the slices around a `Steps` or `DAG` mean for one call inside of it (SLC-9).

    `ports` are those of the layer, `dealing` is its own.
    """
    assert call.target is not None
    step, target = call.step, call.target
    found: dict[str, list[str]] = {sort: [] for sort in PORTS}
    for sort, field in (("parameters", "input_parameter"), ("artifacts", "input_artifact")):
        for name, given in (getattr(step, sort) or {}).items() if ports[field] else ():
            parts = exact_reference(_whole(given))
            if parts is not None and parts[:2] == ("inputs", sort) and parts[2] in ports[field]:
                found[field].append(name)
    if call.host is None:
        for sort, field, outputs in (
            ("parameters", "output_parameter", target.out_parameters),
            ("artifacts", "output_artifact", target.out_artifacts),
        ):
            fed = producers.fed(call, sort) if ports[field] else {}
            for name in outputs if fed else ():
                if any(out in ports[field] for out in fed.get(name, ())):
                    found[field].append(name)
    names = {sort: tuple(names) for sort, names in found.items()}
    return Layer(**names, dealing=dealing)


def _whole(given: Any) -> str:
    """The reference that an argument is, if it is one to the whole of something."""
    if isinstance(given, RefSource) and not given.sub_path and not given.slice:
        return given.from_
    return given if isinstance(given, str) else ""


def settings_of(call: Call, outer: str) -> str:
    """What the slices of a call say beside its ports, as JSON; else what those around it say."""
    if call.slices is None:
        return outer
    said = call.slices.to_dict()
    return json_text({name: said[name] for name in _SETTINGS if name in said})
