"""Values of JSON as the Python objects that a type says they are (clauses VAL-3, NUM-4).

A list is a tuple, a set or a named tuple where the type says so, and `1.0` is the integer 1. Must
not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import collections
import typing
from typing import Any, Callable, Union

from .type_check import conforms, is_constant, is_plainly
from .type_text import (
    annotation_of,
    is_named_tuple,
    is_typed_dict,
    member_annotations,
    plain_annotation,
    type_text,
)
from .values import hashable

__all__ = ["converted"]

_DEEPEST = 100


def converted(value: Any, annotation: Any, depth: int = 0) -> Any:
    """A value as an annotation, or the text of a type, has it.

    What does not fit stays as it is: to find it is the business of `check_value`. Never changes
    `value`.
    """
    if is_plainly(value, annotation):
        return value
    annotation = plain_annotation(annotation)
    text = getattr(annotation, "__forward_arg__", annotation)
    if isinstance(text, str):
        annotation = annotation_of(type_text(text))
    if annotation is Any or depth > _DEEPEST:
        return value
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Union or type(annotation).__name__ == "UnionType":
        return _union(value, annotation, args, depth)
    if origin is typing.Literal:
        return next((item for item in args if is_constant(value, item)), value)
    cls = annotation if origin is None else origin
    if is_typed_dict(cls):
        return _typed_dict(value, cls, depth)
    if is_named_tuple(cls):
        return _named_tuple(value, cls, depth)
    text = type_text(annotation)
    if text == "int" and isinstance(value, float) and value.is_integer():
        return int(value)
    convert = _CONTAINERS.get(text.partition("[")[0])
    return value if convert is None else convert(value, cls, args, depth + 1)


def _union(value: Any, annotation: Any, parts: tuple[Any, ...], depth: int) -> Any:
    if conforms(value, annotation):
        return value
    for part in parts:
        found = converted(value, part, depth + 1)
        if conforms(found, part):
            return found
    return value


def _typed_dict(value: Any, cls: Any, depth: int) -> Any:
    if not isinstance(value, dict):
        return value
    members = member_annotations(cls)
    return {
        name: converted(item, members.get(name, Any), depth + 1) for name, item in value.items()
    }


def _named_tuple(value: Any, cls: Any, depth: int) -> Any:
    members = member_annotations(cls)
    if not isinstance(value, (list, tuple)) or len(value) != len(members):
        return value
    return cls(*(converted(item, part, depth + 1) for item, part in zip(value, members.values())))


def _list(value: Any, cls: Any, args: tuple[Any, ...], depth: int) -> Any:
    # What only asks for a sequence is written as a list.
    is_other = cls is not list and isinstance(value, (tuple, range))
    if not isinstance(value, list) and not is_other:
        return value
    items = [converted(item, args[0], depth) for item in value] if args else list(value)
    return collections.deque(items) if cls is collections.deque else items


def _set(value: Any, cls: Any, args: tuple[Any, ...], depth: int) -> Any:
    if not isinstance(value, (list, set, frozenset)):
        return value
    try:
        items = [hashable(converted(item, args[0] if args else Any, depth)) for item in value]
        found = frozenset(items) if cls is frozenset else set(items)
    except TypeError:
        return value
    return found if len(found) == len(items) else value


def _tuple(value: Any, _cls: Any, args: tuple[Any, ...], depth: int) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    parts = () if args == ((),) else args
    if len(parts) == 2 and parts[1] is Ellipsis:  # noqa: PLR2004 - `tuple[T, ...]`
        parts = (parts[0],) * len(value)
    if len(parts) != len(value):
        return tuple(value)
    return tuple(converted(item, part, depth) for item, part in zip(value, parts))


def _dict(value: Any, _cls: Any, args: tuple[Any, ...], depth: int) -> Any:
    if not isinstance(value, dict) or not args:
        return value
    return {
        hashable(converted(key, args[0], depth)): converted(item, args[1], depth)
        for key, item in value.items()
    }


_CONTAINERS: dict[str, Callable[[Any, Any, tuple[Any, ...], int], Any]] = {
    "list": _list,
    "set": _set,
    "tuple": _tuple,
    "dict": _dict,
}
