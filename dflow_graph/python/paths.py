"""Paths of an OP's files, and how results are copied to where outputs are collected.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Callable, Optional

from .errors import UnsafePathError

__all__ = [
    "absolutize",
    "copy_results",
    "copy_results_and_return_path_item",
    "handle_empty_dir",
    "path_or_none",
    "remove_empty_dir_tag",
    "slice_to_dir",
]

EMPTY = ".empty_dir"
"""Name of the file in a folder that is empty otherwise (clause ART-14)."""


def path_or_none(p: Any) -> Any:
    """Texts as paths, in lists, sets and dictionaries too; None stays None."""
    if p is None:
        return None
    if isinstance(p, (list, set)):
        return type(p)(map(path_or_none, p))
    if isinstance(p, dict):
        return {key: path_or_none(item) for key, item in p.items()}
    return Path(p)


def absolutize(path: Any) -> Any:
    """Texts and paths as absolute ones, in lists, sets and dictionaries too; the rest as it is."""
    if isinstance(path, str):
        return os.path.abspath(path)
    if isinstance(path, Path):
        return path.absolute()
    if isinstance(path, (list, set, tuple)):
        return type(path)(map(absolutize, path))
    if isinstance(path, dict):
        return {key: absolutize(item) for key, item in path.items()}
    return path


def slice_to_dir(slice: Any) -> str:  # noqa: A002 - dflow's name
    """The folder of a slice's outputs: a dot in the index is a slash (clause SLC-17)."""
    return str(slice).replace(".", "/")


def copy_results_and_return_path_item(
    path: Any,
    name: str,
    order: Any,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
    *,
    slice_dir: Optional[str] = None,
) -> dict[str, Any]:
    """Copy one result to the output artifact `name`; its item of the catalogue (clause ART-12).

    A path that does not exist, or is None, is an item with None.
    """
    exists = path is not None and str(path) != "" and os.path.exists(str(path))
    copied = copy_results(path, name, data_root, slice_dir=slice_dir) if exists else None
    return {"dflow_list_item": copied, "order": order}


def copy_results(
    source: Any,
    name: str,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
    *,
    slice_dir: Optional[str] = None,
) -> str:
    """Copy a file or folder to the output artifact `name`; its path there (clause ART-12).

    Files below the working folder are linked where that is possible, all others copied. Raises
    `FileNotFoundError`, and `UnsafePathError` for a folder that holds the outputs themselves.
    """
    path = os.path.abspath(str(source))
    inputs = os.path.join(os.path.abspath(data_root), "inputs", "artifacts")
    copy: Callable[[str, str], Any] = shutil.copy
    if _is_below(path, inputs):
        artifact, _, inner = os.path.relpath(path, inputs).replace(os.sep, "/").partition("/")
        relative = inner or artifact
    elif _is_below(path, os.getcwd()):
        relative = os.path.relpath(path).replace(os.sep, "/")
        copy = _link
    else:
        relative = os.path.splitdrive(path)[1].replace(os.sep, "/").lstrip("/")
    if slice_dir is not None:
        relative = f"{slice_dir}/{relative}"
    root = os.path.join(os.path.abspath(data_root), "outputs", "artifacts", name)
    if _is_below(root, path):
        raise UnsafePathError(str(source), root, "the outputs are collected inside of it")
    _copy(path, os.path.join(root, *relative.split("/")), copy)
    return relative


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def _copy(source: str, target: str, copy: Any) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    elif os.path.lexists(target):
        os.remove(target)
    if os.path.isdir(source):
        shutil.copytree(source, target, copy_function=copy)
    else:
        copy(source, target)


def _link(source: str, target: str) -> None:
    try:
        os.link(os.path.realpath(source), target)
    except OSError:
        shutil.copy(source, target)


def handle_empty_dir(path: Any) -> None:
    """Put an empty file into every empty folder, since object stores keep none (ART-14)."""
    for folder, folders, files in os.walk(path):
        if not folders and not files:
            with open(os.path.join(folder, EMPTY), "w", encoding="utf-8"):
                pass


def remove_empty_dir_tag(path: Any) -> None:
    """Remove what `handle_empty_dir` put into empty folders (clause ART-14)."""
    for folder, _, files in os.walk(path):
        tag = os.path.join(folder, EMPTY)
        if EMPTY in files and os.path.getsize(tag) == 0:
            os.remove(tag)
