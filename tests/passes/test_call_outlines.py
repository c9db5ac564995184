"""What makes the calls of one outline alike, and what more than their texts decides about them."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.codec import model_of
from tests.alike import findings
from tests.passes.alike_graphs import (
    LOOP,
    MADE,
    OF_INPUT,
    OF_STEP,
    OF_TASK,
    USE,
    WORK,
    alike,
    dag,
    graph,
    use,
)

FILE = "{{{{{}.make-{}.outputs.artifacts.file}}}}".format
CUT = {"input_parameter": ["n"]}
# Not all calls have numbers and lone references alone, and so they are marked.
NO_CALL = {**use(9), "template": "gone"}


def taking(type_: str | None, *values: Any) -> list[list[str]]:
    """The calls that are alike of some that give values to a parameter of a type."""
    port = {} if type_ is None else {"type": type_}
    inputs = {"parameters": {"n": port, "text": {"type": "str"}}}
    taker = {**USE, "script": "echo {{inputs.parameters.n}} {{inputs.parameters.text}}"}
    calls = [use(n, "take", n=value) for n, value in enumerate(values, 1)]
    return alike(graph(calls, take={**taker, "inputs": inputs}))


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("int", [1, 2, 3]),
        ("float", [1, 2, 3]),
        ("float", [1.5, 2.5, 3.5]),
        ("any", [1, 2, 3]),
        ("any", [1.5, 2.5, 3.5]),
        ("any", ["a1", "a2", "a3"]),
        ("str", ["a1", "a2", "a3"]),
        ("list[int]", [[1, 2], [3, 4], [5, 6]]),
        ("list[float]", [[1, 2.5], [3, 4.5], [5, 6.5]]),
        ("list[bool]", [[True], [True], [True]]),
    ],
)
def test_digits_of_what_a_parameter_takes_say_nothing(type_: str, values: list[Any]) -> None:
    assert taking(type_, *values) == [["use-2", "use-3"]]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("int", [1.0, 2.0, 3.0]),
        ("literal[1, 2, 3]", [1, 2, 3]),
        ("literal['a1', 'a2', 'a3']", ["a1", "a2", "a3"]),
        ("list[literal[1, 2]]", [[1], [2], [3]]),
        (None, [1, 2, 3]),
        (None, [[1], [2], [3]]),
    ],
)
def test_digits_of_what_a_parameter_may_not_take_are_held_against_each_other(
    type_: str | None, values: list[Any]
) -> None:
    assert taking(type_, *values) == [["use-2"], ["use-3"]]
    assert taking(type_, *values[:1] * 3) == [["use-2", "use-3"]]


@pytest.mark.parametrize("value", [{"a": 1}, ["a"], [{"a": 1}], [[1]], [1, OF_STEP(1, "n")]])
def test_call_with_what_may_hold_tags_deep_inside_is_like_none(value: Any) -> None:
    assert taking("any", *[value] * 3) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"slices": CUT, **LOOP},
        {"slices": {"slices": "{{item}}", "input_parameter": ["n"]}, **LOOP},
        {"continue_on_failed": True},
        {"continue_on_error": True},
        {"continue_on_num_success": 1, **LOOP},
        {"continue_on_success_ratio": 0.5, **LOOP},
        {"parallelism": 2, **LOOP},
        {"when": f"{OF_STEP(1, 'n')} > 3"},
    ],
)
def test_calls_may_be_alike_that_have_other_fields(fields: dict[str, Any]) -> None:
    calls = [use(n, n=7, **fields) for n in (1, 2, 3)]
    assert alike(graph(MADE[:1], calls, use=WORK)) == [["use-2", "use-3"]]


@pytest.mark.parametrize(
    "fields",
    [
        {"slices": {"slices": OF_STEP(1, "n"), "input_parameter": ["n"]}, **LOOP},
        {"slices": {"input_artifact": ["file"]}},
        {"with_param": OF_STEP(1, "list")},
        {"with_param": [1, 2]},
        {"with_sequence": {"count": 3}},
        {"key": "k"},
        {"parameters": {"gone": 1}},
        {"parameters": {"text": "{{inputs.parameters}}"}},
        {"parameters": {"text": "{{steps.make-1.status}}"}},
        {"parameters": {"n": OF_STEP(1, "list")}, "slices": CUT},
    ],
)
def test_call_of_which_more_than_its_text_decides_is_like_none(fields: dict[str, Any]) -> None:
    calls = [{**use(n), **fields} for n in (1, 2, 3)]
    assert alike(graph([*MADE[:1], NO_CALL], calls, use=WORK)) == []


def test_task_with_the_status_of_another_is_like_none() -> None:
    waiting = {"text": "{{tasks.make-1.status}}", "dependencies": ["make-1"]}
    assert alike(dag([*MADE[:1], NO_CALL], *[use(n, **waiting) for n in (1, 2, 3)])) == []


@pytest.mark.parametrize(
    "fields",
    [
        lambda n: {"text": f"run-{n}: {OF_STEP(n, 'n')}"},
        lambda n: {
            "text": f"run-{n}: {{{{={n} + asInt(steps['make-{n}'].outputs.parameters.n)}}}}"
        },
        lambda n: {"file": FILE("steps", n)},
        lambda n: {"when": f"{OF_STEP(n, 'n')} > {n}"},
    ],
)
def test_names_of_steps_and_digits_beside_them_say_nothing(fields: Any) -> None:
    document = graph(MADE, [use(n, **fields(n)) for n in (1, 2, 3)])
    assert alike(document)[1:] == [["use-2", "use-3"]]


def test_digits_of_what_may_be_an_instant_are_held_against_each_other() -> None:
    calls = [use(n, when=f"{OF_STEP(1, 'n')} > '202{n}-01-01'") for n in (1, 2, 3)]
    assert alike(graph(MADE[:1], calls)) == [["use-2"], ["use-3"]]


def test_source_of_an_artifact_implies_that_its_task_comes_first() -> None:
    document = dag(MADE, *[use(n, file=FILE("tasks", n)) for n in (1, 2, 3)])
    assert alike(document)[1:] == [["use-2", "use-3"]]


@pytest.mark.parametrize("fields", [{"n": 7}, {"text": "a {{item}}", **LOOP}, {"n": OF_INPUT}])
def test_calls_of_two_templates_with_the_same_inputs_are_alike(fields: dict[str, Any]) -> None:
    inputs = {"inputs": {"parameters": {"given": {"type": "int"}}}}
    templates = [
        {"kind": "Steps", "steps": [[use(n, **fields) for n in numbers]], **inputs}
        for numbers in ((1, 2, 3), (4, 5))
    ]
    calls = [
        {"name": name, "template": name, "parameters": {"given": 1}} for name in ("first", "second")
    ]
    document = graph(calls, first=templates[0], second=templates[1])
    assert alike(document) == [["use-2", "use-3", "use-4", "use-5"]]
    model = model_of(document)
    assert findings(model, marked=True) == findings(model, marked=False)


def test_condition_of_a_task_implies_no_dependency() -> None:
    tasks = [
        use(n, when=f"{OF_TASK(n, 'n')} > 3", dependencies=[f"make-{n if n < 4 else 1}"])
        for n in (1, 2, 3, 4)
    ]
    model = model_of(dag(MADE, *tasks))
    found = findings(model, marked=False)
    assert [diagnostic.code for diagnostic in found] == ["DG314"]
    assert findings(model, marked=True) == found
