"""One implementation at work: it is started, asked one case after another, and started anew.

Whatever it does is the outcome of the case during which it does it; the next case goes to a
fresh process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.judging import judged
from dflow_graph.conformance.outcome import Outcome
from dflow_graph.conformance.process import Program, ProgramError
from dflow_graph.conformance.protocol import (
    STOP,
    Implementation,
    ProtocolError,
    answer_of,
    case_message,
    implementation_of,
    line_of,
    start_message,
    value_of_line,
)
from dflow_graph.record import Record

__all__ = ["MOST_HANGS", "LineSession", "NotStartedError", "Session", "Times"]

MOST_HANGS = 5
"""How many cases in a row may end by the limit of time; those after them are not asked."""


class Times(Record):
    """Limits in seconds: for one case, and for the reply to `start`."""

    case: float = 10.0
    start: float = 30.0


class NotStartedError(Exception):
    """An implementation that could not be started; the message says why."""


class Session(Protocol):
    """What puts cases to an implementation."""

    def start(self) -> Implementation:
        """Starts it. Raises `NotStartedError`."""

    def ask(self, case: Case) -> Outcome:
        """What it makes of a case; never raises for what it does."""

    def close(self) -> None:
        """Ends it."""

    def abort(self) -> None:
        """Ends it at once, from another thread than the one that asks."""


class LineSession:
    """A program that speaks the protocol."""

    def __init__(self, command: Sequence[str], times: Times) -> None:
        self._command = command
        self._times = times
        self._program: Program | None = None
        self._reports = "places"
        self._seq = 0
        self._hangs = 0

    def start(self) -> Implementation:
        """Starts the program and hears its claims. Raises `NotStartedError`."""
        try:
            self._program = Program(self._command)
            reply = self._program.ask(line_of(start_message()), self._times.start)
            implementation = implementation_of(value_of_line(reply))
        except OSError as error:
            raise NotStartedError(error.strerror or str(error)) from None
        except (ProgramError, ProtocolError) as error:
            self._drop()
            raise NotStartedError(f"{error.problem}: {error}") from None
        self._reports = implementation.claims.reports
        return implementation

    def ask(self, case: Case) -> Outcome:
        """Puts a case to the program, started anew if the case before has ended it."""
        if self._hangs >= MOST_HANGS:
            return Outcome(case, "broken", "hang", ("not asked: too many cases ended so before",))
        try:
            if self._program is None:
                self.start()
            outcome = self._asked(case)
        except NotStartedError as error:
            return Outcome(case, "broken", "no start", (str(error),))
        except (ProgramError, ProtocolError) as error:
            self._drop()
            self._hangs = self._hangs + 1 if error.problem == "hang" else 0
            return Outcome(case, "broken", error.problem, (str(error),))
        self._hangs = 0
        return outcome

    def _asked(self, case: Case) -> Outcome:
        assert self._program is not None
        self._seq += 1
        message = line_of(case_message(case, self._seq))
        reply = value_of_line(self._program.ask(message, self._times.case))
        answer = answer_of(reply, case, self._seq, self._reports)
        if answer.kind != "result":
            return Outcome(case, answer.kind, "", (answer.content,))
        try:
            return judged(case, answer.content, self._reports)
        except RecursionError:
            raise ProtocolError("its result is nested too deep to be compared") from None

    def _drop(self) -> None:
        if self._program is not None:
            self._program.kill()
            self._program = None

    def close(self) -> None:
        """Says `stop`, and ends the program if it does not end by itself."""
        if self._program is not None:
            self._program.stop(line_of(STOP))
            self._program = None

    def abort(self) -> None:
        """Ends the program, so that whoever waits for an answer of it waits no longer."""
        program = self._program
        if program is not None:
            program.kill()
