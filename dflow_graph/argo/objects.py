"""Kubernetes objects of a graph as Argo's decoder takes them."""

from __future__ import annotations

from typing import Any

__all__ = ["as_kubernetes"]


def as_kubernetes(value: Any) -> Any:
    """A part of a Kubernetes object: whole numbers without a fraction (NUM-4), no null members.

    No field of Kubernetes holds another number but a quantity, which may be a text, and has to be
    for its definition of workflows; a null means nothing there, and is refused by that as well.
    """
    if isinstance(value, dict):
        return {name: as_kubernetes(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [as_kubernetes(item) for item in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return value
