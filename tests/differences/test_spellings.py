"""Two spellings of one graph do not differ."""

from __future__ import annotations

import json
import random

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflow_graph.differences import diff
from dflow_graph.differences.spelling import Names, one_dependency, one_duration, one_text, one_type
from dflow_graph.index import Role
from dflow_graph.pipeline import read
from dflow_graph.yaml_writer import yaml_text
from tests.differences.graphs import (
    EXAMPLES,
    base,
    defaults_written_out,
    example,
    members_shuffled,
    model,
    tags_spaced,
    types_respelled,
)

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])


@every_example
def test_a_graph_does_not_differ_from_itself(path):
    assert diff(example(path), example(path)) == []
    assert diff(example(path), example(path), without_effect=True) == []


@every_example
def test_defaults_that_are_written_out_are_no_difference(path):
    graph = example(path)
    spelt = model(defaults_written_out(graph))
    assert spelt != graph
    assert diff(graph, spelt) == diff(spelt, graph) == []


@every_example
def test_the_order_of_members_tasks_and_parallel_steps_is_no_difference(path):
    graph = example(path)
    for seed in range(3):
        shuffled = members_shuffled(graph.to_dict(), random.Random(seed))
        assert diff(graph, model(shuffled)) == []


@every_example
def test_blanks_in_tags_and_types_are_no_difference(path):
    graph = example(path)
    for spelt in (tags_spaced(graph.to_dict()), types_respelled(graph.to_dict())):
        assert diff(graph, model(spelt)) == diff(model(spelt), graph) == []


@every_example
def test_notation_is_no_difference(path):
    graph = example(path)
    reading = read(yaml_text(graph.to_dict()).encode(), notation="yaml")
    assert reading.model is not None
    assert diff(graph, reading.model) == []


def test_a_reference_may_be_a_text_or_an_object():
    data = base()
    data["templates"]["main"]["steps"][1][0]["artifacts"] = {
        "f": "{{steps.make.outputs.artifacts.f}}"
    }
    other = json.loads(json.dumps(data))
    source = {"kind": "ref", "_from": "{{ steps.make.outputs.artifacts.f }}"}
    other["templates"]["main"]["steps"][1][0]["artifacts"]["f"] = source
    assert diff(model(data), model(other)) == []
    source["slice"] = "0"
    changes = diff(model(data), model(other))
    assert [(c.kind, c.field) for c in changes] == [("changed", "artifacts.f")]


def test_annotations_and_extensions_count_only_if_asked_for():
    data = base()
    data["annotations"] = {"by": "you"}
    data["templates"]["echo"]["extensions"] = {"viewer": 1}
    assert diff(model(base()), model(data)) == []
    changes = diff(model(base()), model(data), without_effect=True)
    assert [(c.kind, c.template, c.field) for c in changes] == [
        ("changed", "", "annotations.by"),
        ("added", "echo", "extensions"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{{steps.a.id}} == 1", "{{ steps.a.id  }} == 1"),
        ("x{{=a.b+1}}", "x{{= a['b'] + 1 }}"),
        ("{{=steps.a.outputs.result}}", '{{=steps["a"]["outputs"].result}}'),
        ("{{=f('x')}}", '{{=f("x")}}'),
    ],
)
def test_tags_have_one_spelling(one, other):
    assert one_text(one, Role.PLAIN, Names()) == one_text(other, Role.PLAIN, Names())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{{steps.a.id}}", "{{tasks.a.id}}"),
        ("{{steps.a.id}} == 1", "{{steps.a.id}}  == 1"),
        ("{{ name }}", "{{name}}"),
        ("{{=a.b}}", "{{=a.c}}"),
        ("{{=a ['b']}}", "{{=a, ['b']}}"),
        ("{{=1 + 1}}", "{{=11}}"),
        ("{{=a.b", "{{=a.b}}"),
    ],
)
def test_tags_of_other_meaning_have_other_spellings(one, other):
    assert one_text(one, Role.PLAIN, Names()) != one_text(other, Role.PLAIN, Names())


def test_conditions_have_one_spelling():
    def one(text):
        return one_text(text, Role.CONDITION, Names())

    assert one("{{steps.a.id}}==1&&!({{item}} != 'x  y')") == one(
        " {{ steps.a.id }} == 1 && ! ( {{item}} != 'x  y' ) "
    )
    assert one("{{item}} == 'x  y'") != one("{{item}} == 'x y'")
    assert one("a b == 1") != one("ab == 1")


def test_expressions_without_braces_have_one_spelling():
    assert one_text("a.b == 1", Role.EXPRESSION, Names()) == one_text(
        "a['b']==1", Role.EXPRESSION, Names()
    )


def test_dependencies_types_and_durations_have_one_spelling():
    assert one_dependency(" a.Failed||( b )", Names()) == "a.Failed || ( b )"
    assert one_dependency("a ||", Names()) == "a ||"
    assert one_type("dict[str,  list[int|str]]", is_artifact=False) == one_type(
        "dict[str, list[str | int]]", is_artifact=False
    )
    assert one_type("list[ path ]", is_artifact=True) == "list[path]"
    assert one_type("lst[", is_artifact=False) == "lst["
    assert one_duration("1m30s") == one_duration("90s") == one_duration(90) == 90
    assert one_duration("{{inputs.parameters.t}}") == "{{inputs.parameters.t}}"
    assert one_duration("") == ""


@given(st.text())
@hypothesis.example(".\U00010000")
def test_any_text_has_a_spelling_and_keeps_it(text):
    for role in (Role.PLAIN, Role.EXPRESSION):
        once = one_text(text, role, Names())
        assert one_text(once, role, Names()) == once
    assert one_dependency(one_dependency(text, Names()), Names()) == one_dependency(text, Names())
