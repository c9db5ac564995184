"""Which calls are told to be right at once, and which are looked at: PAR-1, PAR-9, BIG-2."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.plain_calls import LONGEST, PlainCalls
from dflow_graph.passes.port_types import PortTypes
from tests.passes.typed_graphs import big, graph, op, parameter, step, steps


def is_right(document: dict[str, Any], name: str = "use") -> bool:
    """Whether the call of this name is told to be right."""
    index = build_index(Workflow.from_dict(document))
    return not PlainCalls(PortTypes(index)).doubtful(index.nodes["main"].by_name[name])


def given_to(wanted: Any, value: Any, name: str = "x", **fields: Any) -> dict[str, Any]:
    """A step that gets a value, after steps with outputs; `fields` are those of its template."""
    outputs = {"y": parameter("int"), "s": parameter("str"), "b": big("int")}
    calls = [
        step("make", "make"),
        step("loop", "make", with_param=[1]),
        step("gone", "unknown"),
        step("use", "use", {name: value}),
    ]
    inputs = {"n": {"type": "int"}, "w": {"type": "str"}}
    main = steps(*calls, inputs=inputs)
    return graph(main, make=op((), outputs), use=op({"x": wanted}, **fields))


@pytest.mark.parametrize(
    ("type_", "right", "others"),
    [
        ("any", [1, 1.5, True, None, "a", ""], [[], {}]),
        ("none", [None], [0, "", False]),
        ("bool", [True, False], [0, "true", None]),
        ("int", [0, -5], [True, 1.5, "1", None]),
        ("float", [0, 1.5], [True, "1.5", None]),
        ("str", ["a", ""], [1, True, None]),
        ("bytes", [], ["a", 1]),
        ("list[int]", [], [[], [1], "[]", 1]),
    ],
)
def test_plain_value_of_a_plain_type_is_right(type_: str, right: Any, others: Any) -> None:
    told = [value for value in right if is_right(given_to(parameter(type_), value))]
    assert told == right
    assert [value for value in others if is_right(given_to(parameter(type_), value))] == []


def test_text_of_the_greatest_length_is_right() -> None:
    assert is_right(given_to(parameter("str"), "a" * LONGEST))
    assert not is_right(given_to(parameter("str"), "a" * (LONGEST + 1)))
    assert LONGEST == 131_072


@pytest.mark.parametrize(
    "text",
    [
        "{{steps.make.outputs.parameters.y}}",
        "{{tasks.make.outputs.parameters.y}}",
        "{{inputs.parameters.n}}",
        "{{=1 + 2}}",
    ],
)
def test_lone_reference_to_the_same_type_is_right(text: str) -> None:
    assert is_right(given_to(parameter("int"), text))


@pytest.mark.parametrize(
    "text",
    [
        "{{steps.make.outputs.parameters.s}}",
        "{{steps.make.outputs.parameters.b}}",
        "{{steps.make.outputs.parameters.none}}",
        "{{steps.make.outputs.artifacts.y}}",
        "{{steps.make.inputs.parameters.y}}",
        "{{stesp.make.outputs.parameters.y}}",
        "{{steps.nobody.outputs.parameters.y}}",
        "{{steps.gone.outputs.parameters.y}}",
        "{{steps.loop.outputs.parameters.y}}",
        "{{steps.make.outputs.parameters.y.y}}",
        "{{steps.make.outputs.parameters.y}} ",
        "{{steps.make.outputs.parameters.y",
        "{{steps.make.outputs.parameters.y))",
        "{{inputs.parameters.w}}",
        "{{inputs.parameters.w.n}}",
        "{{inputs.parameters.none}}",
        "{{inputs.artifacts.n}}",
        "{{workflow.parameters.n}}",
        "{{inputs.parameters.n}}}",
        "{{ inputs.parameters.n }}",
        "{{inputs}}",
    ],
)
def test_any_other_text_with_tags_is_looked_at(text: str) -> None:
    assert not is_right(given_to(parameter("int"), text))


def test_big_parameter_takes_a_big_one() -> None:
    assert is_right(given_to(big("int"), "{{steps.make.outputs.parameters.b}}"))
    assert not is_right(given_to(big("int"), "{{steps.make.outputs.parameters.y}}"))


def test_call_that_slices_or_names_nothing_known_is_looked_at() -> None:
    assert not is_right(given_to(parameter("int"), 1, name="unknown"))
    assert not is_right(given_to(parameter("int"), 1, input_parameter_slices={"x": "{{item}}"}))
    assert not is_right(given_to(parameter("int"), 1, slices={"input_parameter": ["x"]}))
    document = given_to(parameter("int"), 1)
    document["templates"]["main"]["steps"][3][0]["template"] = "unknown"
    assert not is_right(document)


def test_every_argument_is_looked_at() -> None:
    document = given_to(parameter("int"), 1)
    document["templates"]["use"]["op"]["inputs"]["z"] = parameter("int")
    for value, expected in ((2, True), ("a", False)):
        document["templates"]["main"]["steps"][3][0]["parameters"]["z"] = value
        assert is_right(document) is expected


def test_what_a_template_takes_is_not_what_another_takes() -> None:
    document = given_to(parameter("int"), 1)
    document["templates"]["main"]["steps"].append([step("other", "text", {"x": 1})])
    document["templates"]["text"] = op({"x": parameter("str")})
    index = build_index(Workflow.from_dict(document))
    plain, calls = PlainCalls(PortTypes(index)), index.nodes["main"].by_name
    assert [bool(plain.doubtful(calls[name])) for name in ("use", "other", "use")] == [
        False,
        True,
        False,
    ]


def cut(value: Any, type_: str = "int", **slices: Any) -> bool:
    """Whether a loop whose pieces get one element of a list is told to be right."""
    call = step("use", "use", {"x": value}, slices={"input_parameter": ["x"], **slices})
    return is_right(graph(steps(call), use=op({"x": parameter(type_)})))


def test_list_of_what_each_piece_takes_is_right() -> None:
    assert cut([1, 2])
    assert cut([])
    assert cut([1, 2.5], "float")
    assert not cut([1, 2.5])
    assert not cut([1, "{{item}}"])
    assert not cut([1, True])
    assert not cut(1)


def test_long_list_and_uncommon_slices_are_looked_at() -> None:
    assert cut([1] * 1_000)
    assert not cut([1] * 1_001)
    assert not cut([1, 2], slices="{{item}}:")
    assert not cut([1, 2], group_size=2)
