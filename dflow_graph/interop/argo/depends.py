"""What a task waits for, so that a graph makes it wait for no more and no less (DEP-1 to DEP-5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.expr.depends import parse_dependency
from dflow_graph.expr.nodes import ExprSyntaxError
from dflow_graph.index.order import implied_by

__all__ = ["split_conjunction", "waits_named"]

_LONGEST = 4_096
"""A longer condition stays in one piece."""

_ANY_END = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")


def split_conjunction(text: str) -> list[str]:
    """The parts of a condition that must all hold, each without parentheses around it."""
    parts, depth, start = [], 0, 0
    if len(text) > _LONGEST:
        return [text]
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and text.startswith("&&", index):
            parts.append(text[start:index])
            start = index + 2
        elif depth == 0 and text.startswith("||", index):
            return [text.strip()]
    parts.append(text[start:])
    return [_bare(part.strip()) for part in parts]


def _bare(text: str) -> str:
    """A condition without parentheses around the whole of it."""
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for index, character in enumerate(text):
            depth += (character == "(") - (character == ")")
            if depth == 0 and index < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def waits_named(task: dict[str, Any], names: set[str]) -> list[str]:
    """Conditions that name the tasks whose outputs a task is given, and ask nothing of them.

    Argo makes no task wait for what it refers to; a graph does (DEP-5), unless an entry names it.
    """
    named = set()
    for entry in task.get("dependencies", ()):
        try:
            named |= {mention.task for mention in parse_dependency(entry).mentions}
        except ExprSyntaxError:
            # A validator says what is wrong with it.
            return []
    missing = dict.fromkeys(_referred(task))
    return [
        " || ".join(f"{name}.{result}" for result in _ANY_END)
        for name in missing
        if name not in named and name in names and name != task.get("name")
    ]


def _referred(task: dict[str, Any]) -> Iterator[str]:
    """The tasks to which whole arguments are references (DEP-1)."""
    sources = [s["_from"] if isinstance(s, dict) and "_from" in s else s
               for s in task.get("artifacts", {}).values()]  # fmt: skip
    for value in (*task.get("parameters", {}).values(), *sources):
        if isinstance(value, str):
            found = implied_by(value)
            if found:
                yield found
