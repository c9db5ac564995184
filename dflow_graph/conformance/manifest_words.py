"""Small parts of a manifest, brought into one spelling where Argo reads several as the same."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = [
    "entries",
    "expression",
    "items",
    "members",
    "named",
    "reference",
    "seconds",
    "text_value",
]

_SIMPLE = re.compile(r"\{\{\s*([^{}=\s][^{}]*?)\s*\}\}")
_COMPUTED = re.compile(r"\{\{=\s*([^{}]*?)\s*\}\}")
_KEY = re.compile(r"""\[\s*(?:'([-\w]+)'|"([-\w]+)")\s*\]""")
_NAME = re.compile(r"[A-Za-z_][-\w]*(?:\.[A-Za-z_][-\w]*)+")
# A tag in an expression, which Argo replaces before: a literal of what it names.
_WRITTEN = re.compile(
    rf"""('?)\{{\{{(?:=(?:toJson\()?(?:string\()?)?({_NAME.pattern})\)*\}}\}}\1"""
)
_UNITS = {"h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(\d+)(h|m|s)")


def members(value: Any) -> dict[str, Any]:
    """An object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def entries(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or none."""
    return [item for item in items(value) if isinstance(item, dict)]


def named(value: Any) -> dict[str, dict[str, Any]]:
    """The objects of a list by their `name`."""
    return {item["name"]: item for item in entries(value) if isinstance(item.get("name"), str)}


def _dotted(text: str) -> str:
    """A path with its keys in brackets written with dots: `a['b'].c` is `a.b.c`."""
    return _KEY.sub(lambda match: "." + (match[1] or match[2]), text)


def expression(value: Any) -> Any:
    """An expression without white space, its quotes single and its keys written with dots.

    A tag in it that only names something, in quotes or made a literal, is that name.
    """
    if not isinstance(value, str):
        return value
    tight = re.sub(r"\s+", "", _dotted(value).replace('"', "'"))
    return _WRITTEN.sub(lambda match: match[2], tight)


def text_value(value: Any) -> Any:
    """A value: its JSON where it is JSON, else its text, the tags in it in one spelling.

    `{{ a.b }}` is `{{a.b}}`, and `{{=a['b'].c}}`, which only names something, is `{{a.b.c}}`.
    """
    if not isinstance(value, str):
        return value
    text = _SIMPLE.sub(lambda match: "{{" + match[1] + "}}", value)
    text = _COMPUTED.sub(_computed, text)
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def reference(value: Any) -> Any:
    """A reference where nothing else can stand; Argo takes it with braces and without."""
    if isinstance(value, str) and _NAME.fullmatch(_dotted(value)):
        value = "{{" + _dotted(value) + "}}"
    return text_value(value)


def _refuse(name: str) -> Any:
    """JSON has no numbers that are not finite; a text that spells one is a text."""
    raise ValueError(name)


def _computed(match: re.Match[str]) -> str:
    dotted = _dotted(match[1])
    if _NAME.fullmatch(dotted):
        return "{{" + dotted + "}}"
    return "{{=" + str(expression(match[1])) + "}}"


def seconds(value: Any) -> Any:
    """A duration in whole seconds, however it is written."""
    if not isinstance(value, str):
        return value
    if value.isdigit():
        return int(value)
    parts = _DURATION.findall(value)
    if "".join(number + unit for number, unit in parts) != value:
        return value
    return sum(int(number) * _UNITS[unit] for number, unit in parts)
