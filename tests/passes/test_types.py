"""The rules DG4xx: what they say of types and values, where they point, what they leave alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dflow_graph.codec import encode_plain
from dflow_graph.index import build_index
from dflow_graph.passes.plain_calls import PlainCalls
from dflow_graph.passes.port_settings import check_port_settings
from dflow_graph.passes.types import check_types
from dflow_graph.pipeline import read
from dflow_graph.yaml_writer import yaml_text
from tests.passes.typed_graphs import (
    ARGUMENT,
    SECOND,
    big,
    found,
    given_to,
    graph,
    joined,
    only,
    op,
    parameter,
    pointers,
    script,
    step,
    steps,
)
from tests.strategies import workflows
from tests.types.strategies import TEXTS, nearly, tag, types, values

law = settings(deadline=None, suppress_health_check=list(HealthCheck))


# Values against types.


def test_dg402_names_the_port_its_type_the_place_inside_and_both_sides() -> None:
    diagnostic = only(given_to("dict[str, list[int]]", {"a": [1], "b/c": [2, "3"]}))
    assert diagnostic.message == (
        "`x` is of type `dict[str, list[int]]`: expected `int` at `/b~1c/1`, found the text `3`"
    )
    assert diagnostic.pointer == f"{ARGUMENT}/b~1c/1"
    assert diagnostic.hint == "Write `3` without quotes."
    assert diagnostic.clause == "TYP-2"


def test_dg402_does_not_say_the_type_twice() -> None:
    diagnostic = only(given_to("int", "many"))
    assert diagnostic.message == "`x` is of type `int`: found the text `many`"
    assert diagnostic.hint == "Give a value of type `int`, or mend the type."


def test_dg402_shows_where_the_type_stands() -> None:
    (place,) = only(given_to("int", 1.5)).related
    assert place.pointer == "/templates/run/op/inputs/x/type"
    assert place.message == "its type stands here"


def test_dg402_tells_how_to_allow_null() -> None:
    assert only(given_to("int", None)).hint == (
        "Write `int | none` as the type, or leave the value out."
    )


def test_dg402_says_that_a_sliced_input_takes_a_list() -> None:
    slices = {"input_parameter": ["x"]}
    diagnostic = only(given_to("int", 3, slices=slices))
    assert diagnostic.message == "`x` is sliced, and takes `list[int]`: found the number 3"
    assert diagnostic.hint == "Give a list: each piece gets one element of it."
    assert diagnostic.clause == "SLC-12"
    inside = only(given_to("int", [1, 2.5], slices=slices))
    assert inside.hint == "Give a value of type `list[int]`, or mend the type."


def test_dg402_says_which_part_of_a_union_was_meant() -> None:
    diagnostic = only(given_to("dict[int, int] | none", {"1": 2}))
    assert diagnostic.message == (
        "`x` is of type `dict[int, int] | none`: expected `dict[int, int]`, found an object"
    )


def test_output_that_is_not_stacked_is_a_list_of_groups() -> None:
    document = joined(parameter("list[int]"), parameter("list[int]"))
    first = document["templates"]["main"]["steps"][0][0]
    first["with_param"] = [1, 2]
    first["slices"] = {"group_size": 2, "output_parameter": ["y"]}
    assert found(document) == []
    first["slices"]["output_parameter"] = ["z"]
    assert pointers(document) == [("DG404", SECOND)]
    del first["slices"]["output_parameter"]
    assert pointers(document) == [("DG404", SECOND)]


def test_dg402_points_at_a_name_that_is_no_key() -> None:
    diagnostic = only(given_to("dict[literal['a'], int]", {"b": 1}))
    assert (diagnostic.pointer, diagnostic.at_key) == (f"{ARGUMENT}/b", True)


def test_dg402_finds_defaults_of_all_ports() -> None:
    document = graph(
        steps(step("run", "run")),
        run=op(
            {"a": parameter("int", default="1"), "b": big("int", default="2")},
            {"c": parameter("int", default="3"), "d": parameter("int")},
            output_parameter_default={"d": "4"},
        ),
    )
    assert [d.message for d in found(document)] == [
        f"`{name}` is of type `int`: found the text `{value}`"
        for name, value in zip("abcd", "1234", strict=True)
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"slices": {"input_parameter": ["x"], "slices": "[0, {{item}}]"}},
        {"slices": {"input_parameter": ["x"], "slices": "{{item}}.name"}},
    ],
)
def test_pattern_that_picks_more_than_an_element_says_nothing_of_types(fields: Any) -> None:
    assert found(given_to("int", "abc", with_param=[1], **fields)) == []


@pytest.mark.parametrize("pattern", ["{{item}}", "int('{{item}}')", "{{ item.order }}"])
def test_pattern_that_picks_one_element_wants_a_list(pattern: str) -> None:
    slices = {"input_parameter": ["x"], "slices": pattern}
    assert [d.code for d in found(given_to("int", 3, slices=slices))] == ["DG402"]


def test_slc22_input_may_have_been_cut_already() -> None:
    document = given_to("int", 3, slices={"input_parameter": ["x"]})
    document["templates"]["run"]["skip_slice_input"] = True
    assert found(document) == []


@pytest.mark.parametrize(
    "document",
    [
        graph(steps(step("run", "unknown", {"x": 1}))),
        graph(steps(step("run", "run", {"y": 1})), run=op({"x": parameter("str", default="")})),
        given_to("int", "{{steps.unknown.outputs.parameters.y}}"),
        given_to("int", "{{steps.run.outputs.artifacts.x}}"),
        given_to("int", "{{steps.run.outputs.parameters}}"),
        given_to("int", "{{tasks.run.outputs.parameters.x.y}}"),
        given_to("int", "{{workflow.parameters}}"),
        given_to("int", "{{inputs.parameters}}"),
        graph(
            steps(
                step("a", "unknown"),
                step("b", "run", {"x": "{{steps.a.outputs.parameters.y}}"}),
                outputs={"z": {"type": "int", "value_from_parameter": "{{steps.a.outputs.b.c}}"}},
            ),
            run=op({"x": parameter("int")}),
        ),
        given_to("int", "{{inputs.parameters.unknown}}"),
        given_to("int", "{{workflow.parameters.unknown}}"),
        given_to("int", "{{item}}"),
        given_to("int", "{{ a b }}"),
        given_to("int", "{{item.a}}", with_param=[{"b": 1}, 2]),
        given_to("list[int", "abc", failure_hook={"template": "unknown"}),
        given_to("int", 1, failure_hook={"template": "run"}),
        given_to("int", 1, failure_hook={"template": "unknown", "parameters": {"x": "a"}}),
        {**given_to("int", "{{a.b.n}}"), "parameters": {"n": "x"}},
        graph(
            steps(
                inputs={
                    "a": {"type": "int", "value": "{{a.b.n}}"},
                    "b": {"type": "int", "value": "{{workflow.parameters.n.n}}"},
                    "c": {"type": "int", "value": "{{workflow.parameters}}"},
                }
            ),
            {"parameters": {"n": "x"}},
        ),
        graph(steps(outputs={"y": {"type": "int", "value_from_expression": "1 +"}})),
        graph(steps(outputs={"y": {"type": "int", "value_from_expression": "{{=1}}"}})),
        graph(steps(outputs={"y": {"type": "int", "value_from_parameter": "two {{a}}"}})),
        graph(steps(), {"on_exit": "unknown", "parameters": {"x": 1}}),
    ],
)
def test_what_is_unresolved_is_left_to_others(document: dict[str, Any]) -> None:
    assert {d.code for d in found(document)} <= {"DG401"}


def test_unknown_argument_hides_no_other() -> None:
    document = graph(
        steps(step("run", "run", {"y": 1, "x": "abc"})), run=op({"x": parameter("int")})
    )
    assert pointers(document) == [("DG402", ARGUMENT)]


def test_argument_of_an_unknown_template_hides_no_other() -> None:
    document = given_to("int", "abc")
    document["templates"]["main"]["steps"].insert(0, [step("gone", "unknown", {"x": 1})])
    assert pointers(document) == [("DG402", SECOND)]


# Tagged values.


def test_dg403_hides_that_the_value_is_not_of_its_type() -> None:
    diagnostic = only(given_to("str", tag("int", decimal="one")))
    assert (diagnostic.code, diagnostic.clause) == ("DG403", "VAL-3")
    assert diagnostic.message == (
        "expected decimal digits, with `-` before them if negative, found the text `one`"
    )
    assert diagnostic.hint == "Write it as the table of tagged values says."


def test_dg403_guesses_the_kind() -> None:
    diagnostic = only(given_to("any", tag("tupel", items=[])))
    assert (diagnostic.clause, diagnostic.hint) == ("VAL-2", "Did you mean `tuple`?")


def test_dg403_comes_with_what_else_is_wrong_with_the_tags() -> None:
    value = [tag("tuple", items=5), opaque("int")]
    assert [d.code for d in found(given_to("any", value))] == ["DG403", "DG414"]


@pytest.mark.parametrize("field", ["args", "kwargs"])
def test_dg403_finds_malformed_arguments_of_the_constructor(field: str) -> None:
    wrong = tag("real")
    document = graph(op())
    document["templates"]["main"]["op"]["state"] = (
        {"args": [1, wrong]} if field == "args" else {"kwargs": {"a": wrong}}
    )
    assert [d.code for d in found(document)] == ["DG403"]


def test_dg413_gives_way_to_a_wrong_type() -> None:
    doubtful = {**tag("int", decimal="5"), "unit": "eV"}
    assert pointers(given_to("any", doubtful)) == [("DG413", ARGUMENT)]
    assert pointers(given_to("int", doubtful)) == [("DG402", ARGUMENT)]
    assert pointers(given_to("int", {**tag("int", decimal="x"), "unit": 1}))[0][0] == "DG402"


def test_dg413_stands_for_an_untyped_input_too() -> None:
    document = graph(
        steps(step("in", "inner", {"n": {**tag("int", decimal="5"), "unit": "eV"}})),
        inner=steps(step("run", "run", {"x": "{{inputs.parameters.n}}"}), inputs={"n": {}}),
        run=op({"x": parameter("str")}),
    )
    assert [d.code for d in found(document)] == ["DG413"]


def opaque(name: str) -> dict[str, Any]:
    return tag("opaque", codec="jsonpickle", **{"class": name}, data=tag("opaque"))


def test_dg414_names_the_class_and_what_can_take_its_place() -> None:
    diagnostic = only(given_to("any", [opaque("my.Class"), [opaque("builtins.tuple")]]))
    assert diagnostic.message == (
        "a tagged value can say what this opaque value of class `builtins.tuple` says"
    )
    assert diagnostic.pointer == f"{ARGUMENT}/1/0"
    assert diagnostic.clause == "VAL-11"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("bool", "JSON"),
        ("int", "JSON"),
        ("float", "JSON"),
        ("str", "JSON"),
        ("list", "JSON"),
        ("bytes", "a tagged value"),
        ("set", "a tagged value"),
        ("tuple", "a tagged value"),
        ("dict", "JSON, or a tagged value,"),
        ("NoneType", "JSON"),
    ],
)
def test_dg414_says_what_can_take_the_place_of_each_class(name: str, what: str) -> None:
    diagnostic = only(given_to("any", opaque(f"builtins.{name}")))
    assert diagnostic.message == (
        f"{what} can say what this opaque value of class `builtins.{name}` says"
    )


def test_dg414_looks_into_tags_but_not_into_literals() -> None:
    value = {
        "in": tag("dict", items=[[1, opaque("int")]]),
        "out": tag("literal", value=opaque("int")),
        "odd": 5,
    }
    assert pointers(given_to("any", value)) == [("DG414", f"{ARGUMENT}/in/$value/items/0/1")]


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (tag("tuple", items=[opaque("int")]), "/$value/items/0"),
        (tag("set", items=[opaque("int")]), "/$value/items/0"),
        ([{"a": {"b": [1, opaque("int")]}}], "/0/a/b/1"),
    ],
)
def test_dg414_points_at_an_opaque_value_within(value: Any, where: str) -> None:
    assert pointers(given_to("any", value)) == [("DG414", ARGUMENT + where)]


@pytest.mark.parametrize("fields", [{}, {"class": 5}])
def test_opaque_value_of_no_class_is_malformed_alone(fields: Any) -> None:
    value = tag("opaque", codec="jsonpickle", data=1, **fields)
    assert [d.code for d in found(given_to("any", value))] == ["DG403"]


# Size.

LIMIT = 131072


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("a" * LIMIT, None),
        ("é" * (LIMIT + 1), LIMIT + 1),
        (["a" * (LIMIT - 4)], None),
        (["a" * (LIMIT - 6), 1], None),
        (["a" * (LIMIT - 5), 1], LIMIT + 1),
        (["a" * (LIMIT - 3)], LIMIT + 1),
        ({"é": "é" * LIMIT}, LIMIT + 8),
        ("{{inputs.parameters.n}}" + "a" * LIMIT, LIMIT + 23),
    ],
)
def test_dg412_counts_the_characters_of_a_value(value: Any, size: int | None) -> None:
    document = given_to("any", value)
    if size is None:
        assert found(document) == []
        return
    diagnostic = only(document)
    assert diagnostic.message == (
        f"this value has {size} characters, and a parameter should have at most {LIMIT}"
    )
    assert (diagnostic.severity.value, diagnostic.pointer) == ("warning", ARGUMENT)
    assert diagnostic.hint == "Make it a big parameter, or an artifact."


def test_dg412_looks_at_defaults_and_workflow_parameters_but_not_at_big_ones() -> None:
    long = "a" * (LIMIT + 1)
    document = graph(
        steps(step("run", "run", {"b": long})),
        {"parameters": {"n": long}},
        run=op({"a": parameter("str", default=long), "b": big("str", default=long)}),
    )
    assert pointers(document) == [
        ("DG412", "/parameters/n"),
        ("DG412", "/templates/run/op/inputs/a/default"),
    ]


# Malformed types, and where they are in a text.


def placed(data: str, notation: Any) -> list[tuple[str, str]]:
    """Code and spelling of every finding about types of a text, from its columns."""
    report = read(data.encode(), notation=notation).report
    lines = data.split("\n")
    return [
        (d.code, lines[d.line - 1][d.column - 1 : d.end_column - 1])
        for d in report.diagnostics
        if d.code.startswith("DG4")
    ]


@pytest.mark.parametrize(
    ("type_", "culprit"),
    [
        ("List[int]", "List[int]"),
        ("dict[str, typing.List[int]]", "typing.List[int]"),
        ("list[int] | string", "string"),
        ("tuple[int, Optional[float], str]", "Optional[float]"),
        ("literal['a', b]", "b"),
    ],
)
def test_dg401_marks_the_wrong_part_in_json_and_yaml(type_: str, culprit: str) -> None:
    document = graph(op((), {"y": parameter(type_)}))
    assert placed(json.dumps(document, indent=1), "json") == [("DG401", culprit)]
    assert placed(yaml_text(document), "yaml") == [("DG401", culprit)]


def test_dg401_marks_the_whole_text_where_it_has_escapes() -> None:
    document = graph(op((), {"y": parameter('literal["a"] | List[int]')}))
    text = json.dumps(document)
    assert placed(text, "json") == [("DG401", r'"literal[\"a\"] | List[int]"')]


def test_dg401_says_what_to_write() -> None:
    value = only(graph(op((), {"y": parameter("typing.Dict[str, List[int]]")})))
    assert (value.clause, value.hint) == ("TYP-1", "Write `dict[str, list[int]]`.")
    files = only(graph(op((), {"y": {"kind": "Artifact", "type": "Dict[str, Path]"}})))
    assert (files.clause, files.hint) == ("TYP-4", "Write `dict[str, path]`.")
    unknown = only(graph(op((), {"y": {"kind": "Artifact", "type": "zebra"}})))
    assert unknown.hint == "Write an artifact type, such as `path`."


def test_dg410_is_said_once_for_a_type() -> None:
    document = graph(op((), {"y": parameter("list[dict[set[int], dict[list[int], int]]]")}))
    diagnostic = only(document)
    assert diagnostic.message == "keys of type `set[int]` cannot be compared with each other"
    assert diagnostic.pointer == "/templates/main/op/outputs/y/type"


# Settings of ports.


def test_dg408_says_what_the_setting_needs() -> None:
    document = graph(script(save_both=True))
    diagnostic = only(document)
    assert diagnostic.pointer == "/templates/main/outputs/parameters/y/save_both"
    assert diagnostic.at_key
    assert diagnostic.hint == "Add `save_as_artifact: true`, or remove `save_both`."


@pytest.mark.parametrize(
    ("kind", "is_found"),
    [
        ("ScriptOPTemplate", True),
        ("ShellOPTemplate", True),
        ("PythonScriptOPTemplate", True),
        ("ContainerOPTemplate", True),
        ("HTTPOPTemplate", False),
    ],
)
def test_dg408_wants_a_path_where_a_script_reads_the_file(kind: str, is_found: bool) -> None:
    own = {"url": "http://a"} if kind == "HTTPOPTemplate" else {"image": "a:1"}
    if kind.endswith("ScriptOPTemplate") or kind == "ShellOPTemplate":
        own["script"] = "true"
    inputs = {"parameters": {"n": {"save_as_artifact": True}}}
    document = graph({"kind": kind, **own, "inputs": inputs})
    assert [d.code for d in found(document)] == ["DG408"] * is_found


def test_dg411_says_which_side_the_setting_belongs_to() -> None:
    artifact = {"kind": "Artifact", "type": "path"}
    document = graph(
        op(
            {"a": parameter("int", global_name="a"), "b": {**artifact, "save": []}},
            {"c": {**artifact, "sub_path": True}},
        )
    )
    assert [(d.message, d.clause, d.at_key) for d in found(document)] == [
        ("`global_name` is a setting of an output, and `a` is none", "PAR-7", True),
        ("`save` is a setting of an output, and `b` is none", "ART-20", True),
        ("`sub_path` is a setting of an input, and `c` is none", "ART-20", True),
    ]


# Laws.


@law
@given(st.data())
def test_typ2_a_value_that_is_made_for_a_type_is_of_it(data: st.DataObject) -> None:
    """TYP-2: a value MUST be valid for the schema of its port's type."""
    wanted = data.draw(types())
    made = values(wanted)
    assume(not made.is_empty)
    value = data.draw(made)
    assert "DG402" not in {d.code for d in found(given_to(str(wanted), value))}


@law
@given(st.data())
def test_typ3_every_type_is_assignable_to_itself_and_to_any(data: st.DataObject) -> None:
    given_type = str(data.draw(types()))
    for wanted in (given_type, "any"):
        document = joined(parameter(given_type), parameter(wanted))
        assert {d.code for d in found(document)} <= {"DG410"}


@law
@given(st.data())
def test_common_call_is_told_as_all_others_are(data: st.DataObject) -> None:
    """Whatever is plainly right has no fault that the long way would find."""
    wanted = data.draw(types())
    made = values(wanted)
    assume(not made.is_empty)
    value = data.draw(st.one_of(nearly(made), TEXTS, st.sampled_from(REFERENCES)))
    document = joined(parameter(str(data.draw(types()))), parameter(str(wanted)))
    main = document["templates"]["main"]
    main["inputs"]["parameters"]["n"] = {"type": str(data.draw(types()))}
    main["steps"][1][0]["parameters"]["x"] = value
    main["steps"][0][0].update(data.draw(st.sampled_from([{}, {"with_param": [1]}])))
    quickly = pointers(document)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainCalls, "doubtful", lambda _, call: list(call.step.parameters))
        assert pointers(document) == quickly


REFERENCES = [
    "{{steps.make.outputs.parameters.y}}",
    "{{tasks.make.outputs.parameters.y}}",
    "{{ steps.make.outputs.parameters.y }}",
    "{{steps.other.outputs.parameters.y}}",
    "{{steps.make.outputs.artifacts.y}}",
    "{{inputs.parameters.n}}",
    "{{inputs.parameters.n}} ",
    "{{inputs.artifacts.n}}",
    "{{=inputs.parameters.n}}",
    "{{item}}",
]


@law
@given(workflows())
def test_passes_never_raise_on_a_graph_of_sound_structure(document: dict[str, Any]) -> None:
    model = read(encode_plain(document), meaning=False).model
    assume(model is not None)
    assert model is not None
    index = build_index(model)
    for diagnostic in [*check_types(index), *check_port_settings(index)]:
        assert diagnostic.code.startswith(("DG4", "DG334"))
        assert diagnostic.message
        assert diagnostic.hint.endswith((".", "?", "`."))


@pytest.mark.parametrize("side", ["inputs", "outputs"])
def test_dg401_reads_the_types_of_artifacts_on_both_sides(side: str) -> None:
    port = {"kind": "Artifact", "type": "pth"}
    document = graph(op(**{side: {"f": port}}))
    assert [code for code, _ in pointers(document)] == ["DG401"]
