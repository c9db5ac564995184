"""What runs in a graph: certainly, possibly, more than once."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.index import Index, build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.reach import Reach, is_conditional

MAYBE = {"when": "{{workflow.parameters.n}} > 3"}
WORK = {"kind": "ShellOPTemplate"}


def call(template: str, **fields: Any) -> dict[str, Any]:
    return {"name": f"call-{template}", "template": template, **fields}


def steps(*calls: dict[str, Any]) -> dict[str, Any]:
    """Steps one after another, whose names are made different."""
    return {"kind": "Steps", "steps": [[{**c, "name": f"s{n}"}] for n, c in enumerate(calls)]}


def index_of(main: dict[str, Any], root: Any = (), **templates: Any) -> Index:
    document = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main", **dict(root)}
    templates = {"main": main, "work": WORK, **templates}
    return build_index(Workflow.from_dict({**document, "templates": templates}))


WORKING = steps(call("work"))


@pytest.mark.parametrize(
    ("dependencies", "wanted"),
    [
        (None, False),
        (["a"], False),
        (["!a"], True),
        (["a.Failed"], True),
        (["a", "a.Failed || b"], True),
    ],
)
def test_task_is_left_out_by_a_dependency_on_a_result(
    dependencies: list[str] | None, wanted: bool
) -> None:
    given = {} if dependencies is None else {"dependencies": dependencies}
    tasks = [call("work", **given)]
    [task] = index_of({"kind": "DAG", "tasks": tasks}).nodes["main"].calls
    assert is_conditional(task) is wanted


def test_hook_is_left_out_whatever_its_step_says() -> None:
    node = index_of(steps(call("work", exit_hook={"template": "work"}))).nodes["main"]
    assert [is_conditional(c) for c in (*node.calls, *node.hooks)] == [False, True]
    assert is_conditional(index_of(steps(call("work", **MAYBE))).nodes["main"].calls[0])


def test_what_runs_is_what_a_way_leads_to() -> None:
    index = index_of(
        steps(call("sure"), call("maybe", **MAYBE), call("nowhere")),
        {"on_exit": "tidy"},
        sure=WORKING,
        maybe=steps(call("deep")),
        deep=WORKING,
        tidy=WORK,
        old=steps(call("older")),
        older=WORKING,
    )
    reach = Reach(index)
    may = {name for name, node in index.nodes.items() if reach.may_run(node)}
    must = {name for name, node in index.nodes.items() if reach.must_run(node)}
    assert may == {"main", "work", "sure", "maybe", "deep", "tidy"}
    assert must == {"main", "work", "sure", "tidy"}


def test_unknown_beginning_runs_nothing() -> None:
    index = index_of(WORKING, {"entrypoint": "mian", "on_exit": "nowhere"})
    reach = Reach(index)
    assert not any(reach.may_run(node) for node in index.nodes.values())
    assert reach.repeated == set()


def test_hook_leads_to_what_it_calls() -> None:
    main = steps(call("work", success_hook={"template": "told"}))
    index = index_of(main, told=steps(call("deep")), deep=WORKING)
    reach = Reach(index)
    for name in ("told", "deep"):
        assert reach.may_run(index.nodes[name])
        assert not reach.must_run(index.nodes[name])


def test_two_steps_of_one_template_both_run_unless_each_has_a_condition() -> None:
    index = index_of(
        steps(call("sub", **MAYBE)),
        sub=steps(call("work"), call("work"), call("work", **MAYBE), call("work", **MAYBE)),
    )
    first, second, third, fourth = index.nodes["sub"].calls
    reach = Reach(index)
    assert reach.both_run(first, second)
    assert reach.both_run(first, third)
    assert not reach.both_run(third, fourth)


def test_steps_of_two_templates_both_run_if_one_is_certain_and_the_other_possible() -> None:
    index = index_of(
        steps(call("sub", **MAYBE), call("work")),
        sub=steps(call("work"), call("work", **MAYBE)),
        old=steps(call("work")),
    )
    maybe, sure = index.nodes["main"].calls
    inner, inner_maybe = index.nodes["sub"].calls
    [old] = index.nodes["old"].calls
    reach = Reach(index)
    for other in (inner, inner_maybe):
        assert reach.both_run(sure, other)
        assert reach.both_run(other, sure)
        assert not reach.both_run(maybe, other)
    assert not reach.both_run(old, sure)
    assert not reach.both_run(sure, old)


def callers(index: Index, name: str) -> list[str]:
    return [c.owner.name for c in Reach(index).calls_of(index.nodes[name])]


def test_only_the_calls_that_make_an_endless_circle_are_left_out() -> None:
    index = index_of(steps(call("a")), a=steps(call("a"), call("b")), b=WORKING)
    assert callers(index, "a") == ["main"]
    assert callers(index, "b") == ["a"]


def test_only_the_calls_by_which_the_exit_handler_begins_anew_are_left_out() -> None:
    end = steps(call("mid"), call("a"))
    again = steps(call("main", **MAYBE))
    index = index_of(steps(call("a")), {"on_exit": "end"}, end=end, mid=again, a=again)
    assert callers(index, "main") == ["a"]
    assert callers(index, "mid") == ["end"]
    assert sorted(callers(index, "a")) == ["end", "main"]


@pytest.mark.parametrize("condition", [{}, MAYBE])
def test_exit_handler_that_a_step_calls_runs_twice(condition: dict[str, Any]) -> None:
    index = index_of(steps(call("tidy", **condition)), {"on_exit": "tidy"}, tidy=WORKING)
    assert Reach(index).repeated == {"tidy"}


@pytest.mark.parametrize(
    ("main", "templates", "wanted"),
    [
        # Once; leaf templates are left out.
        (steps(call("a"), call("work"), call("work")), {"a": WORKING}, set()),
        # In a loop, and what is called from there.
        (steps(call("a", with_param=[1])), {"a": steps(call("b")), "b": WORKING}, {"a", "b"}),
        # By the run itself and by a step.
        (steps(call("main", **MAYBE)), {}, {"main"}),
        # From two templates, of which one runs in any case.
        (
            steps(call("a"), call("b")),
            {"a": steps(call("c")), "b": steps(call("c", **MAYBE)), "c": WORKING},
            {"c"},
        ),
        # From two templates that may be alternatives.
        (
            steps(call("a", **MAYBE), call("b", **MAYBE)),
            {"a": steps(call("c")), "b": steps(call("c")), "c": WORKING},
            set(),
        ),
        # Twice from one template that may not run.
        (
            steps(call("a", **MAYBE)),
            {"a": steps(call("c"), call("c", **MAYBE)), "c": WORKING},
            {"c"},
        ),
        # By a hook, once.
        (
            steps(call("work", exit_hook={"template": "told"})),
            {"told": WORKING},
            set(),
        ),
        # From one that nothing calls.
        (steps(call("a")), {"a": WORKING, "old": steps(call("a"))}, set()),
        # In circles, of which one is not reached; what is called from a circle is repeated.
        (
            steps(call("a", **MAYBE)),
            {
                "a": steps(call("a", **MAYBE), call("b", **MAYBE)),
                "b": WORKING,
                "x": steps(call("y", **MAYBE)),
                "y": steps(call("x", **MAYBE)),
                "old": steps(call("a")),
            },
            {"a", "b"},
        ),
    ],
)
def test_what_runs_more_than_once(
    main: dict[str, Any], templates: dict[str, Any], wanted: set[str]
) -> None:
    assert Reach(index_of(main, **templates)).repeated == wanted
