"""Python objects as values of the format, and back (clauses VAL-1 to VAL-5).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import base64
import binascii
import collections
import json
import math
import re
from types import ModuleType
from typing import Any, Callable, Iterable, Mapping, Optional

from .class_names import qualified_name
from .errors import MalformedValueError, Place, UnserialisableError
from .near import alternatives, quoted
from .opaque import Opaque, Verbatim, decoded, encoded

__all__ = ["MAX_DEPTH", "Opaque", "Verbatim", "from_value", "hashable", "plain_copy", "to_value"]

MAX_DEPTH = 100
"""Levels of lists, objects and tags that are followed; graphs allow 32 (clause LIM-4)."""

MAX_SAFE_INTEGER = 2**53 - 1

# VAL-3
_FIELDS: dict[str, tuple[str, ...]] = {
    "literal": ("value",),
    "opaque": ("codec", "class", "data"),
    "bytes": ("base64",),
    "int": ("decimal",),
    "float": ("name",),
    "tuple": ("items",),
    "set": ("items",),
    "dict": ("items",),
}
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_DECIMAL = re.compile(r"(?:0|-?[1-9][0-9]*)")
_PAIR = 2
_LISTS = (list, collections.deque)
_DICTS = (dict, collections.OrderedDict, collections.defaultdict)


def _tag(kind: str, **content: Any) -> dict[str, Any]:
    return {"$value": {"kind": kind, **content}}


def to_value(value: Any) -> Any:
    """A Python object as JSON, tagged where JSON has no form for it (clause VAL-3).

    Scalars of numpy are numbers; lists, dictionaries and sets are written item by item, a set in
    the order of what is written; a text with `{{` stays the template that it is in a graph, unless
    it stands in a `Verbatim`; any other object is opaque (clause VAL-4). The result shares no
    container with `value`. Raises `UnserialisableError`, which names the place.
    """
    return _Writer().write(value, ())


class _Writer:
    def __init__(self) -> None:
        self.open: set[int] = set()

    def write(self, value: Any, path: Place) -> Any:
        cls = value.__class__
        write = _WRITERS.get(cls)
        if write is not None:
            return write(value, path)
        container = _CONTAINERS.get(cls)
        if container is None and isinstance(value, tuple) and hasattr(cls, "_fields"):
            container = _Writer.tuple
        if container is not None:
            return self.inside(container, value, path)
        bare = _bare(value)
        if bare is not value:
            return self.write(bare, path)
        return self.inside(_Writer.object, value, path)

    def inside(self, write: Callable[..., Any], value: Any, path: Place) -> Any:
        """What `write` makes of a value with parts, once it is sure that this ends."""
        if id(value) in self.open:
            raise UnserialisableError(path, qualified_name(type(value)), "it holds itself")
        if len(self.open) >= MAX_DEPTH:
            reason = f"it stands more than {MAX_DEPTH} levels deep"
            raise UnserialisableError(path[:3], qualified_name(type(value)), reason)
        self.open.add(id(value))
        try:
            return write(self, value, path)
        finally:
            self.open.discard(id(value))

    def items(self, values: Iterable[Any], path: Place) -> list[Any]:
        return [self.write(item, (*path, index)) for index, item in enumerate(values)]

    def tuple(self, value: Any, path: Place) -> Any:
        return _tag("tuple", items=self.items(value, path))

    def set(self, value: Any, path: Place) -> Any:
        items = self.items(value, path)
        return _tag("set", items=sorted(items, key=lambda item: json.dumps(item, sort_keys=True)))

    def dict(self, value: Any, path: Place) -> Any:
        if all(isinstance(key, str) for key in value):
            members = {
                _text(str.__str__(key), (*path, str(key))): self.write(item, (*path, str(key)))
                for key, item in value.items()
            }
            if set(members) != {"$value"}:
                return members
            # VAL-5
            if members == value:
                return _tag("literal", value=members)
        pairs = [
            [self.write(key, path), self.write(item, (*path, _shown_key(key)))]
            for key, item in value.items()
        ]
        return _tag("dict", items=pairs)

    def object(self, value: Any, path: Place) -> Any:
        def write_part(part: Any, way: Place) -> Any:
            return self.write(part, (*path, *way))

        return encoded(value, path, write_part).to_dict()


def _shown_key(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)[:60]


def _text(value: str, path: Place) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise UnserialisableError(path, "str", "it holds half of a character") from None
    return value


def _int(value: int, path: Place) -> Any:
    if abs(value) <= MAX_SAFE_INTEGER:
        return value
    try:
        return _tag("int", decimal=str(value))
    except ValueError:
        raise UnserialisableError(path, "int", "it has more digits than Python writes") from None


def _float(value: float, _path: Place) -> Any:
    return value if math.isfinite(value) else _tag("float", name=str(value))


def _bytes(value: bytes, _path: Place) -> Any:
    return _tag("bytes", base64=base64.b64encode(value).decode())


def _itself(value: Any, _path: Place) -> Any:
    return value


_WRITERS: dict[type, Callable[[Any, Place], Any]] = {
    type(None): _itself,
    bool: _itself,
    int: _int,
    float: _float,
    str: _text,
    bytes: _bytes,
    Opaque: lambda value, _path: value.to_dict(),
    Verbatim: lambda value, path: _tag("literal", value=plain_copy(value.value, path)),
}
_CONTAINERS: dict[type, Callable[..., Any]] = {
    **dict.fromkeys(_LISTS, _Writer.items),
    **dict.fromkeys(_DICTS, _Writer.dict),
    **dict.fromkeys((set, frozenset), _Writer.set),
    tuple: _Writer.tuple,
}


def _bare(value: Any) -> Any:
    """The number or text of Python that a scalar of numpy holds; anything else as it is."""
    if any(
        base.__module__ == "numpy" and base.__name__ == "generic" for base in type(value).__mro__
    ):
        item = value.item()
        if type(item).__module__ != "numpy":
            return item
        if isinstance(value, (float, int)) or hasattr(value, "as_integer_ratio"):
            return float(value)
    return value


def plain_copy(value: Any, path: Place = ()) -> Any:
    """A copy of plain JSON data. Raises `MalformedValueError` for anything else."""
    if len(path) > MAX_DEPTH:
        raise MalformedValueError(path[:3], f"it is more than {MAX_DEPTH} levels deep")
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list):
        return [plain_copy(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain_copy(item, (*path, key)) for key, item in value.items()}
    raise MalformedValueError(path, f"JSON has no form for {type(value).__name__}")


def from_value(
    data: Any,
    allow_opaque: bool = False,
    *,
    modules: Optional[Mapping[str, ModuleType]] = None,
) -> Any:
    """The Python object that a value says.

    An opaque value comes back as an `Opaque`, which knows its class and writes itself as it was;
    where `allow_opaque`, it is decoded, which may import modules and run their code (clause VAL-4).
    `modules` are looked into by name before anything is imported. Never changes `data` and shares
    no container with it. Raises `MalformedValueError`, which names the place.
    """
    return _Reader(allow_opaque, modules or {}).read(data, ())


class _Reader:
    def __init__(self, allow_opaque: bool, modules: Mapping[str, ModuleType]) -> None:
        self.allow_opaque = allow_opaque
        self.modules = modules

    def read(self, data: Any, path: Place) -> Any:
        if len(path) > MAX_DEPTH:
            raise MalformedValueError(path[:3], f"it is more than {MAX_DEPTH} levels deep")
        if isinstance(data, list):
            return [self.read(item, (*path, index)) for index, item in enumerate(data)]
        if not isinstance(data, dict):
            return plain_copy(data)
        # VAL-2
        if set(data) == {"$value"}:
            return self.tagged(data["$value"], (*path, "$value"))
        if not all(isinstance(key, str) for key in data):
            raise MalformedValueError(path, "the keys of an object are texts")
        return {key: self.read(item, (*path, key)) for key, item in data.items()}

    # VAL-3
    def tagged(self, content: Any, path: Place) -> Any:
        kind = content.get("kind") if isinstance(content, dict) else None
        fields = _FIELDS.get(kind) if isinstance(kind, str) else None
        if fields is None:
            reason = f"a tagged value has a `kind`, not {quoted(kind)}"
            raise MalformedValueError(path, reason + alternatives(kind, _FIELDS))
        wanted = {"kind", *fields}
        if not wanted <= set(content) <= wanted | {"extensions"}:
            names = ", ".join(map(quoted, fields))
            raise MalformedValueError(path, f"a tagged value of the kind `{kind}` has {names}")
        return getattr(self, f"{kind}_")(content, path)

    def literal_(self, content: dict[str, Any], path: Place) -> Any:
        return plain_copy(content["value"], (*path, "value"))

    def opaque_(self, content: dict[str, Any], path: Place) -> Any:
        if not isinstance(content["codec"], str) or not isinstance(content["class"], str):
            raise MalformedValueError(path, "`codec` and `class` are texts")
        extensions = plain_copy(content.get("extensions"), path)
        data = plain_copy(content["data"], (*path, "data"))
        opaque = Opaque(content["codec"], content["class"], data, extensions)
        if not self.allow_opaque:
            return opaque

        def read_part(part: Any, way: Place) -> Any:
            return self.read(part, (*path, "data", *way))

        return decoded(opaque, path, self.modules, read_part)

    def bytes_(self, content: dict[str, Any], path: Place) -> bytes:
        text = content["base64"]
        try:
            found = base64.b64decode(text, validate=True) if isinstance(text, str) else None
        except (ValueError, binascii.Error):
            found = None
        if found is None or base64.b64encode(found).decode() != text:
            raise MalformedValueError(path, "`base64` has padding and no white space")
        return found

    def int_(self, content: dict[str, Any], path: Place) -> int:
        text = content["decimal"]
        if not isinstance(text, str) or _DECIMAL.fullmatch(text) is None:
            raise MalformedValueError(
                path, "`decimal` has digits, with `-` before them if negative"
            )
        try:
            return int(text)
        except ValueError:
            raise MalformedValueError(path, "it has more digits than Python reads") from None

    def float_(self, content: dict[str, Any], path: Place) -> float:
        name = content["name"]
        if not isinstance(name, str) or name not in _FLOATS:
            raise MalformedValueError(path, "`name` is `nan`, `inf` or `-inf`")
        return _FLOATS[name]

    def items(self, content: dict[str, Any], path: Place) -> list[Any]:
        items = content["items"]
        if not isinstance(items, list):
            raise MalformedValueError((*path, "items"), "`items` is a list")
        return [self.read(item, (*path, "items", index)) for index, item in enumerate(items)]

    def tuple_(self, content: dict[str, Any], path: Place) -> tuple[Any, ...]:
        return tuple(self.items(content, path))

    def set_(self, content: dict[str, Any], path: Place) -> set[Any]:
        items = self.items(content, path)
        return set(_different(items, path, "items of a set"))

    def dict_(self, content: dict[str, Any], path: Place) -> dict[Any, Any]:
        pairs = self.items(content, path)
        if not all(isinstance(pair, list) and len(pair) == _PAIR for pair in pairs):
            raise MalformedValueError((*path, "items"), "each item is a key and a value")
        keys = _different([key for key, _ in pairs], path, "keys of a dictionary")
        return dict(zip(keys, (item for _, item in pairs)))


def hashable(item: Any) -> Any:
    """What stands for an item in a set, or as a key: a list is a tuple there, a set a frozen one.

    Raises `TypeError` for a dictionary, and for other objects without a hash.
    """
    if isinstance(item, (list, tuple)) and not hasattr(item, "_fields"):
        return tuple(map(hashable, item))
    if isinstance(item, set):
        return frozenset(item)
    hash(item)
    return item


def _different(items: list[Any], path: Place, what: str) -> list[Any]:
    """The items as Python can hold them in a set, without a loss."""
    try:
        found = list(map(hashable, items))
        is_whole = len(set(found)) == len(found)
    except TypeError:
        raise MalformedValueError(path, f"the {what} have to be hashable in Python") from None
    if not is_whole:
        raise MalformedValueError(path, f"two {what} are equal in Python")
    return found
