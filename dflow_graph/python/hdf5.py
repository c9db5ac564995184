"""Artifacts that are data sets in HDF5 files (clause ART-16).

Needs h5py, which is imported when it is first used. Must not import anything else but the standard
library and its neighbours.
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Any, Mapping, Optional

from .archives import unpack_tar
from .catalog import Item, inside, slice_name
from .errors import MissingExtraError, PortError, SliceError, UnsafePathError
from .structure import expanded, flattened, items_of
from .type_check import shown

__all__ = ["HDF5Dataset", "read_hdf5", "write_hdf5"]


def _h5py() -> Any:
    try:
        import h5py  # noqa: PLC0415 - few artifacts need it
    except ImportError:
        raise MissingExtraError("HDF5 datasets", "h5py", "hdf5") from None
    return h5py


class HDF5Dataset:
    """One data set of an HDF5 file, read when it is asked for."""

    def __init__(self, file: Any, key: str) -> None:
        self.file = file
        self.key = key

    def __deepcopy__(self, memo: Any = None) -> HDF5Dataset:
        return self

    def __repr__(self) -> str:
        return f"HDF5Dataset({self.key!r})"

    @property
    def dataset(self) -> Any:
        """The data set of h5py."""
        return self.file[self.key]

    def is_none(self) -> bool:
        """Whether it stands for None."""
        return bool(self.dataset.attrs.get("type") == "null")

    def get_data(self) -> Any:
        """The value: a text, bytes, an array or scalar of numpy, or None."""
        if self.is_none():
            return None
        data, dtype = self.dataset[()], self.dataset.attrs.get("dtype")
        if dtype == "utf-8":
            return data.decode("utf-8")
        return data.tobytes() if dtype == "binary" else data

    def recover(self) -> Any:
        """The file or folder that it holds, written below the working folder; else its value.

        Raises `UnsafePathError` where it would lead out of the working folder.
        """
        kind = self.dataset.attrs.get("type")
        if kind not in ("file", "dir"):
            return self.get_data()
        path = Path(str(self.dataset.attrs["path"]))
        relative = path.relative_to(path.anchor) if path.is_absolute() else path
        target = Path(inside(".", relative.as_posix()))
        target.parent.mkdir(parents=True, exist_ok=True)
        data = self.get_data()
        if kind == "file":
            target.write_bytes(data.encode() if isinstance(data, str) else data)
        else:
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
                unpack_tar(archive, ".")
        return target


def write_hdf5(root: str, name: str, value: Any, slices: Any) -> Item:
    """Write nested lists and dictionaries of values to one HDF5 file; its item of the catalogue."""
    order = slices if isinstance(slices, (int, str)) else 0
    if value is None:
        return {"dflow_list_item": None, "order": order}
    if isinstance(slices, (list, tuple)):
        if not isinstance(value, (list, tuple)) or len(value) != len(slices):
            reason = f"{shown(value)} is no list of {len(slices)} results"
            raise SliceError(f"output artifact `{name}`", shown(slices), reason)
        order = slices[0] if slices else 0
        members = [(str(index), item) for index, item in zip(slices, value)]
    else:
        members = _members(name, value)
    file_name = f"{slice_name(slices)}.h5"
    with _h5py().File(os.path.join(root, file_name), "w") as file:
        for key, item in members:
            _write_item(file, key, item)
    return {"dflow_list_item": file_name, "order": order}


def _members(name: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, (dict, list)):
        raise PortError(name, (), "a dict or list of data", type(value).__name__, shown(value))
    found = list(items_of(value))
    for way, _ in found:
        for key in way:
            # ART-17; HDF5 takes a slash for a folder of its own
            if not isinstance(key, int) and (
                not isinstance(key, str) or not set("./").isdisjoint(key)
            ):
                expected = "keys that are texts without a dot or a slash"
                raise PortError(name, way, expected, type(key).__name__, shown(key))
    return [(".".join(map(str, way)), item) for way, item in found]


def _write_item(file: Any, key: str, item: Any) -> None:
    data, kind, dtype, path = _stored(item)
    if isinstance(item, HDF5Dataset):
        made = file.create_dataset(key, data=item.dataset[()])
        made.attrs.update(item.dataset.attrs)
        return
    made = file.create_dataset(key, data=data)
    made.attrs["type"] = kind
    if dtype:
        made.attrs["dtype"] = dtype
    if path is not None:
        made.attrs["path"] = path


def _stored(item: Any) -> tuple[Any, str, str, Optional[str]]:
    """Data, type, dtype and path of an item (clause ART-16)."""
    if item is None or (isinstance(item, Path) and not item.exists()):
        return "", "null", "", None
    if isinstance(item, Path):
        content = _packed(item) if item.is_dir() else item.read_bytes()
        data, dtype = _bytes_data(content, as_text=item.is_file())
        return data, "dir" if item.is_dir() else "file", dtype, str(item)
    if isinstance(item, bytes):
        return (*_bytes_data(item, as_text=False)[:1], "data", "binary", None)
    return item, "data", "utf-8" if isinstance(item, str) else "", None


def _bytes_data(content: bytes, *, as_text: bool) -> tuple[Any, str]:
    if as_text and b"\0" not in content:
        try:
            return content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    import numpy as np  # noqa: PLC0415 - h5py brings it

    return np.void(content), "binary"


def _packed(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", dereference=True) as archive:
        archive.add(str(folder))
    return buffer.getvalue()


def read_hdf5(name: str, files: Any) -> Any:
    """The data sets of HDF5 files, nested as their names say; None where a data set is `null`.

    Files whose data sets are numbered from 0 follow one another as one list; others are merged by
    name. Raises `PortError` for what is no list of such files.
    """
    h5py = _h5py()
    if not isinstance(files, list) or not all(
        path is None or isinstance(path, str) for path in files
    ):
        raise PortError(name, (), "a list of HDF5 files", type(files).__name__, shown(files))
    listed: list[Any] = []
    merged: dict[str, Any] = {}
    for path in (path for path in files if path is not None):
        found = _datasets(h5py, name, path)
        if not merged and set(found) == {str(index) for index in range(len(found))}:
            listed += expanded(found, path) or []
        else:
            merged = {**(merged or flattened(listed)), **found}
    return expanded(merged, name) if merged else listed


def _datasets(h5py: Any, name: str, path: str) -> Mapping[str, Any]:
    try:
        file = h5py.File(path, "r")
    except OSError:
        raise PortError(name, (), "an HDF5 file", "another file", path) from None
    found: dict[str, Any] = {}
    for key in file:
        # A link may lead to any other file of this machine.
        is_own = isinstance(file.get(key, getlink=True), h5py.HardLink)
        made = file[key] if is_own else None
        if not isinstance(made, h5py.Dataset) or made.external or made.is_virtual:
            raise UnsafePathError(path, key, "it is no data set of the file itself")
        dataset = HDF5Dataset(file, key)
        found[key] = None if dataset.is_none() else dataset
    return found
