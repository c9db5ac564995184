"""Reads types of artifacts from text (clause TYP-4).

Must not import anything but the standard library.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NoReturn

from dflow_graph.regex import regex
from dflow_graph.types.foreign_names import ALIASES
from dflow_graph.types.nodes import ARTIFACTS, ArtifactType
from dflow_graph.types.tokens import Token, TypeSyntaxError, close_names, quoted, tokens

__all__ = ["TypeSyntaxError", "parse_artifact_type"]

_HDF5 = "hdf5_datasets"
_LEAVES: Final[dict[str, Literal["path", "str"]]] = {"path": "path", "str": "str"}
_SHAPES: Final[dict[str, Literal["list", "set", "dict", "nested_dict"]]] = {
    "list": "list",
    "set": "set",
    "dict": "dict",
    "nested_dict": "nested_dict",
}
_NAMES = (*_LEAVES, *_SHAPES, _HDF5)
_FOREIGN = {
    **{alias: name for alias, name in ALIASES.items() if name in _NAMES},
    **dict.fromkeys(("path", "purepath", "posixpath", "file", "folder", "directory"), "path"),
    **dict.fromkeys(("nested_dict", "nesteddict"), "nested_dict"),
    **dict.fromkeys(("hdf5_datasets", "hdf5datasets", "hdf5"), _HDF5),
}
_BARE_DICT = regex(r"\bdict\[\s*(path|str)\s*\]")
_DOTTED = regex(r"[A-Za-z_][\w.]*")
_UNION = regex(r"(?:typing\.)?Union\[([^\[\],]*(?:\[[^\]]*\])?),([^\[\],]*(?:\[[^\]]*\])?)\]")
_OPTIONAL = regex(r"(?:typing\.)?Optional\[|\|\s*none\b|\bnone\s*\|", re.IGNORECASE)


@lru_cache(maxsize=1024)
def parse_artifact_type(text: str) -> ArtifactType:
    """The artifact type that a text writes; `str()` of it is the canonical spelling.

    Raises `TypeSyntaxError`. Takes time in proportion to the text.
    """
    reader = _Reader(text, tokens(text))
    first = reader.single()
    if not reader.take("|"):
        reader.end()
        return first
    second = reader.single()
    reader.end()
    # TYP-4
    if (first.shape is None) == (second.shape is None):
        message = f"beside `|` stand `{_HDF5}` and one other type"
        raise TypeSyntaxError(message, 0, len(text))
    shaped = second if first.shape is None else first
    return ArtifactType(shaped.shape, shaped.leaf, hdf5=True)


class _Reader:
    __slots__ = ("index", "symbols", "text")

    def __init__(self, text: str, symbols: list[Token]) -> None:
        self.text = text
        self.symbols = symbols
        self.index = 0

    def take(self, symbol: str) -> bool:
        found = self.symbols[self.index].text == symbol
        self.index += found
        return found

    def want(self, symbol: str) -> None:
        if not self.take(symbol):
            self.fail(f"`{symbol}`")

    def end(self) -> None:
        if self.symbols[self.index].kind != "end":
            self.fail("the end of the type")

    def single(self) -> ArtifactType:
        name = self.symbols[self.index].text
        if self.take(_HDF5):
            return ArtifactType(None, "path", hdf5=True)
        if name not in _SHAPES:
            return ARTIFACTS[self.leaf()]
        self.index += 1
        self.want("[")
        if name == "dict":
            self.want("str")
            self.want(",")
        leaf = self.leaf()
        self.want("]")
        return ArtifactType(_SHAPES[name], leaf)

    def leaf(self) -> Literal["path", "str"]:
        leaf = _LEAVES.get(self.symbols[self.index].text)
        if leaf is None:
            self.fail("`path` or `str`")
        self.index += 1
        return leaf

    def fail(self, expected: str) -> NoReturn:
        """Says what should stand at the symbol, or the whole type that was probably meant."""
        if _OPTIONAL.search(self.text):
            message = "an artifact that may be missing is said by its field `optional`"
            raise TypeSyntaxError(message, 0, len(self.text), _translated(self.text))
        meant = _translated(self.text)
        if meant:
            message = f"{quoted(self.text)} is no type of artifacts"
            raise TypeSyntaxError(message, 0, len(self.text), meant)
        token = self.symbols[self.index]
        found = "the type ends" if token.kind == "end" else f"there is {quoted(token.text)}"
        near = close_names(token.text, _NAMES) if token.kind == "name" else ()
        message = f"expected {expected}, but {found}"
        if token.text in _SHAPES:
            message, near = "collections of files do not nest", ("path",)
        elif token.text in ALIASES.values():
            message, near = message + "; values are parameters, not artifacts", ()
        raise TypeSyntaxError(message, token.start, token.end, near)


def _translated(text: str) -> tuple[str, ...]:
    """Our spelling of a type that is written as Python has it, if it is one."""
    plain = _OPTIONAL.sub(lambda m: "" if m[0][-1] != "[" else "\0", text)
    if "\0" in plain:
        plain = plain.replace("\0", "").rstrip().removesuffix("]")
    union = _UNION.fullmatch(plain.strip())
    plain = f"{union[1]}|{union[2]}" if union else plain
    ours = _DOTTED.sub(lambda m: _FOREIGN.get(m[0].rpartition(".")[2].lower(), m[0]), plain)
    ours = {"list": "list[path]", "set": "set[path]", "dict": "dict[str, path]"}.get(ours, ours)
    ours = _BARE_DICT.sub(r"dict[str, \1]", ours)
    if ours == text:
        return ()
    try:
        return (str(parse_artifact_type(ours)),)
    except TypeSyntaxError:
        return ()
