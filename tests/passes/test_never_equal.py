"""Comparisons whose sides are never equal (DG340), and texts that are held against numbers."""

from __future__ import annotations

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow

from .graphs import call, graph, maker, with_tasks

N = "{{steps.a.outputs.parameters.n}}"


def found(when: str, type_: str | None = "int", **fields: object) -> list[str]:
    """The codes of what is found in the condition of a step behind one that gives `n`."""
    make = maker()
    typed = {} if type_ is None else {"type": type_}
    make["outputs"]["parameters"]["n"] = {"value_from_path": "/tmp/n", **typed}
    steps = [[call("a", "make", **fields)], [call("b", x="1", when=when)]]
    document = graph(*steps, templates={"make": make})
    return [d.code for d in analyse(Workflow.from_dict(document))]


@pytest.mark.parametrize(
    ("type_", "other", "is_told"),
    [
        ("int", "zero", True),
        ("int", "null", False),
        ("int", "5", False),
        ("int", "0x1f", False),
        ("literal[31, 'a']", "0x1f", False),
        ("literal[49, 'a']", "0x1f", True),
        ("int", r"0\x1\p3", False),
        ("int", r"0\x1\p\-1", True),
        ("literal[123, 'a']", r"1\2\3", False),
        ("literal[1000, 'a']", r"1\_000", False),
        ("int", "1.5", True),
        ("int", "true", True),
        ("float", "1.5", False),
        ("float", "nothing", True),
        ("int", "[5]", True),
        ("float", "[5.5]", True),
        ("none", "nothing", True),
        ("none", "3", True),
        ("bool", "true", False),
        ("bool", "True", True),
        ("bool", "1", True),
        ("literal['a', '2', none]", "a", False),
        ("literal['a', '2', none]", "2", False),
        ("literal['a', '2', none]", "b", True),
        ("literal['a', '2', none]", "3", True),
        ("literal[1, true]", "true", False),
        ("literal[1, true]", "false", True),
        ("int | bool", "true", False),
        ("int | bool", "7", False),
        ("int | bool", "yes", True),
        ("int | str", "yes", False),
        ("list[int]", "yes", False),
        ("int |", "yes", False),
        (None, "yes", False),
    ],
)
def test_dg340_holds_a_bare_tag_against_what_its_type_admits(
    type_: str | None, other: str, is_told: bool
) -> None:
    for when in (f"{N} == {other}", f"{other} != {N}", f"true && ({N} == {other})"):
        codes = [c for c in found(when, type_) if c == "DG340"]
        assert codes == ["DG340"] * is_told, when


@pytest.mark.parametrize(
    ("when", "is_told"),
    [
        (f"'{N}' == zero", True),
        (f"'{N}' == '12'", False),
        (f"'{N}' == '-12'", False),
        (f"'{N}' == ''", False),
        (f"'{N}' == '1.5'", True),
        (f"'{N}' == 12", True),
        (f"'a{N}' == 12", True),
        (f"'a{N}' == 'b'", False),
        (f"'{N}' == '2024-01-01'", False),
        (f"'{N}' == '{N}'", False),
        (f"[{N}] == zero", False),
        (f"a{N} == zero", False),
        (f"{N} == {N}", False),
        (f"{N} + 1 == zero", False),
        (f"{N} == zero + 1", False),
        (f"-{N} == zero", False),
        (f"{N} == zero && true", True),
        (f"{N} == zero ? true : false", True),
        (f"'{N}' > 'zero' && 1 == 1", False),
        ("{{=" + N[2:-2] + "}} == zero", False),
        (f"{N} == 0 ? 1 : 2 == zero", False),
        (f"{N} > 1", False),
        (f"{N} == ()", False),
        (f"true == ({N} == zero)", True),
        (f"{N} == 1\\2", False),
        ("{{=asInt('1')}} == zero", False),
        ("'{{steps.a.status}}' == 'Succeeded'", False),
        ("'{{steps.a.status}}' == 'Suceeded'", True),
        ("{{steps.a.exitCode}} == 0", False),
        ("{{steps.a.exitCode}} == ok", True),
        ("'{{workflow.status}}' == 'Succes'", True),
        (f"zero == {N} || zero == {N}", True),
    ],
)
def test_dg340_looks_at_whole_sides_alone(when: str, is_told: bool) -> None:
    codes = [c for c in found(when) if c == "DG340"]
    assert bool(codes) is is_told


def test_dg340_is_not_told_where_the_tag_lacks_quotes_or_the_condition_is_none() -> None:
    assert found(f"{N} == '5'") == ["DG335"]
    assert found(f"{N} ==") == ["DG320"]
    assert found(f"({N} == zero") == ["DG320"]
    assert found(f"{N} == zero > 1") == ["DG337"]


def test_dg340_says_nothing_of_the_list_that_a_loop_gives() -> None:
    assert found(f"'{N}' == zero", with_param=[1, 2]) == []


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("steps.a.outputs.parameters.n == 'zero'", ["DG340"]),
        ("'zero' != steps.a.outputs.parameters.n", ["DG340"]),
        ("steps.a.outputs.parameters.n == '5'", []),
        ("steps.a.outputs.parameters.n in ['zero', 'one']", ["DG340"]),
        ("steps.a.outputs.parameters.n in ['zero', '1']", []),
        ("steps.a.outputs.parameters.n in [string(1), 'one']", []),
        ("steps.a.outputs.parameters.n in []", []),
        ("steps.a.outputs.parameters.n in ['a'] + ['b']", []),
        ("steps.a.outputs.parameters.n == 5", ["DG339"]),
        ("len('a') == steps.a.outputs.parameters.n", ["DG339"]),
        ("steps.a.outputs.parameters.n == true", ["DG339"]),
        ("steps.a.outputs.parameters.n in [1, 2]", ["DG339"]),
        ("1 in [steps.a.outputs.parameters.n]", []),
        ("1 == 2", []),
        ("steps.a.outputs.parameters.n == nil", []),
        ("steps.a.status == 'Error'", []),
        ("steps.a.status == 'Errored'", ["DG340"]),
        ("steps.a.id == 'a'", []),
        ("steps.a.id == 'a' || steps.a.status == 'Errored'", ["DG340"]),
        ("steps.a.status == 'Errored' || steps.a.id == 'a'", ["DG340"]),
        ("steps.a.status == 'Error' || steps.a.status == 'Errored'", ["DG340"]),
        ("steps.a.status == 'Errored' || steps.a.status == 'Error'", ["DG340"]),
        ("1 == 2 || steps.a.status == 'Errored'", ["DG340"]),
        ("steps.a.status == 'Errored' || 1 == 2", ["DG340"]),
        ("'1' == '2' || steps.a.status == 'Errored'", ["DG340"]),
        ("steps.a.status == 'Errored' || '1' == '2'", ["DG340"]),
    ],
)
def test_expressions_are_held_against_the_same(body: str, codes: list[str]) -> None:
    assert found("{{=" + body + "}}") == codes


def test_dg339_takes_items_and_their_members_for_texts() -> None:
    document = graph(
        [call("a", x="{{=item * 2}}", with_param=[1])],
        [call("b", x="{{=item.n + 1}}", with_param=[{"n": 1}])],
        templates={"make": {"kind": "SuspendOPTemplate"}},
    )
    diagnostics = [d for d in analyse(Workflow.from_dict(document)) if d.code == "DG339"]
    assert [d.pointer for d in diagnostics] == [
        "/templates/main/steps/0/0/parameters/x",
        "/templates/main/steps/1/0/parameters/x",
    ]


def test_dg340_knows_what_is_known_of_a_retry() -> None:
    expression = "lastRetry.exitCode == 'a' || retries == 'b' || lastRetry.duration == 'c'"
    retried = {**maker(), "retry_strategy": {"limit": 1, "expression": expression}}
    document = graph([call("a", "make")], [call("b", x=1)], templates={"make": retried})
    diagnostics = analyse(Workflow.from_dict(document))
    assert [d.code for d in diagnostics] == ["DG340"] * 3
    places = [d.within for d in diagnostics]
    names = [expression[slice(*place or ())] for place in places]
    assert sorted(names) == ["lastRetry.duration", "lastRetry.exitCode", "retries"]


@pytest.mark.parametrize(
    ("type_", "listed"),
    [
        ("literal['b'] | bool", "`b`, `true`, `false`"),
        ("literal['b', none]", "`b`, `null`"),
        ("literal['b', 1]", "`b`, `1`"),
        ("literal[1, 2, 3, 4, 5, 6, 7, 8]", "`1`, `2`, `3`, `4`, `5`, `6`, `7`"),
    ],
)
def test_dg340_lists_what_a_type_admits(type_: str, listed: str) -> None:
    make = maker()
    make["outputs"]["parameters"]["n"] = {"value_from_path": "/tmp/n", "type": type_}
    steps = [[call("a", "make")], [call("b", x="1", when=f"'{N}' == 'something'")]]
    document = graph(*steps, templates={"make": make})
    (one,) = analyse(Workflow.from_dict(document))
    assert (one.code, one.hint) == ("DG340", f"Use one of {listed}.")


@pytest.mark.parametrize(("more", "codes"), [({}, []), ({"save_both": True}, ["DG340"])])
def test_dg340_knows_no_text_of_a_big_parameter(more: dict[str, bool], codes: list[str]) -> None:
    make = maker()
    big = {"value_from_path": "/tmp/n", "type": "int", "save_as_artifact": True, **more}
    make["outputs"]["parameters"]["n"] = big
    steps = [[call("a", "make")], [call("b", x="1", when=f"'{N}' == zero")]]
    document = graph(*steps, templates={"make": make})
    found = [d.code for d in analyse(Workflow.from_dict(document))]
    assert [code for code in found if code == "DG340"] == codes


def test_dg340_knows_the_status_of_a_task_and_the_text_of_a_float() -> None:
    when = "'{{tasks.a.status}}' == 'Suceeded'"
    document = with_tasks(call("a", "make"), call("b", x="1", when=when, dependencies=["a"]))
    assert [d.code for d in analyse(Workflow.from_dict(document))] == ["DG340"]
    assert found(f"'{N}' == '1.5e3'", "float") == []
    assert found(f"'{N}' == '1.5x3'", "float") == ["DG340"]
