"""Commands and working folders: what OPs written for dflow take from `dflow.utils`.

Must not import anything but the standard library and `errors`.
"""

from __future__ import annotations

import contextlib
import os
import random
import shlex
import string
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, Iterator, List, Optional, Tuple, Union

from .errors import DflowGraphError

__all__ = ["CommandError", "randstr", "run_command", "set_directory"]


class CommandError(DflowGraphError, AssertionError):
    """A command ended with another status than 0; `err` is what it wrote to standard error."""

    def __init__(self, command: str, status: int, err: str) -> None:
        super().__init__(command, status, err)
        self.command, self.status, self.err = command, status, err

    def message(self) -> str:
        """The command, how it ended, and what it said."""
        return f"the command `{self.command}` ended with status {self.status}:\n{self.err}"


@contextlib.contextmanager
def set_directory(dirname: Union[str, os.PathLike[str]], mkdir: bool = False) -> Iterator[Path]:
    """Works in another folder, and comes back. Yields its absolute path.

    `mkdir` makes the folder, and those above it, where it does not exist.
    """
    before = os.getcwd()
    path = Path(dirname).resolve()
    if mkdir:
        path.mkdir(exist_ok=True, parents=True)
    os.chdir(path)
    try:
        yield path
    finally:
        os.chdir(before)


def randstr(length: int = 5) -> str:
    """Random digits and lower-case letters; nothing of this library uses them."""
    return "".join(random.choices(string.digits + string.ascii_lowercase, k=length))  # noqa: S311


def run_command(
    cmd: Union[List[str], str],
    raise_error: bool = True,
    input: Optional[str] = None,  # noqa: A002
    try_bash: bool = False,
    login: bool = True,
    interactive: bool = True,
    shell: bool = False,
    print_oe: bool = False,
    stdout: Optional[IO[str]] = None,
    stderr: Optional[IO[str]] = None,
    **kwargs: Any,
) -> Tuple[int, str, str]:
    """Runs a command; gives its exit status, standard output and standard error.

    A text is split at white space unless `shell`. `try_bash` runs it in bash where there is one,
    as a login shell with `login` and `interactive`. `stdout` and `stderr` receive a copy while it
    runs; `print_oe` stands for this program's own two. Further arguments are those of
    `subprocess.Popen`. Raises `CommandError` for a status other than 0, unless `raise_error` is
    false.
    """
    if print_oe:
        stdout, stderr = sys.stdout, sys.stderr
    words = cmd if isinstance(cmd, list) else [cmd] if shell else cmd.split()
    words = [str(word) for word in words]
    if try_bash:
        words, shell = [_in_bash(words, login and interactive)], True
    with subprocess.Popen(  # noqa: S603
        words[0] if shell else words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        shell=shell,
        universal_newlines=True,
        **kwargs,
    ) as process:
        out, err = _communicate(process, input, (stdout, stderr))
    if raise_error and process.returncode != 0:
        raise CommandError(" ".join(words), process.returncode, err)
    return process.returncode, out, err


def _in_bash(words: List[str], login: bool) -> str:
    line = " ".join(words)
    flag = "-lc" if login else "-c"
    return (
        f"if command -v bash >/dev/null 2>&1; then bash {flag} {shlex.quote(line)}; else {line}; fi"
    )


def _communicate(
    process: subprocess.Popen[str],
    text: Optional[str],
    copies: Tuple[Optional[IO[str]], Optional[IO[str]]],
) -> Tuple[str, str]:
    """What the process wrote to its two streams, copied line by line where that is wanted."""
    if copies == (None, None):
        return process.communicate(text)
    if text is not None and process.stdin is not None:
        process.stdin.write(text)
    if process.stdin is not None:
        process.stdin.close()
    kept: Tuple[List[str], List[str]] = ([], [])
    threads = [
        threading.Thread(target=_pump, args=arguments)
        for arguments in zip((process.stdout, process.stderr), kept, copies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.wait()
    return "".join(kept[0]), "".join(kept[1])


def _pump(source: IO[str], kept: List[str], copy: Optional[IO[str]]) -> None:
    for line in source:
        kept.append(line)
        if copy is not None:
            copy.write(line)
            copy.flush()
