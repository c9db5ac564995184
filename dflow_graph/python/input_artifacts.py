"""Gives an OP its input artifacts, by their types (clauses ART-3, ART-7, ART-9, ART-13).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import os
from typing import Any, Optional

from .catalog import below, inside, path_object, read_catalog
from .errors import PortError
from .paths import path_or_none, remove_empty_dir_tag
from .structure import expanded, flattened, get_slices
from .type_text import artifact_type_text

__all__ = ["get_input_slices", "handle_input_artifact", "is_missing"]

_HDF5 = "hdf5_datasets"


def handle_input_artifact(
    name: str,
    sign: Any,
    slices: Any = None,
    data_root: str = "/tmp",  # noqa: S108 - dflow's default, a path of a pod
    sub_path: Optional[str] = None,
    n_parts: Optional[int] = None,
    keys_of_parts: Optional[list[str]] = None,
    path: Optional[str] = None,
    prefix: Any = None,
) -> Any:
    """What an OP receives of the artifact in `inputs/artifacts/NAME`, or in `path`.

    `sign` is the `Artifact`; `slices` picks one item, or a list of them; `sub_path` is a path below
    the root; `prefix` a slice that is taken first. An artifact of several sources is in the folders
    `dflow_NAME_0` and so on: `n_parts` of them, or one for each of `keys_of_parts`; `prefix` then
    is a list, or a map by key. None where the artifact is missing. Raises `PortError`,
    `SliceError`, `CatalogError` and `UnsafePathError`.
    """
    folder = os.path.join(data_root, "inputs", "artifacts")
    root: Optional[str] = None
    found: Any
    if n_parts is not None:
        found = _listed_parts(folder, name, n_parts, prefix, sign.optional)
    elif keys_of_parts is not None:
        found = _named_parts(folder, name, keys_of_parts, prefix, sign.optional)
    else:
        root = os.path.join(folder, name) if path is None else str(path)
        # A file has nothing inside, not even itself.
        root = root if sub_path in (None, ".") else inside(root, sub_path)
        if is_missing(root, sign.optional):
            return None
        found = get_slices(_structure(root), prefix)
        # SLC-5: a piece has downloaded its item, which is a list of one as any item is.
        if sub_path is not None and found == []:
            found = root
    return _as_type(name, sign, found, slices, root)


def is_missing(root: str, optional: bool) -> bool:
    """Whether there is no artifact at a path, which is `optional` where it arrives.

    Kubernetes makes an empty folder where an optional artifact is not in the store.
    """
    if not os.path.exists(root):
        return True
    # ART-14
    return optional and os.path.isdir(root) and not os.listdir(root)


def _structure(root: str) -> Any:
    remove_empty_dir_tag(root)
    return path_object(root)


def _part(folder: str, name: str, key: Any, prefix: Any, optional: bool) -> Any:
    """One source: its structure, or its root path without a catalogue (clause ART-7)."""
    root = below(folder, f"dflow_{name}_{key}")
    if is_missing(root, optional):
        return None
    found = get_slices(_structure(root), prefix)
    return root if found in ([], {}) else found


def _listed_parts(folder: str, name: str, n_parts: int, prefix: Any, optional: bool) -> list[Any]:
    # ART-7
    found: list[Any] = []
    for index in range(n_parts):
        of_part = prefix[index] if prefix is not None else None
        part = _part(folder, name, index, of_part, optional)
        found += part if isinstance(part, list) else [part]
    return found


def _named_parts(folder: str, name: str, keys: list[str], prefix: Any, optional: bool) -> Any:
    # ART-2
    flat = {
        key: _part(folder, name, key, prefix[key] if prefix is not None else None, optional)
        for key in keys
    }
    # A single file has a catalogue too, so that it keeps its name.
    members = {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in flat.items()}
    return expanded(members, name)


def _as_type(name: str, sign: Any, found: Any, slices: Any, root: Optional[str]) -> Any:
    # ART-13
    text = artifact_type_text(sign.type)
    if text.endswith(f" | {_HDF5}"):
        text = _HDF5 if _is_hdf5(found, root) else text[: -len(f" | {_HDF5}")]
    if text == _HDF5:
        from .hdf5 import read_hdf5  # noqa: PLC0415 - needs a package that few have

        files = [root] if root is not None and os.path.isfile(root) else found
        return get_slices(read_hdf5(name, files), slices)
    if slices is not None:
        found = get_slices(found, slices)
    # ART-4: what has no file at all is missing, not a list of nothing.
    elif found == [None]:
        return None
    shape, _, inner = text.partition("[")
    paths = _SHAPES[shape](name, sign, found, root)
    is_text = (inner or shape).endswith(("str", "str]"))
    paths = paths if is_text else path_or_none(paths)
    return set(paths) if shape == "set" and paths is not None else paths


def _is_hdf5(found: Any, root: Optional[str]) -> bool:
    if isinstance(found, list) and found:
        return all(isinstance(path, str) and path.endswith(".h5") for path in found)
    return root is not None and root.endswith(".h5")


def _leaf(name: str, sign: Any, found: Any, root: Optional[str]) -> Optional[str]:
    if found is None or isinstance(found, str):
        return found
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], str) and sign.sub_path:
        return found[0]
    if root is None:
        count = f"{len(found)} of them, in several folders"
        raise PortError(name, (), "one file or folder", count)
    return root


def _list(_name: str, _sign: Any, found: Any, _root: Optional[str]) -> Optional[list[Any]]:
    if found is None:
        return None
    if isinstance(found, str):
        return [found]
    return list(flattened(found).values())


def _named(_name: str, _sign: Any, found: Any, _root: Optional[str]) -> Any:
    return {} if found == [] else found


_SHAPES: dict[str, Any] = {
    "path": _leaf,
    "str": _leaf,
    "list": _list,
    "set": _list,
    "dict": _named,
    "nested_dict": _named,
}


def get_input_slices(name: str, data_root: str = "/tmp") -> list[Any]:  # noqa: S108 - a path of a pod
    """The indices of the items of an input artifact, in ascending order (clause SLC-5)."""
    items = read_catalog(os.path.join(data_root, "inputs", "artifacts", name))
    return sorted(
        (item["order"] for item in items), key=lambda order: (isinstance(order, str), order)
    )
