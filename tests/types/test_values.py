"""TYP-2, VAL-2, VAL-3 and PAR-1: which values are of a type, and where one is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from dflow_graph.types.grammar import parse_type
from dflow_graph.types.json_schema import type_schema
from dflow_graph.types.nodes import Type
from dflow_graph.types.problems import equality_key, shown
from dflow_graph.types.tags import FIELDS
from dflow_graph.types.values import fits, tagged_problems, value_problems
from tests.types.strategies import JSON, law, nearly, tag, types, values, without_templates


def _unique(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Any:
    # jsonschema's own check overlooks some equal items: it compares neighbours after sorting, and
    # Python sorts `[1]`, `[true]`, `[1]` as they stand.
    if wanted and isinstance(instance, list):
        pairs = ((a, b) for i, a in enumerate(instance) for b in instance[:i])
        if any(_same(a, b) for a, b in pairs):
            yield ValidationError("has equal items")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


Judge = extend(Draft202012Validator, {"uniqueItems": _unique})

OK = [
    (None, "none"),
    (True, "bool"),
    (3, "int"),
    (3.0, "int"),
    (3, "float"),
    (1.5, "float"),
    ("", "str"),
    (tag("bytes", base64="AA=="), "bytes"),
    (tag("int", decimal="123456789012345678901234567890"), "int"),
    (tag("int", decimal="-5"), "float"),
    (tag("float", name="nan"), "float"),
    ([1, 2], "list[int]"),
    ([], "list[int]"),
    ([1, "a"], "tuple[int, str]"),
    ([], "tuple[()]"),
    (tag("tuple", items=[]), "tuple[()]"),
    (tag("tuple", items=[1, 2]), "tuple[int, ...]"),
    ([1, 2], "set[int]"),
    ([1, True], "set[int | bool]"),
    (tag("set", items=["a"]), "set[str]"),
    ({"a": 1}, "dict[str, int]"),
    ({"a": 1}, "dict[any, int]"),
    ({"a": 1}, "dict[literal['a'], int]"),
    ({}, "dict[int, int]"),
    (tag("dict", items=[[1, 2]]), "dict[int, int]"),
    (tag("dict", items=[["a", 2]]), "dict[str, int]"),
    (1, "literal[1, 'a']"),
    (1.0, "literal[1]"),
    (None, "literal[none]"),
    (tag("opaque", codec="jsonpickle", data={}, **{"class": "a.B"}), "object[c.D]"),
    (None, "int | none"),
    (tag("literal", value=[1]), "list[int]"),
    (tag("literal", value={"$value": 1}), "dict[str, int]"),
    (tag("literal", value="{{x}}"), "str"),
    (tag("literal", value=1, extensions={"a": 1}), "int"),
    ("{{inputs.parameters.x}}", "int"),
    (["{{x}}", 1], "list[int]"),
    ({"a": "x-{{item}}"}, "dict[str, bool]"),
    (tag("nonsense"), "any"),
    ({"$value": 1, "b": 2}, "dict[str, int]"),
]


@pytest.mark.parametrize(("value", "text"), OK)
def test_typ2_value_is_of_its_type(value: Any, text: str) -> None:
    assert fits(value, parse_type(text))
    assert not list(value_problems(value, parse_type(text)))


# Value, type, and for each problem its path, what is found, and the hint's beginning.
BAD = [
    (1, "none", [((), "the number 1", "")]),
    (0, "bool", [((), "the number 0", "")]),
    (True, "int", [((), "true", "")]),
    (1.5, "int", [((), "the number 1.5", "")]),
    (False, "float", [((), "false", "")]),
    ("12", "int", [((), "the text `12`", "Write `12` without quotes.")]),
    ("True", "bool", [((), "the text `True`", "Write `true` without quotes.")]),
    ("[1]", "list[int]", [((), "the text `[1]`", "Write `[1]` without quotes.")]),
    ("twelve", "int", [((), "the text `twelve`", "")]),
    (5, "str", [((), "the number 5", "Put it in quotes.")]),
    ("abc", "bytes", [((), "the text `abc`", "Write bytes as")]),
    ("abc", "object[a.B]", [((), "the text `abc`", "Write the object as")]),
    ([1, "a", "b"], "list[int]", [((1,), "the text `a`", ""), ((2,), "the text `b`", "")]),
    ([[1, None]], "list[list[int]] | none", [((0, 1), "null", "")]),
    ({"a": [1, {}]}, "dict[str, list[int]]", [(("a", 1), "an object", "")]),
    ([1, 1.0], "set[int]", [((1,), "the number 1.0 again", "")]),
    (tag("set", items=[1, 1]), "set[int]", [(("$value", "items", 1), "the number 1 again", "")]),
    ([1], "tuple[int, int]", [((), "a list of 1", "")]),
    ([1, "a"], "tuple[int, int]", [((1,), "the text `a`", "")]),
    (tag("tuple", items=[""]), "tuple[int, ...]", [(("$value", "items", 0), "the text ``", "")]),
    (tag("tuple", items=[1]), "list[int]", [((), "a tagged value of the kind `tuple`", "")]),
    ({"1": 2}, "dict[int, int]", [((), "an object", 'Write `{"$value": {"kind": "dict"')]),
    ({"c": 1}, "dict[literal['a'], int]", [(("c",), "the name `c`", "")]),
    (
        tag("dict", items=[["a", "b"]]),
        "dict[int, int]",
        [
            (("$value", "items", 0, 0), "the text `a`", ""),
            (("$value", "items", 0, 1), "the text `b`", ""),
        ],
    ),
    (True, "literal[1]", [((), "true", "")]),
    ([1], "literal[1]", [((), "a list", "")]),
    ("1", "literal[1]", [((), "the text `1`", "Write `1` without quotes.")]),
    ([1], "list[str] | list[none]", [((), "a list", "")]),
    (
        tag("literal", value=["{{x}}"]),
        "list[int]",
        [(("$value", "value", 0), "the text `{{x}}`", "")],
    ),
    (
        tag("literal", value=tag("int", decimal="1")),
        "int",
        [(("$value", "value"), "an object", "")],
    ),
    (
        tag("literal", value=tag("bytes", base64="")),
        "bytes",
        [(("$value", "value"), "an object", "")],
    ),
    (tag("int", decimal="1\n"), "int", [((), "a tagged value of the kind `int`", "")]),
    (tag("int", decimal="1", x=1), "int", [((), "a tagged value of the kind `int`", "")]),
    ({"$value": 5}, "dict[str, int]", [((), "an object", "")]),
    (tag("dict", items=[[1]]), "dict[int, int]", [((), "a tagged value of the kind `dict`", "")]),
    ({"$value": 5}, "int", [((), "an object", "")]),
    (
        tag("opaque", codec="a"),
        "object[a.B]",
        [((), "a tagged value of the kind `opaque`", "Write")],
    ),
    (tag("bytes", base64=""), "bool", [((), "a tagged value of the kind `bytes`", "")]),
]


@pytest.mark.parametrize(("value", "text", "expected"), BAD)
def test_typ2_names_each_part_that_is_not_of_its_type(
    value: Any, text: str, expected: list[Any]
) -> None:
    wanted = parse_type(text)
    found = list(value_problems(value, wanted, ("port",)))
    assert [(p.path, p.found) for p in found] == [(("port", *at), what) for at, what, _ in expected]
    for problem, (_, _, hint) in zip(found, expected, strict=True):
        assert problem.hint.startswith(hint)
        assert bool(problem.hint) is bool(hint)
        assert str(problem) == f"expected {problem.expected}, found {problem.found}"
    assert not Judge(type_schema(wanted)).is_valid(value)


def test_second_equal_item_names_the_first() -> None:
    (problem,) = value_problems(["a", "b", "a"], parse_type("set[str]"), ("x",))
    assert (problem.path, problem.first) == (("x", 2), ("x", 0))


def test_problem_of_a_name_is_at_the_key() -> None:
    (problem,) = value_problems({"c": 1}, parse_type("dict[literal['a'], int]"))
    assert problem.at_key


@law
@given(st.data())
def test_typ2_a_value_made_for_a_type_has_no_problem(data: st.DataObject) -> None:
    wanted = data.draw(types())
    made = values(wanted)
    assume(not made.is_empty)
    value = data.draw(made)
    assert fits(value, wanted)
    assert Judge(type_schema(wanted)).is_valid(value)


@law
@given(st.data())
def test_typ2_a_value_must_be_valid_for_the_json_schema_of_its_type(data: st.DataObject) -> None:
    wanted, other = data.draw(types()), data.draw(types())
    made = data.draw(st.sampled_from([values(wanted), values(wanted), values(other)]))
    assume(not made.is_empty)
    value = data.draw(nearly(made))
    found = list(value_problems(value, wanted))
    assert fits(value, wanted) is not bool(found)
    if without_templates(value):
        assert Judge(type_schema(wanted)).is_valid(value) is not bool(found)


@law
@given(types())
def test_schema_is_a_schema(wanted: Type) -> None:
    Draft202012Validator.check_schema(type_schema(wanted))


def test_schema_grows_with_the_type_and_not_faster() -> None:
    deep = "set[tuple[dict[int, " * 10 + "int" + "], ...]]" * 10
    assert len(str(type_schema(parse_type(deep)))) < 60_000


@law
@given(JSON, JSON)
def test_equal_values_have_equal_keys_and_others_not(one: Any, other: Any) -> None:
    assert (equality_key(one) == equality_key(other)) is _same(one, other)


@pytest.mark.parametrize("depth", [60, 3_000])
def test_depth_of_a_value_does_not_matter(depth: int) -> None:
    deep: Any = 1
    for level in range(depth):
        deep = [deep] if level % 2 else {"$value": {"kind": "set", "items": [deep, 0]}}
    assert not list(tagged_problems(deep)) or depth > 100
    assert fits([deep], parse_type("set[any]"))
    assert not list(value_problems([deep, deep], parse_type("list[any]")))


# Value, and for each problem its path, clause, what was expected, and what was found.
MALFORMED = [
    ({"$value": 1}, [(("$value",), "VAL-2", "an object with a `kind`", "the number 1")]),
    ({"$value": {}}, [(("$value",), "VAL-2", "an object with a `kind`", "one without")]),
    (tag("tupel"), [(("$value", "kind"), "VAL-2", "one of `literal`,", "the text `tupel`")]),
    ({"$value": {"kind": []}}, [(("$value", "kind"), "VAL-2", "one of `literal`,", "a list")]),
    (tag("int"), [(("$value",), "VAL-3", "`decimal`", "a tagged value of the kind `int`")]),
    (
        tag("int", decimal="-0"),
        [(("$value", "decimal"), "VAL-3", "decimal digits", "the text `-0`")],
    ),
    (tag("int", decimal=1), [(("$value", "decimal"), "VAL-3", "decimal digits", "the number 1")]),
    (
        tag("int", decimal="1", x=1),
        [(("$value", "x"), "VAL-3", "`decimal` beside", "the member `x`")],
    ),
    (
        tag("int", decimal="1", extensions=1),
        [(("$value", "extensions"), "VAL-3", "an object", "the")],
    ),
    (tag("float", name="NaN"), [(("$value", "name"), "VAL-3", "`nan`, `inf`", "the text `NaN`")]),
    (tag("bytes", base64="A"), [(("$value", "base64"), "VAL-3", "base64", "the text `A`")]),
    (tag("bytes", base64="AA==\n"), [(("$value", "base64"), "VAL-3", "base64", "the text `AA==")]),
    (tag("bytes", base64="AB=="), [(("$value", "base64"), "VAL-3", "base64", "the text `AB==`")]),
    (tag("bytes", base64="{{x}}"), [(("$value", "base64"), "VAL-3", "base64", "the text `{{x}}`")]),
    (
        tag("set", items=[{"$value": 1}]),
        [(("$value", "items", 0, "$value"), "VAL-2", "an object with", "the number 1")],
    ),
    (
        tag("opaque", codec="a"),
        [
            (("$value",), "VAL-3", "`class`", "a tagged value"),
            (("$value",), "VAL-3", "`data`", "a tagged value"),
        ],
    ),
    (tag("tuple", items={}), [(("$value", "items"), "VAL-3", "a list", "an object")]),
    (tag("set", items=1), [(("$value", "items"), "VAL-3", "a list", "the number 1")]),
    (tag("dict", items=1), [(("$value", "items"), "VAL-3", "a list of pairs", "the number 1")]),
    (
        tag("set", items=[1, 1.0]),
        [(("$value", "items", 1), "VAL-3", "each item once", "the number")],
    ),
    (
        tag("set", items=["a", tag("literal", value="a")]),
        [(("$value", "items", 1), "VAL-3", "each item once", "a tagged value")],
    ),
    (
        tag("dict", items=[[1, 2], [tag("int", decimal="1"), 2], [3], 4]),
        [
            (("$value", "items", 2), "VAL-3", "a key and a value", "a list of 1"),
            (("$value", "items", 3), "VAL-3", "a key and a value", "the number 4"),
            (("$value", "items", 1, 0), "VAL-3", "each key once", "a tagged value"),
        ],
    ),
    (
        [0, {"a": [tag("tuple", items=[tag("x"), {"b": tag("y")}])]}, tag("z")],
        [
            (
                (1, "a", 0, "$value", "items", 0, "$value", "kind"),
                "VAL-2",
                "one of",
                "the text `x`",
            ),
            (
                (1, "a", 0, "$value", "items", 1, "b", "$value", "kind"),
                "VAL-2",
                "one of",
                "the text",
            ),
            ((2, "$value", "kind"), "VAL-2", "one of", "the text `z`"),
        ],
    ),
    (
        {"$value": {"kind": "int", "decimal": "1"}, "z": 1},
        [((), "VAL-2", "`$value` alone", "`z` beside it")],
    ),
]


@pytest.mark.parametrize(("value", "expected"), MALFORMED)
def test_val3_malformed_tag_is_named(value: Any, expected: list[Any]) -> None:
    found = list(tagged_problems(value))
    assert [(p.path, p.clause) for p in found] == [(at, clause) for at, clause, _, _ in expected]
    for problem, (_, _, wanted, what) in zip(found, expected, strict=True):
        assert problem.expected.startswith(wanted)
        assert problem.found.startswith(what)


@pytest.mark.parametrize(
    "value",
    [
        1,
        {"$value": 1, "x": 1},
        {"$value": {"kind": "x"}, "x": 1},
        tag("literal", value=tag("x")),
        tag("opaque", codec="a", data=tag("x"), **{"class": "b"}),
        tag("set", items=[1, True, "1", [1], tag("tuple", items=[1]), None, 0, False]),
        tag("set", items=["{{x}}", tag("literal", value="{{x}}")]),
        tag("set", items=[tag("literal", value=tag("int", decimal="1")), 1]),
        tag("set", items=[tag("int", decimal=d * 500) for d in "123"]),
        tag("int", decimal="0", extensions={"$value": tag("x")}),
    ],
)
def test_well_formed_tags_have_no_problems(value: Any) -> None:
    assert not list(tagged_problems(value))


def test_only_other_members_beside_a_tag_are_doubtful() -> None:
    stray = {"$value": {"kind": "int", "decimal": "1"}, "z": 1}
    assert [p.doubtful for p in tagged_problems(stray)] == [True]
    assert [p.doubtful for p in tagged_problems(tag("x"))] == [False]
    (near,) = tagged_problems(tag("tupel"))
    assert near.hint == "Did you mean `tuple`?"


@law
@given(st.data())
def test_values_of_types_are_tagged_well(data: st.DataObject) -> None:
    made = values(data.draw(types()))
    assume(not made.is_empty)
    found = list(tagged_problems(data.draw(nearly(made))))
    assert all(problem.expected and problem.found for problem in found)


@law
@given(st.data())
def test_tags_without_problems_are_those_that_the_model_decodes(data: st.DataObject) -> None:
    import msgspec

    from dflow_graph.model.values import TaggedValue

    made = values(data.draw(types()))
    assume(not made.is_empty)
    value = data.draw(nearly(made))
    if isinstance(value, dict) and list(value) == ["$value"] and not list(tagged_problems(value)):
        msgspec.convert(value["$value"], TaggedValue)


def test_kinds_and_fields_are_those_of_the_model() -> None:
    from typing import get_args

    import msgspec

    from dflow_graph.model.values import TaggedValue

    known = {
        struct.__struct_config__.tag: tuple(
            f.encode_name for f in msgspec.structs.fields(struct) if f.name != "extensions"
        )
        for struct in get_args(TaggedValue)
    }
    assert known == dict(FIELDS)


def test_long_values_are_shown_short() -> None:
    assert shown(10**5000) == "the number beyond all bounds"
    assert shown("a\n" * 50) == "the text `" + "a\\n" * 29 + "a…`"
