"""Layers of slices as pods get them: a pod has no loop, and gets hidden inputs in its place.

For each layer these are the pattern of the index, and where a group of slices shares a pod, the
items that are dealt and the number of the group.
"""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = [
    "PORTS",
    "Layer",
    "hidden",
    "hidden_names",
    "item_pattern",
    "pod_layers",
    "pod_patterns",
]

PORTS = ("input_parameter", "input_artifact", "output_parameter", "output_artifact")
_ITEM = regex(r"\{\{\s*item(?:\.([^{}()]*?))?\s*\}\}")


class Layer(Record):
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


def hidden_names(layers: tuple[Layer, ...]) -> list[str]:
    """The hidden inputs that the layers around a template need."""
    return [
        hidden(name, number)
        for number, layer in enumerate(layers)
        for name in (("slice", "items", "group") if layer.dealing else ("slice",))
    ]


def item_pattern(pattern: str, layer: Layer) -> str:
    """The pattern as a pod gets it: in a group `(item)` stands for each of its items (SLC-6)."""
    if not layer.dealing:
        return pattern
    return _ITEM.sub(lambda match: f"(item.{match[1]})" if match[1] else "(item)", pattern)


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
