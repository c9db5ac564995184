"""Takes parts out of artifacts for templates that cannot do it themselves (clause ART-3).

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import base64
import os
import shutil
from typing import Any, Iterable, Tuple

from .catalog import inside, path_object, write_catalog
from .errors import GraphError
from .input_artifacts import is_missing
from .near import quoted
from .structure import get_slices, items_of

__all__ = ["main", "take"]

Ways = Iterable[Tuple[str, str]]
"""What leads to a part, in order: `path` and a path below, or `key` and a key."""


def take(name: str, source: str, ways: Ways, target: str, *, optional: bool) -> None:
    """Copy the part of an artifact to which some ways lead; nothing of one that is missing.

    A part of several items keeps them, with a catalogue. Raises `GraphError` where nothing is
    there, unless it is `optional`; `SliceError`, `CatalogError` and `UnsafePathError`.
    """
    found: Any = None if is_missing(source, optional) else source
    for sort, way in ways:
        if found is None:
            break
        if not isinstance(found, str):
            raise GraphError(f"artifact {quoted(name)}", f"{quoted(way)} is asked of several items")
        source = found
        found = inside(found, way) if sort == "path" else get_slices(path_object(found), way)
    if isinstance(found, str) and not os.path.exists(found):
        found = None
    if found is not None:
        _copy(found, source, target)
    elif not optional:
        raise GraphError(f"artifact {quoted(name)}", "the part that is taken of it is not there")


def _copy(found: Any, source: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if isinstance(found, str):
        (shutil.copytree if os.path.isdir(found) else shutil.copy)(found, target)
        return
    items = []
    for way, path in items_of(found):
        order = way[0] if len(way) == 1 and isinstance(way[0], int) else ".".join(map(str, way))
        items.append({"dflow_list_item": path and os.path.relpath(path, source), "order": order})
        if path is not None:
            _copy(path, source, os.path.join(target, os.path.relpath(path, source)))
    write_catalog(target, items, 0)


def main(parts: Iterable[Tuple[str, str, Ways, str, bool]]) -> None:
    """Take parts: name of the artifact, where it is, ways in base64, where to, whether optional."""
    for name, source, ways, target, optional in parts:
        read = [(sort, base64.b64decode(way).decode("utf-8")) for sort, way in ways]
        take(name, source, read, target, optional=optional)
