"""Whether values are of their types at run time, and where not (clauses TYP-2, OP-11).

Holds for Python objects what `dflow_graph.types.values` holds for JSON. Must not import anything
but the standard library and its neighbours.
"""

from __future__ import annotations

import collections.abc
import reprlib
import typing
from pathlib import Path
from typing import Any, Callable, Iterable, NamedTuple, Optional, Union

from .artifact_kinds import HDF5Datasets, nested_dict
from .class_names import is_instance_of, qualified_name
from .errors import Place, PortError
from .opaque import Opaque
from .type_text import (
    annotation_of,
    artifact_annotation_of,
    artifact_type_text,
    is_named_tuple,
    is_typed_dict,
    member_annotations,
    plain_annotation,
    type_text,
)

__all__ = [
    "Mismatch",
    "check_artifact",
    "check_value",
    "conforms",
    "is_constant",
    "is_plainly",
    "mismatch",
    "required_members",
    "shown",
]

_DEEPEST = 100
_LONGEST = 100
_NONE = type(None)
# Which scalars of Python are of a type; `bool` is no number (clause TYP-3).
_SCALARS: dict[str, tuple[type, ...]] = {
    "none": (_NONE,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bytes": (bytes,),
}
# Most values are plain, and most of their types too: of these nothing more has to be known.
_PLAIN: dict[type, frozenset[type]] = {
    bool: frozenset((bool,)),
    int: frozenset((int,)),
    float: frozenset((int, float)),
    str: frozenset((str,)),
    bytes: frozenset((bytes,)),
}


def is_plainly(value: Any, annotation: Any) -> bool:
    """Whether a value is of a scalar type by its very class; False where it takes a closer look."""
    return annotation.__class__ is type and value.__class__ in _PLAIN.get(annotation, ())


class Mismatch(NamedTuple):
    """The part of a value that is not of its type: the way to it, a phrase, and the part."""

    path: Place
    expected: str
    value: Any


def check_value(port: str, value: Any, annotation: Any) -> None:
    """Raises `PortError` where a value at a port is not of an annotation, or of a type's text.

    None is accepted at every port (clause OP-11), but not inside of a value.
    """
    if value is None:
        return
    wrong = mismatch(value, annotation)
    if wrong is not None:
        raise _error(port, wrong)


def check_artifact(port: str, value: Any, artifact_type: Any) -> None:
    """Raises `PortError` where what an OP takes or gives is not of a type of artifacts (TYP-4).

    None is accepted at every port (clause OP-11), and in the place of every path (ART-12).
    """
    if value is None:
        return
    if isinstance(artifact_type, str):
        artifact_type = artifact_annotation_of(artifact_type)
    parts = typing.get_args(artifact_type) if _is_union(artifact_type) else (artifact_type,)
    found = [_artifact_mismatch(value, part) for part in parts]
    wrong = [item for item in found if item is not None]
    if len(wrong) == len(found):
        whole = Mismatch((), artifact_type_text(artifact_type), value)
        raise _error(port, wrong[0] if len(wrong) == 1 else whole)


def _error(port: str, wrong: Mismatch) -> PortError:
    return PortError(port, wrong.path, wrong.expected, _class_name(wrong.value), shown(wrong.value))


def _class_name(value: Any) -> str:
    if isinstance(value, Opaque):
        return f"opaque {value.class_name}"
    name = qualified_name(type(value))
    return "None" if value is None else name[len("builtins.") :] if "builtins." in name else name


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_SHORT.maxlevel = 3


def shown(value: Any) -> str:
    """A short repr of any value, on one line; empty for None."""
    text = "" if value is None else " ".join(_SHORT.repr(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def conforms(value: Any, annotation: Any) -> bool:
    """Whether a value is of an annotation, or of the type that a text says."""
    return mismatch(value, annotation) is None


def mismatch(value: Any, annotation: Any, path: Place = ()) -> Optional[Mismatch]:
    """The first part of a value that is not of its type; None where all is well."""
    if is_plainly(value, annotation):
        return None
    annotation = plain_annotation(annotation)
    text = getattr(annotation, "__forward_arg__", annotation)
    if isinstance(text, str):
        annotation = annotation_of(type_text(text))
    if annotation is Any:
        return None
    if len(path) > _DEEPEST:
        return Mismatch(path[:3], f"at most {_DEEPEST} levels", value)
    if _is_union(annotation):
        return _union(value, annotation, path)
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        fits = any(is_constant(value, item) for item in args)
        return None if fits else Mismatch(path, type_text(annotation), value)
    cls = annotation if origin is None else origin
    return _of_class(value, cls, args, annotation, path)


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) is Union or type(annotation).__name__ == "UnionType"


def is_constant(value: Any, constant: Any) -> bool:
    """Whether a value is a constant of a `Literal`: 1 is 1.0, and neither is True."""
    numbers = (int, float)
    if isinstance(value, bool) or isinstance(constant, bool):
        return value is constant
    if isinstance(value, numbers) and isinstance(constant, numbers):
        return value == constant
    return type(value) is type(constant) and bool(value == constant)


def _union(value: Any, annotation: Any, path: Place) -> Optional[Mismatch]:
    wrong = []
    for part in typing.get_args(annotation):
        found = mismatch(value, part, path)
        if found is None:
            return None
        wrong.append(found)
    # One part that goes along with the value further than the others is the one that was meant.
    inside = [found for found in wrong if len(found.path) > len(path)]
    return inside[0] if len(inside) == 1 else Mismatch(path, type_text(annotation), value)


def _of_class(
    value: Any, cls: Any, args: tuple[Any, ...], annotation: Any, path: Place
) -> Optional[Mismatch]:
    if is_typed_dict(cls):
        return _typed_dict(value, cls, path)
    if is_named_tuple(cls):
        return _named_tuple(value, cls, path)
    text = type_text(annotation)
    scalar = _SCALARS.get(text)
    if scalar is not None:
        return None if _is_scalar(value, text, scalar) else Mismatch(path, text, value)
    container = text.partition("[")[0]
    if container == "object":
        fits = isinstance(value, Opaque) or is_instance_of(value, cls)
        if cls is type and isinstance(value, type) and args and isinstance(args[0], type):
            fits = issubclass(value, args[0])
        return None if fits else Mismatch(path, text, value)
    if not _is_container(value, cls, container):
        return Mismatch(path, text, value)
    return _CONTAINERS[container](value, args, text, path)


def _is_scalar(value: Any, text: str, classes: tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return text == "bool"
    if isinstance(value, classes):
        return True
    for base in type(value).__mro__:
        if base.__module__ == "numpy" and base.__name__ == "generic":
            number = type_text(type(value))
            return number == text or (number == "int" and text == "float")
    return False


def _is_container(value: Any, cls: Any, container: str) -> bool:
    if isinstance(value, (str, bytes)):
        return False
    if container == "set":
        return isinstance(value, collections.abc.Set)
    return isinstance(value, cls)


def _first(found: Iterable[Optional[Mismatch]]) -> Optional[Mismatch]:
    return next((item for item in found if item is not None), None)


def _items(value: Any, args: tuple[Any, ...], _text: str, path: Place) -> Optional[Mismatch]:
    if not args or not hasattr(value, "__len__"):  # an iterator is there to be used once
        return None
    places = enumerate(value)
    return _first(mismatch(item, args[0], (*path, index)) for index, item in places)


def _set(value: Any, args: tuple[Any, ...], _text: str, path: Place) -> Optional[Mismatch]:
    if not args:
        return None
    return _first(mismatch(item, args[0], (*path, _key(item))) for item in value)


def _dict(value: Any, args: tuple[Any, ...], _text: str, path: Place) -> Optional[Mismatch]:
    if not args:
        return None
    for key, item in value.items():
        wrong = mismatch(key, args[0])
        if wrong is not None:
            return Mismatch((*path, _key(key)), f"a key of the type {wrong.expected}", key)
        wrong = mismatch(item, args[1], (*path, _key(key)))
        if wrong is not None:
            return wrong
    return None


def _key(key: Any) -> Any:
    return key if isinstance(key, (int, str)) else shown(key)


def _tuple(value: Any, args: tuple[Any, ...], text: str, path: Place) -> Optional[Mismatch]:
    if text.endswith(", ...]"):
        return _items(value, args, text, path)
    items = () if args == ((),) else args
    if len(items) != len(value):
        return Mismatch(path, f"{text} with {len(items)} item{'s' * (len(items) != 1)}", value)
    pairs = enumerate(zip(value, items))
    return _first(mismatch(item, part, (*path, index)) for index, (item, part) in pairs)


_CONTAINERS: dict[str, Callable[[Any, tuple[Any, ...], str, Place], Optional[Mismatch]]] = {
    "list": _items,
    "set": _set,
    "dict": _dict,
    "tuple": _tuple,
}


def _named_tuple(value: Any, cls: Any, path: Place) -> Optional[Mismatch]:
    if not isinstance(value, cls):
        return Mismatch(path, qualified_name(cls), value)
    members = member_annotations(cls).items()
    return _first(
        mismatch(item, annotation, (*path, f".{name}"))
        for item, (name, annotation) in zip(value, members)
    )


def required_members(cls: Any) -> set[str]:
    """The names that a value of a `TypedDict` must have."""
    if hasattr(cls, "__required_keys__"):
        return set(cls.__required_keys__)
    return set(member_annotations(cls)) if cls.__total__ else set()


def _typed_dict(value: Any, cls: Any, path: Place) -> Optional[Mismatch]:
    if not isinstance(value, dict):
        return Mismatch(path, qualified_name(cls), value)
    members = member_annotations(cls)
    missing = [name for name in members if name in required_members(cls) and name not in value]
    if missing:
        return Mismatch(path, f"{qualified_name(cls)} with the key {missing[0]!r}", value)
    for name, item in value.items():
        if name not in members:
            known = ", ".join(map(repr, members))
            return Mismatch((*path, _key(name)), f"no key but {known}", item)
        wrong = mismatch(item, members[name], (*path, name))
        if wrong is not None:
            return wrong
    return None


def _artifact_mismatch(value: Any, part: Any) -> Optional[Mismatch]:
    if part is HDF5Datasets:
        return None
    text = artifact_type_text(part)
    if isinstance(part, nested_dict):
        return _nested_mismatch(value, part.type, ())
    origin, args = typing.get_origin(part), typing.get_args(part)
    if origin is None:
        return _leaf_mismatch(value, part, ())
    is_whole = isinstance(value, collections.abc.Set if origin is set else origin)
    if not is_whole:
        return Mismatch((), text, value)
    members = value.items() if origin is dict else enumerate(value)
    return _first(_leaf_mismatch(item, args[-1], (key,)) for key, item in members)


def _leaf_mismatch(value: Any, leaf: Any, path: Place) -> Optional[Mismatch]:
    if value is None or isinstance(value, leaf):
        return None
    return Mismatch(path, "pathlib.Path" if leaf is Path else "str", value)


def _nested_mismatch(value: Any, leaf: Any, path: Place) -> Optional[Mismatch]:
    if len(path) > _DEEPEST:
        return Mismatch(path[:3], f"at most {_DEEPEST} levels", value)
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = dict(enumerate(value)).items()
    else:
        kind = "dict or list" if not path else f"dict, list or {artifact_type_text(leaf)}"
        wrong = _leaf_mismatch(value, leaf, path)
        return Mismatch(path, kind, value) if wrong is not None or not path else None
    return _first(_nested_mismatch(item, leaf, (*path, _key(key))) for key, item in members)
