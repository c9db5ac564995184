"""Differences as text for people: one line each, and the lines of texts that have several."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import groupby, islice
from typing import Any

from dflow_graph.differences.changes import Change
from dflow_graph.render.text import Style, plain, safe
from dflow_graph.source.pointer import split

__all__ = ["difference_lines"]

_MARKS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">", "moved": "^"}
_ROLES = {"added": "hint", "removed": "error"}
_WIDEST = 60
_MOST_LINES = 40
_CALLS_AT = 2  # templates, NAME, steps


def difference_lines(
    changes: Sequence[Change], old: str, new: str, style: Style = plain
) -> Iterator[str]:
    """The lines for the changes from the file `old` to the file `new`; none if there are none."""
    if not changes:
        return
    yield style(f"--- {safe(old)}", "error")
    yield style(f"+++ {safe(new)}", "hint")
    for owner, group in groupby(changes, _owner):
        if owner:
            yield style(safe(owner), "place")
        for change in group:
            for line in _lines(change, style):
                yield f"  {line}" if owner else line
    count = len(changes)
    yield f"{count} difference{'' if count == 1 else 's'}"


def _owner(change: Change) -> str:
    """The heading below which a change stands; a template as a whole has none."""
    if change.what == "template":
        return ""
    heading = f"template {change.template}" if change.template else "workflow"
    if not change.step or change.what != "field":
        return heading
    side = change.old or change.new
    assert side is not None
    word = "task" if split(side.pointer)[_CALLS_AT] == "tasks" else "step"
    return f"{heading}, {word} {change.step}"


def _lines(change: Change, style: Style) -> Iterator[str]:
    mark = style(_MARKS[change.kind], _ROLES.get(change.kind, "warning"))
    old, new = (None if side is None else side.value for side in (change.old, change.new))
    if change.what != "field":
        yield f"{mark} {change.what} {_told(change, old, new)}"
        return
    field = safe(change.field)
    if isinstance(old, str) and isinstance(new, str) and "\n" in old + new:
        yield f"{mark} {field}:"
        yield from _text_lines(old, new, style)
    elif change.kind == "changed":
        yield f"{mark} {field}: {_shown(old)} -> {_shown(new)}"
    else:
        yield f"{mark} {field}: {_shown(new if change.old is None else old)}"


def _told(change: Change, old: Any, new: Any) -> str:
    name = change.step or change.template
    if change.kind == "renamed":
        return safe(f"{name}, which was {old}")
    if change.kind == "moved":
        return safe(f"{name}: group {old} -> group {new}")
    return safe(name)


def _shown(value: Any) -> str:
    text = safe(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _text_lines(old: str, new: str, style: Style) -> Iterator[str]:
    found = unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm="")
    lines = list(islice(found, 2, None))
    for line in lines[:_MOST_LINES]:
        role = {"+": "hint", "-": "error"}.get(line[:1], "place")
        yield "    " + (style(safe(line), role) if line[:1] in "+-@" else safe(line))
    if len(lines) > _MOST_LINES:
        yield f"    … {len(lines) - _MOST_LINES} lines more"
