"""Types as data, each with its canonical spelling.

Nodes are immutable and compare by what they say: a node is the tuple of its parts and of its kind,
which costs little to define and to compare. Whoever reads types from text gets them from
`dflow_graph.types.grammar`. Must not import anything but the standard library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from dflow_graph.record import Record

__all__ = [
    "ANY",
    "ARTIFACTS",
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
    "literal_of",
    "odd_keys",
    "union_of",
]

Constant = str | int | bool | None
"""What a `literal` may list."""


class ScalarType(Record):
    """A type without parts."""

    name: Literal["any", "none", "bool", "int", "float", "str", "bytes"]
    kind: Literal["scalar"] = "scalar"

    def __str__(self) -> str:
        return self.name


class ListType(Record):
    """`list[T]`."""

    item: Type
    kind: Literal["list"] = "list"

    def __str__(self) -> str:
        return f"list[{self.item}]"


class SetType(Record):
    """`set[T]`."""

    item: Type
    kind: Literal["set"] = "set"

    def __str__(self) -> str:
        return f"set[{self.item}]"


class DictType(Record):
    """`dict[K, V]`."""

    key: Type
    value: Type
    kind: Literal["dict"] = "dict"

    def __str__(self) -> str:
        return f"dict[{self.key}, {self.value}]"


class TupleType(Record):
    """`tuple[A, B]`, or `tuple[()]` where there are no items."""

    items: tuple[Type, ...]
    kind: Literal["tuple"] = "tuple"

    def __str__(self) -> str:
        return f"tuple[{', '.join(map(str, self.items)) or '()'}]"


class RepeatedTupleType(Record):
    """`tuple[T, ...]`: any number of items of one type."""

    item: Type
    kind: Literal["repeated"] = "repeated"

    def __str__(self) -> str:
        return f"tuple[{self.item}, ...]"


class LiteralType(Record):
    """`literal[a, b]`: one of some constants, each once; `literal_of` makes it.

    Literals differ by how their constants are written, too, since `1 == True` in Python.
    """

    constants: tuple[Constant, ...]
    spellings: tuple[str, ...]
    kind: Literal["literal"] = "literal"

    def __str__(self) -> str:
        return f"literal[{', '.join(self.spellings)}]"


class ObjectType(Record):
    """`object[pkg.Class]`: an opaque object of a Python class."""

    name: str
    kind: Literal["object"] = "object"

    def __str__(self) -> str:
        return f"object[{self.name}]"


class UnionType(Record):
    """`T | U`: two parts or more, all different, none a union. `union_of` makes it so."""

    parts: tuple[Type, ...]
    kind: Literal["union"] = "union"

    def __str__(self) -> str:
        return " | ".join(map(str, self.parts))


Type = (
    ScalarType
    | ListType
    | SetType
    | DictType
    | TupleType
    | RepeatedTupleType
    | LiteralType
    | ObjectType
    | UnionType
)
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


class ArtifactType(Record):
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


ARTIFACTS: Final = {"path": ArtifactType(), "str": ArtifactType(leaf="str")}
"""Name to type, of the types of artifacts without parts."""


def literal_of(constants: Iterable[Constant]) -> LiteralType:
    """The literal of some constants, each once."""
    once = {constant_text(constant): constant for constant in constants}
    return LiteralType(tuple(once.values()), tuple(once))


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
    return "none" if constant is None else str(constant).lower()


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
