"""Records are named tuples in all that they do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from dflow_graph.record import Record


class Quick(Record):
    """A name and its place."""

    name: str
    line: int
    column: int = 1

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.column


class Plain(NamedTuple):
    """A name and its place."""

    name: str
    line: int
    column: int = 1

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.column


def matched(one: Any) -> Any:
    match one:
        case Quick(name, line, 7) | Plain(name, line, 7):
            return name, line
    return None


USES: dict[str, Callable[[Any], Any]] = {
    "by place": lambda cls: cls("a", 2),
    "by name": lambda cls: cls(line=2, name="a", column=3),
    "fields": lambda cls: (cls("a", 2).name, cls("a", 2).line, cls("a", 2).column),
    "property": lambda cls: cls("a", 2).place,
    "unpacked": lambda cls: [*cls("a", 2)],
    "item": lambda cls: cls("a", 2)[-1],
    "key": lambda cls: {cls("a", 2): 0}[cls("a", 2, 1)],
    "order": lambda cls: sorted([cls("b", 1), cls("a", 2), cls("a", 1, 2)]),
    "replaced": lambda cls: cls("a", 2)._replace(line=3),
    "made of a list": lambda cls: cls._make(["a", 2, 3]),
    "as a dict": lambda cls: cls("a", 2)._asdict(),
    "printed": lambda cls: repr(cls("a", 2)).partition("(")[1:],
    "matched": lambda cls: [matched(cls("a", 2, 7)), matched(cls("a", 2))],
    "copied": lambda cls: copy.deepcopy(cls([], 2)),
    "pickled": lambda cls: pickle.loads(pickle.dumps(cls("a", 2))),
    "its class": lambda cls: (cls._fields, cls._field_defaults, cls.__match_args__, cls.__doc__),
    "kind of class": lambda cls: (type(cls), issubclass(cls, tuple), cls.__module__),
    "annotations": lambda cls: list(cls.__annotations__),
}
MISUSES: dict[str, Callable[[Any], Any]] = {
    "a field too few": lambda cls: cls("a"),
    "a field too many": lambda cls: cls("a", 2, 3, 4),
    "an unknown field": lambda cls: cls("a", 2, row=3),
    "a value too few": lambda cls: cls._make(["a", 2]),
    "another attribute": lambda cls: setattr(cls("a", 2), "row", 3),
    "a changed field": lambda cls: setattr(cls("a", 2), "line", 3),
}


@pytest.mark.parametrize("use", USES)
def test_record_does_what_a_named_tuple_does(use: str) -> None:
    quick, plain = USES[use](Quick), USES[use](Plain)
    assert quick == plain
    assert type(quick) is (Quick if type(plain) is Plain else type(plain))


@pytest.mark.parametrize("misuse", MISUSES)
def test_record_refuses_what_a_named_tuple_refuses(misuse: str) -> None:
    with pytest.raises((TypeError, AttributeError)) as plain:
        MISUSES[misuse](Plain)
    with pytest.raises(plain.type):
        MISUSES[misuse](Quick)


def test_unknown_field_cannot_be_replaced() -> None:
    with pytest.raises(TypeError, match="Quick has no field row"):
        Quick("a", 2)._replace(row=3)  # type: ignore[call-arg]


def test_misuse_is_told_by_the_names_of_record_and_field() -> None:
    with pytest.raises(TypeError, match=r"Quick.__new__\(\) missing .* argument: 'line'"):
        Quick("a")  # type: ignore[call-arg]


def test_record_may_have_no_fields() -> None:
    class Mark(Record):
        """Nothing but its class."""

    assert (Mark(), Mark._fields, repr(Mark())) == (Mark(), (), "Mark()")
