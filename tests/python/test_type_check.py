"""Values are held against types at run time as validators hold JSON (clauses TYP-2, OP-11)."""

import collections
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import (
    Any,
    Literal,
    NamedTuple,
    Optional,
    TypedDict,
    Union,
)

import pytest
from hypothesis import given, settings

from dflow_graph.python.artifact_kinds import HDF5Datasets, NestedDict
from dflow_graph.python.conversion import converted
from dflow_graph.python.errors import MalformedValueError, PortError
from dflow_graph.python.type_check import check_artifact, check_value, conforms
from dflow_graph.python.values import Opaque, from_value
from dflow_graph.types.grammar import parse_type
from dflow_graph.types.tags import tagged_problems
from dflow_graph.types.values import fits
from tests.python.types_of_values import TYPES, VALUES


class Mode(enum.Enum):
    FAST = 1


class Point(NamedTuple):
    x: int
    y: float


class Options(TypedDict, total=False):
    name: str
    inner: "Options"


class Strict(TypedDict):
    name: str


class Model:
    pass


OtherName = Model
HERE = __name__


@settings(max_examples=500)
@given(TYPES, VALUES)
def test_the_run_time_and_the_validator_agree(text, value):
    """A value that is no template MUST be valid for the JSON Schema of its port's type."""
    try:
        arrived = from_value(value)
    except MalformedValueError as error:
        reason = str(error)
    else:
        reason = ""
    # Python has no set, and no keys, of what cannot be compared or is equal there.
    if reason:
        assert list(tagged_problems(value)) or "in Python" in reason
        return
    assert conforms(converted(arrived, text), text) == fits(value, parse_type(text))


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        ([1, 2], list[int]),
        ((1, 2), Sequence[int]),
        (range(3), Sequence[int]),
        (collections.deque([1]), collections.deque),
        ({1}, set[int]),
        (frozenset({1}), set[int]),
        ({"a": [1]}, dict[str, list[int]]),
        ((1, "a"), tuple[int, str]),
        ((), tuple[()]),
        (None, Optional[int]),
        (3, Union[int, str]),
        (1, float),
        ("a", Literal["a", "b"]),
        (Point(1, 2.0), Point),
        ({"name": "a", "inner": {"inner": {}}}, Options),
        (Mode.FAST, Mode),
        (Model(), f"object[{HERE}.Model]"),
        (Model(), f"object[{HERE}.OtherName]"),
        (Opaque("state", "a.B", {}), "object[a.B]"),
        (int, type),
        (print, Any),
        (b"x", "bytes"),
    ],
)
def test_a_value_of_its_type_passes(value, annotation):
    check_value("port", value, annotation)


@pytest.mark.parametrize(
    ("value", "annotation", "message"),
    [
        (True, int, "port `p`: expected int, found bool: True"),
        (1, bool, "port `p`: expected bool, found int: 1"),
        (True, float, "port `p`: expected float, found bool: True"),
        ([1, "2"], list[int], "port `p` at [1]: expected int, found str: '2'"),
        ([None], list[int], "port `p` at [0]: expected int, found None"),
        ((1,), list[int], "port `p`: expected list[int], found tuple: (1,)"),
        ("ab", Sequence[str], "port `p`: expected list[str], found str: 'ab'"),
        (
            {"a": {"b": 1}},
            dict[str, dict[str, str]],
            "port `p` at ['a']['b']: expected str, found int: 1",
        ),
        ({1: 2}, dict[str, int], "port `p` at [1]: expected a key of the type str, found int: 1"),
        ((1, 2), tuple[int], "expected tuple[int] with 1 item, found tuple: (1, 2)"),
        (
            [[1], ["a"]],
            Optional[list[list[int]]],
            "port `p` at [1][0]: expected int, found str: 'a'",
        ),
        ("x", Union[int, list[int]], "port `p`: expected int | list[int], found str: 'x'"),
        ("c", Literal["a", "b"], "port `p`: expected literal['a', 'b'], found str: 'c'"),
        (True, Literal[1], "port `p`: expected literal[1], found bool: True"),
        (Point(1, "y"), Point, "port `p` at .y: expected float, found str: 'y'"),
        ((1, 2.0), Point, f"expected {HERE}.Point, found tuple"),
        ({}, Strict, f"expected {HERE}.Strict with the key 'name', found dict"),
        ({"nam": "a"}, Strict, "with the key 'name'"),
        (
            {"name": "a", "x": 1},
            Strict,
            "port `p` at ['x']: expected no key but 'name', found int: 1",
        ),
        (
            {"inner": {"name": 5}},
            Options,
            "port `p` at ['inner']['name']: expected str, found int: 5",
        ),
        (str, type[int], "port `p`: expected object[builtins.type], found type"),
        (5, Model, f"port `p`: expected object[{HERE}.Model], found int: 5"),
        (5, "object[not.imported]", "port `p`: expected object[not.imported], found int: 5"),
    ],
)
def test_a_value_of_another_type_is_named_with_its_place(value, annotation, message):
    with pytest.raises(PortError) as caught:
        check_value("p", value, annotation)
    assert message in str(caught.value)
    assert isinstance(caught.value, TypeError)


def test_none_is_accepted_at_every_port():
    check_value("p", None, int)
    check_artifact("p", None, list[Path])


def test_a_long_value_is_shown_short():
    with pytest.raises(PortError) as caught:
        check_value("p", {"a": ["x" * 10_000] * 10_000}, int)
    assert len(str(caught.value)) < 160


class Angry:
    def __repr__(self):
        raise RuntimeError("no repr")


def test_a_value_that_cannot_be_shown_is_still_named():
    with pytest.raises(PortError, match="Angry"):
        check_value("p", Angry(), int)


def test_a_value_that_holds_itself_ends_in_a_plain_error():
    endless: Any = {"name": "a"}
    endless["inner"] = endless
    with pytest.raises(PortError, match="at most 100 levels"):
        check_value("p", endless, Options)
    assert converted(endless, Options)["name"] == "a"
    nested: Any = []
    nested.append(nested)
    with pytest.raises(PortError, match=r"at \[0\]\[0\]\[0\]: expected at most 100 levels"):
        check_artifact("p", nested, NestedDict[Path])


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        ([1, 2], tuple[int, int], (1, 2)),
        ([1, 2], set[int], {1, 2}),
        ([1, 1], set[int], [1, 1]),
        ([[1, 2]], list[tuple[int, int]], [(1, 2)]),
        ([1, 2.5], Point, Point(1, 2.5)),
        (2.0, int, 2),
        ({"a": [1]}, dict[str, set[int]], {"a": {1}}),
        ([1], Optional[set[int]], {1}),
        ([1], Union[list[int], set[int]], [1]),
        ((1, 2), Sequence[int], [1, 2]),
        ([1, 2], list[int], [1, 2]),
        ("a", tuple[int], "a"),
        (5, Options, 5),
        ({"inner": {"inner": {}}}, Options, {"inner": {"inner": {}}}),
        ([1, 2, 3], tuple[int, int], (1, 2, 3)),
        ([[1, 2.5]], set[Point], {Point(1, 2.5)}),
    ],
)
def test_a_value_becomes_what_its_type_says(value, annotation, expected):
    found = converted(value, annotation)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        (Path("a"), Path),
        ("a", str),
        ([Path("a"), None], list[Path]),
        ({Path("a")}, set[Path]),
        ({"x": Path("a")}, dict[str, Path]),
        ({"x": {"y": [Path("a"), None]}}, NestedDict[Path]),
        ([Path("a")], Union[list[Path], HDF5Datasets]),
        ({"x": 1}, HDF5Datasets),
        ("a", "str"),
    ],
)
def test_an_artifact_of_its_type_passes(value, annotation):
    check_artifact("p", value, annotation)


@pytest.mark.parametrize(
    ("value", "annotation", "message"),
    [
        ("a", Path, "port `p`: expected pathlib.Path, found str: 'a'"),
        (["a"], list[Path], "port `p` at [0]: expected pathlib.Path, found str: 'a'"),
        ([Path("a")], dict[str, Path], "port `p`: expected dict[str, path], found list"),
        (
            {"x": {"y": 5}},
            NestedDict[str],
            "port `p` at ['x']['y']: expected dict, list or str, found int: 5",
        ),
        (Path("a"), NestedDict[Path], "port `p`: expected dict or list"),
    ],
)
def test_an_artifact_of_another_type_is_named_with_its_place(value, annotation, message):
    with pytest.raises(PortError) as caught:
        check_artifact("p", value, annotation)
    assert message in str(caught.value)
