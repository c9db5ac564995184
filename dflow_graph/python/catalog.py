"""The catalogue of an artifact: the folder `.dflow` in its root (clauses ART-8 to ART-10).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import json
import os
from typing import Any, Dict, NoReturn, Union
from urllib.parse import quote

from .errors import CatalogError, UnsafePathError
from .structure import expanded
from .writing import write_text

__all__ = [
    "CATALOG",
    "Item",
    "inside",
    "path_object",
    "read_catalog",
    "slice_name",
    "write_catalog",
]

CATALOG = ".dflow"
"""Name of the folder."""

Item = Dict[str, Any]
"""`{"dflow_list_item": relative path or None, "order": index or keys joined by dots}`."""

_MEMBERS = {"dflow_list_item", "order"}


def below(root: str, path: str) -> str:
    """A path below a root, as far as its text says (clause ART-10).

    `path` is relative, with `/` between its parts. Raises `UnsafePathError`.
    """
    if path.startswith("/") or os.path.isabs(path):
        raise UnsafePathError(root, path, "it is absolute")
    if ".." in path.replace("\\", "/").split("/"):
        raise UnsafePathError(root, path, "it leads out of the artifact")
    if "\0" in path:
        raise UnsafePathError(root, path, "it holds a character that no path has")
    return os.path.join(root, *path.split("/")) if path else root


def inside(root: str, path: str) -> str:
    """A path below a root that stays there, also by way of symbolic links (clause ART-10).

    The root itself may be a link. Raises `UnsafePathError`.
    """
    joined = below(root, path)
    top = os.path.realpath(root)
    if os.path.commonpath([top, os.path.realpath(joined)]) != top:
        raise UnsafePathError(root, path, "a symbolic link leads out of the artifact")
    return joined


def read_catalog(root: str) -> list[Item]:
    """The items of the artifact in a folder, in the order of reading; empty without a catalogue.

    Raises `CatalogError` and `UnsafePathError`: an artifact is as little trusted as any file.
    """
    if not os.path.isdir(os.path.join(root, CATALOG)):
        return []
    folder = inside(root, CATALOG)
    found: list[Item] = []
    by_order: dict[Any, list[Item]] = {}
    # ART-9
    for name in sorted(os.listdir(folder), key=os.fsencode):
        path = inside(root, f"{CATALOG}/{name}")
        for item in _items_of_file(root, path, name):
            _append(found, by_order, item)
    return found


def _items_of_file(root: str, path: str, name: str) -> list[Item]:
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file, parse_constant=_refuse)
    except OSError as error:
        raise CatalogError(root, f"the file {name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CatalogError(root, f"the file {name} is no JSON in UTF-8") from None
    items = content.get("path_list") if isinstance(content, dict) else None
    # ART-8
    if not isinstance(items, list):
        raise CatalogError(root, f"the file {name} has no list `path_list`")
    for item in items:
        if not _is_item(item):
            reason = "with `dflow_list_item` (a text or null) and `order` (an index or a text)"
            raise CatalogError(root, f"an item in the file {name} is no object {reason}")
        if item["dflow_list_item"] is not None:
            inside(root, item["dflow_list_item"])
    return items


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _is_item(item: Any) -> bool:
    if not isinstance(item, dict) or set(item) != _MEMBERS:
        return False
    path, order = item["dflow_list_item"], item["order"]
    is_index = isinstance(order, int) and not isinstance(order, bool) and order >= 0
    return (path is None or isinstance(path, str)) and (is_index or isinstance(order, str))


def _append(found: list[Item], by_order: dict[Any, list[Item]], item: Item) -> None:
    # ART-9
    earlier = by_order.setdefault(item["order"], [])
    if any(other["dflow_list_item"] == item["dflow_list_item"] for other in earlier):
        return
    empty = [other for other in earlier if other["dflow_list_item"] is None]
    if empty:
        empty[0]["dflow_list_item"] = item["dflow_list_item"]
    elif item["dflow_list_item"] is not None or not earlier:
        earlier.append(item)
        found.append(item)


def path_object(root: str) -> Union[list[Any], dict[str, Any]]:
    """The structure of the artifact in a folder: lists and dictionaries of absolute paths.

    Empty without a catalogue. Raises as `read_catalog` does.
    """
    items = read_catalog(root)
    # ART-9
    if all(isinstance(item["order"], int) for item in items):
        items.sort(key=lambda item: item["order"])
        return [_joined(root, item) for item in items]
    ways: dict[str, list[Any]] = {}
    for item in items:
        ways.setdefault(str(item["order"]), []).append(_joined(root, item))
    leaves = {way: paths[0] if len(paths) == 1 else paths for way, paths in ways.items()}
    found = expanded(leaves, root)
    assert isinstance(found, (list, dict))
    return found


def _joined(root: str, item: Item) -> Any:
    path = item["dflow_list_item"]
    return None if path is None else inside(root, path)


def slice_name(index: Any) -> str:
    """A file name for what a slice writes, which sorts as the indices do: `0000000002.0000000000`.

    A list of indices is named by its first: no other piece has that one.
    """
    if isinstance(index, (list, tuple)):
        index = index[0] if index else 0
    parts = [part.zfill(10) if part.isdigit() else part for part in str(index or 0).split(".")]
    return quote(".".join(parts), safe="")


def write_catalog(root: str, items: list[Item], index: Any) -> None:
    """Write the items of an artifact, or of one slice of it, into the catalogue (ART-11)."""
    folder = os.path.join(root, CATALOG)
    os.makedirs(folder, exist_ok=True)
    text = json.dumps({"path_list": items}, ensure_ascii=False)
    write_text(os.path.join(folder, f"{slice_name(index)}.json"), text)
