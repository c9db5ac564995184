"""Where the values of a YAML text stand, as the reader found them.

Must not import yaml, nor anything above `dflow_graph.source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dflow_graph.source.document import Located
from dflow_graph.source.pointer import split

__all__ = ["Node", "YamlLocator"]

# Start and end of a value, start and end of its key (-1 without one), and the nodes inside of it:
# `{key: node}` or `[node, ...]`.
Node = tuple[int, int, int, int, Any]

_ARRAY_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")


class YamlLocator:
    """The `Locator` of a YAML text."""

    __slots__ = ("_root",)

    def __init__(self, root: Node) -> None:
        self._root = root

    def __call__(self, pointers: Iterable[str]) -> dict[str, Located]:
        """Pointer to place, for those of `pointers` that name a value of the document."""
        found: dict[str, Located] = {}
        for pointer in pointers:
            node = self._node(pointer)
            if node:
                found[pointer] = Located(*node[:4])
        return found

    def _node(self, pointer: str) -> Node | None:
        if pointer and not pointer.startswith("/"):
            return None
        node = self._root
        for token in split(pointer):
            inside = node[4]
            if isinstance(inside, dict) and token in inside:
                node = inside[token]
            elif (
                isinstance(inside, list)
                and _ARRAY_INDEX.fullmatch(token)
                and int(token) < len(inside)
            ):
                node = inside[int(token)]
            else:
                return None
        return node
