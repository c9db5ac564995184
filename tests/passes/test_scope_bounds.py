"""Names that are known here and not there (DG307 to DG310, DG316, DG325)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.graphs import call, graph
from tests.passes.test_references import codes, found, the_one


def given(x: Any, **fields: Any) -> dict[str, Any]:
    """A step that gives a text to an input."""
    return graph([call("use", x=x, **fields)])


@pytest.mark.parametrize(
    "member",
    ["creationTimestamp", "duration", "mainEntrypoint", "name", "namespace", "status", "uid"],
)
def test_member_of_the_workflow_is_known(member: str) -> None:
    assert found(given(f"{{{{workflow.{member}}}}}")) == []


def test_unknown_member_of_the_workflow_is_one_in_expressions_too() -> None:
    diagnostic = the_one(given("{{=workflow.nme}}"))
    assert (diagnostic.code, diagnostic.clause) == ("DG316", "REF-7")
    assert found(given("{{=toJson(workflow)}}")) == []


def asking(**fields: Any) -> dict[str, Any]:
    ask = {"kind": "HTTPOPTemplate", "url": "https://example.org", **fields}
    return graph([call("ask", "ask")], templates={"ask": ask})


@pytest.mark.parametrize(
    ("condition", "near"),
    [
        ("response.status == 200", ""),
        ("response.statuscode == 200", "; did you mean `response.statusCode`?"),
        ("request.statusCode == 200", ""),
        ("response.method == 'GET'", ""),
        ("response['status'] == 200", ""),
    ],
)
def test_dg309_tells_what_is_not_known_of_an_answer(condition: str, near: str) -> None:
    diagnostic = the_one(asking(success_condition=condition))
    assert diagnostic.code == "DG309"
    assert diagnostic.message.endswith(near)


@pytest.mark.parametrize(
    "condition",
    [
        "response.headers['Content-Type'] == 'a' && response.headers.Server == 'b'",
        "request.url == 'a' || request.body == 'b' || request.headers.Accept == 'c'",
        "response.body contains 'ok'",
        "len(response) == 3",
    ],
)
def test_facts_of_a_request_and_its_answer_are_known(condition: str) -> None:
    assert found(asking(success_condition=condition)) == []


def test_request_and_response_are_known_in_the_condition_of_a_request_alone() -> None:
    condition = "request.method == 'GET' && response.statusCode == 200"
    assert found(asking(success_condition=condition)) == []
    for head in ("request", "response"):
        assert the_one(given(f"{{{{={head}.url}}}}")).code == "DG309"
        retried = {"limit": 1, "expression": f"{head}.statusCode == 200"}
        pod = {"kind": "ShellOPTemplate", "script": "true", "retry_strategy": retried}
        assert codes(graph([call("a", "pod")], templates={"pod": pod})) == ["DG309"]


def test_pattern_of_slices_without_a_loop_is_no_matter_of_references() -> None:
    op = {
        "name": "f",
        "module": "lab",
        "inputs": {"x": {"kind": "Parameter", "type": "int"}},
        "outputs": {"y": {"kind": "Parameter", "type": "int"}},
    }
    run = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    slices = {"slices": "{{item}}", "output_parameter": ["y"]}
    document = graph([call("run", "run", x=1, slices=slices)], templates={"run": run})
    assert "DG310" not in codes(document)


def test_members_are_those_of_the_items_of_each_loop() -> None:
    document = graph(
        [call("a", x="{{item.n}}", with_param=[{"n": 1}])],
        [call("b", x="{{item.n}}", with_param=[{"m": 1}])],
        [call("c", x="{{item.m}} {{item.n}}", with_param=[{"m": 1}])],
    )
    assert [d.pointer.split("/")[4] for d in found(document)] == ["1", "2"]


@pytest.mark.parametrize(
    ("items", "faults"),
    [
        (["{{workflow.name}}", {"m": 1}], 1),
        (["{{workflow.name}}", {"n": 1}], 0),
        (["text"], 1),
        ([5], 1),
        ([None], 1),
        ([{"n": 1}, {"n": 2}], 0),
    ],
)
def test_item_without_the_member_is_found_among_any_others(items: list[Any], faults: int) -> None:
    assert codes(given("{{item.n}}", with_param=items)) == ["DG325"] * faults


def retried(script: str, **fields: Any) -> dict[str, Any]:
    pod = {"kind": "ShellOPTemplate", "image": "alpine:3", "script": script, **fields}
    return graph([call("a", "pod")], templates={"pod": pod})


def test_nothing_but_their_number_is_known_of_retries() -> None:
    strategy = {"retry_strategy": {"limit": 1}}
    assert found(retried("{{retries}} {{lastRetry.exitCode}}", **strategy)) == []
    diagnostic = the_one(retried("{{retries.n}}", **strategy))
    assert (diagnostic.code, diagnostic.clause) == ("DG309", "REF-7")
    assert diagnostic.hint == "Write `retries`."
    assert codes(retried("{{retries.exitCode}}", **strategy)) == ["DG309"]
    assert codes(retried("{{retries}}")) == ["DG309"]


@pytest.mark.parametrize("when", ["transient_error", "failure", "error", "failure_and_error"])
def test_every_way_to_retry_an_op_makes_its_retries_known(when: str) -> None:
    op = {"name": "f", "module": "lab"}
    run: dict[str, Any] = {"kind": "PythonOPTemplate", "image": "a", "op": op}
    run["pre_script"] = "# {{retries}}"
    assert codes(graph([call("a", "run")], templates={"run": run})) == ["DG309"]
    run[f"retry_on_{when}"] = 2
    assert codes(graph([call("a", "run")], templates={"run": run})) == []


def test_settings_of_all_pods_know_the_run_and_the_pod() -> None:
    config = {"a": "{{workflow.name}} {{pod.name}} {{node.name}}", "b": "{{inputs.parameters.x}}"}
    context = {"kind": "RemoteExecutor", "config": {**config, "c": "{{foo.bar}}"}}
    diagnostics = found(graph([call("use")], context=context))
    assert [(d.code, d.pointer) for d in diagnostics] == [
        ("DG309", "/context/config/b"),
        ("DG308", "/context/config/c"),
    ]


@pytest.mark.parametrize("name", ["parameters.n.more", "artifacts.f.path"])
def test_nothing_leads_beyond_an_output_of_the_workflow(name: str) -> None:
    outputs = {
        "parameters": {"n": {"value_from_path": "/n", "global_name": "n"}},
        "artifacts": {"f": {"path": "/f", "global_name": "f"}},
    }
    make = {"kind": "ShellOPTemplate", "script": "true", "outputs": outputs}
    text = f"{{{{workflow.outputs.{name}}}}}"
    document = graph([call("make", "make")], [call("use", x=text)], templates={"make": make})
    diagnostic = the_one(document)
    assert diagnostic.code == "DG317"
    port = name.split(".")[1]
    assert diagnostic.message == f"`workflow.outputs.{name}` leads beyond the output `{port}`"
    assert diagnostic.hint == f"Write `workflow.outputs.{name.rpartition('.')[0]}`."


def test_path_of_an_unknown_input_artifact_is_that_of_none() -> None:
    pod = {"kind": "ShellOPTemplate", "image": "a", "script": "cat {{inputs.artifacts.gone.path}}"}
    assert codes(graph([call("a", "pod")], templates={"pod": pod})) == ["DG307"]


def test_sort_of_an_output_of_the_workflow_is_known_in_expressions_too() -> None:
    assert codes(given("{{=toJson(workflow.outputs.parameter.n)}}")) == ["DG317"]


@pytest.mark.parametrize(
    ("name", "slices", "faults"),
    [
        ("f", {"output_artifact": ["f"]}, []),
        ("f", {}, ["DG323"]),
        ("gone", {}, ["DG304"]),
    ],
)
def test_artifact_of_a_loop_is_known_where_it_is_stacked(
    name: str, slices: Any, faults: list[str]
) -> None:
    op = {"name": "f", "module": "lab", "outputs": {"f": {"kind": "Artifact", "type": "path"}}}
    run = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    outputs = {"artifacts": {"f": {"from_expression": f"steps.run.outputs.artifacts.{name}"}}}
    loop = call("run", "run", with_param=[1], slices=slices)
    document = graph([loop], main={"outputs": outputs}, templates={"run": run})
    assert codes(document) == faults
