"""Types as data, each with its canonical spelling.

Nodes are immutable and compare by what they say. Whoever reads types from text gets them from
`dflow_graph.types.grammar`. Must not import anything but the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, Union

__all__ = [
    "ANY",
    "SCALARS",
    "ArtifactType",
    "Constant",
    "DictType",
    "ListType",
    "LiteralType",
    "ObjectType",
    "RepeatedTupleType",
    "ScalarType",
    "SetType",
    "TupleType",
    "Type",
    "UnionType",
    "constant_text",
    "odd_keys",
    "union_of",
]

Constant = Union[str, int, bool, None]
"""What a `literal` may list."""


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A type without parts."""

    name: Literal["any", "none", "bool", "int", "float", "str", "bytes"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """`list[T]`."""

    item: Type

    def __str__(self) -> str:
        return f"list[{self.item}]"


@dataclass(frozen=True, slots=True)
class SetType:
    """`set[T]`."""

    item: Type

    def __str__(self) -> str:
        return f"set[{self.item}]"


@dataclass(frozen=True, slots=True)
class DictType:
    """`dict[K, V]`."""

    key: Type
    value: Type

    def __str__(self) -> str:
        return f"dict[{self.key}, {self.value}]"


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple[A, B]`, or `tuple[()]` where there are no items."""

    items: tuple[Type, ...]

    def __str__(self) -> str:
        return f"tuple[{', '.join(map(str, self.items)) or '()'}]"


@dataclass(frozen=True, slots=True)
class RepeatedTupleType:
    """`tuple[T, ...]`: any number of items of one type."""

    item: Type

    def __str__(self) -> str:
        return f"tuple[{self.item}, ...]"


@dataclass(frozen=True, slots=True)
class LiteralType:
    """`literal[a, b]`: one of some constants.

    Literals compare by how their constants are written, since `1 == True` in Python.
    """

    constants: tuple[Constant, ...] = field(compare=False)
    spellings: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        once = {constant_text(constant): constant for constant in self.constants}
        object.__setattr__(self, "constants", tuple(once.values()))
        object.__setattr__(self, "spellings", tuple(once))

    def __str__(self) -> str:
        return f"literal[{', '.join(self.spellings)}]"


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`object[pkg.Class]`: an opaque object of a Python class."""

    name: str

    def __str__(self) -> str:
        return f"object[{self.name}]"


@dataclass(frozen=True, slots=True)
class UnionType:
    """`T | U`: two parts or more, all different, none a union. `union_of` makes it so."""

    parts: tuple[Type, ...]

    def __str__(self) -> str:
        return " | ".join(map(str, self.parts))


Type = Union[
    ScalarType,
    ListType,
    SetType,
    DictType,
    TupleType,
    RepeatedTupleType,
    LiteralType,
    ObjectType,
    UnionType,
]
"""The type of a parameter (clause TYP-1)."""

ANY: Final = ScalarType("any")
SCALARS: Final[dict[str, Type]] = {
    "any": ANY,
    "none": ScalarType("none"),
    "bool": ScalarType("bool"),
    "int": ScalarType("int"),
    "float": ScalarType("float"),
    "str": ScalarType("str"),
    "bytes": ScalarType("bytes"),
}
"""Name to type, of the types without parts."""


@dataclass(frozen=True, slots=True)
class ArtifactType:
    """The type of an artifact (clause TYP-4).

    `shape` is None for `hdf5_datasets` alone; `hdf5` says whether HDF5 files are among it.
    """

    shape: Literal["leaf", "list", "set", "dict", "nested_dict"] | None = "leaf"
    leaf: Literal["path", "str"] = "path"
    hdf5: bool = False

    def __str__(self) -> str:
        shapes = {
            "leaf": self.leaf,
            "dict": f"dict[str, {self.leaf}]",
            None: "hdf5_datasets",
        }
        shape = shapes.get(self.shape, f"{self.shape}[{self.leaf}]")
        return f"{shape} | hdf5_datasets" if self.hdf5 and self.shape else shape


def union_of(*parts: Type) -> Type:
    """The union of some types: flat, each part once; the part itself where there is but one."""
    flat: dict[Type, None] = {}
    for part in parts:
        for inner in part.parts if isinstance(part, UnionType) else (part,):
            flat[inner] = None
    return next(iter(flat)) if len(flat) == 1 else UnionType(tuple(flat))


_CONTROLS = {chr(code): f"\\u{code:04x}" for code in (*range(32), 127, 0x2028, 0x2029)}
_SHORT = dict(zip("\b\f\n\r\t'\\", ("\\b", "\\f", "\\n", "\\r", "\\t", "\\'", "\\\\"), strict=True))
_ESCAPED = str.maketrans(_CONTROLS | _SHORT)


def constant_text(constant: Constant) -> str:
    """A constant as a type writes it: `'a'`, `1`, `true`, `none` (clause TYP-1)."""
    if isinstance(constant, str):
        return f"'{constant.translate(_ESCAPED)}'"
    return "none" if constant is None else json.dumps(constant)


def odd_keys(given: Type) -> Iterator[Type]:
    """The types of keys, anywhere in a type, that cannot be compared (clause TYP-8)."""
    if isinstance(given, DictType):
        if not _is_comparable(given.key):
            yield given.key
        yield from odd_keys(given.value)
    elif isinstance(given, (ListType, SetType, RepeatedTupleType)):
        yield from odd_keys(given.item)
    elif isinstance(given, (TupleType, UnionType)):
        for part in given.items if isinstance(given, TupleType) else given.parts:
            yield from odd_keys(part)


def _is_comparable(key: Type) -> bool:
    # TYP-8
    if isinstance(key, (TupleType, UnionType)):
        parts = key.items if isinstance(key, TupleType) else key.parts
        return all(map(_is_comparable, parts))
    if isinstance(key, RepeatedTupleType):
        return _is_comparable(key.item)
    # `any` says that nothing is known, not that keys are odd.
    return isinstance(key, (ScalarType, LiteralType))
