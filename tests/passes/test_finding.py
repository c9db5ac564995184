"""How findings name what may have been meant, and rare ways through the passes."""

from __future__ import annotations

import pytest

from dflow_graph import validate
from dflow_graph.diagnostics import Severity
from dflow_graph.expr.nodes import Pointer
from dflow_graph.passes.expressions import _function_name
from dflow_graph.passes.finding import finding, near_misses, quoted, shown
from tests.passes.graphs import call, graph, with_tasks


def test_near_misses_come_best_first_and_are_few() -> None:
    assert near_misses("Parralelism", ["parallelism", "parameters", "name"], 1) == ["parallelism"]
    assert near_misses("zzz", ["parallelism"]) == []
    assert len(near_misses("relax-1", [f"relax-{n}" for n in range(20)])) == 5


def test_of_very_many_names_those_of_about_the_same_length_are_compared() -> None:
    names = [f"a-much-longer-name-{n}" for n in range(500)] + ["relax-water"]
    assert near_misses("relaxwater", names) == ["relax-water"]


def test_text_of_the_user_is_quoted_short_and_on_one_line() -> None:
    assert quoted("a\nb") == "`a\\nb`"
    assert len(quoted("x" * 500)) < 70
    assert [shown(v) for v in (True, None, {}, [], 1.5)] == [
        "true", "null", "an object", "a list", "1.5",
    ]  # fmt: skip


def test_a_difference_of_two_names_is_no_name_with_a_hyphen() -> None:
    inputs = {"parameters": {"a": {"type": "int", "value": 2}, "b": {"type": "int", "value": 1}}}
    tag = "{{=asInt(inputs.parameters.a)-asInt(inputs.parameters.b)}}"
    plain = "{{=inputs.parameters.a-inputs.parameters.b}}"
    found = validate(graph([call("one", x=tag), call("two", x=plain)], main={"inputs": inputs}))
    assert "DG327" not in {d.code for d in found.diagnostics}


def test_dep9_a_hook_may_ask_for_the_status_of_its_own_task() -> None:
    hook = {"template": "use", "parameters": {"x": "{{tasks.one.status}}"}}
    found = validate(with_tasks(call("one", x="1", success_hook=hook)))
    assert "DG314" not in {d.code for d in found.diagnostics}


def test_failures_are_known_in_a_template_that_the_exit_handler_calls_twice() -> None:
    tidy = {
        "kind": "Steps",
        "steps": [[call("a", x="{{workflow.failures}}"), call("b", x="{{workflow.failures}}")]],
    }
    found = validate(graph([call("one", x="1")], templates={"tidy": tidy}, on_exit="tidy"))
    assert "DG309" not in {d.code for d in found.diagnostics}
    found = validate(graph([call("one", x="{{workflow.failures}}")]))
    assert "DG309" in {d.code for d in found.diagnostics}


def test_only_a_function_with_a_name_can_be_one_that_changes() -> None:
    assert _function_name(Pointer("acc", 0, 4)) == ""


def test_dg111_finds_an_ignore_entry_whose_code_is_no_text() -> None:
    entry = {"code": {"DG326": 1}, "pointer": "", "reason": "none"}
    found = validate(graph([call("one", x="1")], extensions={"dflow-graph": {"ignore": [entry]}}))
    assert "DG111" in {d.code for d in found.diagnostics}


def test_text_of_60_characters_is_quoted_whole() -> None:
    assert quoted("a" * 60) == "`" + "a" * 60 + "`"
    assert quoted("a" * 61) == "`" + "a" * 59 + "…`"


def test_finding_has_no_hint_and_the_clause_of_its_rule_if_nothing_is_said() -> None:
    found = finding("DG201", "a message", ("name",))
    assert (found.hint, found.clause, found.at_key, found.within) == ("", "NAM-1", False, None)


def test_near_misses_of_one_distance_come_in_the_order_given() -> None:
    assert near_misses("abcdef", ["abcdefgh", "abcdxy"]) == ["abcdefgh", "abcdxy"]


def test_of_very_many_names_those_of_about_the_length_are_compared() -> None:
    short, long = [f"t{n}" for n in range(400)], [f"train-{n:015}" for n in range(400)]
    assert near_misses("train-model", [*short, *long, "trian-model"]) == ["trian-model"]


def test_of_very_many_names_of_the_length_those_that_begin_alike_are_compared() -> None:
    others = [f"zzz-{n:07}" for n in range(400)]
    assert near_misses("train-model", [*others, "train-modle"]) == ["train-modle"]


def test_of_names_that_a_hyphen_makes_the_known_one_is_told() -> None:
    inputs = {"parameters": {n: {"type": "int", "value": 1} for n in ("b", "a-b")}}
    tag = "{{=inputs.parameters.a-b-zzz}}"
    found = validate(graph([call("one", x=tag)], main={"inputs": inputs})).diagnostics
    assert [(d.code, d.within) for d in found if d.severity is Severity.ERROR] == [
        ("DG327", (3, 24)),
        ("DG308", (25, 28)),
    ]


@pytest.mark.parametrize(
    ("code", "key", "is_told"),
    [("DG326", "a", True), ("DG326", "A", False), ("DG217", "A", True)],
)
def test_ext5_an_entry_that_covers_nothing_is_told_where_no_other_error_is_why(
    code: str, key: str, is_told: bool
) -> None:
    entry = {"code": code, "pointer": "/templates/use", "reason": "none"}
    ours = {"dflow-graph": {"ignore": [entry]}}
    found = validate(graph([call("one", x="1", key=key)], extensions=ours))
    assert ("DG111" in {d.code for d in found.diagnostics}) is is_told
