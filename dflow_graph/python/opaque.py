"""Objects that JSON has no form for: how they are written, and read when the caller asks (VAL-4).

The codec `state` keeps what a plain object consists of, readably: its attributes, the name of a
member of an enumeration, the text of a path. What else there is goes through `pickle+base64`. The
codec `jsonpickle` is only read: graphs of pydflow have it, and the images of their OPs its package.
Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import base64
import copyreg
import enum
import importlib
import io
import json
import pickle
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, Callable, Mapping, Optional

from .class_names import imported_class, qualified_name
from .errors import MalformedValueError, Place, UnserialisableError
from .near import alternatives, quoted

__all__ = ["Opaque", "Verbatim", "decoded", "encoded"]

_STATE, _PICKLE, _JSONPICKLE = "state", "pickle+base64", "jsonpickle"
# The newest that Python 3.8 reads and writes, so that the bytes depend on nothing else.
_PROTOCOL = 4

Convert = Callable[[Any, Place], Any]
"""Writes or reads a part of an object, given the way to it."""


class Verbatim:
    """JSON data that is meant to the letter: no tag or `$value` in it means anything (VAL-5)."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verbatim) and other.value == self.value

    def __hash__(self) -> int:
        return hash(repr(self.value))

    def __repr__(self) -> str:
        return f"Verbatim({self.value!r})"


class Opaque:
    """An opaque value that nobody asked to decode; its parts are as they were read."""

    def __init__(
        self,
        codec: str,
        class_name: str,
        data: Any,
        extensions: Optional[dict[str, Any]] = None,
    ) -> None:
        self.codec = codec
        self.class_name = class_name
        self.data = data
        self.extensions = extensions

    def to_dict(self) -> dict[str, Any]:
        """The tagged value, `{"$value": {"kind": "opaque", …}}`."""
        content = {
            "kind": "opaque",
            "codec": self.codec,
            "class": self.class_name,
            "data": self.data,
        }
        if self.extensions is not None:
            content["extensions"] = self.extensions
        return {"$value": content}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and other.to_dict() == self.to_dict()

    def __hash__(self) -> int:
        return hash((self.codec, self.class_name, repr(self.data)))

    def __repr__(self) -> str:
        return f"Opaque({self.codec!r}, {self.class_name!r})"


def encoded(value: Any, path: Place, write: Convert) -> Opaque:
    """An object as an opaque value. Raises `UnserialisableError`."""
    try:
        opaque = _with_state(value, write)
    except UnserialisableError as error:
        # What holds itself has no state as JSON, but can be pickled.
        return _pickled(value, path, error)
    return opaque or _pickled(value, path, None)


def _with_state(value: Any, write: Convert) -> Optional[Opaque]:
    cls = type(value)
    if isinstance(value, PurePath):
        name = "pathlib.Path" if isinstance(value, Path) else qualified_name(cls)
        return Opaque(_STATE, name, str(value)) if cls.__module__.startswith("pathlib") else None
    name = qualified_name(cls)
    if imported_class(f"{cls.__module__}.{cls.__qualname__}") is not cls:
        return None
    if isinstance(value, enum.Enum):
        is_member = value.name in cls.__members__
        return Opaque(_STATE, name, value.name) if is_member else None
    attributes = _attributes(value)
    if attributes is None:
        return None
    data = {key: write(item, (f".{key}",)) for key, item in attributes.items()}
    return Opaque(_STATE, name, data)


def _attributes(value: Any) -> Optional[dict[str, Any]]:
    """What a plain object consists of; None where pickle would do more than to set attributes."""
    cls = type(value)
    try:
        reduced = value.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - what a class of the user says to being copied
        return None
    if not isinstance(reduced, tuple) or reduced[0] is not copyreg.__newobj__:  # type: ignore[attr-defined]
        return None
    if reduced[1] != (cls,) or hasattr(cls, "__setstate__") or any(reduced[3:]):
        return None
    state = reduced[2]
    with_slots = state if isinstance(state, tuple) else (state, None)
    if not all(part is None or isinstance(part, dict) for part in with_slots):
        return None
    merged = {key: item for part in with_slots for key, item in (part or {}).items()}
    return merged if all(isinstance(key, str) for key in merged) else None


def _pickled(value: Any, path: Place, first: Optional[UnserialisableError]) -> Opaque:
    name = qualified_name(type(value))
    try:
        data = pickle.dumps(value, _PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever the object's own code raises
        reason = f"it is no plain object, and pickle says: {error}"
        raise first or UnserialisableError(path, name, reason) from None
    return Opaque(_PICKLE, name, base64.b64encode(data).decode())


def decoded(opaque: Opaque, path: Place, modules: Mapping[str, ModuleType], read: Convert) -> Any:
    """The object of an opaque value, whose code the caller trusts. Raises `MalformedValueError`."""
    decode = _DECODERS.get(opaque.codec)
    if decode is None:
        reason = f"nothing here decodes the codec {quoted(opaque.codec)}"
        raise MalformedValueError(path, reason + alternatives(opaque.codec, _DECODERS))
    try:
        return decode(opaque, modules, read)
    except MalformedValueError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the object's own code raises
        reason = f"the object of the class {quoted(opaque.class_name)} cannot be made: {error}"
        raise MalformedValueError(path, reason) from None


def _from_state(opaque: Opaque, modules: Mapping[str, ModuleType], read: Convert) -> Any:
    cls = _imported(opaque.class_name, modules)
    if issubclass(cls, PurePath):
        return cls(opaque.data)
    if issubclass(cls, enum.Enum):
        return cls[opaque.data]
    made = object.__new__(cls)
    for name, item in opaque.data.items():
        object.__setattr__(made, name, read(item, (name,)))
    return made


def _imported(name: str, modules: Mapping[str, ModuleType]) -> type[Any]:
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        module_name = ".".join(parts[:split])
        try:
            found: Any = modules.get(module_name) or importlib.import_module(module_name)
        except ModuleNotFoundError:
            continue
        for part in parts[split:]:
            found = getattr(found, part)
        if isinstance(found, type):
            return found
    raise LookupError("no such class")


def _from_pickle(opaque: Opaque, modules: Mapping[str, ModuleType], _read: Convert) -> Any:
    data = base64.b64decode(opaque.data, validate=True)
    return _Unpickler(data, modules).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, modules: Mapping[str, ModuleType]) -> None:
        super().__init__(io.BytesIO(data))
        self.modules = modules

    def find_class(self, module_name: str, global_name: str) -> Any:
        module: Any = self.modules.get(module_name)
        if module is None:
            return super().find_class(module_name, global_name)
        for part in global_name.split("."):
            module = getattr(module, part)
        return module


def _from_jsonpickle(opaque: Opaque, modules: Mapping[str, ModuleType], _read: Convert) -> Any:
    try:
        jsonpickle = importlib.import_module("jsonpickle")
    except ImportError:
        raise LookupError("it takes the package `jsonpickle`, which is not installed") from None
    classes = {
        f"{name}.{key}": item
        for name, module in modules.items()
        for key, item in vars(module).items()
        if isinstance(item, type)
    }
    try:
        # pydflow writes keys that are no texts as `json://…`.
        return jsonpickle.decode(
            json.dumps(opaque.data), keys=True, classes=classes, on_missing="error"
        )
    except jsonpickle.errors.ClassNotFoundError as error:  # it is no `Exception`
        raise LookupError(str(error)) from None


_DECODERS: dict[str, Callable[[Opaque, Mapping[str, ModuleType], Convert], Any]] = {
    _STATE: _from_state,
    _PICKLE: _from_pickle,
    _JSONPICKLE: _from_jsonpickle,
}
