"""Credentials that a finding about something else would quote (SEC-1, SEC-5)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph import validate
from dflow_graph.diagnostics import Diagnostic, Place, Severity
from dflow_graph.passes.shown_credentials import _Secrets, without_credentials

KEY = "AKIA" + "IOSFODNN7EXAMPLZ"
TOKEN = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3hJ6"


def graph() -> dict[str, Any]:
    make = {"kind": "ShellOPTemplate", "image": "alpine:3.20", "script": "echo 1 > /tmp/x"}
    make["outputs"] = {"parameters": {"x": {"value_from_path": "/tmp/x"}}}  # type: ignore[assignment]
    show = {
        "kind": "ShellOPTemplate",
        "image": "alpine:3.20",
        "script": "echo '{{inputs.parameters.x}}'",
    }
    show["inputs"] = {"parameters": {"x": {}}}  # type: ignore[assignment]
    given = {"x": "{{steps.make.outputs.parameters.x}}"}
    steps = [
        [{"name": "make", "template": "make"}],
        [{"name": "show", "template": "show", "parameters": given}],
    ]
    main = {"kind": "Steps", "steps": steps}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        "templates": {"main": main, "make": make, "show": show},
    }


@pytest.mark.parametrize("secret", [KEY, TOKEN])
@pytest.mark.parametrize(
    "around", ["{}", "a {}", "{} and a long text that a message cuts off", "x" * 42 + " {}"]
)
@pytest.mark.parametrize(
    "place",
    [
        ("entrypoint",),
        ("pod_gc_strategy",),
        ("templates", "main", "kind"),
        ("templates", "main", "steps", 0, 0, "name"),
        ("templates", "main", "steps", 1, 0, "template"),
        ("templates", "main", "steps", 1, 0, "parameters", "x"),
        ("templates", "main", "steps", 1, 0, "continue_on_failed"),
        ("templates", "make", "image_pull_policy"),
        ("templates", "make", "outputs", "parameters", "x", "type"),
        ("templates", "show", "script"),
        ("templates", "show", "timeout"),
    ],
)
def test_credential_is_the_one_finding_at_its_place_and_in_no_message(
    place: tuple[str | int, ...], around: str, secret: str
) -> None:
    made: Any = graph()
    holder = made
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = around.format(secret)
    (found,) = validate(made).diagnostics
    assert (found.code, found.pointer) == ("DG801", "/" + "/".join(map(str, place)))


def test_names_that_a_message_lists_are_shown_without_credentials() -> None:
    made = graph()
    made["parameters"] = {TOKEN: 1}
    made["templates"]["show"]["script"] = "echo '{{inputs.parameters.x}} {{workflow.parameters.y}}'"
    first, second = validate(made).diagnostics
    assert (first.code, second.code) == ("DG316", "DG801")
    assert first.hint == "Use one of `(not shown)`."


def test_member_named_by_a_credential_is_told_as_one() -> None:
    made = graph()
    made["templates"]["main"][TOKEN] = 1
    (found,) = validate(made).diagnostics
    assert (found.code, found.at_key) == ("DG801", True)
    assert TOKEN not in found.message


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (f"no `{TOKEN}`", "no `(not shown)`"),
        (
            f"no `{KEY}`, but `{TOKEN}`, `{KEY}`",
            "no `(not shown)`, but `(not shown)`, `(not shown)`",
        ),
        (f"no `{TOKEN[:20]}…`, as it seems", "no `(not shown)…`, as it seems"),
        (f"no `{TOKEN[:20]}x…`", f"no `{TOKEN[:20]}x…`"),
        (f"no `zhp_{TOKEN[:4]}…`", f"no `zhp_{TOKEN[:4]}…`"),
        (f"no `{TOKEN[:20]}`", f"no `{TOKEN[:20]}`"),
        (f"no `{TOKEN[:5]}…`", "no `(not shown)…`"),
        (f"no `{TOKEN[:4]}…`", f"no `{TOKEN[:4]}…`"),
        (f"no `{TOKEN[:20]}~…`", f"no `{TOKEN[:20]}~…`"),
        (f"no `{TOKEN[:20]}!…`", f"no `{TOKEN[:20]}!…`"),
        (TOKEN[:20], TOKEN[:20]),
        (f"{TOKEN}{KEY}", "(not shown)(not shown)"),
        (TOKEN, "(not shown)"),
        ("", ""),
    ],
)
def test_credentials_are_hidden_whole_or_cut_and_nothing_else_is(words: str, shown: str) -> None:
    assert _Secrets({TOKEN, KEY}).without(words) == shown


def test_the_longer_of_two_credentials_is_hidden() -> None:
    assert _Secrets({TOKEN, TOKEN + "1"}).without(f"`{TOKEN}1`") == "`(not shown)`"


def test_nothing_that_is_said_with_a_finding_shows_a_credential() -> None:
    beside = Place(message=f"`{TOKEN}` stands here", pointer="/b")
    found = Diagnostic(
        "DG317", Severity.ERROR, f"no `{TOKEN}`", "/a", hint=f"Add `{TOKEN}`.", related=(beside,)
    )
    (told,), more = without_credentials([found], lambda: {"a": "x", "b": TOKEN})
    assert (told.message, told.hint) == ("no `(not shown)`", "Add `(not shown)`.")
    assert told.related == (beside._replace(message="`(not shown)` stands here"),)
    assert more == []
    (beneath,), _ = without_credentials([found._replace(message="", hint="")], lambda: {"b": TOKEN})
    assert beneath.related == told.related


@pytest.mark.parametrize("code", ["DG801", "DG802", "DG803"])
def test_credential_is_told_once_at_its_place(code: str) -> None:
    other = Diagnostic("DG302", Severity.ERROR, f"no `{TOKEN}`", "/a")
    told = Diagnostic(code, Severity.ERROR, "a credential", "/a")
    assert without_credentials([other, told], lambda: {"a": TOKEN})[1] == []
    assert [d.code for d in without_credentials([other], lambda: {"a": TOKEN})[1]] == ["DG801"]


def test_credential_within_a_credential_is_hidden_with_it() -> None:
    assert _Secrets({"abcde1abcde2", "abcde2"}).without("`abcde1abcde2`") == "`(not shown)`"
