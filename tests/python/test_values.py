"""Python objects become values and come back (clauses VAL-1 to VAL-5)."""

import base64
import collections
import dataclasses
import enum
import json
import math
import os
import pickle
import sys
import types
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.python.errors import MalformedValueError, UnserialisableError
from dflow_graph.python.values import Opaque, Verbatim, from_value, to_value
from dflow_graph.types.tags import tagged_problems
from tests.python.types_of_values import VALUES


class Mode(enum.Enum):
    FAST = "quick"


@dataclasses.dataclass(frozen=True)
class Settings:
    steps: int
    extra: Any = None


class Slotted:
    __slots__ = ("size",)

    def __init__(self, size):
        self.size = size

    def __eq__(self, other):
        return other.size == self.size

    __hash__ = None


class Linked:
    def __init__(self):
        self.self = self


class Counted(dict):
    pass


class Point(NamedTuple):
    x: int
    y: int


HERE = __name__


def tagged(kind, **fields):
    return {"$value": {"kind": kind, **fields}}


def opaque(name, data, codec="state"):
    return tagged("opaque", codec=codec, **{"class": name}, data=data)


CASES = [
    ("{{inputs.parameters.x}}", "{{inputs.parameters.x}}"),
    ((1, "a"), tagged("tuple", items=[1, "a"])),
    (Point(1, 2), tagged("tuple", items=[1, 2])),
    ({2, 1}, tagged("set", items=[1, 2])),
    ({1: "a"}, tagged("dict", items=[[1, "a"]])),
    ({(1, 2): 3}, tagged("dict", items=[[tagged("tuple", items=[1, 2]), 3]])),
    ({"$value": 1}, tagged("literal", value={"$value": 1})),
    ({"$value": (1,)}, tagged("dict", items=[["$value", tagged("tuple", items=[1])]])),
    (b"ab", tagged("bytes", base64="YWI=")),
    (2**53, tagged("int", decimal="9007199254740992")),
    (-math.inf, tagged("float", name="-inf")),
    (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    (collections.deque([1]), [1]),
    (Path("a/b"), opaque("pathlib.Path", "a/b")),
    (Mode.FAST, opaque(f"{HERE}.Mode", "FAST")),
    (
        Settings(1, (2,)),
        opaque(f"{HERE}.Settings", {"steps": 1, "extra": tagged("tuple", items=[2])}),
    ),
    (Slotted(3), opaque(f"{HERE}.Slotted", {"size": 3})),
]


@pytest.mark.parametrize(("value", "data"), CASES, ids=[type(value).__name__ for value, _ in CASES])
def test_a_value_is_written_readably_and_comes_back(value, data):
    written = to_value(value)
    assert written == data
    assert list(tagged_problems(written)) == []
    found = from_value(written, allow_opaque=True)
    assert found == (list(value) if isinstance(value, collections.deque) else value)


def test_not_a_number_comes_back_as_itself():
    assert math.isnan(from_value(to_value([math.nan]))[0])


@pytest.mark.parametrize("value", [Fraction(1, 3), Counted(a=1), 1j, range(3), int])
def test_an_object_with_a_form_of_its_own_is_pickled(value):
    written = to_value(value)
    assert written["$value"]["codec"] == "pickle+base64"
    assert from_value(written, allow_opaque=True) == value


def test_an_object_that_holds_itself_is_pickled():
    found = from_value(to_value(Linked()), allow_opaque=True)
    assert found.self is found


_DATA = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary()
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner),
        st.sets(st.one_of(st.text(), st.integers(), st.binary())),
    ),
    max_leaves=12,
)


@given(_DATA)
def test_data_come_back_as_they_were(value):
    written = to_value(value)
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert list(tagged_problems(written)) == []
    assert from_value(written) == value


@given(VALUES)
def test_a_value_that_is_read_is_written_as_a_value_that_reads_the_same(value):
    try:
        written = to_value(from_value(value))
    except MalformedValueError:
        return
    assert to_value(from_value(written)) == written


def test_a_literal_is_written_where_the_caller_says_so():
    assert to_value(Verbatim("{{.State}}")) == tagged("literal", value="{{.State}}")
    assert from_value(tagged("literal", value={"$value": [1]})) == {"$value": [1]}


def test_what_is_written_shares_nothing_with_what_was_given():
    inner: dict = {"a": [1]}
    written = to_value(inner)
    written["a"].append(2)
    from_value({"x": inner})["x"]["a"].append(3)
    assert inner == {"a": [1]}


def test_a_set_is_written_in_the_order_of_its_items():
    names = [f"n{number:02}" for number in range(50)]
    assert to_value(set(names)) == tagged("set", items=names)


_DEEP: list = []
for _ in range(5000):
    _DEEP = [_DEEP]
_ENDLESS: list = []
_ENDLESS.append(_ENDLESS)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, lambda: 1]}, "the value at ['a'][1], of the class builtins.function"),
        (Settings(1, {"f": lambda: 1}), "the value at .extra['f'], of the class builtins.function"),
        (_DEEP, "more than 100 levels deep"),
        (
            _ENDLESS,
            "the value at [0], of the class builtins.list, cannot be written: it holds itself",
        ),
        ({"a": "\ud800"}, "the value at ['a'], of the class str, cannot be written: it holds half"),
        ({"\ud800": 1}, "it holds half of a character"),
        (types.new_class("Local")(), "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_named_with_its_place(value, message):
    with pytest.raises(UnserialisableError) as caught:
        to_value(value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (tagged("sett", items=[]), "not a value at ['$value']: a tagged value has a `kind`"),
        ({"a": [tagged("bytes", base64="a")]}, "not a value at ['a'][0]['$value']: `base64`"),
        ({"$value": 5}, "a tagged value has a `kind`, not `None`"),
        (tagged("set", items=[1], more=2), "a tagged value of the kind `set` has `items`"),
        (tagged("set", items=[1, True]), "two items of a set are equal in Python"),
        (tagged("set", items=[{}]), "have to be hashable in Python"),
        (tagged("dict", items=[1]), "each item is a key and a value"),
        (tagged("dict", items=[[{}, 1]]), "have to be hashable in Python"),
        (tagged("tuple", items=5), "`items` is a list"),
        (tagged("int", decimal="01"), "`decimal` has digits"),
        (tagged("int", decimal="9" * 10_000), "more digits than Python reads"),
        (tagged("float", name="one"), "`name` is `nan`"),
        (tagged("opaque", codec=1, data=1, **{"class": "a"}), "`codec` and `class` are texts"),
        (_DEEP, "more than 100 levels deep"),
        (math.nan, "JSON has no form for float"),
        ({1: 2}, "the keys of an object are texts"),
        (object(), "JSON has no form for object"),
    ],
)
def test_data_that_are_no_value_are_refused_with_their_place(data, message):
    with pytest.raises(MalformedValueError) as caught:
        from_value(data)
    assert message in str(caught.value)


class Trap:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_an_opaque_value_is_carried_and_never_decoded_unasked(tmp_path):
    data = base64.b64encode(pickle.dumps(Trap(str(tmp_path / "trap")))).decode()
    written = {"x": [opaque("a.Trap", data, "pickle+base64")]}
    found = from_value(written)
    assert isinstance(found["x"][0], Opaque)
    assert to_value(found) == written
    assert not (tmp_path / "trap").exists()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (opaque("a.B", {}, "yaml"), "nothing here decodes the codec `yaml`"),
        (opaque("a.B", {"py/object": "a.B"}, "jsonpickle"), "`a.B` cannot be made"),
        (opaque("no.such.Class", {}), "`no.such.Class` cannot be made"),
        (opaque(f"{HERE}.Settings", 5), "cannot be made"),
        (opaque("a.B", "no base64", "pickle+base64"), "cannot be made"),
        (opaque("a.B", "YQ==", "pickle+base64"), "cannot be made"),
    ],
)
def test_an_opaque_value_that_cannot_be_decoded_is_named(written, message):
    with pytest.raises(MalformedValueError) as caught:
        from_value([written], allow_opaque=True)
    assert message in str(caught.value)
    assert "[0]" in str(caught.value)


def test_what_jsonpickle_wrote_is_decoded_with_the_modules_of_the_caller():
    """As graphs of pydflow have it: objects with their own reduction, keys that are no texts."""
    module = types.ModuleType("__main__")
    exec(
        "class Grid:\n    def __setstate__(self, state):\n        self.points = state", vars(module)
    )
    data = {"py/object": "__main__.Grid", "py/state": {"json://1": {"py/tuple": [1, 2]}}}
    written = opaque("__main__.Grid", data, "jsonpickle")
    found = from_value(written, allow_opaque=True, modules={"__main__": module})
    assert type(found) is module.Grid
    assert found.points == {1: (1, 2)}
    day = {"py/object": "datetime.date", "__reduce__": [{"py/type": "datetime.date"}, ["B+gBAg=="]]}
    assert from_value(opaque("datetime.date", day, "jsonpickle"), allow_opaque=True) == date(
        2024, 1, 2
    )


def test_without_jsonpickle_the_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jsonpickle", None)
    with pytest.raises(MalformedValueError, match="takes the package `jsonpickle`"):
        from_value(opaque("a.B", {}, "jsonpickle"), allow_opaque=True)


def test_classes_are_found_in_the_modules_that_the_caller_gives():
    module = types.ModuleType("anywhere")
    module.Settings = Settings
    written = opaque("__main__.Settings", {"steps": 1, "extra": None})
    found = from_value(written, allow_opaque=True, modules={"__main__": module})
    assert found == Settings(1)


class NumpyLike:
    """Stands for a scalar of numpy, which the library knows by name alone."""

    def __init__(self, item):
        self._item = item

    def item(self):
        return self._item


_GENERIC = type("generic", (NumpyLike,), {"__module__": "numpy"})


@pytest.mark.parametrize("item", [3, 0.5, True, "a"])
def test_a_scalar_of_numpy_is_a_scalar(item):
    assert to_value(type("some_scalar", (_GENERIC,), {})(item)) == item
