"""Shapes at their bounds: what is said of values that nearly fit (DG105 to DG110)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.passes.structure import check_structure
from tests.passes.graphs import call, graph, with_tasks


def found(document: Any) -> list[Diagnostic]:
    return list(check_structure(document))


def the_one(document: Any, code: str) -> Diagnostic:
    diagnostics = found(document)
    assert [d.code for d in diagnostics] == [code], diagnostics
    return diagnostics[0]


def step(**fields: Any) -> dict[str, Any]:
    return graph([call("make", "make", **fields)])


STEP = "/templates/main/steps/0/0/"


def test_kind_of_an_executor_is_a_text() -> None:
    diagnostic = the_one(step(executor={"kind": 5}), "DG107")
    assert diagnostic.pointer == STEP + "executor/kind"
    assert diagnostic.message == "`kind` must be a text, not 5"
    assert found(step(executor={"kind": "RemoteExecutor"})) == []


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2", "Write it without quotes: 2."),
        (" 2 ", "Write it without quotes: 2."),
        ("1" * 19, f"Write it without quotes: {'1' * 19}."),
        ("1" * 20, ""),
        ("many", ""),
        (None, "Leave the field out, or give it a value."),
    ],
)
def test_number_in_quotes_is_mended_and_a_word_is_not(value: Any, hint: str) -> None:
    diagnostic = the_one(step(parallelism=value), "DG107")
    assert diagnostic.hint == hint


@pytest.mark.parametrize(
    ("value", "hint"), [("True", "Write it without quotes: true."), ("ja", "")]
)
def test_truth_in_quotes_is_mended_and_a_word_is_not(value: str, hint: str) -> None:
    assert the_one(step(continue_on_failed=value), "DG107").hint == hint


def test_number_may_be_as_large_as_the_schema_says_and_no_larger() -> None:
    def mode(value: int) -> dict[str, Any]:
        return graph(
            [call("use")],
            templates={
                "use": {
                    "kind": "ShellOPTemplate",
                    "script": "true",
                    "inputs": {"artifacts": {"f": {"path": "/f", "mode": value}}},
                    "mistake": 1,
                }
            },
        )

    assert [d.code for d in found(mode(511))] == ["DG106"]
    assert [d.code for d in found(mode(512))] == ["DG106", "DG110"]


@pytest.mark.parametrize("document", [[], "text", 5, None])
def test_document_that_is_no_object_is_named(document: Any) -> None:
    assert [d.code for d in found(document)] == ["DG104"]


def test_templates_of_another_type_are_one_fault() -> None:
    document = graph([call("make", "make")])
    document["templates"] = []
    diagnostic = the_one(document, "DG107")
    assert diagnostic.message == "`templates` must be an object, not a list"


@pytest.mark.parametrize("kind", ["Steps", "DAG"])
def test_fault_of_a_call_is_said_once_whatever_calls_it(kind: str) -> None:
    wrong = {**call("a", "make"), "key": 5}
    document = with_tasks(wrong) if kind == "DAG" else graph([wrong])
    assert the_one(document, "DG107").pointer.endswith("/0/key")


@pytest.mark.parametrize("more", [{"tasks": []}, {"steps": [[]], "tasks": [{"key": 5}]}])
def test_field_of_the_other_kind_is_unknown(more: dict[str, Any]) -> None:
    document = graph([call("make", "make")], main=more)
    assert the_one(document, "DG106").pointer == "/templates/main/tasks"


def test_fields_of_a_template_that_has_no_calls_are_none() -> None:
    make = {"kind": "ShellOPTemplate", "script": "true", "steps": [[{"key": 5}]], "tasks": [5]}
    document = graph([call("make", "make")], templates={"make": make})
    assert [d.pointer for d in found(document)] == [
        "/templates/make/steps",
        "/templates/make/tasks",
    ]


def test_group_that_is_no_list_is_named() -> None:
    document = graph([call("make", "make")])
    document["templates"]["main"]["steps"] = [{"name": "a"}]
    assert the_one(document, "DG107").pointer == "/templates/main/steps/0"
