"""Keys of steps and for memoization (DG214 to DG219)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.passes.key_tags import has_item, is_key
from tests.passes.test_names import REST, call, dag, found, graph, shell, steps, the_one

WHEN = {"when": "{{workflow.status}} == Running"}
STEP = "/templates/main/steps/0/"


def in_main(*calls: dict[str, Any]) -> dict[str, Any]:
    return graph(templates={"main": steps(list(calls)), "rest": REST})


def inner(key: str, *inputs: str, **more: Any) -> dict[str, Any]:
    """Steps with one keyed step, and inputs that are numbers."""
    return steps(
        [
            call(
                "run",
                "work",
                key=key,
                parameters={n: f"{{{{inputs.parameters.{n}}}}}" for n in inputs},
            )
        ],
        inputs={"parameters": {n: {"type": "int", "value": 0} for n in inputs}},
        **more,
    )


WORK = shell(
    inputs={"parameters": {n: {"type": "int", "value": 0} for n in "xy"}},
    script="echo {{inputs.parameters.x}} {{inputs.parameters.y}}",
)


def calling(template: dict[str, Any], *calls: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A graph whose entrypoint calls `inner` so."""
    main = steps(list(calls))
    return graph(templates={"main": main, "inner": template, "work": WORK, **more})


INNER = "/templates/inner/steps/0/0/key"


def test_two_steps_of_one_key_are_found_with_the_first() -> None:
    diagnostic = the_one(in_main(call("a", key="k"), call("b", key="k")), "DG214")
    assert diagnostic.pointer == STEP + "1/key"
    assert diagnostic.related[0].pointer == STEP + "0/key"
    assert diagnostic.message == "a second step has the key `k`"


def test_two_steps_of_one_key_with_tags_are_found_in_one_template() -> None:
    key = "k-{{workflow.name}}"
    diagnostic = the_one(in_main(call("a", key=key), call("b", key=key)), "DG214")
    assert diagnostic.pointer == STEP + "1/key"


def test_key_of_a_hook_counts() -> None:
    hook = {"template": "rest", "key": "k"}
    diagnostic = the_one(in_main(call("a", key="k", success_hook=hook)), "DG214")
    assert diagnostic.pointer == STEP + "0/success_hook/key"


def test_alternatives_may_share_a_key() -> None:
    assert found(in_main(call("a", key="k", **WHEN), call("b", key="k", **WHEN))) == []
    document = in_main(call("a", key="k", **WHEN), call("b", key="k"))
    assert the_one(document, "DG214").pointer == STEP + "1/key"


def test_tasks_on_results_of_another_are_alternatives() -> None:
    tasks = (
        call("a"),
        call("b", key="k", dependencies=["a.Succeeded"]),
        call("c", key="k", dependencies=["a.Failed"]),
    )
    assert found(graph(templates={"main": dag(*tasks), "rest": REST})) == []
    tasks[1]["dependencies"] = ["a"]
    document = graph(templates={"main": dag(*tasks), "rest": REST})
    assert the_one(document, "DG214").pointer == "/templates/main/tasks/2/key"


def test_steps_of_alternative_templates_may_share_a_key() -> None:
    templates = {
        "main": steps([call("a", "one", **WHEN), call("b", "two", **WHEN)]),
        "one": steps([call("run", key="k")]),
        "two": steps([call("run", key="k")]),
        "rest": REST,
    }
    assert found(graph(templates=templates)) == []
    del templates["main"]["steps"][0][0]["when"]
    assert the_one(graph(templates=templates), "DG214").pointer == "/templates/two/steps/0/0/key"


def test_template_that_never_runs_takes_no_key() -> None:
    templates = {
        "main": steps([call("a", key="k")]),
        "idle": steps([call("run", key="k")]),
        "rest": REST,
    }
    assert found(graph(templates=templates)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"with_param": [1, 2]}, {"with_param": [3, 4]}),
        ({"with_sequence": {"count": 2}}, {"with_sequence": {"start": 5, "end": 7}}),
    ],
)
def test_loops_over_different_items_may_share_a_key(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    key = "k-{{item}}"
    assert found(in_main(call("a", key=key, **first), call("b", key=key, **second))) == []
    document = in_main(call("a", key=key, **first), call("b", key=key, **first))
    assert the_one(document, "DG214").pointer == STEP + "1/key"


def test_loops_with_an_item_in_common_may_not_share_a_key() -> None:
    key = "k-{{item}}"
    document = in_main(call("a", key=key, with_param=[1, 2]), call("b", key=key, with_param=[2, 3]))
    assert the_one(document, "DG214").pointer == STEP + "1/key"


@pytest.mark.parametrize(
    "key", ["k-{{item}}", "k-{{ item }}", "k-{{item.n}}", "k-{{=asInt(item) + 1}}", "k-{{=item.n}}"]
)
def test_key_of_a_loop_may_take_the_item_in_any_form(key: str) -> None:
    assert found(in_main(call("a", key=key, with_param=[{"n": 1}]))) == []


@pytest.mark.parametrize(
    "key", ["k", "item", "k-{{workflow.name}}", "k-{{=workflow.name + 'item'}}"]
)
def test_key_of_a_loop_without_the_item_is_found(key: str) -> None:
    diagnostic = the_one(in_main(call("a", key=key, with_param=["1", "2"])), "DG215")
    assert diagnostic.pointer == STEP + "0/key"
    assert diagnostic.hint == f"Add a tag with `item`, such as `{key}-{{{{item}}}}`."


def test_hint_names_a_member_of_the_items() -> None:
    document = in_main(call("a", key="k", with_param=[{"size": 1}]))
    assert "`k-{{item.size}}`" in the_one(document, "DG215").hint


def test_hint_names_the_index_of_the_slice_where_items_are_paths() -> None:
    pod = shell(
        inputs={"artifacts": {"f": {"path": "/f"}}}, script="cat {{inputs.artifacts.f.path}}"
    )
    step = call(
        "run",
        "pod",
        key="k",
        artifacts={"f": {"kind": "s3", "key": "a"}},
        slices={"input_artifact": ["f"], "sub_path": True},
    )
    document = graph(templates={"main": steps([step]), "pod": pod})
    assert "`k-{{item.order}}`" in the_one(document, "DG215").hint


def test_malformed_tag_in_a_key_is_not_said_twice() -> None:
    for key in ("k-{{item", "k-{{=asInt(}}", "K.{{ {{item}} }}"):
        assert found(in_main(call("a", key=key, with_param=[1, 2]))) == []


def test_literal_key_in_a_template_that_is_called_twice_is_found() -> None:
    diagnostic = the_one(calling(inner("k"), call("a", "inner"), call("b", "inner")), "DG216")
    assert diagnostic.pointer == INNER
    assert diagnostic.message == (
        "the key `k` is the same in several runs of the template `inner`, "
        "which is called more than once"
    )
    assert [p.pointer for p in diagnostic.related] == [
        "/templates/main/steps/0/0",
        "/templates/main/steps/0/1",
    ]


def test_literal_key_in_a_template_that_is_called_once_is_right() -> None:
    assert found(calling(inner("k"), call("a", "inner"))) == []
    document = calling(inner("k"), call("a", "inner", **WHEN), call("b", "inner", **WHEN))
    assert found(document) == []


def test_calls_from_a_template_that_never_runs_do_not_count() -> None:
    idle = steps([call("a", "inner"), call("b", "inner")])
    assert found(calling(inner("k"), call("a", "inner"), idle=idle)) == []


def test_looped_step_without_item_is_said_once_in_a_repeated_template() -> None:
    template = steps([call("run", "work", key="k", with_param=[1, 2])])
    document = calling(template, call("a", "inner"), call("b", "inner"))
    assert the_one(document, "DG215").pointer == INNER


def test_item_alone_does_not_tell_the_runs_of_a_template_apart() -> None:
    template = steps([call("run", "work", key="k-{{item}}", with_param=[1, 2])])
    document = calling(template, call("a", "inner"), call("b", "inner"))
    assert the_one(document, "DG216").pointer == INNER


def test_every_key_of_a_repeated_template_is_found_with_a_mend() -> None:
    template = inner("k", "x")
    template["steps"].append([call("more", "work", key="m")])
    diagnostics = found(calling(template, call("a", "inner"), call("b", "inner")))
    assert [d.pointer for d in diagnostics] == [INNER, "/templates/inner/steps/1/0/key"]
    assert diagnostics[0].hint == (
        "Add a tag that differs between the runs, such as `{{inputs.parameters.x}}`."
    )


def test_list_as_an_argument_is_taken_to_differ() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    calls = (call(n, "inner", parameters={"x": [1]}) for n in "ab")
    assert found(calling(template, *calls)) == []


def test_true_and_one_are_different_values() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    calls = (call("a", "inner", parameters={"x": 1}), call("b", "inner", parameters={"x": True}))
    assert found(calling(template, *calls)) == []


def test_literal_key_in_a_loop_over_the_template_is_found() -> None:
    diagnostic = the_one(calling(inner("k"), call("a", "inner", with_param=[1, 2])), "DG216")
    assert diagnostic.message.endswith("which is called in a loop")


def test_literal_key_in_a_template_that_calls_itself_is_found() -> None:
    again = inner("k")
    again["steps"].append([call("again", "inner", **WHEN)])
    diagnostic = the_one(calling(again, call("a", "inner")), "DG216")
    assert diagnostic.message.endswith("which calls itself")


def test_literal_key_below_a_repeated_template_is_found() -> None:
    outer = steps([call("deep", "inner")])
    document = calling(inner("k"), call("a", "outer"), call("b", "outer"), outer=outer)
    diagnostic = the_one(document, "DG216")
    assert diagnostic.message.endswith("whose caller runs more than once")


def test_literal_key_in_a_circle_of_templates_is_found() -> None:
    first = steps([call("run", "work", key="k")], [call("next", "second")])
    second = steps([call("back", "inner", **WHEN)])
    assert the_one(calling(first, call("a", "inner"), second=second), "DG216").pointer == INNER


def test_key_is_not_said_to_repeat_for_an_exit_handler_that_runs_the_workflow_again() -> None:
    """HOOK-5: that keys repeat for this is not reported besides."""
    main, rest = steps([call("run", key="k")]), REST
    tidy = steps([call("again", "main"), call("more", "tidy", when="1 > 2")])
    assert found(graph(templates={"main": main, "rest": rest}, on_exit="main")) == []
    templates = {"main": main, "rest": rest, "tidy": tidy}
    assert found(graph(templates=templates, on_exit="tidy")) == []


def test_key_is_not_said_to_repeat_in_a_circle_that_never_ends() -> None:
    """HOOK-5: or for a circle that never ends."""
    main = steps([call("run", key="k")], [call("other", "other")])
    other = steps([call("back", "main")])
    templates = {"main": main, "other": other, "rest": REST}
    assert found(graph(templates=templates)) == []
    # With a condition it ends, and runs again before that.
    templates["other"] = steps([call("back", "main", when="{{workflow.status}} == 1")])
    assert the_one(graph(templates=templates), "DG216").pointer == "/templates/main/steps/0/0/key"


def test_key_that_repeats_below_a_circle_that_never_ends_for_another_reason_is_found() -> None:
    main = steps([call("run", key="k")], [call("a", "main"), call("b", "main", when="1 > 2")])
    document = graph(templates={"main": main, "rest": REST})
    assert the_one(document, "DG216").pointer == "/templates/main/steps/0/0/key"


def test_key_made_of_an_input_is_right_where_the_calls_differ() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    calls = (
        call("a", "inner", parameters={"x": 1}),
        call("b", "inner", parameters={"x": 2}),
        call("c", "inner", parameters={"x": "{{workflow.duration}}"}),
        call("d", "inner"),
        call("e", "inner", parameters={"x": "{{item}}"}, with_param=[3, 4]),
    )
    assert found(calling(template, *calls)) == []


@pytest.mark.parametrize("given", [{"x": 1}, {}, {"x": "{{workflow.duration}}"}])
def test_key_made_of_an_input_that_two_calls_give_alike_is_found(given: dict[str, Any]) -> None:
    template = inner("k-{{=inputs.parameters.x}}", "x")
    calls = (call("a", "inner", parameters=given), call("b", "inner", parameters=given))
    assert the_one(calling(template, *calls), "DG216").pointer == INNER
    alternatives = [{**c, **WHEN} for c in calls]
    assert found(calling(template, *alternatives)) == []


def test_all_inputs_of_a_key_have_to_be_alike() -> None:
    template = inner("k-{{inputs.parameters.x}}-{{inputs.parameters.y}}", "x", "y")
    calls = (
        call("a", "inner", parameters={"x": 1, "y": 1}),
        call("b", "inner", parameters={"x": 1, "y": 2}),
    )
    assert found(calling(template, *calls)) == []


def test_one_text_means_two_things_in_two_templates() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    given = {"parameters": {"x": "{{inputs.parameters.n}}"}}
    outer = steps(
        [call("deep", "inner", **given)], inputs={"parameters": {"n": {"type": "int", "value": 1}}}
    )
    document = calling(
        template,
        call("a", "one", parameters={"n": 1}),
        call("b", "two", parameters={"n": 2}),
        one=outer,
        two=outer,
    )
    assert found(document) == []


def test_loop_that_gives_every_piece_the_same_input_is_found() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    step = call("a", "inner", parameters={"x": 5}, with_param=[1, 2])
    diagnostic = the_one(calling(template, step), "DG216")
    assert diagnostic.message.endswith("which is called in a loop with the same inputs")
    step["parameters"] = {"x": "{{item}}"}
    assert found(calling(template, step)) == []


def test_sliced_input_differs_between_the_pieces() -> None:
    template = inner("k-{{inputs.parameters.x}}", "x")
    step = call("a", "inner", parameters={"x": [1, 2]}, slices={"input_parameter": ["x"]})
    assert found(calling(template, step)) == []


def test_recursion_that_passes_an_input_on_unchanged_is_found() -> None:
    def recursive(value: str) -> dict[str, Any]:
        template = inner("k-{{inputs.parameters.x}}", "x")
        template["steps"].append([call("again", "inner", parameters={"x": value}, **WHEN)])
        return calling(template, call("a", "inner", parameters={"x": 0}))

    diagnostic = the_one(recursive("{{inputs.parameters.x}}"), "DG216")
    assert diagnostic.message.endswith("which calls itself with the same inputs")
    assert found(recursive("{{=asInt(inputs.parameters.x) + 1}}")) == []


def test_tag_of_another_sort_is_taken_to_differ() -> None:
    for tag in ("{{node.name}}", "{{=steps['first'].status}}"):
        template = steps([call("first", "work")], [call("run", "work", key=f"k-{tag}")])
        assert found(calling(template, call("a", "inner"), call("b", "inner"))) == []


@pytest.mark.parametrize("key", ["k", "1", "a-b-", "k-{{workflow.name}}", "{{workflow.name}}-1"])
def test_key_may_have_lower_case_letters_digits_and_hyphens(key: str) -> None:
    assert found(in_main(call("a", key=key))) == []


@pytest.mark.parametrize("key", ["", "K", "-k", "a.b", "a_b", "ß", "a\n", "-{{workflow.name}}"])
def test_key_may_have_nothing_else(key: str) -> None:
    assert the_one(in_main(call("a", key=key)), "DG217").pointer == STEP + "0/key"


def test_many_different_tags_are_all_tags() -> None:
    tags = "-".join(f"{{{{inputs.parameters.p{n}}}}}" for n in range(9))
    assert found(in_main(call("a", key=f"k-{tags}"))) == []
    assert the_one(in_main(call("a", key=f"k-{tags}-K")), "DG217").within is None


def test_key_with_an_unusual_tag_is_looked_at_by_itself() -> None:
    key = "k-{{=toJson({ 'a': 1 })}}"
    assert found(in_main(call("a", key=key))) == []


def test_finding_points_at_the_first_wrong_character() -> None:
    diagnostic = the_one(in_main(call("a", key="ab.c")), "DG217")
    assert diagnostic.within == (2, 3)
    assert diagnostic.hint == "Write `ab-c`."


def test_key_of_a_hook_has_the_same_grammar() -> None:
    hook = {"template": "rest", "key": "K"}
    document = in_main(call("a", success_hook=hook))
    assert the_one(document, "DG217").pointer == STEP + "0/success_hook/key"


def memoized(key: str, **more: Any) -> dict[str, Any]:
    work = shell(memoize_key=key)
    return graph(templates={"main": steps([call("a", "work")]), "work": work}, **more)


def test_memoize_key_may_have_capitals() -> None:
    assert found(memoized("Work-1-{{workflow.uid}}")) == []
    for key in ("", "a_b", "-a", "a.b"):
        assert the_one(memoized(key), "DG218").pointer == "/templates/work/memoize_key"
    assert found(memoized("a.{{workflow.name")) == []


def test_memoize_key_with_the_name_of_a_dotted_workflow_is_a_warning() -> None:
    key = "a-{{workflow.name}}"
    diagnostic = the_one(memoized(key, name="demo.v2"), "DG219")
    assert diagnostic.within == (4, 17)
    assert diagnostic.severity.value != "error"
    assert found(memoized(key, name="demo")) == []
    assert found(memoized("a", name="demo.v2")) == []


def test_name_of_the_run_counts_rather_than_that_of_the_graph() -> None:
    key = "a-{{=workflow.name}}"
    assert found(memoized(key, name="demo.v2", id="demo-1")) == []
    assert the_one(memoized(key, id="demo.v2"), "DG219").message.startswith(
        "the name of the workflow, `demo.v2`, has dots"
    )


def test_chain_and_circle_of_many_templates_are_walked_without_recursion() -> None:
    number = 5_000
    templates = {
        f"t{n}": steps([call("next", f"t{n + 1}", key=f"k-{n}", **WHEN)]) for n in range(number)
    }
    assert found(graph(entrypoint="t0", templates={**templates, f"t{number}": REST})) == []
    last = steps([call("next", "t0", key="k", **WHEN)])
    document = graph(entrypoint="t0", templates={**templates, f"t{number}": last})
    assert {d.code for d in found(document)} == {"DG216"}


# --- Tags of keys.


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("a-{{item}}", True),
        ("a-{{item.b}}", True),
        ("a-{{=item}}", True),
        ("a-{{=item.b + inputs.parameters.n}}", True),
        ("a", False),
        ("a-{{inputs.parameters.n}}", False),
        ("a-{{steps.b.outputs.parameters.c}}", False),
        ("a-{{=1}}", False),
        ("a-{{", True),  # which is at fault, as the others are
        ("a-{{=(}}", True),
        ("a-{{itm}}", True),
        ("a-{{itm}}-{{steps.b.outputs.parameters.c}}", True),
    ],
)
def test_key_has_the_item_or_may_have_meant_it(key: str, wanted: bool) -> None:
    assert has_item(key) is wanted


@pytest.mark.parametrize(
    ("key", "wanted"), [("a-{{item}}", True), ("A-{{item}}", False), ("A-{{", True)]
)
def test_text_outside_of_the_tags_is_one_of_a_key(key: str, wanted: bool) -> None:
    assert is_key(key) is wanted
