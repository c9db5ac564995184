"""What may be connected (DG404 to DG406): through Steps and DAG, loops and the workflow."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
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
from tests.types.strategies import tag

# Connections.


def test_dg404_names_both_ports_their_types_and_the_reason() -> None:
    diagnostic = only(joined(parameter("list[list[str]]"), parameter("list[str]")))
    assert diagnostic.message == (
        "`y` of `make` is of type `list[list[str]]`, and `x` of `use` takes `list[str]`: "
        "list item: list[str] is no str"
    )
    assert diagnostic.pointer == SECOND
    (place,) = diagnostic.related
    assert place.pointer == "/templates/make/op/outputs/y/type"


def test_dg404_of_a_second_step_names_that_step() -> None:
    document = joined(parameter("str"), parameter("int"))
    main = document["templates"]["main"]
    main["steps"] += [
        [step("again", "make")],
        [step("last", "use", {"x": "{{steps.again.outputs.parameters.y}}"})],
    ]
    messages = [d.message for d in found(document)]
    assert [m.partition(" is ")[0] for m in messages] == ["`y` of `make`", "`y` of `again`"]


def test_dg404_is_said_of_each_branch_at_its_place() -> None:
    text = "1 > 0 ? steps.make.outputs.parameters.y : steps.make.status == 'x' ? 'abc' : 12"
    document = graph(
        steps(
            step("make", "make"),
            outputs={"z": {"type": "int", "value_from_expression": text}},
        ),
        make=op((), {"y": parameter("str")}),
    )
    reference, constant = found(document)
    assert (reference.code, constant.code) == ("DG404", "DG402")
    assert text[slice(*reference.within or ())] == "steps.make.outputs.parameters.y"
    assert text[slice(*constant.within or ())] == "'abc'"
    assert constant.message == "`z` is of type `int`, and may be `abc`"


@pytest.mark.parametrize("constant", ["nil", "'12'", "12", "0x1f", "1_000", "b'a'", "12 + 1"])
def test_constant_that_arrives_as_the_type_or_may_do_so_is_good(constant: str) -> None:
    outputs = {"z": {"type": "int", "value_from_expression": constant}}
    assert found(graph(steps(outputs=outputs))) == []


def test_boolean_constants_are_told_apart() -> None:
    outputs = {
        "a": {"type": "literal[true]", "value_from_expression": "true"},
        "b": {"type": "literal[false]", "value_from_expression": "false"},
        "c": {"type": "literal[false]", "value_from_expression": "true"},
        "d": {"type": "int", "value": 5},
    }
    diagnostic = only(graph(steps(outputs=outputs)))
    assert diagnostic.message == "`c` is of type `literal[false]`, and may be true"


@pytest.mark.parametrize("constant", ["'a'", "1.5", "true", f"'{'[' * 100_000}'"])
def test_constant_that_does_not_arrive_as_the_type_is_dg402(constant: str) -> None:
    outputs = {"z": {"type": "int", "value_from_expression": constant}}
    assert [d.code for d in found(graph(steps(outputs=outputs)))] == ["DG402"]


def test_dg405_is_a_warning() -> None:
    diagnostic = only(joined(parameter("object[a.A]"), parameter("object[b.B]")))
    assert (diagnostic.code, diagnostic.severity.value) == ("DG405", "warning")
    assert diagnostic.message.endswith("object[a.A] may be another class than object[b.B]")


def test_dg406_names_both_sorts() -> None:
    one = only(joined(big("int"), parameter("int")))
    other = only(joined(parameter("int"), big("int")))
    assert one.message == "`y` of `make` is a big parameter, and `x` of `use` an ordinary one"
    assert other.message == "`y` of `make` is an ordinary parameter, and `x` of `use` a big one"
    assert one.hint == "Make both big parameters, or neither."


@pytest.mark.parametrize(
    ("wanted", "loop", "codes"),
    [
        (big("int"), {}, []),
        (parameter("int"), {}, []),
        (big("list[int]"), {"with_param": [1]}, ["DG406"]),
        (parameter("list[int]"), {"with_param": [1]}, []),
    ],
)
def test_output_with_save_both_is_both_but_ordinary_in_a_loop(
    wanted: Any, loop: Any, codes: list[str]
) -> None:
    document = joined(parameter("int"), wanted)
    document["templates"]["make"] = script(save_as_artifact=True, save_both=True)
    document["templates"]["main"]["steps"][0][0].update(loop)
    assert [d.code for d in found(document)] == codes


def test_output_with_save_both_is_taken_for_both_where_it_is_not_big() -> None:
    document = joined(parameter("int"), big("int"))
    document["templates"]["make"] = script(save_both=True)
    assert [d.code for d in found(document)] == ["DG408"]


def test_big_parameter_of_a_loop_is_dg406_unless_it_is_stacked() -> None:
    document = joined(big("int"), big("list[int]"))
    first = document["templates"]["main"]["steps"][0][0]
    first["with_param"] = [1, 2]
    diagnostic = only(document)
    assert diagnostic.message == (
        "`y` of `make` is a big parameter of a loop, whose pieces have no common file"
    )
    first["slices"] = {"output_parameter": ["y"]}  # which is SLC-19's matter
    assert found(document) == []
    for other in ({"output_parameter": ["z"]}, {"create_dir": True}):
        first["slices"] = other
        assert [d.code for d in found(document)] == ["DG406"]


def test_big_parameter_in_an_expression_is_left_to_dg407() -> None:
    outputs = {"z": {"type": "str", "value_from_expression": "steps.make.outputs.parameters.y"}}
    document = graph(steps(step("make", "make"), outputs=outputs), make=op((), {"y": big("int")}))
    assert found(document) == []
    document["templates"]["make"] = script(save_as_artifact=True, save_both=True)
    assert [d.code for d in found(document)] == ["DG404"]
    outputs["z"].update(save_as_artifact=True, type="int")
    assert found(document) == []


def test_expression_gives_no_big_parameter() -> None:
    outputs = {
        "z": {
            "value_from_expression": "steps.make.outputs.parameters.y",
            "save_as_artifact": True,
        }
    }
    document = graph(
        steps(step("make", "make"), outputs=outputs), make=op((), {"y": parameter("int")})
    )
    assert only(document).message == (
        "`y` of `make` is an ordinary parameter, and `z` of `main` a big one"
    )


def test_slices_of_each_step_count_for_that_step() -> None:
    document = joined(parameter("list[int]"), parameter("int"))
    call = document["templates"]["main"]["steps"][1][0]
    call["slices"] = {"input_parameter": ["x"]}
    grouped = {**call, "name": "grouped", "slices": {"input_parameter": ["x"], "group_size": 2}}
    document["templates"]["main"]["steps"].append([grouped])
    assert pointers(document) == [("DG404", "/templates/main/steps/2/0/parameters/x")]


@pytest.mark.parametrize(
    "reference",
    [
        "{{stesp.make.outputs.parameters.y}}",
        "{{steps.make.inputs.parameters.y}}",
        "{{steps.make.outputs.artifacts.y}}",
    ],
)
def test_name_of_no_output_parameter_has_no_type(reference: str) -> None:
    document = joined(parameter("str"), parameter("int"))
    document["templates"]["main"]["steps"][1][0]["parameters"]["x"] = reference
    assert found(document) == []


OWN = {"x": "{{tasks.a.outputs.parameters.y}}"}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"parameters": OWN}, []),
        ({"success_hook": {"template": "run", "parameters": OWN}}, []),
        ({"exit_hook": {"template": "run", "parameters": OWN}}, ["DG404"]),
        # It gets what its own piece gave, not the list of all.
        ({"exit_hook": {"template": "run", "parameters": OWN}, "with_param": [1]}, []),
    ],
)
def test_own_task_is_judged_where_it_has_run(fields: Any, codes: list[str]) -> None:
    """HOOK-2: the arguments of an `exit_hook` MAY refer to outputs of its own step."""
    run = op({"x": parameter("int", default=1)}, {"y": parameter("str")})
    dag = {"kind": "DAG", "tasks": [{"name": "a", "template": "run", **fields}]}
    assert [d.code for d in found(graph(dag, run=run))] == codes


LOOP: dict[str, Any] = {"with_param": [1]}
STACKED = {**LOOP, "slices": {"output_parameter": ["y"], "slices": "{{item}}.name"}}


@pytest.mark.parametrize(
    ("first", "second", "output"), [({}, {}, "z"), ({}, LOOP, "y"), (STACKED, LOOP, "y")]
)
def test_connection_that_fits_says_nothing_of_another(first: Any, second: Any, output: str) -> None:
    calls = [
        step("a", "make", **first),
        step("b", "make", **second),
        step("good", "use", {"x": "{{steps.a.outputs.parameters.y}}", "others": [1]}),
        step("bad", "use", {"x": f"{{{{steps.b.outputs.parameters.{output}}}}}"}),
    ]
    make = op((), {"y": parameter("int"), "z": parameter("str")})
    use = op({"x": parameter("int"), "others": parameter("list[int]", default=[])})
    document = graph(steps(*calls), make=make, use=use)
    assert pointers(document) == [("DG404", "/templates/main/steps/3/0/parameters/x")]


# Types that are found through Steps and DAG.


def chain(length: int, **leaf: Any) -> dict[str, Any]:
    """Steps in Steps, none with a type; the innermost step is a leaf with `x: int` and `y: int`."""
    result = "{{steps.s.outputs.parameters.y}}"
    templates = {
        f"level-{i}": steps(
            step("s", f"level-{i + 1}", {"x": "{{inputs.parameters.x}}"}, **leaf),
            inputs={"x": {}},
            outputs={"y": {"value_from_parameter": result}},
        )
        for i in range(length)
    }
    templates[f"level-{length}"] = op({"x": parameter("int")}, {"y": parameter("int")})
    main = steps(
        step("first", "level-0", {"x": "abc"}),
        step("use", "use", {"x": "{{steps.first.outputs.parameters.y}}"}),
    )
    return graph(main, **templates, use=op({"x": parameter("str")}))


@pytest.mark.parametrize("length", [1, 3, 20_000])
def test_type_is_found_through_any_number_of_levels(length: int) -> None:
    assert pointers(chain(length)) == [("DG402", ARGUMENT), ("DG404", SECOND)]


def test_lists_of_loops_in_loops_nest_no_deeper_than_a_type_may() -> None:
    value, output = found(chain(200, with_param=[1]))
    assert (value.code, output.code) == ("DG402", "DG404")
    assert output.message.count("list[") < 2 * 40
    assert found(chain(33, with_param=[1]))[1:] == []


def test_dg402_of_an_inferred_type_says_so() -> None:
    diagnostic, other = found(chain(2))
    assert diagnostic.message == "`x` is passed on as `int`: found the text `abc`"
    assert diagnostic.related == ()
    assert other.related[0].pointer == "/templates/level-0/outputs/parameters/y"


def test_dg404_of_an_inferred_type_shows_where_the_input_is_passed_on() -> None:
    document = chain(2)
    main = document["templates"]["main"]
    main["inputs"]["parameters"]["k"] = {"type": "str", "value": "a"}
    main["steps"][0][0]["parameters"]["x"] = "{{inputs.parameters.k}}"
    diagnostic = found(document)[0]
    assert [p.pointer for p in diagnostic.related] == [
        "/templates/main/inputs/parameters/k/type",
        "/templates/level-0/steps/0/0/parameters/x",
    ]
    assert diagnostic.related[1].message == "`x` is passed on here"


def inferred(inner: dict[str, Any], *templates: str) -> list[Diagnostic]:
    """What is found where the untyped input `n` of a template gets a text."""
    run = {name: op({"x": parameter("int")}) for name in ("run", *templates)}
    document = graph(steps(step("in", "inner", {"n": "a"})), inner=inner, **run)
    return found(document)


def test_input_takes_its_type_from_any_call_and_hook() -> None:
    given = {"x": "{{inputs.parameters.n}}"}
    for call in (
        step("b", "run", given),
        step("b", "run", {"x": 1}, success_hook={"template": "run", "parameters": given}),
    ):
        inner = steps({"name": "a", "template": "run", "parameters": {}}, call, inputs={"n": {}})
        [diagnostic] = inferred(inner)
        assert diagnostic.message == "`n` is passed on as `int`: found the text `a`"


def test_input_takes_the_type_of_the_output_that_it_becomes() -> None:
    source = {"value_from_parameter": "{{inputs.parameters.n}}"}
    outputs = {"x": {"value_from_parameter": "{{workflow.name}}", "type": "str"}, "y": source}
    assert inferred(steps(inputs={"n": {}}, outputs=outputs)) == []
    outputs["y"] = {**source, "type": "int"}
    document = graph(
        steps(
            step("in", "inner", {"n": "{{inputs.parameters.k}}"}),
            inputs={"k": {"type": "list[int]", "value": []}},
        ),
        inner=steps(inputs={"n": {}}, outputs=outputs),
    )
    [diagnostic] = found(document)
    assert diagnostic.message.startswith(
        "`k` of `main` is of type `list[int]`, and `n` of `inner` takes `int`"
    )
    assert [p.pointer for p in diagnostic.related] == [
        "/templates/main/inputs/parameters/k/type",
        "/templates/inner/outputs/parameters/y/value_from_parameter",
    ]


def test_typ10_is_of_steps_and_dags_alone() -> None:
    source = {"type": "int", "value_from_parameter": "{{inputs.parameters.n}}"}
    leaf = {**script(), "inputs": {"parameters": {"n": {}}}}
    leaf["outputs"]["parameters"]["y"] = source
    assert inferred(leaf) == []


def test_output_has_the_type_of_its_branches_but_for_nil() -> None:
    def given_by(expression: str) -> list[str]:
        outputs = {"y": {"value_from_expression": expression}}
        document = graph(
            steps(
                step("in", "inner"),
                step("use", "use", {"x": "{{steps.in.outputs.parameters.y}}"}),
            ),
            inner=steps(step("make", "make"), outputs=outputs),
            make=op((), {"y": parameter("list[int]"), "z": parameter("dict[str, int]")}),
            use=op({"x": parameter("int")}),
        )
        return [d.code for d in found(document)]

    y, z = "steps.make.outputs.parameters.y", "steps.make.outputs.parameters.z"
    assert given_by(y) == ["DG404"]
    assert given_by(f"true ? {y} : nil") == ["DG404"]
    assert given_by(f"{y} ?? nil") == ["DG404"]
    assert given_by(f"{y} ?? {y}") == ["DG404"]
    assert given_by(f"{y} ?? {z}") == []
    assert given_by(f"true ? {y} : 0x1f") == []


def uses(*wanted: str, value: Any) -> dict[str, Any]:
    """An untyped input that is passed to several ports, and the value that it gets."""
    ports = {f"p{i}": parameter(type_) for i, type_ in enumerate(wanted)}
    call = step("run", "run", dict.fromkeys(ports, "{{inputs.parameters.n}}"))
    return graph(
        steps(step("in", "inner", {"n": value})),
        inner=steps(call, inputs={"n": {}}),
        run=op(ports),
    )


@pytest.mark.parametrize(
    ("wanted", "value", "is_good"),
    [
        (("int", "float"), 1.5, False),
        (("int", "float"), 1, True),
        (("float", "any", "int | none"), 1.5, True),
        (("int", "str"), "a", True),
        (("str", "str | none"), 5, True),
        (("str", "str | none"), [5], True),
        (("list[int]",), "[1, 2]", True),
        (("list[int]",), "[1, ", False),
        (("list[int]",), "[" * 100_000, False),
        (("list[int]",), None, True),
        (tuple(f"literal[{i}]" for i in range(9)), "a", True),
        (("any",), {}, True),
    ],
)
def test_typ10_strictest_of_the_ports_that_an_input_is_passed_to(
    wanted: tuple[str, ...], value: Any, is_good: bool
) -> None:
    assert [d.code for d in found(uses(*wanted, value=value))] == [] if is_good else ["DG402"]


def test_output_of_an_input_takes_the_type_that_it_declares() -> None:
    outputs = {
        "y": {"type": "int", "value_from_parameter": "{{inputs.parameters.n}}"},
        "z": {"value_from_parameter": "{{inputs.parameters.n}}"},
    }
    document = graph(
        steps(step("in", "inner", {"n": "a"})), inner=steps(inputs={"n": {}}, outputs=outputs)
    )
    assert pointers(document) == [("DG402", "/templates/main/steps/0/0/parameters/n")]


def test_only_an_input_that_is_passed_on_whole_has_its_type_from_there() -> None:
    calls = [
        step("a", "run", {"x": "{{inputs.parameters.m}}"}),
        step("b", "run", {"x": "{{ a b }}"}),
        step("c", "run", {"x": "{{inputs.parameters.n}}0"}),
        step("h", "run", {"x": "{{inputs.parameters.n.n}}"}),
        step("i", "run", {"x": "{{inputs.artifacts.n}}"}),
        step("d", "unknown", {"x": "{{inputs.parameters.n}}"}),
        step("e", "run", {"unknown": "{{inputs.parameters.n}}"}),
        step("f", "run", {"x": 5}),
        {"name": "g", "template": "run"},
    ]
    document = graph(
        steps(step("in", "inner", {"n": "a", "m": 1})),
        inner=steps(*calls, inputs={"n": {}, "m": {"type": "int"}}),
        run=op({"x": parameter("int")}),
    )
    assert found(document) == []


def test_templates_that_call_each_other_do_not_matter() -> None:
    call = {"x": "{{inputs.parameters.x}}"}
    out = {"y": {"value_from_parameter": "{{steps.b.outputs.parameters.y}}"}}
    document = graph(
        steps(step("a", "one", {"x": "abc"})),
        one=steps(
            step("b", "two", call, when="true"),
            step("c", "run", call),
            inputs={"x": {}},
            outputs=out,
        ),
        two=steps(step("b", "one", call, when="true"), inputs={"x": {}}, outputs=out),
        run=op({"x": parameter("int")}),
    )
    assert pointers(document) == [("DG402", ARGUMENT)]


def test_branches_of_one_type_give_an_output_that_type() -> None:
    text = "steps.m.status == '' ? steps.m.outputs.parameters.{} : steps.m.outputs.parameters.y"
    document = graph(
        steps(step("in", "inner"), step("use", "use", {"x": "{{steps.in.outputs.parameters.z}}"})),
        inner=steps(step("m", "make"), outputs={"z": {"value_from_expression": text.format("y")}}),
        make=op((), {"y": parameter("str"), "w": parameter("int")}),
        use=op({"x": parameter("bool")}),
    )
    assert pointers(document) == [("DG404", SECOND)]
    outputs = document["templates"]["inner"]["outputs"]["parameters"]
    for other in (text.format("w"), "'a'", "len('a')", "steps.m.outputs.parameters.unknown"):
        outputs["z"]["value_from_expression"] = other
        assert found(document) == []


# Loops.


def test_dg402_of_items_is_said_once_and_counts_the_others() -> None:
    diagnostic = only(given_to("int", "{{item}}", with_param=[1, "a", "2", "b", None, []]))
    assert diagnostic.message == (
        "`x` is of type `int`, and gets each item: found the text `a` (and 2 more)"
    )
    assert diagnostic.pointer == "/templates/main/steps/0/0/with_param/1"
    assert diagnostic.clause == "PAR-10"


@pytest.mark.parametrize(
    ("type_", "fields", "codes"),
    [
        ("bool", {"with_sequence": {"count": 3}}, ["DG404"]),
        ("str", {"with_sequence": {"count": 3}}, []),
        ("bool", {"with_sequence": {"count": 3, "format": "%d"}}, []),
        ("bool", {"with_param": "{{=toJson(sprig.untilStep(0, 3, 1))}}"}, ["DG404"]),
        ("bool", {"with_param": "[1, 2]"}, ["DG404"]),
        ("bool", {"with_param": "[true]"}, []),
        ("bool", {"with_param": "{{=toJson([true])}}"}, []),
        ("bool", {"with_param": [1, True]}, ["DG402"]),
        ("bool", {"with_param": [1, 2]}, ["DG402"]),
        ("int", {"with_param": ["a"], "slices": {"input_artifact": ["f"]}}, ["DG402"]),
        ("any", {"with_param": [1, True]}, []),
        ("literal['1', 'true']", {"with_param": [1, True]}, []),
        ("literal['1', 'true']", {"with_param": [1, False]}, ["DG402"]),
        ("literal['1'] | none", {"with_sequence": {"count": 3}}, []),
        ("literal[1] | none", {"with_sequence": {"count": 3}}, ["DG404"]),
        (
            "bool",
            {"with_param": [1], "slices": {"input_artifact": ["f"], "group_size": 2}},
            ["DG404"],
        ),
        ("int", {"with_param": ["a"], "slices": {"input_artifact": ["f"], "group_size": 2}}, []),
        ("bool", {"with_param": ["a"], "slices": {"group_size": 2}}, ["DG404"]),
        ("bool", {"slices": {"input_artifact": ["f"]}}, ["DG404"]),
        ("bool", {"slices": {"input_artifact": ["f"], "sub_path": True}}, []),
        ("bool", {"with_param": [1], "slices": {"input_parameter": ["x"]}}, []),
    ],
)
def test_item_is_what_the_loop_makes_of_it(type_: str, fields: Any, codes: list[str]) -> None:
    assert [d.code for d in found(given_to(type_, "{{item}}", **fields))] == codes


def test_dg402_of_members_of_items_leaves_out_what_has_none() -> None:
    items = [{"b": 1}, {"a.b": "x"}, 5, {"a.b": 1}, {"a.b": "y"}]
    diagnostic = only(given_to("int", "{{item.a.b}}", with_param=items))
    assert diagnostic.pointer == "/templates/main/steps/0/0/with_param/1/a.b"
    assert diagnostic.message.endswith("found the text `x` (and 1 more)")


def test_dg402_of_one_item_says_what_to_loop_over() -> None:
    diagnostic = only(given_to("list[int]", "{{item}}", with_param=[[1], ["a"]]))
    assert diagnostic.message == (
        "`x` is of type `list[int]`, and gets each item: expected `int` at `/0`, found the text `a`"
    )
    assert diagnostic.pointer == "/templates/main/steps/0/0/with_param/1/0"
    assert diagnostic.hint == "Loop over values of type `list[int]`."
    assert only(given_to("list[int]", "{{item}}", with_param=["x", [["1"]]])).hint
    quoted = only(given_to("list[int]", "{{item}}", with_param=[["1"]]))
    assert quoted.hint == "Write `1` without quotes."


def test_dg404_of_a_loop_names_what_is_no_list() -> None:
    document = joined(parameter("int"), parameter("int"))
    document["templates"]["main"]["steps"][1][0]["with_param"] = (
        "{{steps.make.outputs.parameters.y}}"
    )
    diagnostic = only(document)
    assert diagnostic.message == "`y` is of type `int`, and a loop needs a list"
    assert diagnostic.clause == "TYP-11"
    assert diagnostic.related[0].pointer == "/templates/make/op/outputs/y/type"


def test_member_of_an_item_of_a_reference_is_not_known() -> None:
    document = joined(parameter("list[dict[str, str]]"), parameter("bool"))
    second = document["templates"]["main"]["steps"][1][0]
    second["with_param"] = second["parameters"]["x"]
    second["parameters"]["x"] = "{{item.a}}"
    assert found(document) == []


@pytest.mark.parametrize(
    ("given_type", "codes"),
    [
        ("list[bool]", []),
        ("set[bool] | none", []),
        ("tuple[bool, ...]", []),
        ("tuple[bool, int]", ["DG404"]),
        ("tuple[()]", []),
        ("str", []),
        ("any", []),
        ("list[int] | any", []),
        ("list[list[bool]]", ["DG404"]),
        ("list[str]", ["DG404"]),
        ("dict[str, bool]", ["DG404"]),
        ("int | none", ["DG404"]),
    ],
)
def test_typ11_item_has_the_type_of_the_items(given_type: str, codes: list[str]) -> None:
    document = joined(parameter(given_type), parameter("bool"))
    second = document["templates"]["main"]["steps"][1][0]
    second["with_param"] = second["parameters"]["x"]
    second["parameters"]["x"] = "{{item}}"
    assert [d.code for d in found(document)] == codes


def test_item_in_a_hook_is_left_to_others() -> None:
    hook = {"template": "run", "parameters": {"x": "{{item}}"}}
    assert found(given_to("int", "{{item}}", with_param=[1], success_hook=hook)) == []


# Parameters of the workflow.


def test_workflow_parameter_that_is_wrong_for_two_ports_is_said_once() -> None:
    document = graph(
        steps(
            step("a", "run", {"x": "{{workflow.parameters.n}}"}),
            step("b", "run", {"x": "{{workflow.parameters.n}}"}),
            inputs={
                "n": {"type": "int"},
                "m": {"type": "int", "value": "{{workflow.parameters.k}}"},
            },
        ),
        {"parameters": {"n": {"a": 1}, "k": "x", "unused": 5}},
        run=op({"x": parameter("int")}),
    )
    first, second = found(document)
    assert (first.pointer, second.pointer) == ("/parameters/n", "/parameters/k")
    assert first.message == "`n` is of type `int`, and gets this value: found an object"
    assert first.clause == "PAR-10"
    assert first.hint == "Give a value of type `int`, or mend the type."
    document["parameters"] = {"n": ["1"], "k": 1}
    document["templates"]["run"] = op({"x": parameter("list[int]")})
    document["templates"]["main"]["inputs"]["parameters"]["n"] = {}
    assert only(document).hint == "Write `1` without quotes."


@pytest.mark.parametrize("own", [{}, {"default": 1}])
def test_workflow_parameter_takes_the_place_of_a_default_of_the_entrypoint(own: Any) -> None:
    main = op({"n": parameter("int", **own)})
    assert pointers(graph(main, {"parameters": {"n": "x"}})) == [("DG402", "/parameters/n")]
    assert found(graph(main, {"parameters": {"n": 2}})) == []


def test_malformed_workflow_parameter_is_said_once() -> None:
    main = op({"n": parameter("int")})
    document = graph(main, {"parameters": {"n": tag("int", decimal="x")}})
    assert [d.code for d in found(document)] == ["DG403"]


def test_workflow_parameter_of_a_sliced_input_is_a_list() -> None:
    document = given_to(
        "int", "{{workflow.parameters.n}}", slices={"input_parameter": ["x"]}, with_param=[0]
    )
    document["parameters"] = {"n": [1, 2]}
    assert found(document) == []
    document["parameters"] = {"n": [1, []]}
    assert pointers(document) == [("DG402", "/parameters/n/1")]


def test_workflow_parameter_of_an_input_is_judged_sliced_and_whole() -> None:
    whole = {"x": "{{workflow.parameters.n}}"}
    calls = [step("a", "run", whole, slices={"input_parameter": ["x"]}), step("b", "run", whole)]
    document = graph(steps(*calls), {"parameters": {"n": [1]}}, run=op({"x": parameter("int")}))
    assert pointers(document) == [("DG402", "/parameters/n")]


def test_inputs_of_the_exit_handler_get_the_workflow_parameters_too() -> None:
    main = op({"n": parameter("int", default=1)})
    last = op({"n": parameter("int")})
    document = graph(main, {"parameters": {"n": "x"}, "on_exit": "last"}, last=last)
    assert pointers(document) == [("DG402", "/parameters/n")]


def test_workflow_parameter_takes_the_place_of_a_value_of_a_script() -> None:
    inputs = {"parameters": {"n": {"type": "int", "value": 1}}}
    main = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", "inputs": inputs}
    assert pointers(graph(main, {"parameters": {"n": "x"}})) == [("DG402", "/parameters/n")]


def test_wrong_key_of_a_workflow_parameter_is_marked_as_a_key() -> None:
    main = op({"n": parameter("dict[literal['a'], int]")})
    diagnostic = only(graph(main, {"parameters": {"n": {"b": 1}}}))
    assert diagnostic.pointer == "/parameters/n/b"
    assert diagnostic.at_key


def test_list_for_an_element_is_to_be_sliced_or_looped_over() -> None:
    sliced = given_to("int", [1, 2])
    assert only(sliced).hint.startswith("Name `x` in the `input_parameter` of the step's `slices`")
    assert only(given_to("int", ["a"])).hint == "Give a value of type `int`, or mend the type."
    sliced["templates"]["run"] = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3.20",
        "script": "echo {{inputs.parameters.x}}",
        "inputs": {"parameters": {"x": {"type": "int"}}},
    }
    hint = "Give one element, as a loop does, or write `list[int]` as the type."
    assert only(sliced).hint == hint


def test_ops_of_groups_take_lists_or_get_a_pool() -> None:
    document = given_to("int", [1, 2], slices={"input_parameter": ["x"], "group_size": 2})
    assert only(document).hint.startswith("With `group_size` the OP takes and gives lists")
    wrong = given_to("int", "a", slices={"input_parameter": ["x"]}, with_param=[0])
    assert "group_size" not in only(wrong).hint
