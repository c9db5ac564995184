"""Named tuples that are quickly declared: a command declares some eighty, and is over soon.

`typing.NamedTuple` compiles a constructor and every annotation of each class, which was a tenth of
the time of a small graph. Imports the standard library alone.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["Record"]

Self = TypeVar("Self", bound="_Record")


class _Record(tuple[Any, ...]):
    """What all records have in common: the methods of `collections.namedtuple`."""

    __slots__ = ()
    _fields: tuple[str, ...]
    _field_defaults: dict[str, Any]

    @classmethod
    def _make(cls: type[Self], values: Iterable[Any]) -> Self:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
        return made

    def _replace(self: Self, **changes: Any) -> Self:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
        return made

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        parts = (f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({', '.join(parts)})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


class _Declaration(type):
    """Makes a plain class, a tuple, of the statement that declares a record."""

    def __new__(cls, name: str, _: tuple[type, ...], body: dict[str, Any]) -> Any:
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body[field] for field in fields if field in body}
        constructor, places = _alike(len(fields))
        code = constructor.__code__
        # The same but for the names of its arguments, which need not be compiled anew.
        code = code.replace(co_varnames=(code.co_varnames[0], *fields))
        new = FunctionType(code, constructor.__globals__, "__new__", tuple(defaults.values()))
        new.__qualname__ = f"{name}.__new__"
        return type(
            name,
            (_Record,),
            body
            | dict(zip(fields, places, strict=True))
            | {
                "__new__": new,
                "__slots__": (),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            },
        )


@cache
def _alike(width: int) -> tuple[FunctionType, list[Any]]:
    """The constructor and the fields of a named tuple that has as many."""
    names = [f"field_{place}" for place in range(width)]
    members = vars(namedtuple("alike", names))  # noqa: PYI024
    return members["__new__"].__func__, [members[name] for name in names]


if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:
    Record = type.__new__(_Declaration, "Record", (), {"__doc__": _Declaration.__doc__})
