"""Durations and counts that are written as text (DG220, DG221)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.passes.test_names import call, found, graph, shell, steps, the_one


def resting(duration: Any) -> dict[str, Any]:
    rest = {"kind": "SuspendOPTemplate", "duration": duration}
    return graph(templates={"main": steps([call("run")]), "rest": rest})


@pytest.mark.parametrize("text", ["1s", "90s", "5m", "1h30m", "2d", "1d2h3m4s", "0h5m", "007s"])
def test_duration_is_numbers_with_units_in_order(text: str) -> None:
    assert found(resting(text)) == []


@pytest.mark.parametrize("seconds", [1, 90, 2**53 - 1])
def test_duration_may_be_a_number_of_seconds(seconds: int) -> None:
    assert found(resting(seconds)) == []


@pytest.mark.parametrize("text", ["{{workflow.parameters.t}}", "{{workflow.parameters.t}}s"])
def test_duration_with_a_tag_is_not_known(text: str) -> None:
    document = resting(text)
    document["parameters"] = {"t": "5"}
    assert found(document) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("30", 'Write "30s", or the number 30 without quotes.'),
        ("60ss", 'Write "60s".'),
        ("5 minutes", 'Write "5m".'),
        ("1 hour, 30 min", 'Write "1h30m".'),
        ("2 Days", 'Write "2d".'),
        ("30m1h", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("1h1h", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("500ms", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("1.5h", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("-5s", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("5s\n", 'Write "5s".'),
        ("5 s x", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("5 parsecs 6s", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        (",", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("00", 'Write "1s", or the number 1 without quotes.'),
        ("0090", 'Write "90s", or the number 90 without quotes.'),
        ("5 s".ljust(100), 'Write "5s".'),
        ("5 s".ljust(101), "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
        ("٣s", "Write it as `90s`, `1h30m` or `2d`, or as a whole number of seconds."),
    ],
)
def test_text_that_is_no_duration_is_found_with_a_mend(text: str, hint: str) -> None:
    diagnostic = the_one(resting(text), "DG220")
    assert (diagnostic.pointer, diagnostic.clause) == ("/templates/rest/duration", "TIM-1")
    assert diagnostic.hint == hint


@pytest.mark.parametrize(
    ("unit", "spellings"),
    [
        ("d", ["d", "day", "days", "Day"]),
        ("h", ["h", "hr", "hrs", "hour", "hours", "H"]),
        ("m", ["m", "min", "mins", "minute", "minutes"]),
        ("s", ["s", "ss", "sec", "secs", "second", "seconds"]),
    ],
)
def test_units_are_read_however_they_are_spelt(unit: str, spellings: list[str]) -> None:
    for spelling in spellings:
        diagnostic = the_one(resting(f"5 {spelling}"), "DG220")
        assert diagnostic.hint == f'Write "5{unit}".'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the duration is empty"),
        ("30", "the duration `30` has no unit"),
        (
            "5 min",
            "`5 min` is no duration: whole numbers, each with one of the units d, h, m, s, in "
            "this order",
        ),
    ],
)
def test_message_says_what_a_duration_lacks(text: str, message: str) -> None:
    assert the_one(resting(text), "DG220").message == message


@pytest.mark.parametrize("text", ["0s", "00d", "0h0m0s"])
def test_duration_of_zero_is_found(text: str) -> None:
    assert the_one(resting(text), "DG220").clause == "TIM-3"


def running(template: dict[str, Any]) -> dict[str, Any]:
    return graph(templates={"main": steps([call("run", "run")]), "run": template})


def test_every_duration_of_a_template_is_checked() -> None:
    backoff = {"duration": "1", "factor": "2", "max_duration": "1", "cap": "1"}
    template = shell(timeout="1", retry_strategy={"limit": "2", "backoff": backoff})
    assert [d.pointer for d in found(running(template))] == [
        "/templates/run/retry_strategy/backoff/cap",
        "/templates/run/retry_strategy/backoff/duration",
        "/templates/run/retry_strategy/backoff/max_duration",
        "/templates/run/timeout",
    ]


def test_timeouts_of_python_ops_and_resources_are_checked() -> None:
    op = {"name": "f", "module": "lab"}
    python = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op, "timeout": "1"}
    assert the_one(running(python), "DG220").pointer == "/templates/run/timeout"
    resource = {"action": "create", "manifest": "apiVersion: v1\nkind: Pod\n"}
    template = {"kind": "ResourceOPTemplate", "resource": resource, "timeout": "1"}
    assert the_one(running(template), "DG220").pointer == "/templates/run/timeout"


def retried(limit: Any, factor: Any = 2) -> dict[str, Any]:
    backoff = {"duration": "1s", "factor": factor}
    strategy = {"limit": limit, "retry_policy": "OnFailure", "backoff": backoff}
    return running(shell(retry_strategy=strategy))


@pytest.mark.parametrize(
    "limit", [0, 3, "0", "3", "{{workflow.parameters.n}}", "1{{workflow.uid}}"]
)
def test_limit_is_a_whole_number(limit: Any) -> None:
    document = retried(limit)
    document["parameters"] = {"n": "2"}
    assert found(document) == []


@pytest.mark.parametrize("limit", ["", "2.5", "-1", "three", "3 ", "a{{workflow.uid}}", "٣"])
def test_limit_that_is_no_whole_number_is_found(limit: str) -> None:
    diagnostic = the_one(retried(limit), "DG221")
    assert diagnostic.pointer == "/templates/run/retry_strategy/limit"
    assert "not a whole number of at least 0" in diagnostic.message


def test_strategy_may_have_no_backoff() -> None:
    assert found(running(shell(retry_strategy={"limit": "1"}))) == []


def test_factor_is_at_least_one() -> None:
    assert found(retried(1, "10")) == []
    for factor in ("0", "00", "1.5"):
        diagnostic = the_one(retried(1, factor), "DG221")
        assert diagnostic.pointer == "/templates/run/retry_strategy/backoff/factor"


def test_malformed_tag_of_a_limit_is_not_said_twice() -> None:
    assert found(retried("{{workflow.uid")) == []


@pytest.mark.parametrize(("age", "codes"), [("1h", []), (3600, []), ("soon", ["DG220"])])
def test_age_of_what_is_reused_is_a_duration(age: Any, codes: list[str]) -> None:
    document = graph(templates={"main": steps([call("run")]), "run": shell(memoize_max_age=age)})
    where = [("DG220", "/templates/run/memoize_max_age")] if codes else []
    assert [(d.code, d.pointer) for d in found(document)] == where
