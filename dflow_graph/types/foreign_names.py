"""What Python, JSON Schema and other languages call the types of this format.

Must not import anything but the standard library.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ALIASES", "FILES", "MODULES", "WRAPPERS", "is_file"]

_BY_NAME = {
    "any": ("any", "json", "jsonvalue", "unknown", "typevar"),
    "none": ("none", "nonetype", "null", "nil", "void"),
    "bool": ("bool", "boolean"),
    "int": ("int", "integer", "long", "int32", "int64", "uint32", "uint64", "int_"),
    "float": ("float", "double", "real", "number", "float32", "float64", "float_", "decimal"),
    "str": ("str", "string", "text", "varchar", "unicode", "str_", "anystr"),
    "bytes": ("bytes", "bytearray", "binary", "buffer", "blob"),
    "list": (
        *("list", "array", "vector", "seq", "sequence", "mutablesequence", "iterable"),
        *("collection", "iterator", "deque"),
    ),
    "set": ("set", "frozenset", "mutableset", "abstractset"),
    "dict": ("dict", "map", "mapping", "mutablemapping", "hash", "ordereddict", "defaultdict"),
    "tuple": ("tuple", "namedtuple"),
    "literal": ("literal", "enum", "choice"),
    "object": ("object",),
}

ALIASES: Final = {alias: name for name, aliases in _BY_NAME.items() for alias in aliases}
"""A foreign name in lower case, and ours."""

WRAPPERS: Final = frozenset({"optional", "union", "annotated", "final", "classvar"})
"""Names of Python, in lower case, that this grammar has another form for, or none."""

MODULES: Final = frozenset(
    {"typing", "typing_extensions", "t", "collections", "collections.abc", "builtins", "types"}
)
"""Modules whose names are said without them."""

FILES: Final = frozenset(
    {
        *("path", "purepath", "posixpath", "windowspath", "file", "folder", "directory", "dir"),
        *("artifact", "hdf5_datasets", "hdf5datasets", "nested_dict", "nesteddict"),
    }
)
"""Names, in lower case, of files and of collections of files."""


def is_file(name: str) -> bool:
    """Whether a name, with modules before it or without, says files (`pathlib.Path`)."""
    module, _, last = name.rpartition(".")
    known = module in MODULES or not module or module in {"pathlib", "dflow", "dflow.python"}
    return known and last.lower() in FILES
