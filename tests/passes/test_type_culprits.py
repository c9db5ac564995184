"""Which type explains what does not fit (CONF-8): of a port that nothing fits, and of an output."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.pipeline import validate

P = "{{workflow.parameters.p}}"


def work(**port: Any) -> dict[str, Any]:
    """A template that takes a number `n`."""
    return {
        "kind": "ShellOPTemplate",
        "image": "alpine:3",
        "script": "echo {{inputs.parameters.n}}",
        "inputs": {"parameters": {"n": {"type": "int", **port}}},
    }


def calls(*given: Any, template: str = "work") -> dict[str, Any]:
    """Steps that give each of some values to the `n` of a template."""
    steps = [
        {"name": f"{template}{i}", "template": template, "parameters": {"n": value}}
        for i, value in enumerate(given)
    ]
    return {"kind": "Steps", "steps": [steps]}


def found(templates: dict[str, Any], entrypoint: str = "main", **fields: Any) -> list[str]:
    """What is told of a graph, by code."""
    document = {"dflow_graph": "1.0", "name": "a", "entrypoint": entrypoint, **fields}
    return [d.code for d in validate({**document, "templates": templates}).diagnostics]


def number(*given: Any, port: dict[str, Any] | None = None, **fields: Any) -> int:
    """How many findings there are of values that are given to one input."""
    codes = found({"main": calls(*given), "work": work(**(port or {}))}, **fields)
    assert set(codes) <= {"DG402"}
    return len(codes)


def test_value_of_the_template_that_fits_says_that_the_type_is_right() -> None:
    assert number("many", "more", port={"value": 1}) == 2
    assert number("many", "more", port={"value": "few"}) == 1


def test_text_that_is_put_together_says_nothing_of_the_type() -> None:
    assert number("many", "more", "{{workflow.name}}-1") == 1


def test_what_the_run_gives_is_one_of_the_values() -> None:
    assert number("many", "more", P, parameters={"p": 1}) == 2
    assert number("many", P, parameters={"p": "more"}) == 1


def test_default_of_an_op_that_fits_says_that_the_type_is_right() -> None:
    def number(**port: Any) -> int:
        inputs = {"n": {"kind": "Parameter", "type": "int", **port}}
        op = {"name": "f", "module": "m", "inputs": inputs}
        template = {"kind": "PythonOPTemplate", "image": "a", "op": op}
        return found({"main": calls("many", "more"), "work": template}).count("DG402")

    assert (number(), number(default=1), number(default="few")) == (1, 2, 1)


def test_more_than_a_thousand_values_are_no_slip_of_the_type() -> None:
    assert number(*["many"] * 1_000) == 1
    assert number(*["many"] * 1_001) == 1_001


def test_every_member_of_an_object_may_be_of_the_wrong_type() -> None:
    port = {"type": "dict[str, int]"}
    assert number({"a": "x", "b": "y"}, port=port) == 1
    assert number({"a": "x", "b": "y", "c": 1}, port=port) == 2


@pytest.mark.parametrize("field", ["entrypoint", "on_exit"])
def test_what_the_workflow_gives_to_its_first_or_last_template_is_one_of_the_values(
    field: str,
) -> None:
    other = {"entrypoint": "on_exit", "on_exit": "entrypoint"}[field]

    def number(port: dict[str, Any], **fields: Any) -> int:
        templates = {"main": calls("many", "more"), "work": work(**port)}
        codes = found(templates, **{other: "main", field: "work"}, **fields)
        return codes.count("DG402")

    assert number({}) == 1
    assert number({}, parameters={"n": 1}) == 2
    assert number({}, parameters={"n": "few"}) == 1
    # What the run gives takes the place of a value of its own, which is wrong all the same.
    assert number({"value": "none"}, parameters={"n": 1}) == 3
    assert number({"value": "none"}, parameters={"n": "few"}) == 1


def test_parameter_of_the_run_is_not_given_to_other_templates() -> None:
    assert number("many", "more", parameters={"n": 1}) == 1


def test_types_of_two_inputs_are_two_mistakes() -> None:
    templates = {"work": work(), "rest": work()}
    steps = calls("many", "more")["steps"] + calls("many", "more", template="rest")["steps"]
    assert found({"main": {"kind": "Steps", "steps": steps}, **templates}) == ["DG402"] * 2


def made(type_: str) -> dict[str, Any]:
    """A template that gives an output `y` of a type."""
    template = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "echo >/tmp/y"}
    return {
        **template,
        "outputs": {"parameters": {"y": {"type": type_, "value_from_path": "/tmp/y"}}},
    }


def connected(*given: tuple[str, str], **more: Any) -> list[str]:
    """What is told where inputs get outputs, as pairs of templates that take and give."""
    steps = [
        {
            "name": f"s{i}",
            "template": to,
            "parameters": {"n": f"{{{{steps.{of}.outputs.parameters.y}}}}"},
        }
        for i, (to, of) in enumerate(given)
    ]
    first = [{"name": name, "template": name} for name in sorted({of for _, of in given})]
    templates = {name: made("list[str]") for name in sorted({of for _, of in given})}
    takers = {to: work() for to, _ in given}
    main = {"kind": "Steps", "steps": [first, [*steps, *more.pop("steps", ())]]}
    return found({"main": main, **templates, **takers}, **more)


def test_input_that_no_output_fits_is_one_mistake() -> None:
    assert connected(("work", "a"), ("work", "b")) == ["DG404"]


def test_output_that_fits_no_input_is_one_mistake() -> None:
    assert connected(("work", "a"), ("rest", "a")) == ["DG404"]


def test_two_connections_without_a_common_port_are_two_mistakes() -> None:
    assert connected(("work", "a"), ("rest", "b")) == ["DG404"] * 2


def test_input_that_neither_outputs_nor_values_fit_is_one_mistake() -> None:
    value = {"name": "v", "template": "work", "parameters": {"n": "many"}}
    assert connected(("work", "a"), steps=[value]) == ["DG404"]


def test_values_of_an_output_are_one_mistake_if_none_fits() -> None:
    wrong = {"type": "int", "value": "few", "default": "none"}
    template = {**work(value=1), "outputs": {"parameters": {"n": wrong}}}
    main = {"kind": "Steps", "steps": [[{"name": "w", "template": "work"}]]}
    assert found({"main": main, "work": template}) == ["DG402"]
    wrong["default"] = 1  # type: ignore[assignment]
    assert found({"main": main, "work": template}) == ["DG402"]


def test_malformed_values_are_no_mistake_of_the_type() -> None:
    main = calls({"$value": "int"}, {"$value": "real"})
    assert found({"main": main, "work": work()}) == ["DG403"] * 2


def looped(*wrong: Any, port: dict[str, Any] | None = None, **step: Any) -> int:
    """How many values that do not fit are told beside a step with a loop."""
    main = calls(*wrong)
    fields = {"name": "loop", "template": "work", "parameters": {"n": "{{item}}"}, **step}
    main["steps"][0].append(fields)
    ask = {**made("list[any]"), "script": "echo >/tmp/y"}
    main["steps"].insert(0, [{"name": "ask", "template": "ask"}])
    codes = found({"main": main, "work": work(**(port or {})), "ask": ask})
    assert set(codes) <= {"DG402", "DG404"}
    return len(codes)


def test_items_of_a_loop_are_values_of_the_input() -> None:
    assert looped("many", "more", with_param=["x", "y"]) == 1
    assert looped("many", with_param=["x", 1]) == 2
    assert looped("many", "more", with_param=[1, 2]) == 2


def test_members_of_the_items_of_a_loop_are_values_of_the_input() -> None:
    member = {"parameters": {"n": "{{item.a}}"}}
    assert looped("many", with_param=[{"a": "x"}, {"a": "y", "b": 1}], **member) == 1
    assert looped("many", with_param=[{"a": "x"}, {"a": 1}], **member) == 2


def test_numbers_of_a_sequence_are_values_of_the_input() -> None:
    lists = {"type": "list[str]"}
    assert looped("many", "more", with_sequence={"count": 2}) == 2
    assert looped("many", "more", port=lists, with_sequence={"count": 2}) == 1


def test_items_of_which_nothing_is_known_say_that_the_type_may_be_right() -> None:
    items = "{{steps.ask.outputs.parameters.y}}"
    assert looped("many", "more", with_param=items) == 2


@pytest.mark.parametrize("items", [[1, 2], [[1], [2]]])
def test_item_at_an_input_that_is_cut_says_nothing_of_the_type(items: list[Any]) -> None:
    op = {"name": "f", "module": "m", "inputs": {"n": {"kind": "Parameter", "type": "int"}}}
    template = {"kind": "PythonOPTemplate", "image": "a", "op": op}
    main = calls("many", "more")
    cut = {"with_param": items, "slices": {"input_parameter": ["n"]}}
    step = {"name": "cut", "template": "work", "parameters": {"n": "{{item}}"}, **cut}
    main["steps"][0].append(step)
    assert found({"main": main, "work": template}) == ["DG402"]


def test_member_of_an_item_may_have_dots_or_be_missing() -> None:
    dotted = {"parameters": {"n": "{{item.a.b}}"}}
    assert looped("many", "more", with_param=[{"a.b": 1}], **dotted) == 2
    assert looped("many", "more", with_param=[{"a.b": "x"}], **dotted) == 1
    main = calls("many", "more")
    step = {"name": "loop", "template": "work", "parameters": {"n": "{{item.a}}"}}
    main["steps"][0].append({**step, "with_param": [{"a": "x"}, {"b": 1}, 1]})
    assert found({"main": main, "work": work()}).count("DG402") == 1
    main["steps"][0][2]["with_param"] = [{"b": 1}]
    assert found({"main": main, "work": work()}).count("DG402") == 2


def test_loop_over_nothing_says_that_the_type_may_be_right() -> None:
    assert looped("many", "more", with_param=[]) == 2


def test_what_a_pattern_of_slices_picks_says_nothing_of_the_type() -> None:
    op = {"name": "f", "module": "m", "inputs": {"n": {"kind": "Parameter", "type": "int"}}}
    template = {"kind": "PythonOPTemplate", "image": "a", "op": op}
    main = calls("many", "more", [1, 2])
    main["steps"][0][2]["slices"] = {"slices": "x-{{item}}", "input_parameter": ["n"]}
    assert found({"main": main, "work": template}) == ["DG402"]


def test_call_without_the_argument_says_nothing_of_the_type() -> None:
    main = calls("many", "more")
    main["steps"][0].append({"name": "none", "template": "work"})
    assert found({"main": main, "work": work(value="few")}) == ["DG402"]


def test_reference_that_leads_nowhere_says_nothing_of_the_type() -> None:
    main = calls("many", "more", "{{steps.nobody.outputs.parameters.y}}")
    assert sorted(found({"main": main, "work": work()})) == ["DG303", "DG402"]
    main = calls("many", "more")
    assert sorted(found({"main": main, "work": work(value="{{item}}")})) == ["DG310", "DG402"]


def test_output_that_fits_says_that_the_type_is_right() -> None:
    main = calls("many", "more", "{{steps.ask.outputs.parameters.y}}")
    main["steps"].insert(0, [{"name": "ask", "template": "ask"}])
    assert found({"main": main, "work": work(), "ask": made("int")}) == ["DG402"] * 2


def test_what_a_template_hands_on_to_itself_says_nothing_of_the_type() -> None:
    again = calls(1, template="again")
    again["inputs"] = {"parameters": {"n": {"type": "int"}}}
    again["steps"][0][0]["when"] = "{{inputs.parameters.n}} > 3"
    main = calls("many", "more", template="again")
    assert found({"main": main, "again": again}) == ["DG402"]
    again["steps"][0] += [{**again["steps"][0][0], "name": "second"}]
    for step in again["steps"][0]:
        step["parameters"] = {"n": "few"}
    main = calls("{{workflow.name}}-1", template="again")
    assert found({"main": main, "again": again}) == ["DG402"] * 2


def test_every_item_of_a_list_of_the_run_may_be_of_the_wrong_type() -> None:
    port = {"type": "list[int]"}
    assert number(["c", "d"], P, port=port, parameters={"p": ["a", "b"]}) == 1
    assert number(["c", "d"], P, port=port, parameters={"p": ["a", 1]}) == 3
    assert number(["c", "d"], P, port=port, parameters={"p": "a"}) == 1
    assert number(["c", "d"], [], port=port) == 2


WRONG = ["a", "b"]


@pytest.mark.parametrize("fields", [{"value": WRONG}, {"value": WRONG, "default": WRONG}])
def test_values_of_an_output_that_do_not_fit_are_one_mistake(fields: dict[str, Any]) -> None:
    template = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}
    output = {"type": "list[int]", **fields}
    main = {"kind": "Steps", "steps": [[{"name": "w", "template": "work"}]]}
    work = {**template, "outputs": {"parameters": {"n": output}}}
    assert found({"main": main, "work": work}) == ["DG402"]
    for field in fields:
        right = {**output, "default": [1]} if field == "value" else {**output, "value": [1]}
        work["outputs"]["parameters"]["n"] = right  # type: ignore[index]
        assert found({"main": main, "work": work}) == ["DG402"] * 2


@pytest.mark.parametrize(
    "source",
    [
        {"value_from_parameter": "{{steps.ask.outputs.parameters.y}}"},
        {"value_from_expression": "steps.ask.outputs.parameters.y"},
    ],
)
def test_what_an_output_comes_from_is_one_of_its_values(source: dict[str, Any]) -> None:
    output = {"type": "list[int]", "default": WRONG, **source}
    main = {
        "kind": "Steps",
        "steps": [[{"name": "ask", "template": "ask"}]],
        "outputs": {"parameters": {"n": output}},
    }
    assert found({"main": main, "ask": made("list[int]")}) == ["DG402"] * 2
    assert found({"main": main, "ask": made("str")}) == ["DG402"]  # the first in the text


def test_default_that_a_template_gives_to_an_output_is_one_of_its_values() -> None:
    output = {"kind": "Parameter", "type": "list[int]", "default": [1]}
    op = {"name": "f", "module": "m", "outputs": {"n": output}}
    default = {"output_parameter_default": {"n": WRONG}}
    template = {"kind": "PythonOPTemplate", "image": "a", "op": op, **default}
    main = {"kind": "Steps", "steps": [[{"name": "w", "template": "work"}]]}
    assert found({"main": main, "work": template}) == ["DG402"] * 2
    output["default"] = WRONG
    assert found({"main": main, "work": template}) == ["DG402"]
    del output["default"]
    assert found({"main": main, "work": template}) == ["DG402"]
    default["output_parameter_default"]["n"] = [1]  # type: ignore[list-item]
    output["default"] = WRONG
    assert found({"main": main, "work": template}) == ["DG402"] * 2


def test_output_without_a_type_says_nothing_of_the_type() -> None:
    untyped = {**made("str"), "outputs": {"parameters": {"y": {"value_from_path": "/tmp/y"}}}}
    main = calls("many", "more", "{{steps.ask.outputs.parameters.y}}")
    main["steps"].insert(0, [{"name": "ask", "template": "ask"}])
    assert found({"main": main, "work": work(), "ask": untyped}) == ["DG402"]


def inner(**output: Any) -> dict[str, Any]:
    """Steps that hand their input `n`, of no type, to the template `work`."""
    fields = {"inputs": {"parameters": {"n": {}}}}
    if output:
        fields["outputs"] = {"parameters": {"y": output}}
    return {**calls("{{inputs.parameters.n}}"), **fields}


def test_what_is_handed_on_without_a_type_is_one_mistake_of_the_type_that_it_gets() -> None:
    steps = [*calls("many", template="inner")["steps"], *calls("more")["steps"]]
    templates = {"main": {"kind": "Steps", "steps": steps}, "inner": inner(), "work": work()}
    assert found(templates) == ["DG402"]
    steps += calls(1, template="inner")["steps"]
    for group in steps[2:]:
        group[0]["name"] = "right"
    assert found(templates) == ["DG402"] * 2


def test_what_an_output_without_a_type_is_given_to_is_one_mistake_of_its_source() -> None:
    output = {"value_from_parameter": "{{steps.ask0.outputs.parameters.y}}"}
    ask = [[{"name": "ask0", "template": "ask"}]]
    around = {"kind": "Steps", "steps": ask, "outputs": {"parameters": {"y": output}}}
    first = [{"name": "a", "template": "around"}, {"name": "b", "template": "ask"}]
    users = calls("{{steps.a.outputs.parameters.y}}")["steps"][0]
    users += calls("{{steps.b.outputs.parameters.y}}", template="rest")["steps"][0]
    main = {"kind": "Steps", "steps": [first, users]}
    templates = {"main": main, "around": around, "ask": made("list[str]")}
    assert found({**templates, "work": work(), "rest": work()}) == ["DG404"]


def test_items_of_one_loop_for_two_inputs_are_two_mistakes() -> None:
    both = work(type="list[str]")
    both["inputs"]["parameters"]["m"] = {"type": "list[str]"}
    both["script"] += "{{inputs.parameters.m}}"
    step = {"name": "a", "template": "work", "parameters": {"n": "{{item}}", "m": "{{item}}"}}
    main = {"kind": "Steps", "steps": [[{**step, "with_sequence": {"count": 2}}]]}
    assert found({"main": main, "work": both}) == ["DG404"] * 2
