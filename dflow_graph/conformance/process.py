"""A program that is spoken to in lines: started, asked, and ended within a time, whatever it does.

Threads read what it writes, so that neither side ever waits for the other's full pipe. Knows
nothing of the protocol.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO

__all__ = ["LONGEST_LINE", "Program", "ProgramError", "end_group", "new_group"]

LONGEST_LINE = 64 * 1024 * 1024
_CHUNK = 65536
_KEPT = 4096  # bytes of standard error
_GLANCE = 0.2  # seconds between two looks at whether the program still runs
_PAUSE = 0.005
_WAITING = 64  # lines that nobody has read; a program that writes more waits
_GRACE = 2.0  # seconds to end after a request to

_Event = tuple[str, bytes]


class ProgramError(Exception):
    """A program that gave no line: `problem` is `crash`, `hang`, `closed pipe` or `garbage`."""

    def __init__(self, problem: str, message: str) -> None:
        super().__init__(message)
        self.problem = problem


class Program:
    """A running program. Raises `OSError` if it cannot be started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the command is the user's own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=new_group(),
        )
        self._events: queue.Queue[_Event] = queue.Queue(_WAITING)
        self._to_write: queue.Queue[bytes | None] = queue.Queue()
        self._errors = bytearray()
        self._is_over = False
        jobs = (self._read_lines, self._read_errors, self._write)
        self._threads = [threading.Thread(target=job, daemon=True) for job in jobs]
        for thread in self._threads:
            thread.start()

    def ask(self, line: bytes, seconds: float) -> bytes:
        """Sends a line and waits for the next one. Raises `ProgramError`."""
        self._to_write.put(line)
        kind, content = self._next_event(seconds)
        if kind == "line":
            return content
        if kind == "long":
            raise ProgramError("garbage", f"a line of more than {LONGEST_LINE} bytes")
        raise self._ending(seconds)

    def _next_event(self, seconds: float) -> _Event:
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(queue.Empty):
                return self._events.get(timeout=min(_GLANCE, max(0.0, end - time.monotonic())))
            # A child of the program may hold its output open when the program itself has ended.
            if self._process.poll() is not None:
                with contextlib.suppress(queue.Empty):
                    return self._events.get(timeout=_GLANCE)
                return "end", b""
            if time.monotonic() >= end:
                raise ProgramError("hang", f"no answer within {seconds:g} s")

    def _ending(self, seconds: float) -> ProgramError:
        """What it means that standard output has ended."""
        try:
            status = self._process.wait(min(_GRACE, seconds))
        except subprocess.TimeoutExpired:
            return ProgramError("closed pipe", "it closed its standard output and goes on running")
        how = f"by signal {-status}" if status < 0 else f"with exit status {status}"
        self._threads[1].join(_GLANCE)
        said = bytes(self._errors[-_KEPT:]).decode("utf-8", errors="replace").strip()
        last = f": {said.splitlines()[-1][:200]}" if said else ""
        return ProgramError("crash", f"it ended {how}{last}")

    def stop(self, line: bytes) -> None:
        """Asks the program to end by a last line, and ends it if it does not."""
        self._to_write.put(line)
        self._to_write.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        self.kill()

    def kill(self) -> None:
        """Ends the program and all that it started."""
        self._is_over = True
        end_group(self._process)
        self._to_write.put(None)
        end = time.monotonic() + _GRACE
        for thread in self._threads:
            # A child that left the group may hold a pipe open for as long as it likes.
            while thread.is_alive() and time.monotonic() < end:
                with contextlib.suppress(queue.Empty):
                    self._events.get_nowait()  # lets a reader go that waits for room
                thread.join(_PAUSE)

    def _read_lines(self) -> None:
        waiting = bytearray()
        for chunk in _chunks(self._process.stdout):
            start = 0
            end = chunk.find(b"\n")
            while end >= 0 and not self._is_over:
                self._events.put(("line", bytes(waiting) + chunk[start:end]))
                waiting.clear()
                start, end = end + 1, chunk.find(b"\n", end + 1)
            waiting += chunk[start:]
            if len(waiting) > LONGEST_LINE:
                self._events.put(("long", b""))
                return
        self._events.put(("end", b""))

    def _read_errors(self) -> None:
        for chunk in _chunks(self._process.stderr):
            self._errors += chunk
            del self._errors[:-_KEPT]

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        with contextlib.suppress(OSError, ValueError):  # who does not read is found by its silence
            while (line := self._to_write.get()) is not None:
                view = memoryview(line)
                while view:
                    view = view[pipe.write(view) :]
        with contextlib.suppress(OSError):
            pipe.close()


def _chunks(pipe: IO[bytes] | None) -> Iterator[bytes]:
    """What comes out of a pipe, until it ends.

    Whoever reads a pipe closes it: its number must not go to another one while it is read.
    """
    assert pipe is not None
    with pipe, contextlib.suppress(OSError, ValueError):
        while chunk := os.read(pipe.fileno(), _CHUNK):
            yield chunk


def new_group() -> bool:
    """Whether a program gets a group of processes of its own, to be ended as a whole."""
    return os.name == "posix"


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a program with all that it started, and waits for it."""
    with contextlib.suppress(OSError):
        if new_group():
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
