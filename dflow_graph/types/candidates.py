"""Which of several types a value is of, found for all of them at once (clause TYP-2).

Types are numbered, and a set of them is an integer with their bits. So each part of a value is
looked at once, however many types of a union it may be of. Must not import anything but the
standard library.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
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
from dflow_graph.types.problems import equality_key, is_tag
from dflow_graph.types.tags import tag_fits

__all__ = ["CLASSES", "Candidates", "candidates"]

_NONE = type(None)
CLASSES: dict[str, frozenset[type]] = {
    "any": frozenset((dict, list, str, int, float, bool, _NONE)),
    "none": frozenset((_NONE,)),
    "bool": frozenset((bool,)),
    "int": frozenset((int,)),
    "float": frozenset((int, float)),
    "str": frozenset((str,)),
    "bytes": frozenset(),
}
"""The classes of Python all of whose values are of a type."""
_TAGS: dict[str, tuple[str, ...]] = {
    "int": ("int",),
    "float": ("float", "int"),
    "bytes": ("bytes",),
}
"""The tags that a value of a type may have."""
_OF_ITEMS = (ListType, SetType, RepeatedTupleType)
_TUPLES = (TupleType, RepeatedTupleType)


@lru_cache(maxsize=1024)
def candidates(wanted: Type) -> Candidates:
    """The parts of a union, or the one type, to be held against values."""
    return Candidates(_flat(wanted))


def _flat(wanted: Type) -> tuple[Type, ...]:
    return wanted.parts if isinstance(wanted, UnionType) else (wanted,)


class Candidates:
    """Some types, none of them a union; the bit of each is that of its number."""

    def __init__(self, types: Iterable[Type]) -> None:
        bits = {wanted: 1 << number for number, wanted in enumerate(types)}
        self.all = (1 << len(bits)) - 1
        self.plain: dict[type, int] = {}
        """Class of Python to the types that all of its values are of."""
        self._whole = 0
        self._tags: dict[str, int] = {}
        self._constants: dict[Hashable, int] = {}
        for wanted, bit in bits.items():
            self._add(wanted, bit)
        self._sets = sum(b for w, b in bits.items() if isinstance(w, SetType))
        self._tuples = sum(b for w, b in bits.items() if isinstance(w, _TUPLES))
        self._items = _Inner({b: w.item for w, b in bits.items() if isinstance(w, _OF_ITEMS)})
        self._columns = _columns({b: w.items for w, b in bits.items() if isinstance(w, TupleType)})
        dicts = {b: w for w, b in bits.items() if isinstance(w, DictType)}
        self._keys = _Inner({b: w.key for b, w in dicts.items()})
        self._values = _Inner({b: w.value for b, w in dicts.items()})

    def _add(self, wanted: Type, bit: int) -> None:
        """Notes a type without parts."""
        if isinstance(wanted, ScalarType):
            for class_ in CLASSES[wanted.name]:
                self.plain[class_] = self.plain.get(class_, 0) | bit
            if wanted.name == "int":
                self._whole = bit
            for kind in _TAGS.get(wanted.name, ()):
                self._tags[kind] = self._tags.get(kind, 0) | bit
        elif isinstance(wanted, LiteralType):
            for key in map(equality_key, wanted.constants):
                self._constants[key] = self._constants.get(key, 0) | bit
        elif isinstance(wanted, ObjectType):
            self._tags["opaque"] = self._tags.get("opaque", 0) | bit

    def of(self, value: Any, *, in_literal: bool = False) -> int:
        """The types that a value is of; a text with a tag is of all, unless taken to the letter."""
        kind = value.__class__
        found = self.plain.get(kind, 0)
        if found == self.all:
            return found
        if not in_literal:
            if kind is str and "{{" in value:
                return self.all
            if is_tag(value):
                return self._of_tag(value["$value"])
        if kind is list:
            return found | self._of_list(value, in_literal=in_literal)
        if kind is dict:
            # Names are texts to the letter: no tag is replaced in them (VAL-1).
            of_keys = self._keys.of(value, in_literal=True)
            return found | of_keys & self._values.of(value.values(), in_literal=in_literal)
        # NUM-4
        if kind is float and value.is_integer():
            found |= self._whole
        return found | self._constants.get(equality_key(value), 0)

    def _of_list(self, value: list[Any], *, in_literal: bool) -> int:
        found = self._items.of(value, in_literal=in_literal)
        if found & self._sets and len(set(map(equality_key, value))) < len(value):
            found &= ~self._sets
        if len(value) not in self._columns:
            return found
        of_length, columns = self._columns[len(value)]
        for item, column in zip(value, columns, strict=True):
            of_length &= column.of((item,), in_literal=in_literal)
        return found | of_length

    def _of_tag(self, content: Any) -> int:
        """The types that a tagged value is of, given what stands in `$value`."""
        found = self.plain.get(dict, 0)  # `any`
        for kind, bits in self._tags.items():
            if tag_fits(content, kind):
                found |= bits
        if self._keys.all and tag_fits(content, "dict"):
            of_keys = self._keys.of([key for key, _ in content["items"]], in_literal=False)
            found |= of_keys & self._values.of([item for _, item in content["items"]])
        for kind, bits in (("set", self._sets), ("tuple", self._tuples)):
            if bits and tag_fits(content, kind):
                found |= self._of_list(content["items"], in_literal=False) & bits
        if tag_fits(content, "literal"):
            found |= self.of(content["value"], in_literal=True)
        return found


class _Inner:
    """The types that stand at one place inside of others, which are known by their bits."""

    def __init__(self, inside: dict[int, Type]) -> None:
        once = {part: None for wanted in inside.values() for part in _flat(wanted)}
        numbers = {part: 1 << number for number, part in enumerate(once)}
        self.all = sum(inside)
        self._types = Candidates(once) if once else None
        self._parts = {bit: sum(numbers[p] for p in _flat(w)) for bit, w in inside.items()}
        self._known: dict[int, int] = {}

    def of(self, values: Iterable[Any], *, in_literal: bool = False) -> int:
        """The outer types whose inner one every value is of."""
        left, types = self.all, self._types
        if types is None:
            return left
        for value in values:
            if types.plain.get(value.__class__) == types.all:
                continue
            left &= self._outer(types.of(value, in_literal=in_literal))
            if not left:
                break
        return left

    def _outer(self, found: int) -> int:
        """The outer types that have one of these inner ones; there are few sets of those."""
        outer = self._known.get(found)
        if outer is None:
            outer = sum(bit for bit, parts in self._parts.items() if parts & found)
            self._known[found] = outer
        return outer


def _columns(tuples: dict[int, tuple[Type, ...]]) -> dict[int, tuple[int, list[_Inner]]]:
    """By their length, the bits of some tuples, and what stands at each place of them."""
    alike: dict[int, dict[int, tuple[Type, ...]]] = {}
    for bit, items in tuples.items():
        alike.setdefault(len(items), {})[bit] = items
    return {
        length: (
            sum(group),
            [
                _Inner({bit: items[place] for bit, items in group.items()})
                for place in range(length)
            ],
        )
        for length, group in alike.items()
    }
