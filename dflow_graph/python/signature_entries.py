"""The entries of a signature: what an OP has at a port.

Each writes exactly its object of the format (`Artifact`, `Parameter`, `BigParameter`). Must not
import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple, Optional, Type, TypeVar, Union

from .errors import DflowGraphError, GraphError, SignatureError
from .near import alternatives, near_misses, quoted
from .type_text import annotation_of, artifact_annotation_of, artifact_type_text, type_text
from .values import from_value, plain_copy, to_value

__all__ = ["Artifact", "BigParameter", "Entry", "Parameter", "SignatureEntry", "entry_from_dict"]

ARCHIVES = ("tar", "zip", None)
_EXTENSION = "dflow"
_ABSENT = object()
_SomeEntry = TypeVar("_SomeEntry", bound="SignatureEntry")


class _Field(NamedTuple):
    """How an entry's field is written and read, and which value is left out."""

    default: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _itself(value: Any) -> Any:
    return value


def _locations(save: Any) -> list[Any]:
    items = save if isinstance(save, (list, tuple)) else [save]
    return [_location(item) for item in items if item is not None]


def _location(item: Any) -> Any:
    """A place to save to, as the format's location: what it says of itself."""
    for name in ("to_location", "convert_to_graph", "to_dict"):
        if hasattr(item, name):
            return getattr(item, name)()
    if isinstance(item, dict):
        return plain_copy(item)
    raise SignatureError("", f"an artifact is saved to a PVC or an S3Artifact, not {item!r}")


def _saved(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise GraphError("save", "it is a list of places")
    from .storage import location_from_dict  # noqa: PLC0415 - few artifacts are saved

    return [location_from_dict(item) for item in data]


def _name(name: Any) -> Any:
    return None if name is None else str(name)


def _read_flag(data: Any) -> bool:
    if not isinstance(data, bool):
        raise GraphError("flag", f"true or false was expected, not {data!r}")
    return data


def _read_name(data: Any) -> str:
    if not isinstance(data, str):
        raise GraphError("global_name", f"a text was expected, not {data!r}")
    return data


def _is_same(field: _Field, written: Any, read: Any) -> bool:
    """Whether what would be written says what was read; 1 and true do not say the same."""
    return repr(written) == repr(field.write(field.read(read)))


_TYPE = _Field(_ABSENT, type_text, annotation_of)
_DEFAULT = _Field(_ABSENT, to_value, from_value)
_GLOBAL_NAME = _Field(None, _name, _read_name)


class SignatureEntry:
    """What the three entries have in common: how they are written, read and shown."""

    type: Any
    _kind = ""
    _fields: Mapping[str, _Field] = {}

    def _keep(self, extra: dict[str, Any]) -> None:
        """Attributes that dflow has no name for; a mistyped name of dflow's is an error."""
        self._read: dict[str, Any] = {}
        self._extra = tuple(name for name in extra if name != "extensions")
        for name, value in extra.items():
            near = near_misses(name, [*self._fields, "extensions"])
            if near and near[0] != name:
                reason = f"{self._kind} has no argument {quoted(name)}"
                raise SignatureError("", reason + alternatives(name, self._fields))
            setattr(self, name, value)

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data, freshly made.

        What is at its default is left out, and what was read is written as it was. Raises
        `UnserialisableError` for a default that cannot be written.
        """
        data: dict[str, Any] = {"kind": self._kind}
        for name, field in self._fields.items():
            value = getattr(self, name, _ABSENT)
            if value is _ABSENT:
                continue
            written = field.write(value)
            if name in self._read and _is_same(field, written, self._read[name]):
                data[name] = plain_copy(self._read[name])
            elif written != field.default:
                data[name] = written
        extensions = plain_copy(getattr(self, "extensions", None) or {})
        own = {name: to_value(getattr(self, name)) for name in self._extra}
        if own:
            extensions[_EXTENSION] = {**extensions.get(_EXTENSION, {}), **own}
        if extensions or "extensions" in self._read:
            data["extensions"] = extensions
        return data

    @classmethod
    def from_dict(cls: Type[_SomeEntry], d: dict[str, Any]) -> _SomeEntry:
        """The entry that `to_dict` wrote. Never changes `d`. Raises `GraphError`.

        An opaque `default` stays what it is (clause VAL-4).
        """
        if not isinstance(d, dict):
            raise GraphError(cls._kind, f"an object was expected, not {type(d).__name__}")
        if d.get("kind", cls._kind) != cls._kind:
            raise GraphError(cls._kind, f"the entry is of the kind {quoted(d['kind'])}")
        if not isinstance(d.get("type"), str):
            raise GraphError(cls._kind, "`type` is a text and required")
        names = ("kind", *cls._fields, "extensions")
        for name in d:
            if name not in names:
                raise GraphError(cls._kind, f"unknown field {quoted(name)}", str(name), names)
        try:
            read = {name: plain_copy(item) for name, item in d.items() if name != "kind"}
            given = {
                name: cls._fields[name].read(item)
                for name, item in read.items()
                if name in cls._fields
            }
            entry = cls(**given, **{name: read[name] for name in read if name not in cls._fields})
        except DflowGraphError as error:
            raise GraphError(cls._kind, str(error)) from None
        entry._read = read
        return entry


class Artifact(SignatureEntry):
    """A file, a folder, or a collection of them, in the signature of an OP.

    `type` is `Path`, `List[Path]`, `Set[Path]`, `Dict[str, Path]`, `NestedDict[Path]`, each with
    `str` for `Path`, `HDF5Datasets`, or a union of the latter with one of them. `archive` is
    `"tar"` (the default), `"zip"`, or None for files that are not packed; `save` is a PVC, a place
    in a store, or a list of them. Raises `SignatureError`.
    """

    _kind = "Artifact"
    _fields = {  # noqa: RUF012 - never changed
        "type": _Field(_ABSENT, artifact_type_text, artifact_annotation_of),
        "archive": _Field("tar", _itself, _itself),
        "save": _Field([], _locations, _saved),
        "optional": _Field(False, bool, _read_flag),
        "global_name": _GLOBAL_NAME,
        "sub_path": _Field(True, bool, _read_flag),
    }

    def __init__(
        self,
        type: Any,  # noqa: A002 - dflow's name
        archive: Optional[str] = "default",
        save: Optional[Any] = None,
        optional: bool = False,
        global_name: Optional[str] = None,
        sub_path: bool = True,
        **kwargs: Any,
    ) -> None:
        self.type = type
        self.archive = "tar" if archive == "default" else archive
        self.save = save
        self.optional = optional
        self.global_name = global_name
        self.sub_path = sub_path
        self._keep(kwargs)

    def __setattr__(self, key: str, value: Any) -> None:
        if key == "type":
            value = artifact_annotation_of(artifact_type_text(value))
        elif key == "archive" and value not in ARCHIVES:
            end = alternatives(value, ("tar", "zip"))
            raise SignatureError("", f"archive is 'tar', 'zip' or None, not {value!r}{end}")
        super().__setattr__(key, value)

    def __repr__(self) -> str:
        text = artifact_type_text(self.type)
        return f"Artifact(type={text}, optional={self.optional}, sub_path={self.sub_path})"


class _ValueEntry(SignatureEntry):
    default: Any

    def __setattr__(self, key: str, value: Any) -> None:
        if key == "type":
            type_text(value)  # refuses what is no type, in the line that says it
        super().__setattr__(key, value)

    def __repr__(self) -> str:
        default = f", default={self.default!r}" if hasattr(self, "default") else ""
        return f"{self._kind}(type={type_text(self.type)}{default})"


class Parameter(_ValueEntry):
    """A value that travels in the workflow object itself, in the signature of an OP.

    `type` is any annotation; `default`, where it is given, is the value where none is; a `default`
    of None is a value. Raises `SignatureError`.
    """

    _kind = "Parameter"
    _fields = {"type": _TYPE, "global_name": _GLOBAL_NAME, "default": _DEFAULT}  # noqa: RUF012

    def __init__(
        self,
        type: Any,  # noqa: A002 - dflow's name
        global_name: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        self.type = type
        self.global_name = global_name
        if "default" in kwargs:
            self.default = kwargs.pop("default")
        self._keep(kwargs)


class BigParameter(_ValueEntry):
    """A value that travels as an artifact, so that its size does not matter, in a signature.

    `type` and `default` are as those of `Parameter`. An output with `save_both=True` is an ordinary
    parameter as well (clause BIG-2). Raises `SignatureError`.
    """

    _kind = "BigParameter"
    _fields = {  # noqa: RUF012 - never changed
        "type": _TYPE,
        "default": _DEFAULT,
        "save_both": _Field(False, bool, _read_flag),
    }

    def __init__(
        self,
        type: Any,  # noqa: A002 - dflow's name
        **kwargs: Any,
    ) -> None:
        self.type = type
        if "default" in kwargs:
            self.default = kwargs.pop("default")
        self.save_both = kwargs.pop("save_both", False)
        self._keep(kwargs)


Entry = Union[Artifact, Parameter, BigParameter]
_ENTRIES: Mapping[str, type[Entry]] = {
    "Artifact": Artifact,
    "Parameter": Parameter,
    "BigParameter": BigParameter,
}


def entry_from_dict(data: dict[str, Any]) -> Entry:
    """The entry of any kind that `to_dict` wrote. Raises `GraphError`."""
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _ENTRIES:
        reason = f"the entry has the kind {quoted(kind)}"
        raise GraphError("signature", reason, str(kind), list(_ENTRIES))
    return _ENTRIES[kind].from_dict(data)
