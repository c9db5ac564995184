"""Sizes at the bounds of Argo, and what newer versions alone know (DG901 to DG907)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dflow_graph.model import Workflow
from tests.passes.test_names import REST, call, dag, graph, shell, steps
from tests.passes.test_portability import ported, the_one

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


def test_header_from_nowhere_is_told_with_three_of_its_members() -> None:
    value_from = {key: {} for key in "abcd"}
    headers = {"A": {"kind": "EnvVarSource", "value_from": value_from}}
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", "headers": headers}
    assert "from `a` and `b` and `c`;" in the_one(with_template(ask), "DG906").message
