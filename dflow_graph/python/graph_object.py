"""How an authoring object becomes plain data and comes back: a table of its fields.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import inspect
import os
from abc import ABCMeta
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, NamedTuple, Tuple, Type, TypeVar

from .errors import CallError, DflowGraphError, GraphError, UnserialisableError
from .expressions import ArgoVar, tag_text

__all__ = [
    "ABSENT",
    "EXTENSIONS",
    "Field",
    "GraphObject",
    "as_list",
    "constructor_signature",
    "flag",
    "items_of",
    "known_arguments",
    "number",
    "plain",
    "text",
    "text_list",
    "text_map",
    "text_or_number",
    "within",
]


class _Absent:
    """What a field without a value has, where `None` is a value."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __copy__(self) -> _Absent:
        return self

    def __deepcopy__(self, memo: Any) -> _Absent:
        return self

    def __reduce__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


def plain(value: Any) -> Any:
    """A fresh copy of JSON; variables in it become their tags."""
    if isinstance(value, dict):
        return {text(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return text(value)


def text(value: Any) -> str:
    """A text, the tag of a variable, or a path as text."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, ArgoVar):
        return tag_text(value)
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    raise TypeError(f"must be text, not {type(value).__name__}")


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, ArgoVar) and value in (True, False):
        return bool(value)
    raise TypeError(f"must be true or false, not {value!r}")


def number(value: Any) -> Any:
    """A number, a whole one as integer (clause NUM-4)."""
    try:
        as_float = float(value)
    except (TypeError, ValueError, OverflowError):
        as_float = None
    if as_float is None or isinstance(value, (str, bool)):
        raise TypeError(f"must be a number, not {type(value).__name__}")
    return int(value) if as_float.is_integer() else as_float


def text_or_number(value: Any) -> Any:
    """A number or a text: a duration, a limit."""
    return text(value) if isinstance(value, (str, ArgoVar)) else number(value)


def text_list(value: Any) -> List[str]:
    """A list of texts; a single text is a list of one."""
    return [text(item) for item in as_list(value)]


def text_map(value: Any) -> Dict[str, str]:
    """A map of texts; numbers in it are written as texts."""
    if not hasattr(value, "items"):
        raise TypeError(f"must be a dictionary, not {type(value).__name__}")
    return {text(name): _member_text(name, member) for name, member in value.items()}


def _member_text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    try:
        return text(value)
    except TypeError as error:
        raise TypeError(f"[{name!r}] {error}") from None


def as_list(value: Any) -> List[Any]:
    """A list or tuple as list, anything else as a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def items_of(write: Callable[[Any], Any]) -> Callable[[Any], List[Any]]:
    """Writes a list of objects, or a single one."""

    def write_items(value: Any) -> List[Any]:
        return [write(item) for item in as_list(value)]

    return write_items


class Field(NamedTuple):
    """One field of an object: its name in the graph, and how its attribute is written and read.

    `default` is the JSON that stands for a field left out (clause OBJ-4); a field whose value is
    none has no value, unless it is `nullable`. `attribute` is where it is kept, if elsewhere.
    """

    name: str
    write: Callable[[Any], Any] = plain
    read: Callable[[Any], Any] = plain
    default: Any = ABSENT
    attribute: str = ""
    nullable: bool = False


EXTENSIONS = Field("extensions", default={})
"""Data of other tools, kept as it is (clause EXT-3)."""

T = TypeVar("T", bound="GraphObject")


class _CheckedCalls(ABCMeta):
    """The class of classes whose constructor names near-misses of an unknown argument."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except TypeError as error:
            if "unexpected keyword argument" not in str(error):
                raise
            known = _arguments_of(cls)
            for name in kwargs:
                if name not in known:
                    reason = f"it takes no argument `{name}`"
                    raise CallError(cls.__name__, reason, name, known) from None
            raise

    @property
    def __signature__(cls) -> inspect.Signature:
        """What `inspect` says of a call of the class."""
        return constructor_signature(cls)


def constructor_signature(cls: Any) -> inspect.Signature:
    """The signature of a class whose own class has a `__call__`, which hides the constructor's."""
    signature = inspect.signature(cls.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _arguments_of(cls: type) -> List[str]:
    """The arguments that the constructors of a class and of its bases take by name."""
    constructors = [vars(base)["__init__"] for base in cls.__mro__ if "__init__" in vars(base)]
    taken = [name for made in constructors for name in _keywords(made)]
    return list(dict.fromkeys(taken))


def _keywords(function: Any) -> List[str]:
    code = getattr(function, "__code__", None)
    if code is None:
        return []
    return list(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])


class GraphObject(metaclass=_CheckedCalls):
    """An object that has a form in the graph.

    What is at its default is left out, except where the graph that it was read from said it
    (clause OBJ-3).
    """

    KIND = ""
    FIELDS: Tuple[Field, ...] = ()
    extensions: Any = None
    _said: FrozenSet[str] = frozenset()

    def convert_to_graph(self) -> Dict[str, Any]:
        """The object as plain data, freshly built, members in the order of the specification."""
        graph: Dict[str, Any] = {"kind": self.KIND} if self.KIND else {}
        for field in self.FIELDS:
            value = getattr(self, field.attribute or field.name, ABSENT)
            if value is ABSENT or (value is None and not field.nullable):
                continue
            written = self._written(field, value)
            if field.name in self._said or not _is_default(written, field.default):
                graph[field.name] = written
        return graph

    def to_dict(self) -> Dict[str, Any]:
        """What `convert_to_graph` gives."""
        return self.convert_to_graph()

    @classmethod
    def from_graph(cls: Type[T], graph: Mapping[str, Any]) -> T:
        """The object that `convert_to_graph` wrote. Raises `GraphError`; never changes `graph`."""
        said = cls.read_fields(graph)
        try:
            made = cls(**said)
        except DflowGraphError:
            raise
        except TypeError as error:
            raise GraphError(cls.__name__, str(error)) from None
        made.said(graph)
        return made

    @classmethod
    def from_dict(cls: Type[T], d: Mapping[str, Any]) -> T:
        """What `from_graph` gives."""
        return cls.from_graph(d)

    @classmethod
    def read_fields(cls, graph: Mapping[str, Any]) -> Dict[str, Any]:
        """Field to value of the members that a graph has. Raises `GraphError` for others."""
        if not isinstance(graph, dict):
            raise GraphError(cls.__name__, f"must be an object, not {type(graph).__name__}")
        fields = {field.name: field for field in cls.FIELDS}
        read = {}
        for name, value in graph.items():
            if name == "kind" and cls.KIND and value == cls.KIND:
                continue
            if name not in fields:
                raise GraphError(cls.__name__, f"`{name}` is no field of it", name, list(fields))
            read[name] = fields[name].read(value)
        return read

    def said(self, graph: Mapping[str, Any]) -> None:
        """Takes note of the members that a graph had, so that they are written back."""
        self._said = frozenset(graph)

    def _written(self, field: Field, value: Any) -> Any:
        try:
            return field.write(value)
        except UnserialisableError as error:
            raise within(error, f".{field.name}") from None
        except DflowGraphError:
            raise
        except (TypeError, ValueError) as error:
            raise CallError(self._place(), f"`{field.name}` {error}") from None

    def _place(self) -> str:
        """How messages name the object."""
        name = getattr(self, "name", None)
        return f"{type(self).__name__} `{name}`" if name else type(self).__name__


def within(error: UnserialisableError, part: str) -> UnserialisableError:
    """The same error, seen from the object that has the value in a part."""
    return UnserialisableError((part, *error.path), error.found, error.reason)


def _is_default(written: Any, default: Any) -> bool:
    if default is ABSENT:
        return False
    return type(written) is type(default) and written == default


def known_arguments(call: str, given: Mapping[str, Any], known: Tuple[str, ...]) -> Dict[str, Any]:
    """The further keyword arguments of a call. Raises `CallError` for one that is not known."""
    for name in given:
        if name not in known:
            raise CallError(call, f"it takes no argument `{name}`", name, list(known))
    return dict(given)
