"""Circles in a directed graph: its strong components, and a shortest way round.

Knows nothing of workflows; no function recurses, so that chains may be of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

__all__ = ["circle_through", "components", "in_order", "shown_path"]

Item = TypeVar("Item")
Successors = Callable[[Item], Iterable[Item]]

_HEAD, _TAIL = 4, 2


def components(nodes: Iterable[Item], successors: Successors[Item]) -> list[list[Item]]:
    """The strong components (Tarjan), each after all those that it leads to."""
    number: dict[Item, int] = {}
    low: dict[Item, int] = {}
    stack: list[Item] = []
    on_stack: set[Item] = set()
    found: list[list[Item]] = []
    for root in nodes:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        way: list[tuple[Item, Iterator[Item]]] = [(root, iter(successors(root)))]
        while way:
            node, rest = way[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    way.append((other, iter(successors(other))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], number[other])
            else:
                way.pop()
                if way:
                    low[way[-1][0]] = min(low[way[-1][0]], low[node])
                if low[node] == number[node]:
                    found.append(_cut(stack, node, on_stack))
    return found


def in_order(ways: Mapping[Item, Collection[Item]]) -> list[Item] | None:
    """Every node before all those that it leads to, or None if there is a circle."""
    before = dict.fromkeys(ways, 0)  # how many lead to a node
    for others in ways.values():
        for other in others:
            if other in before:
                before[other] += 1
    order = [node for node, count in before.items() if not count]
    for node in order:  # which grows meanwhile
        for other in ways[node]:
            if other in before:
                before[other] -= 1
                if not before[other]:
                    order.append(other)
    return order if len(order) == len(before) else None


def _cut(stack: list[Item], node: Item, on_stack: set[Item]) -> list[Item]:
    component = [stack.pop()]
    while component[-1] != node:
        component.append(stack.pop())
    component.reverse()
    on_stack.difference_update(component)
    return component


def circle_through(start: Item, within: set[Item], successors: Successors[Item]) -> list[Item]:
    """A shortest way from a node back to itself, begun and ended by it; empty if there is none."""
    came_from: dict[Item, Item] = {}
    layer = [start]
    while layer:
        following: list[Item] = []
        for node in layer:
            for other in successors(node):
                if other == start:
                    return _way_to(node, start, came_from)
                if other in within and other not in came_from:
                    came_from[other] = node
                    following.append(other)
        layer = following
    return []


def _way_to(node: Item, start: Item, came_from: dict[Item, Item]) -> list[Item]:
    way = [start, node]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    way.reverse()
    return way


def shown_path(names: list[str]) -> str:
    """A way as a message prints it, the middle of a long one left out."""
    if len(names) > _HEAD + _TAIL + 1:
        left_out = len(names) - _HEAD - _TAIL
        names = [*names[:_HEAD], f"({left_out} more)", *names[-_TAIL:]]
    return " → ".join(names)
