"""Near misses: their distance is what CONF-7 says, whatever way it is computed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.expr.check import near_functions
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.near_names import closest_names, distance, names_by_distance
from dflow_graph.passes.finding import near_misses
from dflow_graph.passes.run import _MOST_FUNCTIONS, Run
from tests.passes.graphs import call, graph

SMALL = build_index(Workflow.from_dict(graph([call("make", "make")])))
words = st.text("abc", max_size=9)


def by_the_book(first: str, second: str) -> int:
    """The same distance by its definition: a table of all beginnings."""
    table = [[max(i, j) for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i, a in enumerate(first, 1):
        for j, b in enumerate(second, 1):
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a != b)
            )
            if min(i, j) > 1 and a == second[j - 2] and first[i - 2] == b:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@settings(max_examples=400, deadline=None)
@given(words, words)
def test_distance_is_that_of_optimal_string_alignment(first: str, second: str) -> None:
    """CONF-7: the fewest changes that make one of the other, where nothing is changed twice."""
    assert distance(first, second) == by_the_book(first, second)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=5))
def test_closest_names_do_not_depend_on_the_order_of_the_others(
    name: str, known: list[str]
) -> None:
    """DOC-9: the order of the members of an object does not matter."""
    assert sorted(closest_names(name, known)) == sorted(closest_names(name, known[::-1]))


def test_nothing_is_changed_twice() -> None:
    assert distance("ca", "abc") == 3  # 2 if an exchange could be torn apart


def test_case_hyphens_and_underscores_do_not_count() -> None:
    assert names_by_distance("Group-Size", ["group_size", "GROUPSIZE"]) == [
        (0, "group_size"),
        (0, "GROUPSIZE"),
    ]


def test_other_letters_count() -> None:
    assert names_by_distance("box", ["bo", "b[x"]) == [(1, "bo"), (1, "b[x")]


def test_names_longer_than_a_hundred_letters_are_near_to_none() -> None:
    name, longer = "a" * 100, "a" * 101
    assert names_by_distance(name, ["a" * 99 + "b"]) == [(1, "a" * 99 + "b")]
    assert names_by_distance(name, [longer]) == names_by_distance(longer, [name]) == []


def test_name_is_near_up_to_a_third_of_the_longer_one() -> None:
    assert closest_names("ab", ["ax"]) == []
    assert closest_names("abc", ["abx"]) == ["abx"]
    assert closest_names("abcde", ["abxye"]) == []
    assert closest_names("abcdef", ["abxyef"]) == ["abxyef"]


def test_letters_beyond_ascii_have_no_case() -> None:
    assert closest_names("Öl", ["öl"]) == []


def test_names_of_more_than_100_characters_have_no_near_misses() -> None:
    long = "a" * 101
    assert closest_names(long, ["a" * 100]) == []
    assert closest_names("a" * 100, [long, "a" * 99]) == ["a" * 99]


def test_closest_names_are_all_at_the_smallest_distance() -> None:
    assert closest_names("count", ["county", "counts", "cunt", "amount"]) == [
        "county",
        "counts",
        "cunt",
    ]


def test_near_misses_of_very_many_names_are_those_of_about_the_same_length() -> None:
    known = [f"{'x' * 20}{n}" for n in range(400)]
    assert near_misses("count", [*known, "counts"]) == ["counts"]


@pytest.mark.parametrize(
    "known", ["atrain", "rain", "trains", "trai", "traiX", "trXin", "trian", "tr-ain"]
)
def test_among_many_names_one_slip_is_explained(known: str) -> None:
    found = Run(SMALL).near_misses("train", [known.lower(), *MANY])
    assert found == [known.lower()]


MANY = [f"other-{n}" for n in range(300)]


def test_among_more_than_300_names_two_slips_are_not() -> None:
    assert Run(SMALL).near_misses("train-model", ["trian-modle", *MANY[:299]]) == ["trian-modle"]
    assert Run(SMALL).near_misses("train-model", ["trian-modle", *MANY]) == []


def test_among_many_names_a_long_one_is_not_looked_for() -> None:
    run = Run(SMALL)
    assert run.near_misses("a" * 100, ["a" * 99, *MANY]) == ["a" * 99]
    assert run.near_misses("a" * 101, ["a" * 100, *MANY]) == []


@pytest.mark.parametrize(("number", "times"), [(200, 100), (301, 1_000)])
def test_looking_ends_after_so_many_names(number: int, times: int) -> None:
    """CONF-8: after 20,000 comparisons a validator MAY cease to look for near misses."""
    run, names = Run(SMALL), ["train", *MANY][:number]
    assert [run.near_misses("trian", names) for _ in range(times + 1)] == [["train"]] * times + [[]]


def test_among_many_names_five_are_told() -> None:
    names = [*(f"train{letter}" for letter in "abcdefg"), *MANY]
    assert len(Run(SMALL).near_misses("train", names)) == 5


def test_functions_that_were_meant_are_looked_for_for_a_while() -> None:
    run = Run(SMALL)
    assert run.near_functions("asInte") == near_functions("asInte") != ()
    for number in range(_MOST_FUNCTIONS - 1):
        run.near_functions(f"f{number}")
    assert run.near_functions("asFloatt") == ()
    assert run.near_functions("asInte") != (), "what was found is known"
