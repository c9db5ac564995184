"""Reads types of parameters from text (clause TYP-1), and says what was meant by a wrong one.

A text that is no type raises `TypeSyntaxError`. Python's own spellings (`typing.List[int]`) are
refused, and are read a second time only to offer ours. Must not import anything but the standard
library.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dflow_graph.regex import regex
from dflow_graph.types.foreign_names import ALIASES, MODULES, WRAPPERS, is_file
from dflow_graph.types.nodes import (
    SCALARS,
    Constant,
    DictType,
    ListType,
    ObjectType,
    RepeatedTupleType,
    SetType,
    TupleType,
    Type,
    literal_of,
    union_of,
)
from dflow_graph.types.tokens import (
    MAX_DEPTH,
    Token,
    TypeSyntaxError,
    close_names,
    quoted,
    tokens,
)

__all__ = ["Type", "TypeSyntaxError", "parse_type"]

# NUM-2: integers that a double holds exactly.
_MAX_SAFE_INTEGER = 2**53 - 1
_MIN_SAFE_INTEGER = -_MAX_SAFE_INTEGER
_INTEGER = regex(r"-?(?:0|[1-9][0-9]*)")
_ESCAPE = regex(r"""\\(?:u([0-9a-fA-F]{4})|(.))""")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Constant] = {"true": True, "false": False, "none": None}
_FOREIGN_WORDS = {"True": "true", "False": "false", "None": "none", "null": "none"}

# Name to the type that it probably means where it stands without brackets.
_BARE = {
    "list": "list[any]",
    "set": "set[any]",
    "dict": "dict[str, any]",
    "tuple": "tuple[any, ...]",
    "literal": "str",
    "object": "any",
}
_INSIDE = {
    "list": "the type of its items",
    "set": "the type of its items",
    "dict": "the types of its keys and values",
    "tuple": "the types of its items",
    "literal": "the constants that it allows",
    "object": "the name of a class",
}
NAMES = (*SCALARS, *_BARE)


@lru_cache(maxsize=8192)
def parse_type(text: str) -> Type:
    """The type that a text writes (clause TYP-1); `str()` of it is the canonical spelling.

    Raises `TypeSyntaxError`. Takes time in proportion to the text.
    """
    parser = _Parser(tokens(text))
    found = parser.union()
    if parser.token.kind != "end":
        raise parser.unexpected("the end of the type")
    return found


class _Parser:
    """A reader of symbols from some place on; where `lenient`, it takes Python's spellings."""

    __slots__ = ("depth", "index", "last", "lenient", "symbols")

    def __init__(self, symbols: list[Token], index: int = 0, *, lenient: bool = False) -> None:
        self.symbols = symbols
        self.index = index
        self.lenient = lenient
        self.depth = 0
        self.last: tuple[int, Type] | None = None  # where the type began that was read last

    @property
    def token(self) -> Token:
        return self.symbols[self.index]

    def take(self, symbol: str) -> bool:
        found = self.token.kind == "symbol" and self.token.text == symbol
        self.index += found
        return found

    def union(self) -> Type:
        parts = [self.single()]
        while self.take("|"):
            parts.append(self.single())
        return union_of(*parts)

    def single(self) -> Type:
        start = self.token.start
        name, kind = self.token.text, self.token.kind
        self.last = None
        if kind == "string":
            raise self.no_text()
        if kind != "name":
            raise self.unexpected("a type")
        if self.lenient:
            found = self.foreign()
        elif name in SCALARS:
            self.index += 1
            found = SCALARS[name]
        elif name in _BARE:
            self.index += 1
            found = self.compound(name, start)
        else:
            raise self.no_name()
        self.last = (start, found)
        return found

    def compound(self, name: str, start: int) -> Type:
        if not self.take("["):
            if self.lenient:
                return parse_type(_BARE[name])
            end = self.symbols[self.index - 1].end
            message = f"`{name}` needs {_INSIDE[name]} in brackets"
            raise TypeSyntaxError(message, start, end, (_BARE[name],))
        self.deepen()
        found = self.inside(name, start)
        if not self.take("]"):
            raise self.unexpected("`]`" if name in ("list", "set", "object") else "`,` or `]`")
        self.depth -= 1
        return found

    def deepen(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            at = self.symbols[self.index - 1]
            message = f"brackets are nested more than {MAX_DEPTH} deep"
            raise TypeSyntaxError(message, at.start, at.end)

    def inside(self, name: str, start: int) -> Type:
        if name == "list":
            return ListType(self.one(name, start))
        if name == "set":
            return SetType(self.one(name, start))
        if name == "dict":
            return self.inside_dict(start)
        if name == "tuple":
            return self.inside_tuple(start)
        return self.inside_literal() if name == "literal" else self.inside_object()

    def one(self, name: str, start: int) -> Type:
        found = self.types()
        if len(found) == 1:
            return found[0]
        message = f"`{name}` takes one type, not {len(found)}"
        raise self.whole(message, start, f"{name}[{union_of(*found)}]", f"tuple[{_joined(found)}]")

    def inside_dict(self, start: int) -> Type:
        found = self.types()
        if len(found) == 2:  # noqa: PLR2004 - a key and a value
            return DictType(found[0], found[1])
        message = f"`dict` takes two types, of keys and of values, not {len(found)}"
        near = (f"dict[str, {found[0]}]",) if len(found) == 1 else ()
        raise self.whole(message, start, *near)

    def types(self) -> list[Type]:
        found = [self.union()]
        while self.take(","):
            found.append(self.union())
        return found

    def inside_tuple(self, start: int) -> Type:
        if self.take("("):
            if not self.take(")"):
                raise self.unexpected("`)`")
            return TupleType(())
        found = [self.union()]
        while self.take(","):
            if self.take("..."):
                if len(found) == 1:
                    return RepeatedTupleType(found[0])
                message = "`...` stands after one type only"
                raise self.whole(message, start, f"tuple[{union_of(*found)}, ...]")
            found.append(self.union())
        return TupleType(tuple(found))

    def inside_object(self) -> Type:
        names = [self.identifier()]
        while self.take("."):
            names.append(self.identifier())
        return ObjectType(".".join(names))

    def identifier(self) -> str:
        token = self.token
        if token.kind != "name" or not token.text.isidentifier():
            raise self.unexpected("a name of Python")
        self.index += 1
        return token.text

    def inside_literal(self) -> Type:
        found = [self.constant()]
        while self.take(","):
            found.append(self.constant())
        return literal_of(found)

    def constant(self) -> Constant:
        token = self.token
        self.index += 1
        if token.kind == "string":
            return _unescaped(token)
        if token.kind == "number" and _INTEGER.fullmatch(token.text):
            value = int(token.text)
            if _MIN_SAFE_INTEGER <= value <= _MAX_SAFE_INTEGER:
                return value
            message = f"{quoted(token.text)} is beyond ±{_MAX_SAFE_INTEGER}"
            raise TypeSyntaxError(message, token.start, token.end)
        if token.kind == "name" and token.text in _WORDS:
            return _WORDS[token.text]
        self.index -= 1
        raise self.no_constant()

    # What is wrong.

    def unexpected(self, expected: str) -> TypeSyntaxError:
        """Says what should stand at the symbol, and what its neighbours suggest."""
        token = self.token
        if token.kind == "broken":
            return _broken_text(token)
        near: tuple[str, ...] = ()
        start, end = token.start, token.end
        found = "the type ends" if token.kind == "end" else f"there is {quoted(token.text)}"
        if self.last is not None:
            begin, before = self.last
            following = self.symbols[self.index + 1].text if token.kind != "end" else ""
            if token.text == "?":
                start, near = begin, (f"{before} | none",)
            elif token.text == "[" and following == "]":
                start, end, near = begin, self.symbols[self.index + 1].end, (f"list[{before}]",)
            elif token.text in ("or", "||"):
                near = ("|",)
        return TypeSyntaxError(f"expected {expected}, but {found}", start, end, near)

    def whole(self, message: str, start: int, *near: str) -> TypeSyntaxError:
        """Says what is wrong with the type that began at `start`; `]` comes next, or should."""
        if not self.take("]"):
            return self.unexpected("`,` or `]`")
        return TypeSyntaxError(message, start, self.symbols[self.index - 1].end, near)

    def no_constant(self) -> TypeSyntaxError:
        token = self.token
        if token.kind == "name":
            near = _FOREIGN_WORDS.get(token.text, f"'{token.text}'")
        elif token.kind == "number" and re.fullmatch("-?[0-9]+", token.text):
            near = str(int(token.text))
        else:
            return self.unexpected("a text in quotes, an integer, `true`, `false` or `none`")
        message = f"{quoted(token.text)} is no constant"
        return TypeSyntaxError(message, token.start, token.end, (near,))

    def no_text(self) -> TypeSyntaxError:
        token = self.token
        inside = token.text[1:-1]
        near = [f"literal[{token.text}]"]
        if inside in SCALARS:  # a forward reference of Python
            near.insert(0, inside)
        message = "a type stands without quotes, a constant in `literal[…]`"
        return TypeSyntaxError(message, token.start, token.end, near)

    def no_name(self) -> TypeSyntaxError:
        """Says what an unknown name was probably meant for."""
        first = self.token
        lenient = _Parser(self.symbols, self.index, lenient=True)
        lenient.depth = self.depth
        try:
            meant = lenient.single()
        except _FileTypeError as error:
            return error
        except TypeSyntaxError:
            near = close_names(first.text, NAMES)
            message = f"{quoted(first.text)} is no type"
            return TypeSyntaxError(message, first.start, first.end, near)
        end = self.symbols[lenient.index - 1].end
        name = lenient.dotted_name(self.index)
        return TypeSyntaxError(f"{quoted(name)} is no type", first.start, end, (str(meant),))

    # Python's spellings, to be told ours.

    def dotted_name(self, index: int) -> str:
        """The name at a symbol, with those that dots join to it."""
        names = [self.symbols[index].text]
        while self.symbols[index + 1].text == "." and self.symbols[index + 2].kind == "name":
            index += 2
            names.append(self.symbols[index].text)
        return ".".join(names)

    def foreign(self) -> Type:
        start = self.token.start
        dotted = self.dotted_name(self.index)
        self.index += 2 * dotted.count(".") + 1
        module, _, last = dotted.rpartition(".")
        known = not module or module in MODULES
        if is_file(dotted):
            raise _FileTypeError(dotted, start, self.symbols[self.index - 1].end)
        if known and last.lower() in WRAPPERS and self.take("["):
            return self.wrapped(last.lower())
        name = ALIASES.get(last.lower()) if known else None
        if name in SCALARS:
            return SCALARS[name]
        if name is not None:
            return self.compound(name, start)
        if self.token.text == "[" or not (module or _is_class_name(last)):
            raise self.unexpected("a type")
        return ObjectType(dotted)

    def wrapped(self, name: str) -> Type:
        self.deepen()
        found = self.types() if name != "annotated" else [self.union()]
        while name == "annotated" and self.token.kind != "end" and self.token.text != "]":
            self.index += 1
        if not self.take("]"):
            raise self.unexpected("`]`")
        if name == "optional":
            found.append(SCALARS["none"])
        self.depth -= 1
        return union_of(*found)


class _FileTypeError(TypeSyntaxError):
    """A name of files stands where only values may."""

    def __init__(self, name: str, start: int, end: int) -> None:
        message = f"{quoted(name)} is no type of values: files are artifacts, not parameters"
        super().__init__(message, start, end)


def _joined(types: list[Type]) -> str:
    return ", ".join(map(str, types))


def _is_class_name(name: str) -> bool:
    return name[0].isupper() and name.isidentifier() and not close_names(name, tuple(ALIASES))


def _broken_text(token: Token) -> TypeSyntaxError:
    escape = re.search(r"""\\(?!['"\\/bfnrt]|u[0-9a-fA-F]{4})""", token.text)
    if escape is None or token.text.count(token.text[0]) == 1:
        message = f"the text that begins with {token.text[0]} is not closed"
        return TypeSyntaxError(message, token.start, token.end)
    start = token.start + escape.start()
    message = f"{quoted(token.text[escape.start() : escape.start() + 2])} is no escape"
    return TypeSyntaxError(message, start, min(start + 2, token.end))


def _unescaped(token: Token) -> str:
    r"""The text that a string of a type writes; the escapes are those of JSON, and `\'`."""
    text = _ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPED.get(m[2], m[2]), token.text[1:-1]
    )
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    # ENC-3
    if re.search("[\ud800-\udfff]", paired):
        message = f"{quoted(token.text)} holds half of a surrogate pair"
        raise TypeSyntaxError(message, token.start, token.end)
    return paired
