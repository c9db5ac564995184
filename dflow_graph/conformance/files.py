"""Files and folders as data: how the artifacts of a case of `runtime` are written in JSON.

A path is `{"file": name, "text": content}` or `{"folder": name, "files": {path in it: content}}`;
`null` is a path that is missing; a list is a list of paths, and any other object a dictionary.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

__all__ = ["described", "written"]


def written(value: Any, folder: str) -> Any:
    """Writes what `value` describes below a folder: a path, or a list or dictionary of such."""
    if value is None:
        return None
    if isinstance(value, list):
        return [written(item, os.path.join(folder, str(i))) for i, item in enumerate(value)]
    if "file" in value:
        path = os.path.join(folder, value["file"])
        _write(path, value["text"])
        return path
    if "folder" in value:
        path = os.path.join(folder, value["folder"])
        os.makedirs(path, exist_ok=True)
        for name, text in value["files"].items():
            _write(os.path.join(path, name), text)
        return path
    return {key: written(item, os.path.join(folder, "_" + key)) for key, item in value.items()}


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def described(value: Any) -> Any:
    """The data that describes a path, or a list or dictionary of paths; the reverse of `written`.

    A path that does not exist is `null`. The folders and files in which a run-time keeps its own
    records (`.dflow`, `.empty_dir`) are left out.
    """
    if isinstance(value, Mapping):
        return {str(key): described(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [described(item) for item in value]
    if value is None or not os.path.exists(value):
        return None
    path = os.fspath(value)
    name = os.path.basename(os.path.normpath(path))
    if os.path.isfile(path):
        return {"file": name, "text": _text(path)}
    files = {}
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(f for f in folders if f != ".dflow")
        for item in sorted(names):
            if item != ".empty_dir":
                full = os.path.join(folder, item)
                files[os.path.relpath(full, path).replace(os.sep, "/")] = _text(full)
    return {"folder": name, "files": files}


def _text(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()
