"""Where plain data differs: members by name, items of lists by what they are next to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from dflow_graph.index.symbols import Path
from dflow_graph.record import Record

__all__ = ["FieldChange", "field_changes"]

_MOST_ALIGNED = 1_000_000  # pairs of items


class FieldChange(Record):
    """A value that differs: where it stands on either side, None where it does not."""

    old: Path | None
    new: Path | None


def field_changes(old: Any, new: Any) -> Iterator[FieldChange]:
    """Every difference, in the order of the old data."""
    return _changes(old, new, (), ())


def _changes(old: Any, new: Any, at: Path, to: Path) -> Iterator[FieldChange]:
    if isinstance(old, dict) and isinstance(new, dict) and old.get("kind") == new.get("kind"):
        for key, value in old.items():
            if key in new:
                yield from _changes(value, new[key], (*at, key), (*to, key))
            else:
                yield FieldChange((*at, key), None)
        yield from (FieldChange(None, (*to, key)) for key in new if key not in old)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _items(old, new, at, to)
    elif not _same(old, new):
        yield FieldChange(at, to)


def _same(old: Any, new: Any) -> bool:
    """Whether two values are one in JSON: `1` is `1.0` and is not `true`."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    return bool(old == new)


def _items(old: list[Any], new: list[Any], at: Path, to: Path) -> Iterator[FieldChange]:
    if len(old) * len(new) > _MOST_ALIGNED:
        if _spelled(old) != _spelled(new):
            yield FieldChange(at, to)
        return
    matcher = SequenceMatcher(
        None, [_spelled(item) for item in old], [_spelled(item) for item in new], autojunk=False
    )
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "replace" and i_end - i == j_end - j:
            for k, m in zip(range(i, i_end), range(j, j_end), strict=True):
                yield from _changes(old[k], new[m], (*at, k), (*to, m))
        elif what != "equal":
            yield from (FieldChange((*at, k), None) for k in range(i, i_end))
            yield from (FieldChange(None, (*to, k)) for k in range(j, j_end))


def _spelled(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True)
