"""Tools that know no protocol: run once for each document, judged by exit status and output.

The command has `{file}` where the name of the document goes. Exit status 0 means valid, 1 means
not valid, anything else that it could not tell. If standard output is a JSON object with `valid`
and `diagnostics`, or a report of `dflow-graph validate --format json`, codes and places count too.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO, Any

from dflow_graph.conformance.cases import Case
from dflow_graph.conformance.judging import judged
from dflow_graph.conformance.outcome import Outcome
from dflow_graph.conformance.process import LONGEST_LINE, end_group, new_group
from dflow_graph.conformance.protocol import (
    Claims,
    Implementation,
    ProtocolError,
    answer_of,
    document_bytes,
)
from dflow_graph.conformance.session import NotStartedError, Times

__all__ = ["FILE", "OneShotSession"]

FILE = "{file}"
_VERDICTS = {0: True, 1: False}


class OneShotSession:
    """A command that is run for each case, with the name of a file."""

    def __init__(self, command: Sequence[str], times: Times) -> None:
        self._command = command
        self._times = times
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="dflow-graph-conformance-")

    def start(self) -> Implementation:
        """What such a tool can claim: to validate. Raises `NotStartedError` if there is none."""
        import shutil  # noqa: PLC0415 - only here

        program = self._command[0]
        if shutil.which(program) is None:
            raise NotStartedError(f"there is no program {program!r}")
        claims = Claims(levels=("core", "semantic"), families=("valid", "invalid"))
        return Implementation(os.path.basename(program), "", "", claims)

    def ask(self, case: Case) -> Outcome:
        """Runs the command on the document of a case."""
        path = os.path.join(self._folder.name, f"{case.id}.{case.notation}")
        with open(path, "wb") as file:
            file.write(document_bytes(case.input))
        try:
            return self._run(case, [part.replace(FILE, path) for part in self._command])
        finally:
            os.unlink(path)

    def _run(self, case: Case, command: list[str]) -> Outcome:
        with tempfile.TemporaryFile() as output:
            try:
                process = subprocess.Popen(  # noqa: S603 - the command is the user's own
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.DEVNULL,
                    start_new_session=new_group(),
                )
            except OSError as error:
                return Outcome(case, "broken", "no start", (error.strerror or str(error),))
            self._process = process
            try:
                status = process.wait(self._times.case)
            except subprocess.TimeoutExpired:
                limit = f"no answer within {self._times.case:g} s"
                return Outcome(case, "broken", "hang", (limit,))
            finally:
                end_group(process)
            output.seek(0)
            return _outcome(case, status, output)

    def abort(self) -> None:
        """Ends the command that runs, if one does."""
        if self._process is not None:
            end_group(self._process)

    def close(self) -> None:
        """Removes what was written."""
        with contextlib.suppress(OSError):
            self._folder.cleanup()


def _outcome(case: Case, status: int, output: IO[bytes]) -> Outcome:
    if status < 0:
        return Outcome(case, "broken", "crash", (f"it ended by signal {-status}",))
    if status not in _VERDICTS:
        return Outcome(case, "errored", "", (f"it ended with exit status {status}",))
    valid = _VERDICTS[status]
    details = _details(output.read(LONGEST_LINE))
    if details is not None:
        reply = {"seq": 0, "result": {**details, "valid": details.get("valid", valid)}}
        try:
            answer = answer_of(reply, case, 0, "places")
        except ProtocolError as error:
            return Outcome(case, "broken", "garbage", (str(error),))
        if answer.content["valid"] is not valid:
            reason = f"its output says valid: {answer.content['valid']}, its exit status {status}"
            return Outcome(case, "failed", "", (reason,))
        return judged(case, answer.content, "places")
    return judged(case, {"valid": valid}, "verdict")


def _details(output: bytes) -> dict[str, Any] | None:
    """The findings in the output, if it is JSON that has some."""
    try:
        value = json.loads(output)
    except (ValueError, RecursionError):
        return None
    if (
        isinstance(value, dict)
        and isinstance(value.get("files"), list)
        and len(value["files"]) == 1
    ):
        value = value["files"][0]
    return value if isinstance(value, dict) and "diagnostics" in value else None
