"""Whether values are of their types, and where not (clauses TYP-2, PAR-1).

Values are plain JSON data. A text that holds `{{` is a template and fits every type: what will
stand there is not known. Must not import anything but the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from dflow_graph.types.nodes import (
    DictType,
    ListType,
    LiteralType,
    ObjectType,
    RepeatedTupleType,
    ScalarType,
    SetType,
    TupleType,
    Type,
    UnionType,
)
from dflow_graph.types.problems import Path, ValueProblem, equality_key, is_tag, shown
from dflow_graph.types.tags import duplicate_problems, tag_fits, tagged_problems
from dflow_graph.types.tokens import quoted

__all__ = ["ValueProblem", "fits", "tagged_problems", "value_problems"]

_NONE = type(None)
# The classes of Python all of whose values are of a type.
_CLASSES: dict[str, frozenset[type]] = {
    "any": frozenset((dict, list, str, int, float, bool, _NONE)),
    "none": frozenset((_NONE,)),
    "bool": frozenset((bool,)),
    "int": frozenset((int,)),
    "float": frozenset((int, float)),
    "str": frozenset((str,)),
    "bytes": frozenset(),
}
_TAGS: dict[str, tuple[str, ...]] = {
    "int": ("int",),
    "float": ("float", "int"),
    "bytes": ("bytes",),
}
_SCALARS = frozenset((str, int, float, bool, _NONE))
_LONGEST_HINT = 60


def fits(value: Any, wanted: Type) -> bool:
    """Whether a value is of a type (TYP-2), as fast as can be."""
    if wanted.__class__ is ScalarType and value.__class__ in _CLASSES[wanted.name]:
        return True
    return _fits(value, wanted, in_literal=False)


def _fits(value: Any, wanted: Type, *, in_literal: bool) -> bool:
    if not in_literal:
        if value.__class__ is str and "{{" in value:
            return True
        if is_tag(value):
            return _tag_fits(value["$value"], wanted)
    return _CHECKS[wanted.__class__](value, wanted, in_literal)


def _scalar(value: Any, wanted: ScalarType, _in_literal: bool) -> bool:
    # NUM-4
    is_whole = wanted.name == "int" and value.__class__ is float and value.is_integer()
    return is_whole or wanted.name == "any" or value.__class__ in _CLASSES[wanted.name]


def _all_fit(values: Iterable[Any], wanted: Type, in_literal: bool) -> bool:
    classes = _CLASSES[wanted.name] if isinstance(wanted, ScalarType) else frozenset()
    for value in values:
        if value.__class__ not in classes and not _fits(value, wanted, in_literal=in_literal):
            return False
    return True


def _list(value: Any, wanted: ListType | RepeatedTupleType, in_literal: bool) -> bool:
    return value.__class__ is list and _all_fit(value, wanted.item, in_literal)


def _set(value: Any, wanted: SetType, in_literal: bool) -> bool:
    if value.__class__ is not list or not _all_fit(value, wanted.item, in_literal):
        return False
    return len(set(map(equality_key, value))) == len(value)


def _tuple(value: Any, wanted: TupleType, in_literal: bool) -> bool:
    if value.__class__ is not list or len(value) != len(wanted.items):
        return False
    return all(
        _fits(item, part, in_literal=in_literal)
        for item, part in zip(value, wanted.items, strict=True)
    )


def _dict(value: Any, wanted: DictType, in_literal: bool) -> bool:
    if value.__class__ is not dict:
        return False
    # Names are texts to the letter: no tag is replaced in them (VAL-1).
    return _all_fit(value, wanted.key, True) and _all_fit(value.values(), wanted.value, in_literal)


def _literal(value: Any, wanted: LiteralType, _in_literal: bool) -> bool:
    return value.__class__ in _SCALARS and equality_key(value) in _constant_keys(wanted)


@lru_cache(maxsize=1024)
def _constant_keys(wanted: LiteralType) -> frozenset[Hashable]:
    return frozenset(map(equality_key, wanted.constants))


def _union(value: Any, wanted: UnionType, in_literal: bool) -> bool:
    return any(_fits(value, part, in_literal=in_literal) for part in wanted.parts)


def _object(_value: Any, _wanted: ObjectType, _in_literal: bool) -> bool:
    return False


_CHECKS: dict[type, Callable[[Any, Any, bool], bool]] = {
    ScalarType: _scalar,
    ListType: _list,
    SetType: _set,
    TupleType: _tuple,
    RepeatedTupleType: _list,
    DictType: _dict,
    LiteralType: _literal,
    UnionType: _union,
    ObjectType: _object,
}


def _tag_fits(content: Any, wanted: Type) -> bool:
    """Whether a tagged value is of a type, given what stands in `$value`."""
    if isinstance(wanted, UnionType):
        return any(_tag_fits(content, part) for part in wanted.parts)
    if isinstance(wanted, ScalarType):
        if wanted.name == "any" or any(tag_fits(content, k) for k in _TAGS.get(wanted.name, ())):
            return True
    elif isinstance(wanted, ObjectType):
        return tag_fits(content, "opaque")
    elif isinstance(wanted, DictType):
        if tag_fits(content, "dict"):
            pairs = content["items"]
            keys_fit = _all_fit([key for key, _ in pairs], wanted.key, False)
            return keys_fit and _all_fit([value for _, value in pairs], wanted.value, False)
    elif isinstance(wanted, SetType):
        if tag_fits(content, "set"):
            return _set(content["items"], wanted, False)
    elif isinstance(wanted, (TupleType, RepeatedTupleType)) and tag_fits(content, "tuple"):
        return _CHECKS[wanted.__class__](content["items"], wanted, False)
    return tag_fits(content, "literal") and _fits(content["value"], wanted, in_literal=True)


def value_problems(value: Any, wanted: Type, path: Path = ()) -> Iterator[ValueProblem]:
    """Where a value is not of its type (TYP-2): nothing if, and only if, `fits`.

    A tagged value that is malformed fits no type but `any`; `tagged_problems` says more of it.
    """
    if not fits(value, wanted):
        yield from _explain(value, wanted, path, in_literal=False)


def _explain(value: Any, wanted: Type, path: Path, *, in_literal: bool) -> Iterator[ValueProblem]:
    """The problems of a value that does not fit."""
    if is_tag(value) and not in_literal and tag_fits(value["$value"], "literal"):
        inner, at = value["$value"]["value"], (*path, "$value", "value")
        yield from _explain(inner, wanted, at, in_literal=True)
        return
    if isinstance(wanted, UnionType):
        alike = [part for part in wanted.parts if _parts(value, part, path, in_literal) is not None]
        if len(alike) == 1:
            yield from _explain(value, alike[0], path, in_literal=in_literal)
            return
    parts = _parts(value, wanted, path, in_literal)
    if parts is None or (isinstance(wanted, DictType) and not _has_text_key(wanted, value)):
        yield _mismatch(value, wanted, path, in_literal=in_literal)
        return
    for at, part, part_type, is_name in parts:
        if _fits(part, part_type, in_literal=in_literal or is_name):
            continue
        if is_name:
            expected, found = _phrase(part_type), f"the name {quoted(part)}"
            yield ValueProblem(path=at, expected=expected, found=found, clause="TYP-2", at_key=True)
        else:
            yield from _explain(part, part_type, at, in_literal=in_literal)
    if isinstance(wanted, SetType):
        places = [(at, part) for at, part, _, _ in parts]
        yield from duplicate_problems(places, "each item once", clause="TYP-2", tags=False)


_Part = tuple[Path, Any, Type, bool]


def _parts(value: Any, wanted: Type, path: Path, in_literal: bool) -> list[_Part] | None:
    """The parts of a value, with their places, their types, and whether they are names.

    None where the value as a whole is not of the kind that the type wants.
    """
    kind = _KIND_OF_TAG.get(wanted.__class__)
    if kind is None:
        return None
    if not in_literal and is_tag(value):
        content = value["$value"]
        if not kind or not tag_fits(content, kind):
            return None
        value, path = content["items"], (*path, "$value", "items")
        if isinstance(wanted, DictType):
            pair = (wanted.key, wanted.value)
            return [
                ((*path, i, j), item[j], pair[j], False)
                for i, item in enumerate(value)
                for j in (0, 1)
            ]
    if isinstance(wanted, DictType):
        return _members(value, wanted, path) if value.__class__ is dict else None
    if value.__class__ is not list:
        return None
    if isinstance(wanted, TupleType):
        types: Iterable[Type] = wanted.items
        if len(value) != len(wanted.items):
            return None
    else:
        types = [wanted.item] * len(value)  # type: ignore[union-attr]  # a type of items
    return [
        ((*path, i), item, part, False)
        for i, (item, part) in enumerate(zip(value, types, strict=True))
    ]


# Types of values that have parts, and the tag that such a value may have.
_KIND_OF_TAG: dict[type, str] = {
    ListType: "",
    SetType: "set",
    TupleType: "tuple",
    RepeatedTupleType: "tuple",
    DictType: "dict",
}


def _members(value: dict[str, Any], wanted: DictType, path: Path) -> list[_Part]:
    found: list[_Part] = []
    for name, item in value.items():
        found.append(((*path, name), name, wanted.key, True))
        found.append(((*path, name), item, wanted.value, False))
    return found


def _has_text_key(wanted: DictType, value: Any) -> bool:
    """Whether any text may be a key, or the value does not need it."""
    if is_tag(value):
        return True
    keys = wanted.key.parts if isinstance(wanted.key, UnionType) else (wanted.key,)
    return any(
        isinstance(key, LiteralType) or (isinstance(key, ScalarType) and key.name in ("str", "any"))
        for key in keys
    )


def _mismatch(value: Any, wanted: Type, path: Path, *, in_literal: bool) -> ValueProblem:
    found = shown(value)
    if isinstance(wanted, TupleType) and value.__class__ is list:
        found = f"a list of {len(value)}"
    elif in_literal and is_tag(value):
        found = "an object"
    hint = "" if in_literal else _hint(value, wanted)
    return ValueProblem(path=path, expected=_phrase(wanted), found=found, clause="TYP-2", hint=hint)


def _phrase(wanted: Type) -> str:
    return quoted(str(wanted))


def _hint(value: Any, wanted: Type) -> str:
    if value.__class__ is str and len(value) <= _LONGEST_HINT:
        bare = _FOREIGN_WORDS.get(value, value)
        try:
            meant = json.loads(bare)
        except (ValueError, RecursionError):
            meant = value
        if meant.__class__ is not str and fits(meant, wanted):
            return f"Write {quoted(bare)} without quotes."
    if value.__class__ in (int, float) and fits("", wanted):
        return "Put it in quotes."
    for part in wanted.parts if isinstance(wanted, UnionType) else (wanted,):
        if isinstance(part, DictType) and value.__class__ is dict and not is_tag(value):
            return 'Write `{"$value": {"kind": "dict", "items": [[key, value], …]}}`.'
        if isinstance(part, ObjectType):
            return 'Write the object as `{"$value": {"kind": "opaque", …}}`.'
        if isinstance(part, ScalarType) and part.name == "bytes":
            return 'Write bytes as `{"$value": {"kind": "bytes", "base64": "…"}}`.'
    return ""


_FOREIGN_WORDS = {"True": "true", "False": "false", "None": "null"}
