"""Work in a process of its own: what it breaks, fills or repeats for ever is gone with it."""

from __future__ import annotations

import os
import pickle
import resource
import signal
from collections.abc import Callable
from typing import Any

__all__ = ["Apart", "apart", "end_after"]

_MEMORY = 2 << 30  # bytes


class Apart:
    """A child that has begun to work; after so many seconds the system ends it."""

    def __init__(self, work: Callable[[], Any], longest: int) -> None:
        reader, writer = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(reader)
            signal.alarm(longest)
            _work(work, writer)
        os.close(writer)
        self._reader = reader

    def answer(self) -> Any:
        """What the work gave; None if it raised, or took too long."""
        with os.fdopen(self._reader, "rb") as pipe:
            text = pipe.read()
        os.waitpid(self._child, 0)
        return pickle.loads(text) if text else None


def apart(work: Callable[[], Any], longest: int) -> Any:
    """The answer of a silent child of bounded memory."""

    def silent() -> Any:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        return work()

    return Apart(silent, longest).answer()


def end_after(seconds: float) -> None:
    """Has the system end this process once it has computed for so long; a new limit, each time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _work(work: Callable[[], Any], writer: int) -> None:
    answer = None
    try:
        answer = work()
    except BaseException:  # noqa: BLE001 - a mutant may raise anything
        answer = None
    finally:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(pickle.dumps(answer))
        os._exit(0)
