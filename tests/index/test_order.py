"""Which task comes before which: the answers, and that they come fast."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.index import Node, build_index
from dflow_graph.index.order import (
    Order,
    direct_dependencies,
    implied_by,
    order_of,
    stands_in_order,
)
from dflow_graph.model import Workflow


def dag(*tasks: dict[str, Any]) -> Node:
    document = {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": {"kind": "DAG", "tasks": [{"template": "main", **t} for t in tasks]}},
    }
    return build_index(Workflow.from_dict(document)).nodes["main"]


def test_direct_dependencies_are_those_of_dependencies_and_arguments() -> None:
    node = dag(
        {"name": "a"},
        {"name": "b", "parameters": {"x": "{{tasks.a.outputs.parameters.y}}", "z": 1}},
        {"name": "c", "dependencies": ["a.Failed || (!b.Errored)", "b", "nowhere", "c"]},
        {"name": "d", "artifacts": {"f": ["{{tasks.c.outputs.artifacts.f}}"]}},
        {"name": "e", "when": "{{tasks.a.status}} == Failed"},
        {"name": "f", "dependencies": ["(a &&"], "parameters": {"x": "{{tasks.}}", "y": "b"}},
        {"name": "g", "parameters": {"x": ["{{ tasks.f.id }}"]}, "artifacts": {"f": None}},
        {"name": "h", "artifacts": {"f": "{{inputs.artifacts.f}}"}},
    )
    assert direct_dependencies(node) == {
        "a": set(),
        "b": {"a"},
        "c": {"a", "b"},
        "d": {"c"},
        "e": set(),
        "f": {"a"},
        "g": {"f"},
        "h": set(),
    }


def test_two_tasks_of_one_name_wait_for_what_either_waits_for() -> None:
    node = dag(
        {"name": "a"},
        {"name": "b"},
        {"name": "c", "dependencies": ["a"]},
        {"name": "c", "dependencies": ["b"]},
    )
    assert direct_dependencies(node)["c"] == {"a", "b"}


def test_comes_before_is_asked_through_others() -> None:
    order = order_of(
        dag(
            {"name": "c", "dependencies": ["b"]},
            {"name": "b", "dependencies": ["a"]},
            {"name": "a"},
            {"name": "x"},
        )
    )
    assert order.comes_before("b", "c")
    assert order.comes_before("a", "c")
    assert not order.comes_before("c", "a")
    assert not order.comes_before("x", "c")
    assert not order.comes_before("a", "a")


def test_nothing_is_held_against_tasks_in_or_behind_a_circle() -> None:
    order = order_of(
        dag(
            {"name": "a", "dependencies": ["b"]},
            {"name": "b", "dependencies": ["a"]},
            {"name": "c", "dependencies": ["a"]},
            {"name": "d"},
        )
    )
    assert order.sequence == ["d"]
    assert order.comes_before("d", "c")
    assert order.comes_before("b", "d")


def test_order_of_a_dag_that_is_one_circle_is_made_once() -> None:
    order = Order({"a": {"b"}, "b": {"a"}})
    assert order.sequence == []
    assert order.sequence is order.sequence
    assert order.places == {}


@given(st.integers(1, 30), st.randoms(use_true_random=False))
def test_comes_before_is_reachability(size: int, rng: random.Random) -> None:
    names = [f"t{n}" for n in range(size)]
    direct = {
        name: set(rng.sample(names[:n], min(n, rng.randrange(3)))) for n, name in enumerate(names)
    }
    above: dict[str, set[str]] = {}
    for name in names:
        above[name] = direct[name].union(*(above[d] for d in direct[name]))
    rng.shuffle(names)
    order = Order({name: direct[name] for name in names})
    for first in names:
        for second in names:
            assert order.comes_before(first, second) == (first in above[second])


def test_far_tasks_are_found_by_blocks() -> None:
    """More than one block, and more tasks than are looked at one by one."""
    size = 3_000
    direct = {f"t{n}": {f"t{n - 1}"} if n else set() for n in range(size)}
    direct["aside"] = set()
    direct["last"] = {f"t{size - 1}", "aside"}
    order = Order(direct)
    for first in ("t0", "t7", "t1023", "t1024", "t2500", "aside"):
        assert order.comes_before(first, "last")
    assert not order.comes_before("t5", "aside")
    assert not order.comes_before("t7", "t7")
    assert not order.comes_before("aside", "t2999")


def test_blocks_are_given_up_where_they_would_take_much_room(monkeypatch: Any) -> None:
    monkeypatch.setattr("dflow_graph.index.order._ENTRIES", 1_000)
    direct = {f"t{n}": {f"t{n - 1}"} if n else set() for n in range(4_000)}
    order = Order(direct)
    for _ in range(2):
        for first in ("t0", "t1500", "t2500"):
            assert order.comes_before(first, "t3999")
    assert len(order._blocks) == 1


def test_stands_in_order_sees_what_makes_a_task_wait() -> None:
    reference, artifact = "{{tasks.a.outputs.parameters.y}}", "{{tasks.a.outputs.artifacts.f}}"
    for given_ in (
        {"dependencies": ["a"]},
        {"dependencies": ["a.Failed || a"]},
        {"parameters": {"x": reference}},
        {"parameters": {"x": reference.replace("{{", "{{ ")}},
        {"parameters": {"x": reference.replace("{{", "{{  ")}},
        {"parameters": {"x": [reference, 1, "y"]}},
        {"artifacts": {"x": artifact}},
        {"artifacts": {"x": [artifact, {"kind": "s3", "key": "k"}]}},
    ):
        assert not stands_in_order(dag({"name": "s"}, {"name": "b", **given_}, {"name": "a"}))
        plain = "{{ " not in str(given_)
        assert stands_in_order(dag({"name": "a"}, {"name": "b", **given_})) is plain
    unknown = {"artifacts": {"f": artifact.replace("tasks.a", "tasks.z")}, "dependencies": ["y"]}
    assert stands_in_order(dag({"name": "b", **unknown}, {"name": "a"}))
    nothing = {"parameters": {"x": 1}, "artifacts": {"f": None, "g": "{{inputs.artifacts.g}}"}}
    assert stands_in_order(dag({"name": "b", **nothing}))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{{tasks.a.id}}", "a"),
        ("{{tasks.abc}}", "abc"),
        ("{{ tasks.abc }}", "abc"),
        ("{{tasks}}", ""),
        ("{{tasks.a.id}} b", ""),
        ("{{steps.a.id}}", ""),
    ],
)
def test_task_that_a_reference_is_to_is_named_in_full(text: str, name: str) -> None:
    assert implied_by(text) == name
