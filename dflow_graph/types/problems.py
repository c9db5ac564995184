"""What a check of values finds, and how it names what it found.

Must not import anything but the standard library.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from dflow_graph.record import Record
from dflow_graph.types.tokens import quoted

__all__ = ["Path", "ValueProblem", "equality_key", "is_tag", "shown"]

Path = tuple[str | int, ...]
"""Member names and indices that lead to a value inside of another one."""

_DEEPEST = 100


class ValueProblem(Record):
    """A value, or a part of one, that is not as it must be.

    `path` leads to it; where `at_key`, the name that the path ends with is to blame. `expected` and
    `found` are phrases, `hint` is a mend or empty. `first` leads to the first of two equal parts.
    Where `doubtful`, the clause allows what was found, but hardly anybody means it.
    """

    path: Path
    expected: str
    found: str
    clause: str
    hint: str = ""
    at_key: bool = False
    first: Path | None = None
    doubtful: bool = False

    def __str__(self) -> str:
        return f"expected {self.expected}, found {self.found}"


def is_tag(value: Any) -> bool:
    """Whether a value is tagged: an object whose only member is `$value` (clause VAL-2)."""
    return value.__class__ is dict and len(value) == 1 and "$value" in value


def shown(value: Any) -> str:
    """A value as a message names it: short, on one line."""
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return f"the number {_short(value)}"
    if is_tag(value):
        content = value["$value"]
        kind = content.get("kind") if isinstance(content, dict) else None
        return (
            f"a tagged value of the kind {quoted(kind)}" if isinstance(kind, str) else "an object"
        )
    return "a list" if isinstance(value, list) else "an object"


def _short(number: float) -> str:
    try:
        return str(number)
    except ValueError:  # more digits than Python prints
        return "beyond all bounds"


def equality_key(value: Any, *, tags: bool = False, depth: int = 0) -> Hashable:
    """A key that two JSON values share if, and only if, JSON Schema calls them equal.

    Where `tags`, also a literal shares the key of what is in it, and a tagged integer that of the
    number. Values that nest deeper than any document are equal to nothing.
    """
    kind = value.__class__
    if kind is bool:
        return ("bool", value)
    if kind is not dict and kind is not list:
        return value  # type: ignore[no-any-return]
    if depth > _DEEPEST:
        return object()
    if kind is list:
        return ("list", *(equality_key(item, tags=tags, depth=depth + 1) for item in value))
    if tags and is_tag(value):
        return _tag_key(value["$value"], depth)
    members = ((k, equality_key(v, tags=tags, depth=depth + 1)) for k, v in value.items())
    return ("dict", frozenset(members))


def _tag_key(content: Any, depth: int) -> Hashable:
    if isinstance(content, dict):
        inner, decimal = content.get("value"), content.get("decimal")
        if content.get("kind") == "literal":
            key = equality_key(inner, depth=depth + 1)
            # What would be a tag outside of a literal is another value inside of it.
            is_plain = isinstance(inner, (int, float, type(None)))
            is_plain = is_plain or (isinstance(inner, str) and "{{" not in inner)
            return key if is_plain else ("literal", key)
        if content.get("kind") == "int" and isinstance(decimal, str):
            return _number(decimal)
    return ("tag", equality_key(content, tags=True, depth=depth + 1))


def _number(decimal: str, longest: int = 400) -> Hashable:
    """An integer as a key; one that no double reaches is compared by its digits."""
    digits = decimal.removeprefix("-")
    if len(digits) <= longest and digits.isascii() and digits.isdigit():
        return int(decimal)
    return ("int", decimal)
