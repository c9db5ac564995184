"""Writes annotations of Python as types of the format (clauses TYP-1, TYP-4, TYP-6, TYP-13).

Must not import anything but the standard library and its neighbours on the way back.
"""

from __future__ import annotations

import builtins
import collections
import collections.abc
import enum
import inspect
import sys
import typing
from pathlib import PurePath
from typing import Any, Mapping, Optional, Tuple, Union

from .artifact_kinds import HDF5Datasets, nested_dict
from .class_names import qualified_name
from .errors import SignatureError, TypeTextError
from .python_spelling import python_annotation
from .type_grammar import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_SAFE_INTEGER,
    SCALARS,
    annotation_of,
    artifact_annotation_of,
    constant_text,
)

__all__ = [
    "annotation_of",
    "artifact_annotation_of",
    "artifact_type_text",
    "is_named_tuple",
    "is_typed_dict",
    "member_annotations",
    "plain_annotation",
    "type_text",
]

_EMPTY = inspect.Parameter.empty
_LISTS = (
    *(list, collections.deque, collections.abc.Sequence, collections.abc.MutableSequence),
    *(collections.abc.Iterable, collections.abc.Iterator, collections.abc.Collection),
)
_SETS = (set, frozenset, collections.abc.Set, collections.abc.MutableSet)
_DICTS = (
    *(dict, collections.OrderedDict, collections.defaultdict),
    *(collections.abc.Mapping, collections.abc.MutableMapping),
)
_NUMPY = {"bool_": "bool", "bool": "bool", "integer": "int", "floating": "float"}
_NUMPY.update({"str_": "str", "bytes_": "bytes"})
_ALIASES: dict[Any, Any] = {
    None: type(None),
    object: Any,
    _EMPTY: Any,
    inspect.Signature.empty: Any,
    typing.NoReturn: type(None),
    collections.abc.Callable: Any,
}
_TEXTS = {annotation: name for name, annotation in SCALARS.items()}


def type_text(annotation: Any, namespace: Optional[Mapping[str, Any]] = None) -> str:
    """The type of parameters that an annotation says: `typing.List[int]` gives `list[int]`.

    Classes are `object[module.Name]`; numbers of numpy are those of Python; a `NamedTuple` is a
    tuple and a `TypedDict` a dictionary of its members' types. An annotation that is a text, or
    holds one, is read and never evaluated; its names are looked up in `namespace` first. Raises
    `SignatureError` for what is no type.
    """
    text = _Writer(namespace or {}).one(annotation)
    # TYP-12
    if len(text) > MAX_LENGTH or _depth(text) > MAX_DEPTH:
        limits = f"{MAX_LENGTH} characters and {MAX_DEPTH} levels of brackets"
        raise SignatureError("", f"the type {text[:60]}… is larger than {limits}")
    return text


def _depth(text: str) -> int:
    """Levels of brackets, those in texts of a `literal` not counted."""
    deepest = level = 0
    quoted = escaped = False
    for char in text:
        if quoted:
            quoted, escaped = escaped or char != "'", char == "\\" and not escaped
        elif char == "'":
            quoted = True
        else:
            level += (char == "[") - (char == "]")
            deepest = max(deepest, level)
    return deepest


def plain_annotation(annotation: Any) -> Any:
    """An annotation without what says nothing about values: `Annotated`, `NewType`, `Final`, …"""
    while True:
        supertype = getattr(annotation, "__supertype__", None)
        if supertype is not None:
            annotation = supertype
        elif isinstance(annotation, typing.TypeVar):
            constraints = annotation.__constraints__
            annotation = Union[constraints] if constraints else annotation.__bound__ or Any
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        elif str(typing.get_origin(annotation)) in _WRAPPERS or hasattr(annotation, "__metadata__"):
            annotation = annotation.__args__[0]
        elif str(annotation) in _WRAPPERS:
            return Any
        elif str(annotation).endswith("typing.LiteralString"):
            return str
        else:
            try:
                return _ALIASES.get(annotation, annotation)
            except TypeError:  # an annotation without a hash
                return annotation


_WRAPPERS = {
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
}


def is_typed_dict(annotation: Any) -> bool:
    """Whether an annotation is a class made by `TypedDict`."""
    return (
        isinstance(annotation, type)
        and issubclass(annotation, dict)
        and hasattr(annotation, "__total__")
        and hasattr(annotation, "__annotations__")
    )


def is_named_tuple(annotation: Any) -> bool:
    """Whether an annotation is a class made by `NamedTuple` or `collections.namedtuple`."""
    return (
        isinstance(annotation, type)
        and issubclass(annotation, tuple)
        and isinstance(getattr(annotation, "_fields", None), tuple)
    )


def _stored_annotations(cls: type) -> dict[str, Any]:
    return dict(vars(cls).get("__annotations__", {}))


# Later versions of Python make annotations when they are asked for.
_own_annotations = getattr(inspect, "get_annotations", _stored_annotations)


def member_annotations(cls: Any) -> dict[str, Any]:
    """Name to annotation of the members of a `TypedDict` or `NamedTuple`, in their order.

    Annotations that are texts stay texts, but are looked up in the module of the class.
    """
    module = sys.modules.get(cls.__module__)
    namespace = dict(vars(module)) if module else {}
    given: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        given.update(_own_annotations(base))
    given = given or getattr(cls, "__annotations__", {})
    names = getattr(cls, "_fields", None) or tuple(given)
    return {name: _looked_up(given.get(name, Any), namespace) for name in names}


def _looked_up(annotation: Any, namespace: Mapping[str, Any]) -> Any:
    text = getattr(annotation, "__forward_arg__", annotation)
    return python_annotation(text, namespace) if isinstance(text, str) else annotation


def _rank(part: str) -> Tuple[bool, str]:
    return part == "none", part


class _Writer:
    """Writes one annotation; `open` are the classes with members that are being written."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self.namespace = namespace
        self.open: list[Any] = []

    def one(self, annotation: Any) -> str:
        # TYP-13. Sorted: typing takes unions of one set of types for one and the same, and gives
        # whichever order a process met first.
        return " | ".join(sorted(set(self.parts(annotation)), key=_rank))

    def parts(self, annotation: Any) -> list[str]:
        annotation = plain_annotation(annotation)
        text = getattr(annotation, "__forward_arg__", annotation)
        if isinstance(text, str):
            return self.parts(_annotation_of_text(text, self.namespace))
        origin, args = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is Union or type(annotation).__name__ == "UnionType":
            return [text for part in args for text in self.parts(part)]
        if origin is typing.Literal:
            return self.literal(args)
        cls = annotation if origin is None else origin
        if _is_in(cls, _TEXTS):
            return [_TEXTS[cls]]
        if cls is collections.abc.Callable:
            return ["any"]
        if isinstance(cls, type):
            return [self.of_class(cls, args, is_bare=_is_bare(annotation, cls))]
        raise SignatureError("", f"{_shown(annotation)} is no type of parameters")

    def of_class(self, cls: Any, args: builtins.tuple[Any, ...], *, is_bare: bool) -> str:
        if cls in _LISTS:
            return f"list[{self.one(args[0] if args else Any)}]"
        if cls in _SETS:
            return f"set[{self.one(args[0] if args else Any)}]"
        if cls in _DICTS:
            key, value = args if len(args) == 2 else (Any, Any)  # noqa: PLR2004 - key and value
            return f"dict[{self.one(key)}, {self.one(value)}]"
        if cls is tuple:
            return self.tuple(args, is_bare=is_bare)
        if is_typed_dict(cls) or is_named_tuple(cls):
            return self.members(cls)
        if cls is HDF5Datasets:
            raise SignatureError("", "HDF5Datasets is a type of artifacts: Artifact(HDF5Datasets)")
        for base in cls.__mro__:
            if base.__module__ == "numpy" and base.__name__ in _NUMPY:
                return _NUMPY[base.__name__]
        return f"object[{qualified_name(cls)}]"

    def tuple(self, args: builtins.tuple[Any, ...], *, is_bare: bool) -> str:
        if is_bare:
            return "tuple[any, ...]"
        if not args or args == ((),):
            return "tuple[()]"
        items = ["..." if item is Ellipsis else self.one(item) for item in args]
        return f"tuple[{', '.join(items)}]"

    def members(self, cls: Any) -> str:
        if cls in self.open:  # a class that holds itself
            return "dict[str, any]" if is_typed_dict(cls) else "tuple[any, ...]"
        self.open.append(cls)
        members = [self.parts(member) for member in member_annotations(cls).values()]
        self.open.pop()
        if is_typed_dict(cls):
            values = dict.fromkeys(part for parts in members for part in parts)
            return f"dict[str, {' | '.join(values) or 'any'}]"
        return f"tuple[{', '.join(' | '.join(dict.fromkeys(parts)) for parts in members) or '()'}]"

    def literal(self, constants: builtins.tuple[Any, ...]) -> list[str]:
        plain = [item for item in constants if _is_plain_constant(item)]
        once = dict.fromkeys(map(constant_text, plain))
        texts = [f"literal[{', '.join(once)}]"] if once else []
        # What the grammar has no constant for is written as its type.
        return texts + [self.one(type(item)) for item in constants if not _is_plain_constant(item)]


def _is_plain_constant(item: Any) -> bool:
    if isinstance(item, enum.Enum):
        return False
    if isinstance(item, str):
        return not any("\ud800" <= char <= "\udfff" for char in item)
    is_safe = isinstance(item, int) and abs(item) <= MAX_SAFE_INTEGER
    return item is None or isinstance(item, bool) or is_safe


def _is_in(item: Any, known: Any) -> bool:
    try:
        return item in known
    except TypeError:  # without a hash
        return False


def _is_bare(annotation: Any, cls: Any) -> bool:
    return annotation is cls or annotation is typing.Tuple


def _shown(annotation: Any) -> str:
    if isinstance(annotation, nested_dict):
        return f"{annotation!r} is a type of artifacts: it"
    text = repr(annotation)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - one line


def _annotation_of_text(text: str, namespace: Mapping[str, Any]) -> Any:
    """What a text says: a type of the format, or else as Python spells it."""
    if text.split("[", maxsplit=1)[0].strip() not in namespace:
        try:
            return annotation_of(text)
        except TypeTextError:
            pass
    return python_annotation(text, namespace)


def artifact_type_text(annotation: Any) -> str:
    """The type of artifacts that an annotation says: `typing.List[Path]` gives `list[path]`.

    A text is taken as a type of the format. Raises `SignatureError`.
    """
    annotation = plain_annotation(annotation)
    if isinstance(annotation, str):
        try:
            return artifact_type_text(artifact_annotation_of(annotation))
        except TypeTextError as error:
            raise SignatureError("", str(error)) from None
    if typing.get_origin(annotation) is Union or type(annotation).__name__ == "UnionType":
        parts = typing.get_args(annotation)
        if type(None) in parts:
            hint = "an artifact that may be missing is said by optional=True"
            raise SignatureError("", f"{_shown(annotation)} is no type of artifacts; {hint}")
        others = [part for part in parts if part is not HDF5Datasets]
        if len(parts) != 2 or len(others) != 1:  # noqa: PLR2004 - the two of TYP-4
            raise _no_artifact_type(annotation)
        return f"{_shape_text(others[0], annotation)} | hdf5_datasets"
    if annotation is HDF5Datasets:
        return "hdf5_datasets"
    return _shape_text(annotation, annotation)


def _shape_text(shape: Any, annotation: Any) -> str:
    if isinstance(shape, nested_dict):
        return f"nested_dict[{_leaf_text(shape.type, annotation)}]"
    origin, args = typing.get_origin(shape), typing.get_args(shape)
    if origin in (list, set) and len(args) == 1:
        return f"{origin.__name__}[{_leaf_text(args[0], annotation)}]"
    if origin is dict and len(args) == 2 and args[0] is str:  # noqa: PLR2004 - key and value
        return f"dict[str, {_leaf_text(args[1], annotation)}]"
    return _leaf_text(shape, annotation)


def _leaf_text(leaf: Any, annotation: Any) -> str:
    if leaf is str:
        return "str"
    if isinstance(leaf, type) and issubclass(leaf, PurePath):
        return "path"
    raise _no_artifact_type(annotation)


def _no_artifact_type(annotation: Any) -> SignatureError:
    allowed = "Path, List[Path], Set[Path], Dict[str, Path], NestedDict[Path], HDF5Datasets"
    message = f"{_shown(annotation)} is no type of artifacts; there are {allowed}, or str for Path"
    return SignatureError("", message)
