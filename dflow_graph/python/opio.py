"""The values that an OP takes or gives, and the signature that they keep.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Iterator

from .artifact_kinds import HDF5Datasets, NestedDict, nested_dict
from .errors import GraphError, SignatureError, UnknownNameError
from .hdf5 import HDF5Dataset
from .near import quoted
from .signature_entries import (
    Artifact,
    BigParameter,
    Entry,
    Parameter,
    SignatureEntry,
    entry_from_dict,
)
from .type_text import type_text

__all__ = [
    "OPIO",
    "Artifact",
    "BigParameter",
    "HDF5Dataset",
    "HDF5Datasets",
    "NestedDict",
    "OPIOSign",
    "Parameter",
    "entry_from_dict",
    "nested_dict",
]


class OPIOSign(MutableMapping):  # type: ignore[type-arg]  # subscripted at run time only from 3.9
    """The signature of an OP's inputs or outputs.

    Port name to `Artifact`, `Parameter` or `BigParameter`, or to a bare type T, which is
    `Parameter(T)`. Raises `SignatureError`, which names the port, for anything else.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._data: dict[str, Any] = {}
        try:
            given = dict(*args, **kwargs)
        except (TypeError, ValueError):
            raise SignatureError("", "a signature is a map from port names to types") from None
        for name, entry in given.items():
            self[name] = entry

    def __getitem__(self, key: str) -> Any:
        return _found(self._data, key, "port of the signature")

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise SignatureError(str(key), "the name of a port is a text")
        if not isinstance(value, SignatureEntry):
            try:
                type_text(value)
            except SignatureError as error:
                raise SignatureError(key, error.reason) from None
        self._data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return str(self._data)

    def to_dict(self) -> dict[str, Any]:
        """The signature as plain data: port name to entry. Raises `SignatureError`."""
        return {name: _entry_dict(name, entry) for name, entry in self._data.items()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> OPIOSign:
        """The signature that `to_dict` wrote. Raises `GraphError`, which names the port."""
        if not isinstance(data, dict):
            raise GraphError("signature", "it is an object of port names and entries")
        sign = cls()
        for name, entry in data.items():
            try:
                sign[name] = entry_from_dict(entry)
            except GraphError as error:
                where = f"port {quoted(name)}"
                raise GraphError(where, error.reason, error.name, error.known) from None
            except (TypeError, ValueError) as error:
                raise GraphError(f"port {quoted(name)}", str(error)) from None
        return sign


def _entry_dict(name: str, entry: Any) -> dict[str, Any]:
    try:
        whole: Entry = entry if isinstance(entry, SignatureEntry) else Parameter(entry)  # type: ignore[assignment]
        return whole.to_dict()
    except TypeError as error:
        raise SignatureError(name, getattr(error, "reason", str(error))) from error


class OPIO(MutableMapping):  # type: ignore[type-arg]  # subscripted at run time only from 3.9
    """The values that an OP takes or gives: port name to value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._data: dict[str, Any] = dict(*args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        return _found(self._data, key, "port of the OP")

    def __setitem__(self, key: str, value: Any) -> None:
        self._data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return str(self._data)


def _found(data: dict[str, Any], key: str, what: str) -> Any:
    try:
        return data[key]
    except KeyError:
        raise UnknownNameError(what, key, list(data)) from None
