"""TYP-2 where a type has many parts: each part of a value is looked at once for all of them."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.types.candidates import Candidates
from dflow_graph.types.grammar import parse_type
from dflow_graph.types.values import fits, value_problems
from tests.types.strategies import tag

ITEMS = 200
# A part of a union with a number, and an item of which only the last digit decides.
PARTS = [
    ("literal[{}]", "z"),
    ("list[literal[{}]]", ["z"]),
    ("tuple[int, literal[{}]]", [1, "z"]),
    ("dict[str, literal[{}]]", {"a": "z"}),
    ("set[literal[{}]]", tag("set", items=["z"])),
    ("list[list[literal[{}]] | none]", [["z"]]),
    ("object[a{}]", 1),
]


@pytest.mark.parametrize(("part", "item"), PARTS)
def test_parts_of_a_union_do_not_multiply_the_work(
    part: str, item: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (work_for(union(part, size), item, monkeypatch) for size in (2, 100))
    assert many == few


@pytest.mark.parametrize(("part", "item"), PARTS)
def test_each_faulty_item_is_told_once(part: str, item: Any) -> None:
    found = list(value_problems([item] * 3, parse_type(f"list[{union(part, 5)}]")))
    assert [problem.path for problem in found] == [(0,), (1,), (2,)]


def union(part: str, size: int) -> str:
    return " | ".join(part.format(number) for number in range(size))


def work_for(text: str, item: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a value is held against types to find all that is wrong with many items."""
    wanted, calls, original = parse_type(f"list[{text}]"), 0, Candidates.of

    def counted(self: Candidates, value: Any, *, in_literal: bool = False) -> int:
        nonlocal calls
        calls += 1
        return original(self, value, in_literal=in_literal)

    with monkeypatch.context() as patch:
        patch.setattr(Candidates, "of", counted)
        assert len(list(value_problems([item] * ITEMS, wanted))) == ITEMS
    assert calls >= ITEMS
    return calls


def test_whole_list_must_be_of_one_part() -> None:
    wanted = parse_type("list[int] | list[str] | tuple[int, str]")
    assert fits([1, 2, 3], wanted)
    assert fits(["a", "b", "c"], wanted)
    assert fits([1, "a"], wanted)
    assert not fits(["a", 1], wanted)
    assert not fits([1, "a", 1], wanted)
