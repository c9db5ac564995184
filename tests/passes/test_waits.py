"""References to tasks that are not waited for (DEP-9): which of several are told."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.references import check_references
from tests.passes.graphs import call, with_tasks


def output(task: str) -> str:
    return f"{{{{tasks.{task}.outputs.parameters.n}}}}"


def task(name: str, *others: str, after: str = "", **fields: Any) -> dict[str, Any]:
    """A task that refers to others, and waits for those in `after` alone."""
    when = " || ".join(f"{output(other)} == 1" for other in others)
    condition = {"when": when} if when else {}
    return call(name, "make", dependencies=after.split(), **condition, **fields)


def told(*tasks: dict[str, Any]) -> list[tuple[str, str]]:
    """Which task does not depend on which, in the order in which they are told."""
    found = check_references(build_index(Workflow.from_dict(with_tasks(*tasks))))
    return [tuple(d.message.split("`")[1:4:2]) for d in found if d.code == "DG314"]  # type: ignore[misc]


def test_what_waits_for_a_task_that_should_wait_is_not_told() -> None:
    first, second = task("b", "a"), task("c", "a", after="b")
    assert told(task("a"), first, second) == [("b", "a")]
    assert told(task("a"), second, first) == [("b", "a")]
    assert told(task("a"), first, task("c", "a")) == [("b", "a"), ("c", "a")]


def test_what_comes_before_a_task_that_should_be_waited_for_is_not_told() -> None:
    tasks = task("z"), task("a", after="z")
    assert told(*tasks, task("b", "a", "z")) == [("b", "a")]
    assert told(*tasks, task("b", "z", "a")) == [("b", "a")]
    assert told(task("z"), task("a"), task("b", "z", "a")) == [("b", "z"), ("b", "a")]


def test_what_two_tasks_should_wait_for_is_told_of_each() -> None:
    first, second = task("b", "a"), task("d", "c")
    assert told(task("a"), task("c", after="a"), first, second) == [("b", "a"), ("d", "c")]
    assert told(task("a"), task("c"), first, task("d", "c", after="b")) == [
        ("b", "a"),
        ("d", "c"),
    ]


def test_in_a_circle_nothing_is_told() -> None:
    assert told(task("a"), task("x", "a", after="b"), task("b", "a", after="x")) == []


@pytest.mark.parametrize(("count", "expected"), [(50, 1), (51, 51)])
def test_of_very_many_all_are_told(count: int, expected: int) -> None:
    chain = [task(f"c{n}", "a", after=f"c{n - 1}" if n else "") for n in range(count)]
    assert len(told(task("a"), *chain)) == expected


def test_five_more_places_are_shown_beside_the_first() -> None:
    tag = output("a")
    texts = {f"k{n}": tag for n in range(7)}
    executor = {"kind": "E", "config": texts}
    document = with_tasks(task("a"), task("b", executor=executor))
    (found,) = check_references(build_index(Workflow.from_dict(document)))
    start = "/templates/main/tasks/1/executor/config/k"
    assert [place.pointer for place in found.related] == [f"{start}{n}" for n in range(1, 6)]
