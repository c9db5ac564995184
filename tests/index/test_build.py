"""What the index says of calls: where they stand, which are uncommon, and how it is parted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dflow_graph.index import Call, Index, build_index, texts_beyond_arguments
from dflow_graph.model import Workflow
from tests.passes.graphs import call, graph, with_tasks
from tests.strategies import workflows

law = settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))


def calls_of(index: Index) -> list[Call]:
    return [c for node in index.nodes.values() for c in (*node.calls, *node.hooks)]


@law
@given(workflows())
def test_path_of_a_call_leads_to_it(document: dict[str, Any]) -> None:
    workflow = Workflow.from_dict(document)
    plain = workflow.to_dict()
    for one in calls_of(build_index(workflow)):
        part: Any = plain
        for key in one.path:
            part = part[key]
        assert part == one.step.to_dict()


@law
@given(workflows())
def test_call_that_is_not_uncommon_has_arguments_and_a_condition_alone(
    document: dict[str, Any],
) -> None:
    for node in build_index(Workflow.from_dict(document)).nodes.values():
        for one in node.calls:
            if one not in node.uncommon_calls:
                fields = {"name", "template", "parameters", "artifacts", "when", "dependencies"}
                assert one.step.to_dict().keys() <= fields
                assert all(isinstance(s, str) for s in (one.step.artifacts or {}).values())
                assert not list(texts_beyond_arguments(one))
                assert one.slices is None
                assert not one.is_looped


@pytest.mark.parametrize(
    ("field", "is_looped"),
    [
        ({"slices": {"input_parameter": ["x"]}}, True),
        ({"slices": {"output_parameter": ["y"]}}, False),
        ({"input_parameter_slices": {"x": "{{item}}"}}, True),
        ({"input_artifact_slices": {"f": "{{item}}"}}, True),
        ({}, False),
    ],
)
def test_call_of_a_template_that_slices_is_uncommon(field: dict[str, Any], is_looped: bool) -> None:
    op = {"name": "Run", "module": "ops", "source": ""}
    python = {"kind": "PythonOPTemplate", "op": op, "image": "python:3.11", **field}
    document = graph([call("one", "run")], templates={"run": python})
    node = build_index(Workflow.from_dict(document)).nodes["main"]
    assert node.uncommon_calls == (node.calls if field else [])
    assert node.calls[0].is_looped is is_looped


@pytest.mark.parametrize(
    ("source", "is_common"),
    [("{{inputs.artifacts.f}}", True), (None, False), ([], False), ({"kind": "raw"}, False)],
)
def test_call_with_an_artifact_that_is_no_text_is_uncommon(source: Any, is_common: bool) -> None:
    source = {**source, "data": ""} if isinstance(source, dict) else source
    document = graph([call("one", artifacts={"g": "{{x}}", "f": source})])
    node = build_index(Workflow.from_dict(document)).nodes["main"]
    assert (node.uncommon_calls == []) is is_common


def test_dissolved_index_holds_no_call() -> None:
    hook = {"template": "make"}
    index = build_index(Workflow.from_dict(with_tasks(call("a", success_hook=hook), call("b"))))
    nodes = index.nodes.values()
    index.dissolve()
    assert not calls_of(index)
    assert not any(n.callers or n.by_name or n.uncommon_calls for n in nodes)
