"""Whatever an implementation does is the outcome of one case, in time, and the run goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dflow_graph.conformance import process
from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.runner import Run, run
from dflow_graph.conformance.session import MOST_HANGS, NotStartedError, Times

FAKE = Path(__file__).parent / "misbehaving.py"
TIMES = Times(case=1.0, start=20.0)
PATIENT = Times(case=20.0, start=20.0)


def case(name: str) -> Case:
    given = {"language": "expr", "text": "1"}
    return Case(name, "expressions", "semantic", name, ("EXPR-3",), (), given, {"ok": True})


def command(mode: str) -> list[str]:
    return [sys.executable, "-I", "-S", str(FAKE), mode]


def outcomes(mode: str, times: Times = PATIENT) -> list[tuple[str, str]]:
    done = run(command(mode), [case("one"), case("bad"), case("two"), case("three")], times=times)
    assert [outcome.case.id for outcome in done.outcomes] == ["one", "bad", "two", "three"]
    first, bad, *rest = [(outcome.status, outcome.problem) for outcome in done.outcomes]
    assert first == ("passed", "")
    assert rest == [("passed", "")] * 2, "the run goes on"
    return [bad, *[(r, "") for r in done.outcomes[1].reasons]]


@pytest.mark.parametrize(
    ("mode", "problem", "reason"),
    [
        ("crash", "crash", "it ended with exit status 3: ValueError: no good"),
        ("signal", "crash", "it ended by signal 9"),
        ("grandchild", "crash", "it ended with exit status 4"),
        ("daemon", "crash", "it ended with exit status 5"),
        ("garbage", "garbage", "a line that is no JSON: 'warning: something'"),
        ("no utf-8", "garbage", "a line that is no JSON: '\ufffd\ufffd'"),
        ("no object", "garbage", "a line that is no JSON object: '[2]'"),
        ("deep", "garbage", "a line that is no JSON"),
        ("wrong shape", "garbage", "a result of `expression` has `ok`, which is true or false"),
        ("two kinds", "garbage", "an answer has exactly one of"),
        ("out of order", "out of order", "it answered 3 where 2 was asked"),
        ("stale", "out of order", "it answered 1 where 2 was asked"),
        ("no seq", "out of order", "it answered None where 2 was asked"),
        ("flood", "garbage", "a line that is no JSON: 'noise'"),
    ],
)
def test_misbehaviour_is_the_outcome_of_its_case(mode: str, problem: str, reason: str) -> None:
    (status, found), (text, _) = outcomes(mode)
    assert (status, found) == ("broken", problem)
    assert text.startswith(reason)


@pytest.mark.parametrize("mode", ["hang", "half line"])
def test_silence_ends_with_the_time_for_a_case(mode: str) -> None:
    assert outcomes(mode, TIMES) == [("broken", "hang"), ("no answer within 1 s", "")]


def test_closed_pipe_of_a_process_that_goes_on_is_told_from_its_end() -> None:
    found = outcomes("closed pipe", Times(case=1.0, start=20.0))
    assert found[0] == ("broken", "closed pipe")


def test_line_of_any_length_takes_no_more_room_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "LONGEST_LINE", 100_000)
    found = outcomes("long line")
    assert found == [("broken", "garbage"), ("a line of more than 100000 bytes", "")]


def test_much_on_standard_error_is_no_fault() -> None:
    assert outcomes("loud") == [("passed", "")]


@pytest.mark.parametrize(
    ("mode", "status", "reason"),
    [
        ("skips", "skipped", "no such language"),
        ("errs", "errored", "it broke"),
        ("wrong", "failed", "ok: expected true, got false"),
    ],
)
def test_what_is_said_of_a_case_is_kept(mode: str, status: str, reason: str) -> None:
    assert outcomes(mode) == [(status, ""), (reason, "")]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("slow start", "hang: no answer within 0.4 s"),
        ("dead at start", "crash: it ended with exit status 1: no such file"),
        ("wrong version", "version: it speaks version 2 of the protocol, and the suite version 1"),
        ("no claims", "garbage: the reply to `start` has no 'claims' that is an object"),
        ("unknown level", "garbage: 'levels' in the reply to `start` holds 'everything'"),
        ("garbage at start", "garbage: a line that is no JSON: 'Welcome!'"),
    ],
)
def test_implementation_that_does_not_start_ends_the_run(mode: str, reason: str) -> None:
    start = 0.4 if mode == "slow start" else 20.0
    with pytest.raises(NotStartedError) as caught:
        run(command(mode), [case("one")], times=Times(case=20.0, start=start))
    assert str(caught.value).startswith(reason)


def test_program_that_is_not_there_ends_the_run() -> None:
    with pytest.raises(NotStartedError, match="No such file"):
        run(["/no/such/program"], [case("one")])


def test_implementation_that_never_stops_is_ended() -> None:
    done = run(command("never stops"), [case("one")], times=PATIENT)
    assert [outcome.status for outcome in done.outcomes] == ["passed"]


def test_after_many_hangs_in_a_row_nothing_more_is_asked() -> None:
    cases = [case(f"bad-{i}") for i in range(MOST_HANGS + 3)]
    done = run(command("hang"), cases, times=Times(case=0.05, start=20.0))
    reasons = [outcome.reasons[0] for outcome in done.outcomes]
    assert (
        reasons
        == ["no answer within 0.05 s"] * MOST_HANGS
        + ["not asked: too many cases ended so before"] * 3
    )
    assert {outcome.problem for outcome in done.outcomes} == {"hang"}


def test_no_thread_and_no_process_is_left() -> None:
    before = set(threading.enumerate())
    for mode in ("grandchild", "flood", "closed pipe"):
        outcomes(mode, Times(case=2.0, start=20.0))
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
        assert not thread.is_alive()
    listing = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True)
    assert f"{FAKE} grandchild" not in listing.stdout


def test_jobs_share_the_cases_and_keep_their_order() -> None:
    cases = [case(f"case-{i}") for i in range(40)]
    done: Run = run(command("wrong"), cases, jobs=3, times=PATIENT)
    assert [outcome.case for outcome in done.outcomes] == cases
    assert {outcome.status for outcome in done.outcomes} == {"passed"}


def test_interrupt_ends_the_run_and_the_implementation(tmp_path: Path) -> None:
    tool = tmp_path / "sleeper.py"
    tool.write_text(
        "import pathlib, sys, time\npathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)\n"
    )
    begun = tmp_path / "begun"
    impl = f"{sys.executable} -I -S {tool} {begun} {{file}}"
    running = subprocess.Popen(
        [sys.executable, "-m", "dflow_graph", "conformance", "--impl", impl, "--timeout", "50"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not begun.exists():
        assert running.poll() is None
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=20)
    assert running.returncode == 1
    assert errors.strip() == b"Aborted!"
    listing = subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True)
    assert str(tool) not in listing.stdout
