"""What Argo knows of ports: two lists, and names that no port of a graph has (NAM-9)."""

from __future__ import annotations

from typing import Any

__all__ = ["Ports", "piece_name"]


class Ports:
    """The inputs, outputs or arguments of a template: what Argo knows as two lists."""

    def __init__(self) -> None:
        self.parameters: list[dict[str, Any]] = []
        self.artifacts: list[dict[str, Any]] = []

    def as_field(self, name: str) -> dict[str, Any]:
        """The field of that name, or nothing if there is no port."""
        lists = {"parameters": self.parameters, "artifacts": self.artifacts}
        filled = {sort: ports for sort, ports in lists.items() if ports}
        return {name: filled} if filled else {}


def piece_name(name: str, number: int) -> str:
    """The input as which one of several sources of an artifact arrives."""
    return f"dflow_{name}_{number}"
