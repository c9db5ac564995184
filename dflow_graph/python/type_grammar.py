"""Reads types from the texts of the format (clauses TYP-1, TYP-4, TYP-12) into annotations.

A text is read symbol by symbol and never evaluated. Must not import anything but the standard
library and its neighbours on the way from annotation to text.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Literal, NamedTuple, NoReturn, Set, Tuple, Union

from .artifact_kinds import HDF5Datasets, NestedDict
from .class_names import class_named
from .errors import TypeTextError
from .near import near_misses, quoted

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "SCALARS", "annotation_of", "artifact_annotation_of"]

MAX_LENGTH = 4096
"""Characters of a type at most (clause TYP-12)."""
MAX_DEPTH = 32
"""Brackets in brackets at most (clause TYP-12)."""
MAX_SAFE_INTEGER = 2**53 - 1

SCALARS: dict[str, Any] = {
    "any": Any,
    "none": type(None),
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
    "bytes": bytes,
}
_NAMES = (*SCALARS, "list", "set", "dict", "tuple", "literal", "object")
_CONSTANTS = {"true": True, "false": False, "none": None}
_LEAVES = {"path": Path, "str": str}
_ARTIFACT_NAMES = (*_LEAVES, "list", "set", "dict", "nested_dict", "hdf5_datasets")

_ESCAPE = r"""\\(?:['"\\/bfnrt]|u[0-9a-fA-F]{4})"""
_SYMBOL = re.compile(
    rf"""[ \t\r\n]* (?:
        (?P<name>[^\W\d]\w*)
      | (?P<integer>-?(?:0|[1-9][0-9]*)(?![\w.]))
      | (?P<string>'(?:[^'\\]|{_ESCAPE})*' | "(?:[^"\\]|{_ESCAPE})*")
      | (?P<sign>\.\.\.|[\[\]|,.()])
      | (?P<end>\Z)
      | (?P<other>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"""\\(?:u([0-9a-fA-F]{4})|(.))""", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LONG_INTEGER = len(str(MAX_SAFE_INTEGER)) + 1


class _Symbol(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=1024)
def annotation_of(text: str) -> Any:
    """The annotation that a type of parameters says: `list[int]` gives `typing.List[int]`.

    A class is given as itself where it is imported already, else as a placeholder that knows its
    name; nothing is imported. Raises `TypeTextError`.
    """
    reader = _Reader(text)
    found = reader.union()
    reader.end()
    return found


@lru_cache(maxsize=1024)
def artifact_annotation_of(text: str) -> Any:
    """The annotation that a type of artifacts says: `list[path]` gives `typing.List[Path]`.

    Raises `TypeTextError`.
    """
    reader = _Reader(text)
    first = reader.artifact()
    if not reader.take("|"):
        reader.end()
        return first
    second = reader.artifact()
    reader.end()
    # TYP-4
    if (first is HDF5Datasets) == (second is HDF5Datasets):
        raise TypeTextError(text, "beside `|` stand `hdf5_datasets` and one other type")
    shape = second if first is HDF5Datasets else first
    return Union[shape, HDF5Datasets]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.depth = 0
        if not isinstance(text, str):
            raise TypeTextError(str(text), "a type is a text")
        # TYP-12
        if len(text) > MAX_LENGTH:
            raise TypeTextError(text, f"it has more than {MAX_LENGTH} characters")
        self.symbols: list[_Symbol] = []
        place = 0
        while not self.symbols or self.symbols[-1].kind != "end":
            match = _SYMBOL.match(text, place)
            assert match is not None, "any character is some symbol"
            kind = match.lastgroup or ""
            self.symbols.append(_Symbol(kind, match[kind]))
            place = match.end()

    @property
    def symbol(self) -> _Symbol:
        return self.symbols[self.index]

    def take(self, text: str) -> bool:
        found = self.symbol.text == text and self.symbol.kind in ("name", "sign")
        self.index += found
        return found

    def want(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"`{text}`")

    def open(self) -> None:
        self.want("[")
        self.depth += 1
        # TYP-12
        if self.depth > MAX_DEPTH:
            raise TypeTextError(self.text, f"it has more than {MAX_DEPTH} levels of brackets")

    def close(self) -> None:
        self.want("]")
        self.depth -= 1

    def end(self) -> None:
        if self.symbol.kind != "end":
            self.fail("the end of the type")

    def fail(self, expected: str, names: tuple[str, ...] = ()) -> NoReturn:
        found = "it ends" if self.symbol.kind == "end" else f"there is {quoted(self.symbol.text)}"
        near = near_misses(self.symbol.text, names) if self.symbol.kind == "name" else ()
        raise TypeTextError(self.text, f"expected {expected}, but {found}", near)

    # TYP-1
    def union(self) -> Any:
        parts = [self.single()]
        while self.take("|"):
            parts.append(self.single())
        return Union[tuple(parts)]

    def single(self) -> Any:
        name = self.symbol.text
        if self.symbol.kind != "name" or name not in _NAMES:
            self.fail("a type", _NAMES)
        self.index += 1
        if name in SCALARS:
            return SCALARS[name]
        self.open()
        found = getattr(self, f"{name}_")()
        self.close()
        return found

    def list_(self) -> Any:
        return List[self.union()]  # type: ignore[misc]  # a type that is read is no static one

    def set_(self) -> Any:
        return Set[self.union()]  # type: ignore[misc]

    def dict_(self) -> Any:
        key = self.union()
        self.want(",")
        return Dict[key, self.union()]  # type: ignore[misc,valid-type]

    def tuple_(self) -> Any:
        if self.take("("):
            self.want(")")
            return Tuple[()]
        parts = [self.union()]
        while self.take(","):
            if len(parts) == 1 and self.take("..."):
                parts.append(...)
                break
            parts.append(self.union())
        return Tuple[tuple(parts)]

    def literal_(self) -> Any:
        constants = [self.constant()]
        while self.take(","):
            constants.append(self.constant())
        return Literal[tuple(constants)]

    def constant(self) -> Any:
        kind, text = self.symbol
        if kind == "string":
            self.index += 1
            return self.string(text)
        if kind == "integer" and len(text) <= _LONG_INTEGER and abs(int(text)) <= MAX_SAFE_INTEGER:
            self.index += 1
            return int(text)
        if kind == "name" and text in _CONSTANTS:
            self.index += 1
            return _CONSTANTS[text]
        expected = "a text in quotes, an integer, `true`, `false` or `none`"
        return self.fail(expected, tuple(_CONSTANTS))

    def string(self, text: str) -> str:
        plain = _ESCAPED.sub(_unescaped, text[1:-1])
        # Two escapes may be one character, as in JSON.
        joined = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if "\ufffd" in joined and "\ufffd" not in plain:
            raise TypeTextError(self.text, "a text in it holds half of a character")
        return joined

    def object_(self) -> Any:
        parts = []
        while True:
            if self.symbol.kind != "name":
                self.fail("the name of a class")
            parts.append(self.symbol.text)
            self.index += 1
            if not self.take("."):
                return class_named(".".join(parts))

    # TYP-4
    def artifact(self) -> Any:
        name = self.symbol.text
        if self.symbol.kind != "name" or name not in _ARTIFACT_NAMES:
            self.fail("a type of artifacts", _ARTIFACT_NAMES)
        if name in _LEAVES:
            return self.leaf()
        self.index += 1
        if name == "hdf5_datasets":
            return HDF5Datasets
        self.open()
        if name == "dict":
            self.want("str")
            self.want(",")
        leaf = self.leaf()
        self.close()
        shapes: dict[str, Any] = {"list": List, "set": Set, "nested_dict": NestedDict}
        return Dict[str, leaf] if name == "dict" else shapes[name][leaf]  # type: ignore[valid-type]

    def leaf(self) -> Any:
        found = _LEAVES.get(self.symbol.text)
        if found is None or self.symbol.kind != "name":
            self.fail("`path` or `str`", tuple(_LEAVES))
        self.index += 1
        return found


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _SHORT.get(match[2], match[2])


def constant_text(constant: Any) -> str:
    """A constant as a type writes it: `'a'`, `1`, `true`, `none` (clauses TYP-1, TYP-13)."""
    if isinstance(constant, str):
        return f"'{constant.translate(_WRITTEN)}'"
    return "none" if constant is None else json.dumps(constant)


_WRITTEN: dict[int, str] = {code: f"\\u{code:04x}" for code in (*range(32), 127, 0x2028, 0x2029)}
_WRITTEN.update({ord(char): f"\\{name}" for name, char in _SHORT.items()})
_WRITTEN.update({ord("'"): "\\'", ord("\\"): "\\\\"})
