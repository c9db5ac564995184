"""Runs cases against an implementation, in as many processes as are wanted."""

from __future__ import annotations

import shlex
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.one_shot import FILE, OneShotSession
from dflow_graph.conformance.outcome import Outcome
from dflow_graph.conformance.protocol import Implementation
from dflow_graph.conformance.session import LineSession, NotStartedError, Session, Times
from dflow_graph.record import Record

__all__ = ["BUILT_IN", "Run", "run", "words_of"]

BUILT_IN = (sys.executable, "-m", "dflow_graph.conformance.builtin")


class Run(Record):
    """All outcomes, in the order of the cases; those that were not claimed are in `not_claimed`."""

    implementation: Implementation
    outcomes: tuple[Outcome, ...]
    not_claimed: tuple[Case, ...]
    is_partial: bool = False
    """Whether the cases are a part of those of their levels, which proves no level."""


def words_of(command: str) -> list[str]:
    """The words of a command line. Raises `ValueError` where a quote is open or nothing stands."""
    words = shlex.split(command)
    if not words:
        raise ValueError("the command is empty")
    return words


def run(
    command: Sequence[str],
    cases: Sequence[Case],
    *,
    jobs: int = 1,
    times: Times | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Puts the cases to `jobs` processes of an implementation.

    Raises `NotStartedError` if the first of them does not start. `progress` is called with the
    number of cases that are done.
    """
    first = _session(command, times or Times())
    try:
        implementation = first.start()
    except NotStartedError:
        first.close()
        raise
    claimed = [case for case in cases if implementation.claims.cover(case)]
    outcomes: dict[int, Outcome] = {}
    work = iter(enumerate(claimed))
    lock = threading.Lock()

    stopped = threading.Event()

    def work_off(session: Session) -> None:
        try:
            for index, case in _shared(work, lock, stopped):
                outcomes[index] = session.ask(case)
                if progress is not None:
                    progress(len(outcomes))
        finally:
            session.close()

    sessions = [first, *(_session(command, times or Times()) for _ in range(jobs - 1))]
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in [pool.submit(work_off, session) for session in sessions]:
                done.result()
        except BaseException:  # an interrupt, too, must not wait for all the other cases
            stopped.set()
            for session in sessions:
                session.abort()
            raise
    return Run(
        implementation,
        tuple(outcomes[index] for index in range(len(claimed))),
        tuple(case for case in cases if not implementation.claims.cover(case)),
    )


def _session(command: Sequence[str], times: Times) -> Session:
    if any(FILE in word for word in command):
        return OneShotSession(command, times)
    return LineSession(command, times)


def _shared(
    work: Iterator[tuple[int, Case]], lock: threading.Lock, stopped: threading.Event
) -> Iterator[tuple[int, Case]]:
    """The cases that are left, one at a time."""
    while not stopped.is_set():
        with lock:
            item = next(work, None)
        if item is None:
            return
        yield item
