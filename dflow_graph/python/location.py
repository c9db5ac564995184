"""What all locations of artifacts have: parts of them, and secrets by name.

A location has no field for a credential; it names Kubernetes secrets (clause SEC-1). Must not
import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar, Dict, Mapping, Optional, Type, TypeVar

from .errors import UnsupportedError
from .graph_object import EXTENSIONS, Field, GraphObject, flag, text
from .kubernetes import kubernetes_json

__all__ = [
    "SLICE",
    "SUB_PATH",
    "Location",
    "SecretKey",
    "joined_path",
    "joined_slice",
    "secret_field",
]

L = TypeVar("L", bound="Location")


class SecretKey(GraphObject):
    """One key of a Kubernetes secret, by name, never its value."""

    FIELDS = (
        Field("name", text),
        Field("key", text),
        Field("optional", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        name: str,
        key: str,
        optional: bool = False,
        *,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.name = name
        self.key = key
        self.optional = optional
        self.extensions = extensions


def _secret_key(value: Any) -> Dict[str, Any]:
    """A `SecretKey`, a client's key selector, or a dictionary of `name` and `key`."""
    if isinstance(value, SecretKey):
        return value.convert_to_graph()
    if isinstance(value, str):
        raise TypeError(
            "must name a Kubernetes secret, SecretKey(name, key): a graph holds no credential"
        )
    return SecretKey.from_graph(kubernetes_json(value)).convert_to_graph()


def secret_field(name: str) -> Field:
    """A field that says where a credential is kept."""
    return Field(name, _secret_key, SecretKey.from_graph)


SLICE = Field("slice", lambda key: text(key) if not isinstance(key, int) else str(key))
SUB_PATH = Field("sub_path", text, attribute="inner_path")


class Location(GraphObject):
    """Something that holds an artifact; `location[key]` and `location.sub_path(p)` are parts."""

    ARGUMENTS: ClassVar[Mapping[str, str]] = {}
    """Field to the argument of the constructor, where that has another name."""
    slice: Any = None
    inner_path: Any = None
    parent: Any = None

    def __getitem__(self: L, key: Any) -> L:
        """The item under a key or index; repeated ones are joined by dots (clause ART-3)."""
        part = copy(self)
        part.parent = self
        part.slice = joined_slice(self.slice, key)
        return part

    def sub_path(self: L, path: Any) -> L:
        """What lies at a path below; repeated ones are joined by slashes (clause ART-3)."""
        part = copy(self)
        part.parent = self
        part.inner_path = joined_path(self.inner_path, path)
        return part

    @classmethod
    def from_graph(cls: Type[L], graph: Mapping[str, Any]) -> L:
        """The location that `convert_to_graph` wrote."""
        read = cls.read_fields(graph)
        parts = {name: read.pop(name) for name in ("slice", "sub_path") if name in read}
        made = cls(**{cls.ARGUMENTS.get(name, name): value for name, value in read.items()})
        made.slice = parts.get("slice")
        made.inner_path = parts.get("sub_path")
        made.said(graph)
        return made

    def to_location(self) -> Dict[str, Any]:
        """The location as an artifact source, or in `save`."""
        return self.convert_to_graph()

    def download(self, *args: Any, **kwargs: Any) -> Any:
        """Always raises `UnsupportedError`."""
        del args, kwargs
        raise UnsupportedError(
            f"{type(self).__name__}.download() needs a connection to the store",
            "download the artifact with the store's own client",
        )


def joined_slice(first: Any, key: Any) -> str:
    """A key behind another, joined by a dot."""
    last = str(key) if isinstance(key, int) else text(key)
    return last if first is None else f"{text(first)}.{last}"


def joined_path(first: Any, path: Any) -> str:
    """A path behind another, joined by a slash."""
    return text(path) if first is None else f"{text(first)}/{text(path)}"
