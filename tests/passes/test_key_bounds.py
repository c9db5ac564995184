"""Keys where one condition alone decides (DG214 to DG219)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.test_keys import INNER, STEP, WHEN, calling, in_main, inner, memoized
from tests.passes.test_names import REST, call, found, graph, shell, steps, the_one


def codes(document: dict[str, Any]) -> list[str]:
    return [diagnostic.code for diagnostic in found(document)]


def test_hyphen_in_front_of_a_key_is_pointed_at() -> None:
    assert the_one(in_main(call("a", key="-k")), "DG217").within == (0, 1)
    assert the_one(memoized("-k"), "DG218").within == (0, 1)


def test_template_without_steps_ends_no_search() -> None:
    templates = {"rest": REST, "main": steps([call("a", key="k"), call("b", key="k")])}
    assert codes(graph(templates=templates)) == ["DG214"]


def test_one_key_with_tags_is_another_in_another_template() -> None:
    other = steps([call("run", key="k-{{workflow.uid}}")])
    main = steps([call("run", key="k-{{workflow.uid}}"), call("more", "other")])
    assert found(graph(templates={"main": main, "other": other, "rest": REST})) == []


def test_key_of_a_lone_hook_is_its_own() -> None:
    assert found(in_main(call("a", success_hook={"template": "rest", "key": "k"}))) == []


def test_literal_key_of_two_loops_is_shared_whatever_the_items() -> None:
    document = in_main(call("a", key="k", with_param=[1]), call("b", key="k", with_param=[2]))
    assert codes(document) == ["DG214", "DG215", "DG215"]


@pytest.mark.parametrize("looped", [0, 1])
def test_step_beside_a_loop_has_no_items_that_could_differ(looped: int) -> None:
    loop: list[dict[str, Any]] = [{}, {}]
    loop[looped] = {"with_sequence": {"count": 2}}
    key = "k-{{workflow.uid}}"
    document = in_main(call("a", key=key, **loop[0]), call("b", key=key, **loop[1]))
    assert codes(document) == ["DG214", "DG215"]


@pytest.mark.parametrize("known", [0, 1])
def test_items_that_are_not_known_are_taken_to_be_the_same(known: int) -> None:
    items: list[Any] = ["{{workflow.parameters.l}}"] * 2
    items[known] = [1, 2]
    calls = [call(n, key="k-{{item}}", with_param=i) for n, i in zip("ab", items, strict=True)]
    assert codes(in_main(*calls)) == ["DG214"]


def test_long_lists_of_items_are_taken_to_have_one_in_common() -> None:
    def loops(number: int) -> dict[str, Any]:
        key = "k-{{item}}"
        one, other = list(range(number)), list(range(100, 100 + number))
        return in_main(call("a", key=key, with_param=one), call("b", key=key, with_param=other))

    assert codes(loops(30)) == []
    assert codes(loops(31)) == ["DG214"]


@pytest.mark.parametrize("items", [[], [{}]])
def test_items_without_members_are_taken_whole(items: list[Any]) -> None:
    diagnostic = the_one(in_main(call("a", key="k", with_param=items)), "DG215")
    assert "`k-{{item}}`" in diagnostic.hint


@pytest.mark.parametrize(
    "slices",
    [{"input_artifact": ["f"]}, {"input_artifact": ["f"], "sub_path": True, "group_size": 2}],
)
def test_pieces_that_are_no_single_paths_have_no_order(slices: dict[str, Any]) -> None:
    pod = shell(
        inputs={"artifacts": {"f": {"path": "/f"}}}, script="cat {{inputs.artifacts.f.path}}"
    )
    source = {"kind": "s3", "key": "a"}
    step = call("run", "pod", key="k", artifacts={"f": source}, slices=slices)
    document = graph(templates={"main": steps([step]), "pod": pod})
    assert "`k-{{item}}`" in the_one(document, "DG215").hint


def test_malformed_memoize_key_has_one_fault() -> None:
    assert codes(memoized("a_{{workflow.name}}", name="demo.v2")) == ["DG218"]


TWICE = (call("a", "inner"), call("b", "inner"))


def test_key_that_varies_does_not_end_the_search_for_others() -> None:
    template = steps([call("one", "work", key="k-{{node.name}}"), call("two", "work", key="k")])
    diagnostic = the_one(calling(template, *TWICE), "DG216")
    assert diagnostic.pointer == "/templates/inner/steps/0/1/key"


def test_malformed_tag_in_a_key_of_a_repeated_template_is_not_said_twice() -> None:
    for key in ("k-{{item", "k-{{=asInt(}}"):
        assert found(calling(inner(key), *TWICE)) == []


def test_two_calls_are_named_and_no_more() -> None:
    diagnostic = the_one(calling(inner("k"), *TWICE, call("c", "inner")), "DG216")
    assert len(diagnostic.related) == 2


def given(*values: Any, key: str = "k-{{inputs.parameters.x}}") -> list[str]:
    """The codes found where `inner` is called with each of these values of its input."""
    calls = [call(f"c{n}", "inner", parameters={"x": v}) for n, v in enumerate(values)]
    return codes(calling(inner(key, "x"), *calls))


def test_argument_that_is_not_compared_does_not_end_the_search() -> None:
    assert given([1], 2, 2) == ["DG216"]


def test_object_as_an_argument_is_taken_to_differ() -> None:
    assert given({"a": 1}, {"a": 1}) == []


def test_word_of_a_loop_in_a_text_is_no_tag() -> None:
    assert given("item", "item") == ["DG216"]


def test_key_of_the_name_of_the_run_is_the_same_in_every_run_of_a_template() -> None:
    assert given(1, 2, key="k-{{workflow.name}}") == ["DG216"]


def test_expression_without_a_reference_is_taken_to_vary() -> None:
    assert given(1, 2, key="k-{{=sprig.uuidv4()}}") == []


def test_all_inputs_at_once_are_taken_to_vary() -> None:
    assert given(1, 1, key="k-{{=toJson(inputs.parameters)}}") == []


def test_hyphen_in_the_name_of_an_input_is_no_minus() -> None:
    template = inner("k-{{inputs.parameters.my-x}}", "my-x")
    calls = [call(n, "inner", parameters={"my-x": 1}) for n in "ab"]
    template["steps"][0][0]["parameters"] = {}
    assert codes(calling(template, *calls)) == ["DG216"]


def test_one_literal_from_two_templates_is_one_value() -> None:
    outer = steps([call("deep", "inner", parameters={"x": "text"})])
    document = calling(
        inner("k-{{inputs.parameters.x}}", "x"),
        call("a", "one"),
        call("b", "two"),
        one=outer,
        two=outer,
    )
    assert codes(document) == ["DG216"]


def test_input_of_a_caller_that_has_the_same_name_is_another() -> None:
    main = steps(
        [
            call("a", "inner", parameters={"x": "{{inputs.parameters.x}}"}),
            call("b", "inner", parameters={"x": 5}),
        ],
        inputs={"parameters": {"x": {"type": "int", "value": 1}}},
    )
    document = calling(inner("k-{{inputs.parameters.x}}", "x"), main=main)
    assert found(document) == []


def looped(**slices: Any) -> list[str]:
    work = inner("k-{{inputs.parameters.x}}", "x")
    work["inputs"]["parameters"]["y"] = {"type": "int", "value": 0}
    value = "{{workflow.parameters.l}}"
    step = call("a", "inner", parameters={"x": value, "y": value}, slices=slices)
    return codes(calling(work, step))


def test_input_differs_between_pieces_if_it_is_sliced_itself() -> None:
    assert looped(input_parameter=["x"]) == []
    assert looped(input_parameter=["y"]) == ["DG216"]
    assert looped(input_artifact=["f"]) == ["DG216"]


def test_recursion_under_a_condition_may_change_an_input() -> None:
    again = inner("k-{{inputs.parameters.x}}", "x")
    other = {"x": "{{inputs.parameters.y}}"}
    again["steps"].append([call("again", "inner", parameters=other, **WHEN)])
    assert found(calling(again, call("a", "inner", parameters={"x": 0}))) == []


def test_places_of_keys_are_those_of_their_steps() -> None:
    assert the_one(in_main(call("a", key="K")), "DG217").pointer == STEP + "0/key"
    assert the_one(calling(inner("k"), *TWICE), "DG216").pointer == INNER


def test_alternatives_of_one_argument_are_no_repetition_beside_another_call() -> None:
    other = call("other", "inner", parameters={"x": 1})
    either = [call(name, "inner", parameters={"x": 2}, **WHEN) for name in ("either", "or")]
    document = calling(inner("k-{{inputs.parameters.x}}", "x"), other, *either)
    assert "DG216" not in codes(document)
