"""What a pod asks for: `requests` and `limits` (DG716 to DG718)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, near_misses, quoted
from dflow_graph.passes.template_kinds import POD_KINDS
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

if TYPE_CHECKING:
    from dflow_graph.passes.quantities import Quantity

__all__ = ["check_pod_resources", "quantity_hint"]

_NAMES = ("cpu", "memory", "ephemeral-storage")
_QUALIFIED = regex(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\Z")
_DEVICES = ("gpu", "gpus", "cuda")
_LEAST = 2**20  # bytes
_UNITS = regex(r"([0-9.]+) *([kmgtpe])i?(b|bytes)?\Z", re.IGNORECASE)


def check_pod_resources(node: Node) -> Iterator[Diagnostic]:
    """Faults of the resources that one template asks for."""
    if node.kind not in POD_KINDS:
        return
    requests = node.template.requests or {}
    limits = node.template.limits or {}
    if not requests and not limits:
        return
    asked: dict[str, Quantity] = {}
    for name, text in requests.items():
        yield from _check(name, text, (*node.path, "requests", name), asked)
    allowed: dict[str, Quantity] = {}
    for name, text in limits.items():
        yield from _check(name, text, (*node.path, "limits", name), allowed)
    for name, amount in asked.items():
        # TPL-24
        if _is_device(name) and name not in allowed and name not in limits:
            yield finding(
                "DG718",
                f"{quoted(node.name)} asks for {requests[name]} of {quoted(name)} without a limit, "
                "which Kubernetes wants to be the same",
                (*node.path, "requests", name),
                hint=f"Write {quoted(name)} under `limits`.",
            )
        if name in allowed and amount > allowed[name]:
            yield finding(
                "DG718",
                f"{quoted(node.name)} asks for {requests[name]} of {quoted(name)}, "
                f"more than its limit of {limits[name]}",
                (*node.path, "requests", name),
                hint="Lower the request, or raise the limit.",
                related=(
                    Place(message="the limit is here", pointer=join((*node.path, "limits", name))),
                ),
            )


def _check(name: str, text: str, where: Path, amounts: dict[str, Quantity]) -> Iterator[Diagnostic]:
    # TPL-9
    if name not in _NAMES and not name.startswith("hugepages-") and not _QUALIFIED.match(name):
        yield finding(
            "DG717",
            f"{quoted(name)} is not a resource of Kubernetes",
            where,
            hint=_name_hint(name),
            at_key=True,
        )
        return
    from dflow_graph.passes.quantities import quantity

    amount = quantity(text)
    # TPL-9
    if amount is None or amount < 0:
        yield finding(
            "DG716",
            f"{quoted(text)} is not an amount of {quoted(name)}",
            where,
            hint=quantity_hint(text),
        )
    elif _is_device(name) and amount != amount.to_integral_value():
        yield finding(
            "DG716",
            f"{quoted(text)} is no whole number of {quoted(name)}",
            where,
            hint="Write a whole number: Kubernetes divides no device.",
        )
    elif not _is_device(name) and name != "cpu" and text[-1:] == "m" and amount < _LEAST:
        yield finding(
            "DG716",
            f"{quoted(text)} of {quoted(name)} is {amount} bytes: `m` are thousandths",
            where,
            hint=f"Write {quoted(text[:-1] + 'Mi')}.",
        )
    else:
        amounts[name] = amount


def _is_device(name: str) -> bool:
    """Whether a resource is one that is given out whole, and not lent to others."""
    return "/" in name or name.startswith("hugepages-")


def _name_hint(name: str) -> str:
    if name.lower() in _DEVICES:
        return "Name the device with its vendor, such as `nvidia.com/gpu`."
    close = near_misses(name, _NAMES)
    if close:
        return "Write " + " or ".join(quoted(c) for c in close) + "."
    return "Use `cpu`, `memory`, `ephemeral-storage` or a name such as `nvidia.com/gpu`."


def quantity_hint(text: str) -> str:
    """How an amount is written, from what was probably meant."""
    from dflow_graph.passes.quantities import quantity

    if "{{" in text:
        return "Write the amount itself: Argo reads it before it replaces tags."
    if quantity(text) is not None:
        return "Write an amount that is greater than zero."
    meant = _UNITS.match(text.strip())
    if meant:
        return f"Write {quoted(meant[1] + meant[2].upper() + 'i')}."
    return "Write a number with or without a unit of Kubernetes, such as `500m`, `2` or `4Gi`."
