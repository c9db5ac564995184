"""Where outputs come from (DG725 to DG730): messages, places and edges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.storage_graphs import codes, found, graph, shell, the_one, with_pod


def test_dg725_lets_an_optional_output_come_from_nowhere() -> None:
    main = {"outputs": {"artifacts": {"f": {"optional": True}}}}
    assert codes(graph({"template": "run"}, main=main, run=shell())) == []
    main = {"outputs": {"artifacts": {"f": {}}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert diagnostic.message == "output artifact `f` of `main` comes from no step"


@pytest.mark.parametrize(
    "source",
    [
        {"_from": "{{steps.a.outputs.artifacts.f}}"},
        {"from_expression": "inputs.artifacts.f"},
        {"from_expression": "1 +"},
        {"_from": "no reference"},
    ],
)
def test_dg726_leaves_names_out_of_scope_to_the_references(source: Any) -> None:
    assert codes(with_pod(outputs={"artifacts": {"f": source}})) == []


def test_dg726_says_of_what_kind_the_template_is() -> None:
    source = {"_from": "{{workflow.outputs.artifacts.steps}}", "global_name": "steps"}
    diagnostic = the_one(with_pod(outputs={"artifacts": {"f": source}}))
    assert diagnostic.message == (
        "output artifact `f` has `_from`, but `run` is of kind `ShellOPTemplate` and has no steps"
    )


RESOURCE = {"resource": {"action": "get", "manifest": "kind: Pod"}}
TEMPLATES: dict[str, dict[str, Any]] = {
    "pod": shell(),
    "container": {"kind": "ContainerOPTemplate", "image": "a", "command": ["b"]},
    "group": {"kind": "Steps", "steps": []},
    "dag": {"kind": "DAG", "tasks": []},
    "resource": {"kind": "ResourceOPTemplate", **RESOURCE},
    "script resource": {"kind": "ShellOPTemplate", **RESOURCE},
    "suspend": {"kind": "SuspendOPTemplate"},
    "http": {"kind": "HTTPOPTemplate", "url": "https://example.org"},
}
SOURCES: dict[str, Any] = {
    "value_from_path": "/tmp/n",
    "value_from_parameter": "{{steps.a.outputs.parameters.n}}",
    "value_from_expression": "1",
    "value_from_json_path": "{.a}",
    "value_from_jq_filter": ".a",
    "value_supplied": True,
    "value": None,
}
ALLOWED = {
    "pod": {"value_from_path", "value"},
    "container": {"value_from_path", "value"},
    "group": {"value_from_parameter", "value_from_expression"},
    "dag": {"value_from_parameter", "value_from_expression"},
    "resource": {"value_from_json_path", "value_from_jq_filter", "value"},
    "script resource": {"value_from_json_path", "value_from_jq_filter", "value"},
    "suspend": {"value_supplied", "value"},
    "http": {"value_from_expression", "value"},
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_dg730_lets_a_template_have_the_sources_of_its_kind(template: str, source: str) -> None:
    """PAR-3"""
    outputs = {"parameters": {"n": {source: SOURCES[source]}}}
    document = graph({"template": "t"}, t={**TEMPLATES[template], "outputs": outputs})
    diagnostics = found(document)
    if source in ALLOWED[template]:
        assert diagnostics == []
    else:
        (diagnostic,) = diagnostics
        assert diagnostic.code == "DG730"
        assert diagnostic.pointer == f"/templates/t/outputs/parameters/n/{source}"
        assert all(f"`{name}`" in diagnostic.hint for name in ALLOWED[template])


def test_dg728_counts_neither_a_default_nor_false_as_a_source() -> None:
    parameter = {"default": 1, "value_supplied": False}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert diagnostic.code == "DG728"
    assert diagnostic.hint == "Add `value_from_path` or `value`."


def test_dg729_points_at_the_second_source() -> None:
    parameter = {"value": 1, "value_from_path": "/tmp/n"}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert diagnostic.code == "DG729"
    assert diagnostic.pointer.endswith("/n/value")
    assert diagnostic.related[0].pointer.endswith("/n/value_from_path")


def test_dg729_is_one_finding_for_three_sources() -> None:
    parameter = {"value": 1, "value_from_path": "/tmp/n", "value_from_expression": "'a'"}
    diagnostic = the_one(with_pod(outputs={"parameters": {"n": parameter}}))
    assert (diagnostic.code, len(diagnostic.related)) == ("DG729", 1)


def test_dg727_points_at_the_expression() -> None:
    sources = {
        "_from": "{{steps.a.outputs.artifacts.f}}",
        "from_expression": "steps.a.outputs.artifacts.f",
    }
    main = {"outputs": {"artifacts": {"f": sources}}}
    diagnostic = the_one(graph({"template": "run"}, main=main, run=shell()))
    assert (diagnostic.code, diagnostic.at_key) == ("DG727", True)
    assert diagnostic.pointer.endswith("/f/from_expression")
    assert diagnostic.related[0].pointer.endswith("/f/_from")
