"""Whether values are of their types, and where not (clauses TYP-2, PAR-1).

Values are plain JSON data. A text that holds `{{` is a template and fits every type: what will
stand there is not known. Must not import anything but the standard library.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from dflow_graph.types.candidates import CLASSES, candidates
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
from dflow_graph.types.problems import Path, ValueProblem, is_tag, shown
from dflow_graph.types.tags import duplicate_problems, tag_fits, tagged_problems
from dflow_graph.types.tokens import quoted

__all__ = ["ValueProblem", "fits", "tagged_problems", "value_problems"]

_LONGEST_HINT = 60
# What other values than texts begin with, as `json` reads them: a word that is none is refused in
# a tenth of the time.
_BEGINNINGS = frozenset("-0123456789tfnNI[{")


def fits(value: Any, wanted: Type) -> bool:
    """Whether a value is of a type (TYP-2), as fast as can be."""
    if wanted.__class__ is ScalarType and value.__class__ in CLASSES[wanted.name]:
        return True
    return candidates(wanted).of(value) != 0


def value_problems(value: Any, wanted: Type, path: Path = ()) -> Iterator[ValueProblem]:
    """Where a value is not of its type (TYP-2): nothing if, and only if, `fits`.

    A tagged value that is malformed fits no type but `any`; `tagged_problems` says more of it.
    """
    if not fits(value, wanted):
        known = _explanation(wanted)
        yield from known.of(value, known.wanted, path, in_literal=False)


@lru_cache(maxsize=64)
def _explanation(wanted: Type) -> _Explanation:
    """What explains values of a type; the same types come again and again."""
    return _Explanation(wanted)


class _Facts:
    """What is asked of a type again and again, found once."""

    def __init__(self, wanted: Type) -> None:
        self.wanted = wanted  # kept, so that no other type gets its id
        self.phrase = quoted(str(wanted))
        self.candidates = candidates(wanted)
        self.takes_text = fits("", wanted)
        parts = wanted.parts if isinstance(wanted, UnionType) else (wanted,)
        ways = [way for way in map(_way, parts) if way]
        self.hint_for_object = _WAYS[ways[0]] if ways else ""
        self.hint = next((_WAYS[way] for way in ways if way != "dict"), "")
        self.of_form: dict[Hashable, list[Type]] = {}
        for part in parts:
            for form in _forms_of_type(part):
                self.of_form.setdefault(form, []).append(part)


def _way(part: Type) -> str:
    """What the tag says of a value of this type, where a plain value says it less well."""
    if isinstance(part, (DictType, ObjectType)):
        return part.kind
    return "bytes" if isinstance(part, ScalarType) and part.name == "bytes" else ""


_WAYS = {
    "dict": 'Write `{"$value": {"kind": "dict", "items": [[key, value], …]}}`.',
    "object": 'Write the object as `{"$value": {"kind": "opaque", …}}`.',
    "bytes": 'Write bytes as `{"$value": {"kind": "bytes", "base64": "…"}}`.',
}


def _forms_of_type(part: Type) -> tuple[Hashable, ...]:
    """The forms that a value with parts may have: plain or tagged, of a length or of any."""
    if isinstance(part, TupleType):
        return (("list", len(part.items)), ("tuple", len(part.items)))
    if isinstance(part, RepeatedTupleType):
        return ("list", "tuple")
    if isinstance(part, SetType):
        return ("list", "set")
    if isinstance(part, ListType):
        return ("list",)
    return ("object", "dict") if isinstance(part, DictType) else ()


def _forms_of_value(value: Any, *, in_literal: bool) -> tuple[Hashable, ...]:
    if value.__class__ is list:
        return ("list", ("list", len(value)))
    if value.__class__ is not dict:
        return ()
    if in_literal or not is_tag(value):
        return ("object",)
    content = value["$value"]
    if tag_fits(content, "tuple"):
        return ("tuple", ("tuple", len(content["items"])))
    return tuple(kind for kind in ("dict", "set") if tag_fits(content, kind))


class _Explanation:
    """Says where a value is at fault; it remembers the types that it meets inside of its own."""

    def __init__(self, wanted: Type) -> None:
        self.wanted = wanted
        self._known: dict[int, _Facts] = {}

    def _facts(self, wanted: Type) -> _Facts:
        facts = self._known.get(id(wanted))
        if facts is None:
            facts = self._known[id(wanted)] = _Facts(wanted)
        return facts

    def of(
        self, value: Any, wanted: Type, path: Path, *, in_literal: bool
    ) -> Iterator[ValueProblem]:
        """The problems of a value that does not fit."""
        if is_tag(value) and not in_literal and tag_fits(value["$value"], "literal"):
            inner, at = value["$value"]["value"], (*path, "$value", "value")
            yield from self.of(inner, wanted, at, in_literal=True)
            return
        of_form = self._facts(wanted).of_form
        forms = _forms_of_value(value, in_literal=in_literal)
        alike = [of_form[form] for form in forms if form in of_form]
        if sum(map(len, alike)) != 1:
            yield self._mismatch(value, wanted, path, in_literal=in_literal)
            return
        part = alike[0][0]
        if isinstance(part, DictType) and not _has_text_key(part, value):
            yield self._mismatch(value, part, path, in_literal=in_literal)
        else:
            yield from self._inside(value, part, path, in_literal=in_literal)

    def _inside(
        self, value: Any, wanted: Type, path: Path, *, in_literal: bool
    ) -> Iterator[ValueProblem]:
        """The problems of the parts of a value that has the form of its type."""
        parts = _parts(value, wanted, path, in_literal=in_literal)
        for at, part, part_type, is_name in parts:
            types = self._facts(part_type).candidates
            if types.of(part, in_literal=in_literal or is_name):
                continue
            if is_name:
                expected, found = self._facts(part_type).phrase, f"the name {quoted(part)}"
                yield ValueProblem(
                    path=at, expected=expected, found=found, clause="TYP-2", at_key=True
                )
            else:
                yield from self.of(part, part_type, at, in_literal=in_literal)
        if isinstance(wanted, SetType):
            places = [(at, part) for at, part, _, _ in parts]
            yield from duplicate_problems(places, "each item once", clause="TYP-2", tags=False)

    def _mismatch(self, value: Any, wanted: Type, path: Path, *, in_literal: bool) -> ValueProblem:
        found = shown(value)
        if isinstance(wanted, TupleType) and value.__class__ is list:
            found = f"a list of {len(value)}"
        elif in_literal and is_tag(value):
            found = "an object"
        facts = self._facts(wanted)
        hint = "" if in_literal else _hint(value, facts)
        return ValueProblem(
            path=path, expected=facts.phrase, found=found, clause="TYP-2", hint=hint
        )


_Part = tuple[Path, Any, Type, bool]


def _parts(value: Any, wanted: Type, path: Path, *, in_literal: bool) -> list[_Part]:
    """The parts of a value, with their places, their types, and whether they are names.

    The value is of the form that the type wants.
    """
    if not in_literal and is_tag(value):
        value, path = value["$value"]["items"], (*path, "$value", "items")
        if isinstance(wanted, DictType):
            pair = (wanted.key, wanted.value)
            return [
                ((*path, i, j), item[j], pair[j], False)
                for i, item in enumerate(value)
                for j in (0, 1)
            ]
    if isinstance(wanted, DictType):
        return _members(value, wanted, path)
    if isinstance(wanted, TupleType):
        types: Iterable[Type] = wanted.items
    else:
        types = [wanted.item] * len(value)  # type: ignore[union-attr]  # a type of items
    return [
        ((*path, i), item, part, False)
        for i, (item, part) in enumerate(zip(value, types, strict=True))
    ]


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


def _hint(value: Any, facts: _Facts) -> str:
    bare = _FOREIGN_WORDS.get(value, value) if value.__class__ is str else ""
    if bare.lstrip()[:1] in _BEGINNINGS and len(value) <= _LONGEST_HINT:
        import json  # noqa: PLC0415 - only a faulty value pays for it

        try:
            meant = json.loads(bare)
        except (ValueError, RecursionError):
            meant = value
        if meant.__class__ is not str and facts.candidates.of(meant):
            return f"Write {quoted(bare)} without quotes."
    if value.__class__ in (int, float) and facts.takes_text:
        return "Put it in quotes."
    is_object = value.__class__ is dict and not is_tag(value)
    return facts.hint_for_object if is_object else facts.hint


_FOREIGN_WORDS = {"True": "true", "False": "false", "None": "null"}
