"""Conditions on a resource (DG341), in the grammar of Kubernetes' label selectors."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow
from dflow_graph.passes.resource_conditions import condition_fault

from .graphs import call, graph

HINT = "Write it as in `status.phase == Succeeded, status.ready > 0`."


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "status.succeeded > 0",
        "status.ready>0",
        "status.phase == Succeeded, status.ready > 1",
        "status.phase=Succeeded",
        "status.phase != Failed",
        "a",
        "!a",
        "! a, b",
        "a =",
        "a=,b",
        "a in (b, c)",
        "a notin (b,)",
        "in in (in)",
        "example.org/a < 3",
        "a.b-c.d/e, f > 009223372036854775807",
        "a in (,b,,c)\n,\tb",
        "xa == xb",
        "status.conditions.0.status == True",
        "status.ready > {{inputs.parameters.n}}",
        "{{inputs.parameters.key}} == {{inputs.parameters.value}}",
        "a == " + "b" * 63,
    ],
)
def test_dg341_is_silent_about_what_kubernetes_reads(text: str) -> None:
    assert condition_fault(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a > 0 && b", "unexpected `&&`"),
        ("a == b and c", "unexpected `and`"),
        ("a == b || c", "unexpected `||`"),
        ("a >> 0", "`<` and `>` take a whole number, not `>`"),
        ("a >= 0", "`<` and `>` take a whole number, not `=`"),
        ("a > 0.5", "`<` and `>` take a whole number, not `0.5`"),
        ("a < b", "`<` and `>` take a whole number, not `b`"),
        ("a > -1", "`<` and `>` take a whole number, not `-1`"),
        ("a >", "`<` and `>` take a whole number, not the end"),
        ("a == 'b'", "`'b'` is no value: letters, digits, `-`, `_` and `.`"),
        ("a == " + "b" * 64, "no value"),
        ("a == b c", "unexpected `c`"),
        ("a == b,", "a name is missing"),
        (", a", "unexpected `,`"),
        ("== b", "unexpected `==`"),
        ("!", "a name is missing"),
        ("!a == b", "unexpected `==`"),
        ("!a in (b)", "unexpected `in`"),
        ("a in b", "`in` and `notin` take values in parentheses"),
        ("a in (b", "`in` and `notin` take values in parentheses"),
        ("a in b)", "`in` and `notin` take values in parentheses"),
        ("a in", "`in` and `notin` take values in parentheses"),
        ("a in ('b')", "`'b'` is no value"),
        ("a in (b c)", "a comma is missing before `c`"),
        ("a..b/c", "`a..b/c` is no path to a field"),
        ("a-.b/c", "`a-.b/c` is no path to a field"),
        ("a" * 254 + "/b", "is no path to a field"),
        ("a > 9223372036854775808", "take a whole number, not `9223372036854775808`"),
        ("a\xa0", "is no path to a field"),
        ("a ~ b", "unexpected `~`"),
        ("(a)", "unexpected `(`"),
        ("$.status == b", "`$.status` is no path to a field"),
        ("status.items[0] == b", "`status.items[0]` is no path to a field"),
        ("a" * 64, "is no path to a field"),
        ("A.org/a == b", "is no path to a field"),
    ],
)
def test_dg341_says_what_kubernetes_cannot_read(text: str, fault: str) -> None:
    assert fault in (condition_fault(text) or "")


def found(resource: dict[str, Any], **step: Any) -> list[tuple[str, str, str]]:
    acting = {"action": "create", "manifest": "kind: Job\n", **resource}
    template = {"kind": "ResourceOPTemplate", "resource": acting}
    document = graph([call("a", "job", **step)], templates={"job": template})
    told = analyse(Workflow.from_dict(document))
    return sorted((d.code, d.pointer, d.hint) for d in told if d.code == "DG341")


def test_dg341_stands_at_each_condition_and_says_how_to_join() -> None:
    assert found({"success_condition": "a > 0", "failure_condition": "b"}) == []
    both = {"success_condition": "a > 0 && b", "failure_condition": "c >> 0"}
    start = "/templates/job/resource/"
    assert found(both) == [
        ("DG341", start + "failure_condition", HINT),
        ("DG341", start + "success_condition", "Write `,` between conditions."),
    ]


@pytest.mark.parametrize("sign", ["&&", "&", "and"])
def test_hint_has_the_comma_for_what_joins_conditions_elsewhere(sign: str) -> None:
    field = "/templates/job/resource/failure_condition"
    resource = {"success_condition": "a == b", "failure_condition": f"a == b {sign} c"}
    assert found(resource) == [("DG341", field, "Write `,` between conditions.")]


def test_both_conditions_are_judged() -> None:
    resource = {"success_condition": "a ~ b", "failure_condition": "a ~ b"}
    assert [pointer.rpartition("/")[2] for _, pointer, _ in found(resource)] == [
        "failure_condition",
        "success_condition",
    ]
