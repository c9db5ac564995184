"""How templates and tasks hang together: messages, hints, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.circles import shown_path
from dflow_graph.passes.topology import check_topology

WORK = {"kind": "ShellOPTemplate"}
Call = dict[str, Any]


def call(template: str, **more: Any) -> Call:
    return {"name": f"call-{template}", "template": template, **more}


def steps(*calls: Call) -> dict[str, Any]:
    """A template of Steps, one step a group."""
    return {"kind": "Steps", "steps": [[c] for c in calls]}


def found(templates: dict[str, Any], **root: Any) -> list[Diagnostic]:
    document = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **root,
        "templates": templates,
    }
    return list(check_topology(build_index(Workflow.from_dict(document))))


def of_tasks(*tasks: Call) -> list[Diagnostic]:
    """What is found of a DAG whose tasks all call `work`."""
    named = [{"template": "work", **t} for t in tasks]
    return found({"main": {"kind": "DAG", "tasks": named}, "work": WORK})


def task(name: str, *dependencies: str, **parameters: Any) -> Call:
    return {"name": name, "dependencies": list(dependencies), "parameters": parameters}


def the_one(diagnostics: list[Diagnostic]) -> Diagnostic:
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def output_of(name: str) -> str:
    return f"{{{{tasks.{name}.outputs.parameters.y}}}}"


# --- DG601: circles of tasks


def test_dg601_prints_the_circle_and_names_every_link() -> None:
    d = the_one(of_tasks(task("a", "c.Failed"), task("b", "a"), task("c", x=output_of("b"))))
    assert (d.code, d.pointer, d.within) == (
        "DG601",
        "/templates/main/tasks/0/dependencies/0",
        (0, 1),
    )
    assert d.message == "tasks wait for each other in a circle: `a` → `c` → `b` → `a`"
    assert d.hint == "Let `a` not wait for `c`, or break the circle elsewhere."
    assert [(p.message, p.pointer) for p in d.related] == [
        ("`c` waits for `b`", "/templates/main/tasks/2/parameters/x"),
        ("`b` waits for `a`", "/templates/main/tasks/1/dependencies/0"),
    ]


def test_dg601_finds_each_circle_once_and_nothing_behind_it() -> None:
    diagnostics = of_tasks(
        task("a", "b"),
        task("b", "a"),
        task("behind", "a"),
        task("c", "d"),
        task("d", "c", "behind"),
        task("free"),
    )
    assert [d.pointer for d in diagnostics] == [
        "/templates/main/tasks/0/dependencies/0",
        "/templates/main/tasks/3/dependencies/0",
    ]


def test_dg601_is_told_at_what_is_written_where_the_rest_are_references() -> None:
    d = the_one(of_tasks(task("a", x=output_of("c")), task("b", "a"), task("c", x=output_of("b"))))
    assert d.pointer == "/templates/main/tasks/1/dependencies/0"
    assert d.message.endswith("`b` → `a` → `c` → `b`")


def test_dg601_takes_the_first_of_several_ways_as_the_tasks_stand() -> None:
    d = the_one(of_tasks(task("m", "a", "z"), task("z", "m"), task("a", "m")))
    assert d.message.endswith("`m` → `z` → `m`")


def test_dg601_takes_the_shortest_way_round() -> None:
    d = the_one(of_tasks(task("a", "b", "c"), task("b", "d"), task("c", "a"), task("d", "a")))
    assert d.message.endswith("`c` → `a` → `c`")


@pytest.mark.parametrize(
    "given",
    [
        {"parameters": {"x": output_of("b")}},
        {"parameters": {"x": f" {output_of('b')}"[1:].replace("{{tasks", "{{ tasks")}},
        {"parameters": {"x": [1, {"k": output_of("b")}]}},
        {"artifacts": {"x": "{{tasks.b.outputs.artifacts.f}}"}},
        {"artifacts": {"x": [{"kind": "ref", "_from": "{{tasks.b.outputs.artifacts.f}}"}]}},
        {"artifacts": {"x": {"kind": "map", "items": {"k": "{{tasks.b.outputs.artifacts.f}}"}}}},
        {"dependencies": ["(b.Failed)||b"]},
    ],
)
def test_dg601_sees_every_argument_that_is_a_reference(given: dict[str, Any]) -> None:
    first = {"name": "a", **given}
    d = the_one(of_tasks(first, task("b", x=output_of("a"))))
    assert d.code == "DG601"
    field = next(iter(given))
    assert d.pointer.startswith(f"/templates/main/tasks/0/{field}/")
    # The same, the other way about, is no circle.
    assert of_tasks(first, task("b")) == []


@pytest.mark.parametrize(
    "given",
    [
        {"parameters": {"x": f"x-{output_of('b')}"}},
        {"parameters": {"x": f"{output_of('b')}-x"}},
        {"parameters": {"x": ["{{tasks}}", "{{tasks.name}}"]}},
        {"parameters": {"x": "{{=tasks['b'].outputs.parameters.y}}"}},
        {"parameters": {"x": "{{inputs.parameters.b}}"}},
        {"parameters": {"x": "about tasks.b"}},
        {"parameters": {"x": {"$value": {"kind": "literal", "value": output_of("b")}}}},
        {"artifacts": {"x": None}},
        {"artifacts": {"x": {"kind": "s3", "key": output_of("b")}}},
        {"when": f"{output_of('b')} > 1"},
        {"key": output_of("b")},
        {"with_param": output_of("b")},
        {"success_hook": {"template": "work", "parameters": {"x": output_of("b")}}},
    ],
)
def test_no_other_reference_makes_a_task_wait(given: dict[str, Any]) -> None:
    assert of_tasks({"name": "a", **given}, task("b", "a")) == []


def test_dg601_of_a_long_circle_leaves_out_its_middle() -> None:
    size = 2_000
    d = the_one(of_tasks(*(task(f"t{n}", f"t{(n + 1) % size}") for n in range(size))))
    assert d.message.endswith("`t1999` → `t0` → `t1` → `t2` → (1995 more) → `t1998` → `t1999`")
    assert len(d.related) == 5


def test_a_way_is_shortened_only_if_that_makes_it_shorter() -> None:
    assert shown_path(list("abcdefg")) == "a → b → c → d → e → f → g"
    assert shown_path(list("abcdefgh")) == "a → b → c → d → (2 more) → g → h"


def test_dg601_takes_the_task_that_stands_first_of_two_ways_round() -> None:
    d = the_one(of_tasks(task("a", "z", "b"), task("z", "a"), task("b", "a")))
    assert d.message.endswith("`a` → `z` → `a`")


def test_dg601_points_at_the_reference_that_makes_the_task_wait() -> None:
    first = task("a", x=output_of("free"), y=output_of("b"))
    last = task("b", x=output_of("a"))
    d = the_one(of_tasks(task("free"), first, last))
    assert d.pointer == "/templates/main/tasks/1/parameters/y"
    given = {
        "x": {"kind": "s3", "key": output_of("b")},
        "y": "{{tasks.b.outputs.artifacts.f}}",
    }
    d = the_one(of_tasks({"name": "a", "artifacts": given}, last))
    assert d.pointer == "/templates/main/tasks/0/artifacts/y"


def test_dg601_points_at_what_is_written_rather_than_at_what_is_needed() -> None:
    needed = task("a", x=output_of("b")), task("b", x=output_of("c"))
    d = the_one(of_tasks(*needed, task("c", "a")))
    assert d.pointer == "/templates/main/tasks/2/dependencies/0"
    assert d.message.endswith("`c` → `a` → `b` → `c`")


def test_dg601_points_at_the_one_against_the_order_of_most() -> None:
    tasks = task("a", x=output_of("c")), task("b", x=output_of("a")), task("c", x=output_of("b"))
    assert the_one(of_tasks(*tasks)).pointer == "/templates/main/tasks/0/parameters/x"
    tasks = task("a", x=output_of("b")), task("b", x=output_of("c")), task("c", x=output_of("a"))
    assert the_one(of_tasks(*tasks)).pointer == "/templates/main/tasks/2/parameters/x"


def test_dg601_says_where_a_reference_within_an_argument_stands() -> None:
    last = task("b", x=output_of("a"))
    d = the_one(of_tasks(task("a", x={"k": [0, output_of("b")]}), last))
    assert (d.pointer, d.within) == ("/templates/main/tasks/0/parameters/x/k/1", None)


def test_tasks_of_one_name_are_another_mistake_than_a_circle() -> None:
    assert of_tasks(task("a"), task("b", "a"), task("a", "b")) == []
    assert of_tasks(task("a", "b"), task("a"), task("b", "a")) == []


# --- DG602 to DG605: what dependencies say


def test_dg602_of_a_task_is_no_circle_besides() -> None:
    d = the_one(of_tasks(task("a", "a.Failed || b"), task("b")))
    assert (d.code, d.within) == ("DG602", (0, 1))
    assert d.message == "`a` waits for itself, and so never runs"


@pytest.mark.parametrize(
    ("text", "within"),
    [("", (0, 0)), ("b.failed", (2, 8)), ("b &", (2, 3)), ("(b", (0, 1)), ("in", (0, 2))],
)
def test_dg603_points_at_what_is_wrong(text: str, within: tuple[int, int]) -> None:
    d = the_one(of_tasks(task("in"), task("b"), task("c", text)))
    assert (d.code, d.pointer) == ("DG603", "/templates/main/tasks/2/dependencies/0")
    assert d.within == within


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("b and in", "Write `&&`."),
        ("b & d", "Write `&&`."),
        ("b or d", "Write `||`."),
        ("b | d", "Write `||`."),
        ("b, d", "Write a task's name, or results such as `a.Failed || b.Succeeded`."),
    ],
)
def test_dg603_knows_the_operators_of_other_languages(text: str, hint: str) -> None:
    d = the_one(of_tasks(task("d"), task("b"), task("c", text)))
    assert (d.code, d.hint) == ("DG603", hint)


def test_dg604_suggests_tasks_but_not_the_task_itself() -> None:
    d = the_one(of_tasks(task("relax"), task("relaxe", "!relaxed && relax")))
    assert (d.code, d.within) == ("DG604", (1, 8))
    assert d.message == "`main` has no task `relaxed`; did you mean `relax`?"
    d = the_one(of_tasks(task("relax"), task("b", "other")))
    assert d.message == "`main` has no task `other`"
    assert d.hint == "Name a task of the same DAG."


def test_dg604_names_a_task_once_in_an_entry() -> None:
    assert [d.code for d in of_tasks(task("a", "x.Failed || x.Failed"))] == ["DG604"]


def test_dg605_points_at_the_task_and_its_result() -> None:
    d = the_one(of_tasks(task("a"), task("b", "a.Failed || a.AllFailed")))
    assert (d.code, d.within, d.hint) == ("DG605", (12, 23), "Write `a.Failed`.")
    d = the_one(of_tasks(task("a"), task("b", "a.AnySucceeded")))
    assert d.hint == "Write `a.Succeeded`."
    assert of_tasks({**task("a"), "with_param": [1]}, task("b", "a.AllFailed")) == []
    assert of_tasks({**task("a"), "template": "nowhere"}, task("b", "a.AllFailed")) == []


# --- DG606, DG607: what is never run


def test_dg606_reports_what_nothing_calls_and_not_what_hangs_on_it() -> None:
    templates = {"main": WORK, "old": steps(call("older"), call("old")), "older": steps()}
    diagnostics = [d for d in found(templates) if d.code != "DG610"]
    d = next(d for d in diagnostics if d.code == "DG606")
    assert (d.pointer, d.at_key, d.severity.value) == ("/templates/old", True, "warning")
    assert [d.code for d in diagnostics if d.code != "DG608"] == ["DG606"]


def test_dg606_counts_hooks_and_the_exit_handler_as_calls() -> None:
    main = steps(call("work", failure_hook={"template": "note"}))
    templates = {"main": main, "work": WORK, "note": WORK, "tidy": WORK}
    assert found(templates, on_exit="tidy") == []
    assert the_one(found(templates)).pointer == "/templates/tidy"


@pytest.mark.parametrize(
    "slip",
    [
        {"main": steps(call("nowhere"))},
        {"main": steps(call("main", when="1", running_hook={"template": "nowhere"}))},
        {"main": steps(call("nowhere"), call("next")), "next": steps(call("main", when="1"))},
    ],
)
def test_templates_are_not_called_unused_while_a_name_is_unknown(slip: dict[str, Any]) -> None:
    assert found({**slip, "work": WORK}) == []


def test_templates_are_not_called_unused_while_the_beginning_is_unknown() -> None:
    assert found({"main": WORK, "work": WORK}, entrypoint="mian") == []
    assert found({"main": WORK, "work": WORK}, on_exit="nowhere") == []


def test_dg607_reports_one_template_of_each_island() -> None:
    templates = {
        "main": WORK,
        "below": steps(call("c", when="1")),
        "a": steps(call("b", when="1")),
        "b": steps(call("a", when="1"), call("below")),
        "c": steps(call("below", when="1")),
    }
    d = the_one(found(templates))
    assert (d.code, d.pointer, d.at_key) == ("DG607", "/templates/a", True)


# --- DG608: recursion


def test_dg608_of_one_template_says_so() -> None:
    d = the_one(found({"main": steps(call("main"))}))
    assert (d.code, d.pointer) == ("DG608", "/templates/main/steps/0/0/template")
    assert d.message == "`main` always calls itself, and nothing ends it"
    assert d.related == ()


def test_dg608_is_not_told_beside_an_empty_condition() -> None:
    assert found({"main": steps({**call("main"), "when": ""})}) == []


def test_dg608_prints_the_circle() -> None:
    templates = {"main": steps(call("a")), "a": steps(call("b")), "b": steps(call("main"))}
    d = the_one(found(templates))
    assert d.message == (
        "templates always call each other in a circle: `main` → `a` → `b` → `main`, and nothing "
        "ends it"
    )
    assert [p.pointer for p in d.related] == [
        "/templates/a/steps/0/0/template",
        "/templates/b/steps/0/0/template",
    ]


def test_dg608_of_two_templates_names_the_way_back() -> None:
    d = the_one(found({"main": steps(call("a")), "a": steps(call("main"))}))
    assert "`main` → `a` → `main`" in d.message
    assert [p.pointer for p in d.related] == ["/templates/a/steps/0/0/template"]


def test_dg608_names_no_more_than_five_places_of_a_long_circle() -> None:
    size = 8
    ring = {f"t{n}": steps(call(f"t{(n + 1) % size}")) for n in range(size)}
    assert len(the_one(found(ring, entrypoint="t0")).related) == 5


@pytest.mark.parametrize(
    "way_out",
    [
        {"when": "1 < 2"},
        {"with_param": "[]"},
        {"with_param": []},
        {"with_sequence": {"count": 0}},
        {"slices": {"input_parameter": ["x"]}},
    ],
)
def test_recursion_with_a_way_out_is_right(way_out: dict[str, Any]) -> None:
    templates = {"main": steps(call("a")), "a": steps(call("main", **way_out))}
    assert found(templates) == []


def test_a_dependency_is_a_way_out_only_if_it_asks_for_a_result() -> None:
    def of(dependency: str) -> list[str]:
        again = {"name": "again", "template": "main", "dependencies": [dependency]}
        dag = {"kind": "DAG", "tasks": [{"name": "a", "template": "work"}, again]}
        return [d.code for d in found({"main": dag, "work": WORK})]

    assert of("a.Failed") == []
    assert of("a") == ["DG608"]


def test_one_conditional_call_beside_a_certain_one_is_no_way_out() -> None:
    calls = [call("main", when="1"), {**call("main"), "name": "again"}]
    d = the_one(found({"main": steps(*calls)}))
    assert d.code == "DG608"


def test_dg608_finds_the_endless_circle_within_a_greater_one() -> None:
    templates = {
        "main": steps(call("a", when="1")),
        "a": steps(call("b")),
        "b": steps(call("a"), call("main", when="1")),
    }
    assert the_one(found(templates)).pointer == "/templates/a/steps/0/0/template"


def test_recursion_by_a_hook_is_no_chain_of_steps() -> None:
    main = steps(call("work", success_hook={"template": "main"}))
    assert found({"main": main, "work": WORK}) == []


# --- DG609: depth


def chain(length: int) -> dict[str, Any]:
    links = {f"t{n}": steps(call(f"t{n + 1}")) for n in range(1, length)}
    return {"main": links.pop("t1"), **links, f"t{length}": WORK}


def test_dg609_names_the_call_past_the_limit() -> None:
    assert found(chain(99)) == []
    d = the_one(found(chain(100)))
    assert (d.code, d.pointer) == ("DG609", "/templates/t99/steps/0/0/template")
    assert d.message == (
        "this is the 100th call within a call: `main` → `t2` → `t3` → `t4` → (94 more) → `t99` → "
        "`t100`"
    )


def test_dg609_keeps_the_longest_way_if_a_shorter_one_is_met_later() -> None:
    templates = {**chain(100), "short": steps(call("t90"))}
    templates["main"] = steps(call("short"), call("t2"))
    assert the_one(found(templates)).code == "DG609"


def test_dg609_leaves_unknown_templates() -> None:
    templates = chain(99)
    templates["t99"] = steps(call("nowhere"))
    assert found(templates) == []


def test_dg609_counts_hooks() -> None:
    templates = {**chain(99), "deep": WORK, "work": WORK}
    templates["t99"] = steps(call("work", success_hook={"template": "deep"}))
    d = the_one(found(templates))
    assert d.pointer == "/templates/t99/steps/0/0/template"
    templates["t99"] = steps(call("t99", when="1", success_hook={"template": "deep"}))
    d = the_one([d for d in found(templates) if d.code != "DG606"])
    assert d.pointer == "/templates/t99/steps/0/0/success_hook/template"


def test_template_that_calls_itself_is_no_deeper_for_it() -> None:
    templates = chain(99)
    templates["main"] = steps(call("main", when="1"), call("t2"))
    assert found(templates) == []
    templates = chain(99)
    templates["t99"] = steps(call("t99", when="1"))
    assert found(templates) == []
    templates["t99"] = steps(call("t99", when="1"), call("work"))
    assert the_one(found({**templates, "work": WORK})).code == "DG609"


def test_dg609_takes_the_longest_way_and_is_found_once() -> None:
    templates = chain(99)
    templates["main"] = steps(call("t2"), call("t90"), call("t50"))
    assert found(templates) == []
    templates["t99"] = steps(call("work"), call("other"))
    templates["work"] = templates["other"] = WORK
    assert [d.code for d in found(templates)] == ["DG609"]


def test_dg609_counts_from_the_exit_handler_too() -> None:
    templates = {**chain(101), "start": WORK}
    d = the_one(found(templates, entrypoint="start", on_exit="main"))
    assert d.code == "DG609"


def test_a_circle_of_recursion_counts_as_one_call() -> None:
    templates = chain(98)
    for name in ("t2", "t3"):
        templates[name]["steps"].append([call("main", when="1")])
    assert found(templates) == []
    templates = chain(150)
    templates["t149"] = steps(call("main", when="1"), call("t150"))
    assert found(templates) == []


def test_hundreds_of_templates_side_by_side_are_not_deep() -> None:
    names = [f"s{n}" for n in range(300)]
    templates = {name: steps(call("work")) for name in names}
    assert found({"main": steps(*map(call, names)), "work": WORK, **templates}) == []


def test_chains_of_any_length_are_walked() -> None:
    size = 20_000
    ring = {f"t{n}": steps(call(f"t{(n + 1) % size}")) for n in range(size)}
    assert [d.code for d in found(ring, entrypoint="t0")] == ["DG608"]
    ring[f"t{size - 1}"] = WORK
    assert [d.code for d in found(ring, entrypoint="t0")] == ["DG609"]
    assert [d.code for d in found({**ring, "main": WORK})] == ["DG606"]


# --- DG610, DG611


def test_dg610_points_at_what_is_empty() -> None:
    assert the_one(found({"main": {"kind": "Steps", "steps": []}})).pointer == (
        "/templates/main/steps"
    )
    groups = [[], [{"name": "a", "template": "work"}], []]
    diagnostics = found({"main": {"kind": "Steps", "steps": groups}, "work": WORK})
    assert [d.pointer[-1] for d in diagnostics] == ["0", "2"]
    assert diagnostics[1].message == "group 3 of `main` has no step"
    d = the_one(found({"main": {"kind": "DAG", "tasks": []}}))
    assert (d.pointer, d.hint) == (
        "/templates/main/tasks",
        "Add a task, or remove what is empty.",
    )


def test_dg611_says_how_the_exit_handler_reaches_the_entrypoint() -> None:
    d = the_one(found({"main": WORK}, on_exit="main"))
    assert (d.code, d.pointer, d.severity.value) == ("DG611", "/on_exit", "warning")
    assert "`main` is the entrypoint" in d.message
    d = the_one(found({"main": WORK, "end": steps(call("main"))}, on_exit="end"))
    assert "`end` calls the entrypoint `main`" in d.message
    assert [p.pointer for p in d.related] == ["/entrypoint"]
    more = {"main": WORK, "end": steps(call("mid")), "mid": steps(call("main"))}
    assert the_one(found(more, on_exit="end")).code == "DG611"
