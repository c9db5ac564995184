"""Texts where an expression computes (DG339)."""

from __future__ import annotations

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow

from .graphs import call, graph, user, with_tasks

N = "inputs.parameters.n"
WHEN = "/templates/main/steps/1/0/when"


def found(body: str) -> list[tuple[str, str]]:
    """The operands that are marked in a condition, each with what is proposed for it."""
    text = "a {{=" + body + "}}"
    main = {"inputs": {"parameters": {"n": {"type": "int", "value": 1}}}}
    steps = [[call("a")], [call("b", when=text + " == 'x'")]]
    document = graph(*steps, main=main, parameters={"w": 1})
    diagnostics = [d for d in analyse(Workflow.from_dict(document)) if d.code == "DG339"]
    assert all(d.pointer == WHEN and d.clause == "EXPR-18" for d in diagnostics)
    return [(text[slice(*d.within or ())], d.hint[7:-2]) for d in diagnostics]


@pytest.mark.parametrize("operator", ["-", "*", "/", "**", "^"])
def test_dg339_finds_texts_on_either_side_of_what_takes_numbers(operator: str) -> None:
    assert found(f"string({N} {operator} 2)") == [(N, f"asFloat({N})")]
    assert found(f"string(2 {operator} {N})") == [(N, f"asFloat({N})")]
    assert len(found(f"string({N} {operator} {N})")) == 2


@pytest.mark.parametrize("operator", ["%", ".."])
def test_dg339_proposes_whole_numbers_where_they_are_needed(operator: str) -> None:
    assert found(f"string({N} {operator} 2)") == [(N, f"asInt({N})")]


@pytest.mark.parametrize("operator", ["+", "<", ">", "<=", ">="])
def test_dg339_finds_texts_beside_numbers(operator: str) -> None:
    assert found(f"string({N} {operator} 2)") == [(N, f"asFloat({N})")]
    assert found(f"string(len('a') {operator} {N})") == [(N, f"asFloat({N})")]
    assert found(f"string({N} {operator} 'a')") == []
    assert found(f"string({N} {operator} {N})") == []
    assert found(f"string({N} {operator} fromJSON({N}))") == []


@pytest.mark.parametrize(
    ("body", "operand", "mended"),
    [
        (f"-{N}", N, f"asFloat({N})"),
        (f"+{N}", N, f"asFloat({N})"),
        (f"not {N}", N, f"{N} == 'true'"),
        (f"!{N}", N, f"{N} == 'true'"),
        (f"{N} ? 1 : 2", N, f"{N} == 'true'"),
        (f"if {N} {{ 1 }} else {{ 2 }}", N, f"{N} == 'true'"),
        ("workflow.parameters.w * 2", "workflow.parameters.w", "asFloat(workflow.parameters.w)"),
        ("steps.a.outputs.parameters.y - 1", "steps.a.outputs.parameters.y", ""),
        ("steps.a.exitCode > 0", "steps.a.exitCode", ""),
        ("!steps.a.status", "steps.a.status", ""),
        ("1 > 0 && (true ? -" + N + " : 2) == 1", N, ""),
    ],
)
def test_dg339_finds_what_cannot_be_computed(body: str, operand: str, mended: str) -> None:
    [(marked, proposed)] = found(f"string({body})")
    assert marked == operand
    assert proposed == (mended or proposed)


@pytest.mark.parametrize(
    "body",
    [
        f"asInt({N}) + 1", f"{N} == '1'", f"{N} != 'a'", f"{N} in ['a']", f"{N} ?? 'a'", f"{N}",
        f"not ({N} == 'true')", f"{N} == 'a' ? {N} : 'b'", "-1", "1 - 2", f"{N} contains 'a'",
        "inputs.parameters.n[0] > 3", f"{N} && true", "workflow.uid - 1", f"len({N}) - 1",
    ],
)  # fmt: skip
def test_dg339_leaves_what_takes_texts(body: str) -> None:
    assert found(f"string({body})") == []


def test_dg339_is_not_told_beside_an_unknown_name() -> None:
    assert found(f"string({N} - inputs.parameters.other)") == []


@pytest.mark.parametrize("name", ["retries", "lastRetry.exitCode", "lastRetry.duration"])
def test_dg339_knows_what_is_known_of_a_retry(name: str) -> None:
    document = graph([call("a")])
    strategy = {"limit": 2, "expression": f"{name} > 1"}
    document["templates"]["use"]["retry_strategy"] = strategy
    codes = [d.code for d in analyse(Workflow.from_dict(document))]
    assert codes.count("DG339") == 1


@pytest.mark.parametrize("text", ["tasks.a.outputs.parameters.y", "tasks.a.status"])
def test_dg339_knows_the_texts_of_a_dag(text: str) -> None:
    when = "{{=string(" + text + " - 1)}} == 'x'"
    document = with_tasks(call("a"), call("b", when=when, dependencies=["a"]))
    assert "DG339" in [d.code for d in analyse(Workflow.from_dict(document))]


@pytest.mark.parametrize("fact", ["exitCode", "status", "duration", "message"])
def test_dg339_knows_the_texts_of_a_retry(fact: str) -> None:
    retry = {"limit": 1, "expression": f"lastRetry.{fact} * 2 == 2"}
    document = graph([call("a")], templates={"use": user(retry_strategy=retry)})
    assert "DG339" in [d.code for d in analyse(Workflow.from_dict(document))]


def test_dg339_knows_the_texts_of_an_exit_handler() -> None:
    leave = {"kind": "Steps", "steps": [[call("a", x="{{=workflow.status - 1}}")]]}
    document = graph([call("a")], templates={"leave": leave}, on_exit="leave")
    assert "DG339" in [d.code for d in analyse(Workflow.from_dict(document))]
