"""Sizes at the bounds of Argo, and what newer versions alone know (DG901 to DG907)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dflow_graph.model import Workflow
from tests.passes.test_names import REST, call, dag, graph, shell, steps
from tests.passes.test_portability import echoing, ported, the_one

TEMPLATE, WORKFLOW = 131_072, 1_048_576


def of_size(document: dict[str, Any], part: dict[str, Any], size: int, path: str = "") -> Any:
    """The document, with a text in an annotation of a part that makes it or a template so long."""
    part["annotations"] = {"a": ""}
    model = Workflow.from_dict(document)
    empty = len(msgspec.json.encode(model.templates[path] if path else model))
    part["annotations"]["a"] = "x" * (size - empty)
    return document


def with_template(template: dict[str, Any]) -> dict[str, Any]:
    return graph(templates={"main": steps([call("run", "a")]), "a": template})


def test_largest_template_is_right_and_one_byte_more_is_not() -> None:
    pod = shell()
    assert ported(of_size(with_template(pod), pod, TEMPLATE, "a")) == []
    diagnostic = the_one(of_size(with_template(pod), pod, TEMPLATE + 1, "a"), "DG904")
    assert "131,073 bytes" in diagnostic.message


def test_characters_count_as_json_writes_them() -> None:
    script = "\x1f" * (TEMPLATE // 6)
    assert the_one(with_template(shell(script=script)), "DG904")
    assert the_one(with_template(shell(script="x", command=["y" * TEMPLATE])), "DG904")
    assert ported(with_template(shell(script=script[: TEMPLATE // 7]))) == []


def test_extensions_of_a_template_do_not_count() -> None:
    pod = shell(extensions={"tool": "x" * TEMPLATE})
    assert ported(with_template(pod)) == []
    assert the_one(with_template({**pod, "script": "x" * TEMPLATE}), "DG904")


@pytest.mark.parametrize(
    "template",
    [
        steps([call("b", "rest")]),
        dag(call("b", "rest")),
        {"kind": "HTTPOPTemplate", "url": "https://example.org"},
        {"kind": "SuspendOPTemplate", "duration": "5s"},
    ],
    ids=lambda template: str(template["kind"]),
)
def test_template_that_is_no_pod_has_no_bound(template: dict[str, Any]) -> None:
    document = with_template(template)
    document["templates"]["rest"] = REST
    assert ported(of_size(document, template, TEMPLATE + 1, "a")) == []


def test_largest_workflow_is_right_and_one_byte_more_is_not() -> None:
    document = graph()
    assert ported(of_size(document, document, WORKFLOW)) == []
    diagnostic = the_one(of_size(document, document, WORKFLOW + 1), "DG905")
    assert "1,048,577 bytes" in diagnostic.message
    assert diagnostic.hint.startswith("Move large values into artifacts")


def test_extensions_of_all_templates_do_not_count() -> None:
    document = graph()
    document["templates"]["main"]["extensions"] = {"tool": "x" * WORKFLOW}
    assert ported(document) == []


def test_largest_workflow_is_right_beside_extensions() -> None:
    document = graph()
    without = len(msgspec.json.encode(Workflow.from_dict(of_size(document, document, WORKFLOW))))
    assert without == WORKFLOW
    data: dict[str, Any] = {"tool": ""}
    # What is no data of theirs: the name of the member.
    document["annotations"]["a"] = document["annotations"]["a"][len(',"extensions":') :]
    assert ported({**document, "extensions": data}) == []
    document["annotations"]["a"] += "x"
    assert "1,048,577 bytes" in the_one({**document, "extensions": data}, "DG905").message


def test_header_from_nowhere_is_told_with_three_of_its_members() -> None:
    value_from: dict[str, Any] = {key: {} for key in "abcd"}
    headers = {"A": {"kind": "EnvVarSource", "value_from": value_from}}
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", "headers": headers}
    assert "from `a` and `b` and `c`;" in the_one(with_template(ask), "DG906").message


HINTS = {
    "concat": "Use `sprig.concat` in its place, if older versions are to run the graph.",
    "reverse": "Use `sprig.reverse` in its place, if older versions are to run the graph.",
    "uniq": "Use `sprig.uniq` in its place, if older versions are to run the graph.",
    "flatten": "Run the graph with Argo 3.5 or later, or do without it.",
    "sprig.sha512sum": "Run the graph with Argo 3.6 or later, or do without it.",
}


@pytest.mark.parametrize("name", HINTS)
def test_function_is_mended_by_an_older_one_if_there_is_one(name: str) -> None:
    document = echoing(parameters={"x": f"{{{{={name}(workflow.name)}}}}"})
    assert the_one(document, "DG907").hint == HINTS[name]


ASK = {"kind": "HTTPOPTemplate", "url": "https://example.org"}


@pytest.mark.parametrize(
    ("template", "pointer"),
    [
        (shell(script="{{workflow.mainEntrypoint}}"), "script"),
        (
            shell(retry_strategy={"limit": 1, "expression": "len(uniq([1])) > 0"}),
            "retry_strategy/expression",
        ),
        ({**ASK, "success_condition": "len(uniq([1])) > 0"}, "success_condition"),
    ],
)
def test_template_with_nothing_else_of_the_kind_is_looked_at(
    template: dict[str, Any], pointer: str
) -> None:
    assert the_one(with_template(template), "DG907").pointer == f"/templates/a/{pointer}"


@pytest.mark.parametrize(
    "more",
    [
        {"parameters": {"x": {"a": "{{=uniq([1])}}"}}},
        {"when": "{{workflow.mainEntrypoint}} == a"},
        {"parameters": {"x": "{{1x}} {{=uniq([1])}}"}},
        {"parameters": {"x": "{{ }} {{=uniq([1])}}"}},
    ],
)
def test_one_new_word_in_any_field_is_found(more: dict[str, Any]) -> None:
    the_one(echoing(**more), "DG907")


def test_variable_within_an_expression_is_marked() -> None:
    text = "n: {{='a' + workflow.mainEntrypoint}}"
    start, end = the_one(echoing(parameters={"x": text}), "DG907").within or (0, 0)
    assert text[start:end] == "workflow.mainEntrypoint"


@pytest.mark.parametrize("text", ["{{=uniq()(1)}}", "{{=sprig[workflow.uniq]([1])}}"])
def test_function_that_has_no_name_is_let_pass(text: str) -> None:
    assert len(ported(echoing(parameters={"x": text}))) <= 1


def test_small_templates_of_a_large_graph_are_right() -> None:
    container = {"kind": "ContainerOPTemplate", "image": "alpine:3", "command": ["true"]}
    calls = [call(f"run-{name}", name) for name in ("a", "b", "c")]
    large = shell(extensions={"tool": "x" * TEMPLATE})
    templates = {"main": steps(calls), "a": shell(), "b": container, "c": large}
    assert ported(graph(templates=templates)) == []
