"""The two kinds of artifacts that Python has no type for.

Must not import anything but the standard library and `errors`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Union

from .errors import SignatureError

__all__ = ["HDF5Datasets", "NestedDict", "nested_dict"]


class HDF5Datasets:
    """The type of an artifact whose items are the data sets of HDF5 files (clause ART-16)."""


class nested_dict:  # noqa: N801 - the name that dflow gives it
    """The type of an artifact that is dictionaries and lists of paths, nested in each other.

    `type` is `str` or `pathlib.Path`: what the OP gets at the place of a path.
    """

    def __init__(self, type: Any) -> None:  # noqa: A002 - dflow's name
        if type is not str and type is not Path:
            raise SignatureError("", f"a nested_dict holds str or pathlib.Path, not {type!r}")
        self.type = type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, nested_dict) and other.type is self.type

    def __hash__(self) -> int:
        return hash((nested_dict, self.type))

    def __repr__(self) -> str:
        return f"NestedDict[{self.type.__name__}]"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Makes a nested dictionary; `typing.Union` takes only what can be called."""
        return dict(*args, **kwargs)

    def __or__(self, other: Any) -> Any:
        return Union[self, other]

    def __ror__(self, other: Any) -> Any:
        return Union[other, self]


class _NestedDicts(Dict[Any, nested_dict]):
    def __missing__(self, key: Any) -> nested_dict:
        return nested_dict(key)


NestedDict = _NestedDicts({str: nested_dict(str), Path: nested_dict(Path)})
"""`NestedDict[str]` and `NestedDict[Path]`."""
