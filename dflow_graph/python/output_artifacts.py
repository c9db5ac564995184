"""Stores what an OP gives as artifacts, by their types (clauses ART-11, ART-12, ART-17).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import os
from typing import Any, Tuple

from .artifact_kinds import HDF5Datasets
from .catalog import Item, write_catalog
from .errors import PortError, SliceError
from .paths import copy_results_and_return_path_item, handle_empty_dir, slice_to_dir
from .structure import items_of
from .type_check import shown
from .type_text import artifact_type_text

__all__ = ["handle_output_artifact"]


def handle_output_artifact(
    name: str,
    value: Any,
    sign: Any,
    slices: Any = None,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
    *,
    create_dir: bool = False,
) -> None:
    """Copy the files of an output to `outputs/artifacts/NAME` and write its catalogue.

    `sign` is the `Artifact`; `slices` the index of the slice, the list of indices of a group, or
    None; with `create_dir` a slice's files go into a folder of its own (clause SLC-17). Raises
    `PortError` and `SliceError`.
    """
    root = os.path.join(data_root, "outputs", "artifacts", name)
    os.makedirs(root, exist_ok=True)
    if sign.type == HDF5Datasets:
        from .hdf5 import write_hdf5  # noqa: PLC0415 - needs a package that few have

        items = [write_hdf5(root, name, value, slices)]
    else:
        items = []
        for order, path, index in _paths(name, value, artifact_type_text(sign.type), slices):
            folder = slice_to_dir(index) if create_dir and index is not None else None
            item = copy_results_and_return_path_item(path, name, order, data_root, slice_dir=folder)
            items.append(item)
    _write(root, items, slices)


def _write(root: str, items: list[Item], slices: Any) -> None:
    write_catalog(root, items, slices)
    handle_empty_dir(root)


_Placed = Tuple[Any, Any, Any]
"""Order of an item, its path, and the index of its slice."""


def _paths(name: str, value: Any, text: str, slices: Any) -> list[_Placed]:
    if text.endswith(" | hdf5_datasets"):
        text = text[: -len(" | hdf5_datasets")]
    # ART-11
    shape = text.partition("[")[0]
    if shape in ("dict", "nested_dict"):
        index = slices if isinstance(slices, (int, str)) else None
        return [(order, path, index) for order, path in _named(name, value, shape)]
    is_list = shape in ("list", "set")
    if slices is None:
        paths = _members(name, value, shape) if is_list else [value]
        return [(index, path, None) for index, path in enumerate(paths)]
    if not isinstance(slices, (list, tuple)):
        paths = _members(name, value, shape) if is_list and value is not None else [value]
        return [(slices, path, slices) for path in paths]
    pieces = _members(name, value, "list")
    if len(pieces) != len(slices):
        reason = f"{len(pieces)} results were given for {len(slices)} slices"
        raise SliceError(f"output artifact `{name}`", shown(slices), reason)
    return [
        (index, path, index)
        for index, piece in zip(slices, pieces)
        for path in (piece if isinstance(piece, (list, set)) else [piece])
    ]


def _members(name: str, value: Any, shape: str) -> list[Any]:
    if value is None:
        return []
    if shape == "set" and isinstance(value, (set, frozenset, list)):
        return sorted(value, key=lambda path: (path is not None, str(path)))
    if not isinstance(value, (list, tuple, set)):
        raise PortError(name, (), f"a {shape} of paths", type(value).__name__, shown(value))
    return list(value)


def _flat(members: Any) -> list[tuple[tuple[Any, ...], Any]]:
    return [((key,), path) for key, path in members.items()]


def _named(name: str, value: Any, shape: str) -> list[tuple[str, Any]]:
    nested = {} if value is None else value
    if not isinstance(nested, (dict, list)) or (shape == "dict" and isinstance(nested, list)):
        raise PortError(name, (), f"a {shape} of paths", type(value).__name__, shown(value))
    # What a dictionary holds that is not nested is paths, whatever its class.
    found = list(items_of(nested)) if shape == "nested_dict" else _flat(nested)
    for way, _ in found:
        for key in way:
            # ART-17
            if not isinstance(key, int) and (not isinstance(key, str) or not key or "." in key):
                expected = "keys that are texts, not empty and without a dot"
                raise PortError(name, way, expected, type(key).__name__, shown(key))
    return [(".".join(map(str, way)), path) for way, path in found]
