"""The file system of a pod: a folder as its root, with the machine's programs and a bare Python.

Needs the right to make namespaces: that of root, or of user namespaces.
"""

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.argo.harness.volumes import Mounts

PYTHON = Path(sys.base_prefix)
_SHARED = ("/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/usr", str(PYTHON))
_BIN = "image/bin"
LIBRARY = "/image/lib"
"""Where an image has its Python packages."""
_ENVIRONMENT = {
    "PATH": f"/{_BIN}:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/",
    "LANG": "C.UTF-8",
}
"""What an image sets."""

Files = Mapping[str, str | Path]
"""What an image has: place to a text, or to a folder of the machine."""

_PYTHON = f"""\
#!/bin/sh
if [ -d {LIBRARY} ]; then export PYTHONPATH="${{PYTHONPATH:+$PYTHONPATH:}}{LIBRARY}"; fi
exec {PYTHON}/bin/python3 -S "$@"
"""

_GRACE = 3
"""Seconds from the request to stop to the end; a cluster waits for 30."""

# Mounts each of the triples up to `--`, a folder, its place below $0, and `rw` or `ro`, and runs
# the rest there.
_ENTER = """
while [ "$1" != -- ]; do
  mount --rbind "$1" "$0$2" || exit 125
  [ "$3" = rw ] || mount -o remount,bind,ro "$0$2" || exit 125
  shift 3
done
shift
exec chroot "$0" /bin/sh -c 'cd "$0" && exec "$@"' "$@"
"""


def _unshare() -> list[str]:
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


@functools.lru_cache(maxsize=1)
def obstacle() -> str:
    """Why no room can be made on this machine; empty where it can."""
    if sys.platform != "linux":
        return "pods need the mount namespaces of Linux"
    done = subprocess.run([*_unshare(), "true"], capture_output=True, text=True, check=False)
    return done.stderr.strip()


class Process:
    """The process of a container, with all that it starts."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self._said = [(folder / name).open("a+b") for name in ("stdout", "stderr")]
        self._process: Any = subprocess.Popen(
            command,
            env={**_ENVIRONMENT, **environment},
            stdin=subprocess.DEVNULL,
            stdout=self._said[0],
            stderr=self._said[1],
            start_new_session=True,
        )

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit code as a container has it; None where it runs on after so many seconds."""
        try:
            code: int = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        return code if code >= 0 else 128 - code

    def stop(self) -> int:
        """Asks all processes to end, makes them, and gives the exit code."""
        self._signal(signal.SIGTERM)
        code = self.wait(_GRACE)
        self._signal(signal.SIGKILL)
        if code is None:
            code = self.wait()
        assert code is not None
        return code

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    @property
    def stdout(self) -> str:
        return _text(self._said[0])

    @property
    def log(self) -> str:
        """All that was printed."""
        return self.stdout + _text(self._said[1])

    def close(self) -> None:
        """Ends what the container left behind."""
        self._signal(signal.SIGKILL)
        for file in self._said:
            file.close()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class Room:
    """A folder made to the root of a container, in which its volumes are mounted.

    `programs` are what its image has beside a bare Python: name to the text of a script; and
    `files` are the rest: place to a text, or to a folder of the machine.
    """

    def __init__(
        self, folder: Path, mounts: Mounts, programs: Mapping[str, str], files: Files
    ) -> None:
        self._folder = folder
        self._root = folder / "root"
        folders = {place: path for place, path in files.items() if isinstance(path, Path)}
        self._mounts = Mounts({**folders, **mounts.places}, mounts.fixed)
        for shared in _SHARED:
            place = self._root / shared[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            if os.path.islink(shared):
                place.symlink_to(os.readlink(shared))
            elif os.path.isdir(shared):
                place.mkdir(exist_ok=True)
        (self._root / "tmp").mkdir()
        (self._root / _BIN).mkdir(parents=True)
        for name, text in {**programs, "python3": _PYTHON}.items():
            program = self._root / _BIN / name
            program.write_text(text)
            program.chmod(0o755)
        for place, text in files.items():
            if isinstance(text, str):
                self.path(place).parent.mkdir(parents=True, exist_ok=True)
                self.path(place).write_text(text)

    def path(self, place: str) -> Path:
        """Where a place of the container is outside of it."""
        return self._mounts.outside(place, self._root)

    def start(self, command: list[str], environment: dict[str, str], folder: str) -> Process:
        """Starts a command in the room, from a folder of it."""
        mounts = [
            part
            for shared in _SHARED
            if os.path.isdir(shared) and not os.path.islink(shared)
            for part in (shared, shared, "rw")
        ]
        mounts += self._mounts.prepare(self._root)
        self.path(folder).mkdir(parents=True, exist_ok=True)
        enter = [*_unshare(), "/bin/sh", "-c", _ENTER, str(self._root), *mounts, "--", folder]
        return Process([*enter, *command], environment, self._folder)
