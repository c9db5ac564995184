"""Conditions and expressions that can be neither true nor false (DG337)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.model import Workflow

from .graphs import call, graph, user, with_tasks

WHEN = "/templates/main/steps/1/0/when"
NUMBERS = (
    "abs(-1)", "asFloat('1')", "asInt('1')", "ceil(1.5)", "count([1], # > 0)", "float('1')",
    "floor(1.5)", "indexOf('ab', 'b')", "int('1')", "lastIndexOf('ab', 'b')", "len('a')",
    "round(1.5)", "sprig.atoi('1')", "sprig.float64('1')", "sprig.int('1')", "sprig.int64('1')",
)  # fmt: skip
OTHERS = (
    "concat([1], [2])", "date('2026-01-01')", "duration('1h')", "filter([1], # > 0)",
    "flatten([[1]])", "groupBy([1], #)", "join(['a'], ',')", "keys({'a': 1})", "lower('A')",
    "map([1], #)", "repeat('a', 2)", "replace('a', 'b', 'c')", "sort([1])",
    "split('a,b', ',')", "string(1)", "toJSON(1)", "toJson(1)", "trim(' a')", "type(1)",
    "uniq([1])", "upper('a')", "values({'a': 1})", "sprig.lower('A')", "sprig.toJson(1)",
    "sprig.toString(1)", "sprig.trim(' a')", "sprig.upper('a')",
)  # fmt: skip
X = "{{steps.ask.outputs.parameters.x}}"


def found(document: dict[str, Any]) -> list[Diagnostic]:
    return analyse(Workflow.from_dict(document))


def asking(when: str, loop: bool = False, **port: Any) -> dict[str, Any]:
    """A step whose condition may refer to the output `x` of the step before."""
    ask = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3.20",
        "script": "true",
        "outputs": {"parameters": {"x": {"value_from_path": "/tmp/x", **port}}},
    }
    extra = {"with_param": [1, 2]} if loop else {}
    return graph([call("ask", "ask", **extra)], [call("use", when=when)], templates={"ask": ask})


def codes(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(d.code, d.pointer) for d in found(document) if d.pointer.startswith(WHEN[:-5])]


def test_dg337_says_what_the_condition_is() -> None:
    [diagnostic] = [d for d in found(asking("1 + 1")) if d.pointer == WHEN]
    assert diagnostic.code == "DG337"
    assert diagnostic.severity is Severity.ERROR
    assert diagnostic.clause == "WHEN-3"
    assert diagnostic.message == "the condition is a number, and never true or false"
    assert diagnostic.hint == (
        "Compare numbers, or texts in quotes: `{{inputs.parameters.mode}} == 'a-b'`."
    )


@pytest.mark.parametrize("type_", ["int", "float"])
@pytest.mark.parametrize(
    "when", [X, f"!{X}", "{{=" + X[2:], "{{=asInt(" + X[2:-2] + ") - 1 ?? " + X[2:]]
)
def test_dg337_finds_what_is_a_number_by_its_type(type_: str, when: str) -> None:
    assert codes(asking(when, type=type_)) == [("DG337", WHEN)]


@pytest.mark.parametrize("type_", ["bool", "any", "int | bool"])
def test_dg337_leaves_what_may_be_a_truth_by_its_type(type_: str) -> None:
    assert codes(asking(X, type=type_)) == []


def test_dg337_leaves_what_has_no_type_and_the_list_of_a_loop() -> None:
    assert codes(asking(X)) == []
    assert codes(asking(X, loop=True, type="int")) == [("DG335", WHEN)]


@pytest.mark.parametrize(
    "body",
    [
        "1", "-1", "+asInt('1')", "1 - 2", "2 * 3", "2 / 3", "2 % 3", "2 ** 3", "2 ^ 3",
        "1 > 0 ? 1 : 2", *NUMBERS,
    ],
)  # fmt: skip
def test_dg337_finds_expressions_of_numbers(body: str) -> None:
    assert codes(asking("{{=" + body + "}}")) == [("DG337", WHEN)]


@pytest.mark.parametrize(
    "body",
    [
        "1 > 0", "'a' + 'b'", "'true'", "true", "nil", "not true", "[1][0]", "fromJSON('true')",
        "1 > 0 ? 1 : true", "sprig.ternary(true, false, true)", "'a'.b(1)", "let a = 1; a",
    ],
)  # fmt: skip
def test_dg337_leaves_expressions_that_may_give_a_truth(body: str) -> None:
    assert codes(asking("{{=" + body + "}}")) == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("{{inputs.parameters.none}} + 1", "DG307"),
        ("{{=len(1, 2)}} + 1", "DG319"),
        ("{{=1 +}} + 1", "DG318"),
        ("1 + + 1", "DG320"),
        ("{{}} + 1", "DG301"),
    ],
)
def test_dg337_says_nothing_beside_another_fault(when: str, code: str) -> None:
    assert codes(asking(when)) == [(code, WHEN)]


def test_dg337_stands_for_the_tag_without_quotes_too() -> None:
    assert codes(asking(f"{X} == a-b", type="str")) == [("DG337", WHEN)]


def hooked(expression: str) -> list[tuple[str, str]]:
    hook = {"expression": expression, "template": "use"}
    document = graph([call("a", failure_hook=hook)])
    here = [d for d in found(document) if "failure_hook" in d.pointer]
    # Some functions are new.
    return [(d.code, d.clause) for d in here if d.code != "DG907"]


@pytest.mark.parametrize(
    "body",
    [
        "1", "'a'", "nil", "steps.a.status", "[true]", "{'a': true}", "1 + 1", "1 .. 2",
        "-1", "string(true)", "len('a')", "toJson(true)", "sprig.upper('a')", "workflow.name",
        "true ? steps.a.status : nil", "steps.a.status ?? 1", "asInt(workflow.uid)",
        "+len('a')", *NUMBERS, *OTHERS,
    ],
)  # fmt: skip
def test_dg337_finds_expressions_of_hooks_that_are_no_truth(body: str) -> None:
    assert hooked(body) == [("DG337", "EXPR-9")]


@pytest.mark.parametrize(
    "body",
    [
        "true", "steps.a.status == 'Failed'", "not true", "true ? true : 1", "nil ?? true",
        "'a' in ['a']", "'a' not in ['a']", "'a' contains 'b'", "'a' matches 'b'", "1 < 2",
        "1 <= 2", "1 > 2", "1 >= 2", "1 != 2",
        "'a' startsWith 'b'", "'a' endsWith 'b'", "true and false", "true or false",
        "true && false", "true || false", "fromJSON(steps.a.status)", "any([1], # > 0)",
        "let a = true; a", "[true][0]", "steps.a.status | fromJSON()", "1; true",
    ],
)  # fmt: skip
def test_dg337_leaves_expressions_of_hooks_that_may_be_a_truth(body: str) -> None:
    assert hooked(body) == []


def requested(condition: str) -> list[str]:
    template = {
        "kind": "HTTPOPTemplate",
        "url": "https://a.example",
        "success_condition": condition,
    }
    document = graph([call("a", "ask")], templates={"ask": template})
    return [d.code for d in found(document) if d.pointer.endswith("success_condition")]


@pytest.mark.parametrize(
    "body", ["response.statusCode", "response.body", "response.headers", "inputs.parameters"]
)
def test_dg337_finds_conditions_of_success_that_are_no_truth(body: str) -> None:
    assert requested(body) == ["DG337"]


@pytest.mark.parametrize(
    "body", ["response.headers.done", "response", "response.statusCode == 200"]
)
def test_dg337_leaves_conditions_of_success_that_may_be_a_truth(body: str) -> None:
    assert requested(body) == []


def test_dg337_asks_no_other_expression() -> None:
    outputs = {"parameters": {"n": {"value_from_expression": "1 + 1"}}}
    document = graph([call("a")], main={"outputs": outputs})
    assert "DG337" not in [d.code for d in found(document)]


@pytest.mark.parametrize("name", ["lastRetry.status", "retries", "pod.name", "node.name"])
def test_dg337_finds_expressions_of_retries_that_are_no_truth(name: str) -> None:
    ask = user(retry_strategy={"limit": 1, "expression": name})
    document = graph([call("a")], templates={"use": ask})
    assert "DG337" in [d.code for d in found(document) if d.pointer.endswith("expression")]


def test_dg337_finds_a_status_in_a_dag() -> None:
    hook = {"expression": "tasks.a.status", "template": "use"}
    document = with_tasks(call("a", failure_hook=hook))
    assert "DG337" in [d.code for d in found(document)]


def test_dg337_takes_no_hyphen_of_a_name_for_a_minus() -> None:
    inputs = {"parameters": {"a-b": {"type": "bool", "value": True}}}
    document = graph([call("a", when="{{inputs.parameters.a-b}}")], main={"inputs": inputs})
    assert [d.code for d in found(document) if d.pointer.endswith("when")] == []


def test_dg337_is_not_told_of_a_big_parameter() -> None:
    document = asking(X, type="int", save_as_artifact=True)
    assert codes(document) == [("DG407", WHEN)]
