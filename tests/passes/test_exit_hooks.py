"""HOOK-2: a hook knows the status of its own step alone; an `exit_hook` its outputs as well."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import emit, validate
from tests.passes.graphs import call, graph

OUTPUT = "{{steps.a.outputs.parameters.n}}"


def with_hook(field: str, **fields: Any) -> dict[str, Any]:
    hook = {"template": "use", "parameters": {"x": OUTPUT}, **fields}
    return graph([call("a", "make", **{field: hook})])


@pytest.mark.parametrize("field", ["success_hook", "running_hook", "failure_hook"])
def test_other_hooks_know_the_status_alone(field: str) -> None:
    report = validate(with_hook(field))
    assert [(d.code, d.clause) for d in report.diagnostics if d.severity == "error"] == [
        ("DG305", "HOOK-2")
    ]


def test_hook_for_the_end_knows_the_outputs_of_its_step() -> None:
    assert validate(with_hook("exit_hook")).errors == 0
    unknown = with_hook("exit_hook", parameters={"x": OUTPUT.replace(".n", ".m")})
    assert [d.code for d in validate(unknown).diagnostics if d.severity == "error"] == ["DG304"]


@pytest.mark.parametrize("name", ["exitCode", "outputs.result", "id", "finishedAt"])
def test_hook_for_the_end_knows_nothing_but_the_outputs_and_the_status(name: str) -> None:
    report = validate(with_hook("exit_hook", parameters={"x": f"{{{{steps.a.{name}}}}}"}))
    diagnostic = report.diagnostics[0]
    assert (diagnostic.code, diagnostic.clause) == ("DG305", "HOOK-2")
    assert diagnostic.message == (
        "of its own step `a` a hook knows the `status` alone, and an `exit_hook` in its "
        "arguments the outputs"
    )
    assert validate(with_hook("exit_hook", parameters={"x": "{{steps.a.status}}"})).errors == 0


def test_expression_of_a_hook_for_the_end_knows_the_status_alone() -> None:
    wrong = with_hook("exit_hook", expression="asInt(steps.a.outputs.parameters.n) > 1")
    assert [d.code for d in validate(wrong).diagnostics if d.severity == "error"] == ["DG305"]


def test_hook_for_the_end_needs_no_expression_and_may_have_one() -> None:
    for fields in ({}, {"expression": "steps.a.status != 'Succeeded'"}):
        manifest = emit(with_hook("exit_hook", **fields))
        hooks = manifest["spec"]["templates"][0]["steps"][0][0]["hooks"]
        given = {"parameters": [{"name": "x", "value": OUTPUT}]}
        assert hooks == {"exit": {"template": "use", "arguments": given, **fields}}
