"""What is told of a text by those that are like it is what is told of it alone, in every place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.analysis import PASSES
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.expr import alike, condition
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes import lone_references, skipped_steps
from dflow_graph.passes.alike_texts import is_like_right
from dflow_graph.passes.credentials import Search
from tests.passes.graphs import call, graph, maker, with_tasks

_WRITTEN = """
{{inputs.parameters.i1}}
{{ inputs.parameters.i1 }}
{{inputs.parameters.big}}
{{inputs.parameters.other1}}
{{steps.s1.outputs.parameters.n}} > 15
{{steps.s1.outputs.parameters.n}}
{{=steps['s1'].outputs.parameters.n}}
{{=asInt(steps['s1'].outputs.parameters.n) + 1}} > 4
{{=steps['s1'].outputs.parameters.n + 1}}
{{=inputs.parameters.i1 + '1'}}
{{=asInt(inputs.parameters.i1) - 2}}
{{=inputs.parameters.i-1}}
{{=inputs.parameters['i1'] == '3' ? 'a1' : 'b2'}}
{{=steps['s9'].outputs.parameters.n}}
{{=steps['late'].outputs.parameters.n}} == 1
{{=steps['s1'].outputs.parameters.n ?? '0'}}
{{tasks.s1.outputs.parameters.n}} < 1
{{=tasks['s1'].outputs.parameters.n}}
{{steps.s1.outputs.parameters.y1}}
{{=steps['s1'].outputs.artifacts.f}}
{{=inputs.parameters}}
{{steps.s1.status}} == 'Succeeded'
{{workflow.name}} == 'a1'
{{=now()}}
{{=sprig.int64(1)}}
{{=f1(1)}}
{{=1 +}}
{{= }}
{{ =1}}
{{i 1}}
{{
{inputs.parameters.i1}
{{{inputs.parameters.i1}}}
{{item.i1}}
{{=item.i1}}
{{inputs.parameters.i1}} > 1 && {{inputs.parameters.i2}} > {{inputs.parameters.i1}}
{{inputs.parameters.i1}} + {{inputs.parameters.i2}}
{{inputs.parameters.i1}} == 'a-1'
'{{inputs.parameters.i1}}' == '2024-01-01'
'2024-01-01'
{{inputs.parameters.i1}} =~ 'a{1'
{{inputs.parameters.i1}} - 1 > 0 || {{steps.s2.outputs.parameters.n}}
1
a1
true
{{inputs.parameters.t1}} == a1
{{inputs.parameters.i1}} == 1.5
{{inputs.parameters.i1}} != 12
'{{inputs.parameters.i1}}' == '1 2' || true
{{inputs.parameters.l1}} == 'b1'
{{inputs.parameters.l1}} == [b1]
{{inputs.parameters.l1}} == b2
{{inputs.parameters.i1}} == 'a\\b1'
{{=inputs.parameters.i1 == '1.5'}}
{{=inputs.parameters.l1 in ['a1', 'b2', 'c3']}}
{{=inputs.parameters.l1 == 'b1' && inputs.parameters.l1 != 'b\\x31'}}
{{inputs.parameters.t1}} - 1
{{=inputs.parameters.i1 > 1}}
"""
_TEXTS = (
    *_WRITTEN.strip("\n").splitlines(),
    "{{inputs.parameters.i1}}" * 5 + " > 1",
    "AKIA2E0A8F3B244C" + "9986",
    "token=Kq7mZ2pX9vB4nL1c" + "T8",
)
_DIGITS = st.sampled_from([("1", "1"), ("1", "2"), ("2", "1"), ("1", "7")])
texts = st.builds(lambda text, digits: text.replace(*digits), st.sampled_from(_TEXTS), _DIGITS)
_INPUTS = {
    "inputs": {
        "parameters": {
            "i1": {"type": "int"}, "i2": {"type": "int", "value": 3}, "t1": {},
            "l1": {"type": "literal['b2', 'b7']", "value": "b2"},
            "big": {"save_as_artifact": True},
        }
    }
}  # fmt: skip


def _fields(one: str, two: str, when: str, loop: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"parameters": {"x": one}, "when": when}
    if two:
        fields["parameters"]["y1"] = {"a": [two]}
    if loop:
        fields |= {"with_param": loop, "key": f"k-{loop}"}
    return fields


def _templates() -> dict[str, Any]:
    return {"use": {**maker(), "inputs": {"parameters": {"x": {}, "y1": {"value": 1}}}}}


def in_steps(given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    groups = [[call("s1", "make", **before)], [call("s2", "make"), call("s7", **given)]]
    after = [call("late", "make"), call("last", x="{{=asInt(steps['s1'].outputs.parameters.n)}}")]
    return graph(
        *groups, after, main=_INPUTS, templates=_templates(), parameters={"i1": 1, "t1": "a"}
    )


def in_tasks(given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    waits = {"dependencies": ["s1"]} if before else {}
    tasks = [call("s1", "make", **before), call("s2", "make"), call("s7", **given, **waits)]
    return with_tasks(*tasks, main=_INPUTS, templates=_templates(), parameters={"i1": 1, "t1": "a"})


@contextmanager
def one_by_one() -> Iterator[None]:
    """Each text is looked at on its own."""
    with (
        patch.object(lone_references, "is_like_right", lambda *_, **__: False),
        patch.object(skipped_steps, "places_in", lambda *_, **__: None),
        patch.object(alike, "spans_of", lambda _: None),
        patch.object(condition, "stands_for_all", lambda _: False),
        patch.object(Search, "together", lambda *_: None),
    ):
        yield


def findings(model: Workflow) -> list[Diagnostic]:
    """What the passes find, consequences and all."""
    index = build_index(model)
    return sorted(found for check in PASSES for found in check(index))


@pytest.mark.parametrize("text", _TEXTS)
def test_findings_of_a_text_are_those_of_it_alone(text: str) -> None:
    for digits in (("1", "1"), ("1", "2"), ("2", "1")):
        changed = text.replace(*digits)
        data = in_steps({"parameters": {"x": changed}, "when": changed}, {})
        body = changed.removeprefix("{{=").removesuffix("}}")
        outputs = {"parameters": {"o": {"type": "any", "value_from_expression": body}}}
        data["templates"]["main"] = {**data["templates"]["main"], "outputs": outputs}
        model = Workflow.from_dict(data)
        found = findings(model)
        with one_by_one():
            assert findings(model) == found


@pytest.mark.parametrize("place", [in_steps, in_tasks])
@settings(deadline=None)  # modules are imported when they are needed
@given(texts, st.sampled_from(["", *_TEXTS[:8]]), texts, st.sampled_from(["", *_TEXTS[:12]]), texts)
def test_findings_are_those_of_each_text_alone(
    place: Any, one: str, two: str, when: str, loop: str, before: str
) -> None:
    first = {"when": before} if len(before) % 2 else {}
    model = Workflow.from_dict(place(_fields(one, two, when, loop), first))
    found = findings(model)
    with one_by_one():
        assert findings(model) == found


def told(text: str, data: dict[str, Any] | None = None, sort: Any = "argument") -> bool:
    """Whether a text of the step `s7`, or of an output, is told to be right by what it is like."""
    node = build_index(Workflow.from_dict(data or in_steps({}, {}))).nodes["main"]
    return is_like_right(text, node, None if sort == "output" else node.by_name["s7"], set(), sort)


@pytest.mark.parametrize(
    "text",
    [
        "{{=asInt(inputs.parameters.i1) - 2}}",
        "{{=steps['s1'].outputs.parameters.n}}, {{inputs.parameters.i2}}",
    ],
)
def test_most_texts_are_told_to_be_right(text: str) -> None:
    assert told(text)


def test_most_conditions_are_told_to_be_right() -> None:
    assert told("{{steps.s1.outputs.parameters.n}} > 15 && 'a1' != b2", sort="condition")
    assert not told("{{steps.s1.outputs.parameters.n}} - 15", sort="condition")
    # A text may say whether, a number cannot.
    assert not told("{{inputs.parameters.t1}}", sort="condition")
    assert told(" && ".join(["{{inputs.parameters.i1}} > 1"] * 5), sort="condition")


def test_a_task_is_told_to_be_right_if_it_says_that_it_waits() -> None:
    text = "{{=tasks['s1'].outputs.parameters.n}}"
    assert told(text, in_tasks({}, {"when": "true"}))
    assert not told(text, in_tasks({}, {}))
    assert not told("{{=steps['s1'].outputs.parameters.n}}", in_tasks({}, {"when": "true"}))
    assert not told(
        "{{=tasks['s7'].outputs.parameters.n}}", with_tasks(call("s7", "make", dependencies=["s7"]))
    )


def test_the_hyphen_of_a_name_is_no_minus() -> None:
    data = in_steps({}, {})
    main = data["templates"]["main"]
    inputs = {**main["inputs"]["parameters"], "i-1": {"value": 1}}
    data["templates"]["main"] = {**main, "inputs": {"parameters": inputs}}
    assert told("{{inputs.parameters.i-1}}", data)
    assert not told("{{=inputs.parameters.i-1}}", data)


def test_an_output_may_name_any_step() -> None:
    assert told("asInt(steps['late'].outputs.parameters.n) > 1 ? '{{' : 'b'", sort="output")
    assert told("asInt(steps['late'].outputs.parameters.n) + 1", sort="output")
    assert not told("asInt(steps['none'].outputs.parameters.n) + 1", sort="output")
    assert not told("steps['late'].outputs.parameters.n + 1", sort="output")


def test_a_big_output_is_left_to_others() -> None:
    data = in_steps({}, {})
    outputs = data["templates"]["make"]["outputs"]["parameters"]
    outputs["n"]["save_as_artifact"] = True
    assert not told("{{=steps['s1'].outputs.parameters.n}}", data)


def test_inputs_in_it_are_used() -> None:
    node = build_index(Workflow.from_dict(in_steps({}, {}))).nodes["main"]
    used: set[str] = set()
    text = "{{=inputs.parameters.i1 + inputs.parameters['i2']}}"
    assert is_like_right(text, node, node.by_name["s7"], used)
    assert used == {"i1", "i2"}


def test_more_references_than_are_remembered_are_told_all_the_same() -> None:
    names = [f"s{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]
    makers = [call(name, "make") for name in names]
    users = [call(f"u-{n}", x=f"{{{{steps.{n}.outputs.parameters.n}}}}") for n in (*names, *names)]
    users = [{**user, "name": f"u{n}"} for n, user in enumerate(users)]
    data = graph(makers, users)
    data["templates"]["use"]["inputs"]["parameters"] = {"x": {}}
    data["templates"]["use"]["script"] = "echo {{inputs.parameters.x}}"
    assert findings(Workflow.from_dict(data)) == []
    data["templates"]["main"]["steps"][1][599]["parameters"]["x"] = (
        "{{steps.szz.outputs.parameters.n}}"
    )
    assert [d.code for d in findings(Workflow.from_dict(data))] == ["DG303"]
