"""TYP-3 and TYP-7: what may be given where something else is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.types.artifacts import parse_artifact_type
from dflow_graph.types.assign import (
    Verdict,
    artifact_verdict,
    assignable,
    assignable_artifacts,
    verdict,
    why_not,
)
from dflow_graph.types.grammar import parse_type
from dflow_graph.types.nodes import ScalarType, Type
from dflow_graph.types.values import fits
from tests.types.strategies import law, types, values

VERDICTS = {"n": Verdict.NO, "?": Verdict.UNSURE, "Y": Verdict.YES}
# Given type to its verdicts for each of these types, in this order, as the wanted one.
TABLE = {
    "any": "YYYYYYYYYYYYYYYYYYYYYYYYYY",
    "none": "YYnnnnnnnnnnnnnnnnnnnnnYYn",
    "bool": "YnYnnnnnnnnnnnnnnnnnnnnnnn",
    "int": "YnnYYnnnnnnnnnnnnnnnnnnYYY",
    "float": "YnnnYnnnnnnnnnnnnnnnnnnnYn",
    "str": "YnnnnYnnnnnnnnnnnnnnnnnnYn",
    "bytes": "YnnnnnYnnnnnnnnnnnnnnnnnnn",
    "list[int]": "YnnnnnnYYYnnnnnnnnnnnnnnnY",
    "list[float]": "YnnnnnnnYYnnnnnnnnnnnnnnnn",
    "list[any]": "YnnnnnnYYYnnnnnnnnnnnnnnnY",
    "set[int]": "YnnnnnnnnnYnnnnnnnnnnnnnnn",
    "dict[str, int]": "YnnnnnnnnnnYYYnnnnnnnnnnnn",
    "dict[str, float | none]": "YnnnnnnnnnnnYYnnnnnnnnnnnn",
    "dict[any, any]": "YnnnnnnnnnnYYYnnnnnnnnnnnn",
    "tuple[()]": "YnnnnnnnnnnnnnYnYYnnnnnnnn",
    "tuple[int, str]": "YnnnnnnnnnnnnnnYnYnnnnnnnn",
    "tuple[int, ...]": "YnnnnnnnnnnnnnnnYYnnnnnnnn",
    "tuple[float | str, ...]": "YnnnnnnnnnnnnnnnnYnnnnnnnn",
    "literal[1, 2]": "YnnYYnnnnnnnnnnnnnYnnnnYYY",
    "literal[1]": "YnnYYnnnnnnnnnnnnnYYnnnYYY",
    "literal['a', none]": "YnnnnnnnnnnnnnnnnnnnYnnnYn",
    "object[a.A]": "YnnnnnnnnnnnnnnnnnnnnY?nnn",
    "object[b.B]": "Ynnnnnnnnnnnnnnnnnnnn?Ynnn",
    "int | none": "YnnnnnnnnnnnnnnnnnnnnnnYYn",
    "float | str | none": "YnnnnnnnnnnnnnnnnnnnnnnnYn",
    "list[int] | int": "YnnnnnnnnnnnnnnnnnnnnnnnnY",
}
PAIRS = [
    (given_type, wanted, VERDICTS[letter])
    for given_type, row in TABLE.items()
    for wanted, letter in zip(TABLE, row, strict=True)
]


@pytest.mark.parametrize(("given_type", "wanted", "expected"), PAIRS)
def test_typ3_verdict(given_type: str, wanted: str, expected: Verdict) -> None:
    pair = parse_type(given_type), parse_type(wanted)
    assert verdict(*pair) is expected
    assert assignable(*pair) is (expected is not Verdict.NO)
    assert bool(why_not(*pair)) is (expected is not Verdict.YES)


def test_table_is_square() -> None:
    assert {len(row) for row in TABLE.values()} == {len(TABLE)}


@pytest.mark.parametrize(
    ("given_type", "wanted", "reason"),
    [
        ("list[str]", "list[int]", "list item: str is no int"),
        ("list[str]", "list[int] | none", "list item: str is no int"),
        ("set[str]", "set[int]", "set item: str is no int"),
        ("dict[str, list[str]]", "dict[str, list[int]]", "dict value: list item: str is no int"),
        ("dict[int, str]", "dict[str, str]", "dict key: int is no str"),
        ("tuple[int, str]", "tuple[int, int]", "tuple item 1: str is no int"),
        ("tuple[str, ...]", "tuple[int, ...]", "tuple item: str is no int"),
        ("tuple[int]", "tuple[int, int]", "a tuple of 1 is no tuple of 2"),
        ("list[int]", "int", "list[int] is no int"),
        ("int | str", "int", "str is no int"),
        ("str", "int | none", "str is not among int, none"),
        ("list[int]", "list[str] | list[none]", "list[int] is not among list[str], list[none]"),
        ("literal['a', 1]", "int", "'a' is no int"),
        ("literal[1, 7]", "literal[1, 2, 3, 4, 5, 6]", "7 is not among 1, 2, 3, 4 and 2 more"),
        ("str", "literal['a']", "str may be another value than 'a'"),
        ("object[a.A]", "object[b.B]", "object[a.A] may be another class than object[b.B]"),
        ("list[object[a.A]]", "list[object[b.B]]", "list item: object[a.A] may be another class"),
    ],
)
def test_reason_names_the_path_inside_of_the_type(
    given_type: str, wanted: str, reason: str
) -> None:
    assert why_not(parse_type(given_type), parse_type(wanted)).startswith(reason)


@law
@given(types())
def test_typ3_every_type_is_assignable_to_itself(made: Type) -> None:
    assert verdict(made, parse_type(str(made))) is Verdict.YES
    assert not why_not(made, made)


@law
@given(types())
def test_typ3_any_is_assignable_to_and_from_every_type(made: Type) -> None:
    other_any = ScalarType("any")
    assert verdict(made, other_any) is verdict(other_any, made) is Verdict.YES


def related(made: Type) -> st.SearchStrategy[Type]:
    return st.one_of(
        types(with_any=False),
        types(with_any=False).map(lambda other: parse_type(f"{made} | {other}")),
        st.just(parse_type(str(made).replace("int", "float"))),
        st.just(parse_type(f"{made} | none")),
    )


@law
@given(st.data())
def test_assignability_is_transitive(data: st.DataObject) -> None:
    first = data.draw(types(with_any=False))
    second = data.draw(related(first))
    third = data.draw(related(second))
    if assignable(first, second) and assignable(second, third):
        assert assignable(first, third)
    worst = min(verdict(first, second), verdict(second, third))
    assert worst is not Verdict.YES or verdict(first, third) is Verdict.YES


@law
@given(st.data())
def test_a_value_of_an_assignable_type_is_of_the_wanted_type(data: st.DataObject) -> None:
    first = data.draw(types(with_any=False))
    second = data.draw(related(first))
    made = values(first)
    if verdict(first, second) is Verdict.YES and not made.is_empty:
        assert fits(data.draw(made), second)


@law
@given(types(), types())
def test_reason_is_given_where_the_verdict_is_not_yes(first: Type, second: Type) -> None:
    assert bool(why_not(first, second)) is (verdict(first, second) is not Verdict.YES)


ARTIFACT_TYPES = ["path", "str", "list[path]", "dict[str, path]", "nested_dict[path]"]


@pytest.mark.parametrize("wanted", [*ARTIFACT_TYPES, "hdf5_datasets | path"])
@pytest.mark.parametrize("given_type", [*ARTIFACT_TYPES, "hdf5_datasets", "hdf5_datasets | path"])
def test_typ7_any_artifact_may_be_given_for_any_other(given_type: str, wanted: str) -> None:
    pair = parse_artifact_type(given_type), parse_artifact_type(wanted)
    assert assignable_artifacts(*pair)
    assert artifact_verdict(*pair) is Verdict.YES


def test_typ7_nothing_promises_hdf5_files_but_their_type() -> None:
    path, both, hdf5 = map(parse_artifact_type, ("path", "path | hdf5_datasets", "hdf5_datasets"))
    assert assignable_artifacts(path, hdf5)
    assert artifact_verdict(path, hdf5) is Verdict.UNSURE
    assert artifact_verdict(both, hdf5) is Verdict.YES
    assert artifact_verdict(hdf5, hdf5) is Verdict.YES
