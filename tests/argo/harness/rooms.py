"""The file system of a pod: a folder as its root, with the machine's programs and a bare Python.

Needs the right to make namespaces: that of root, or of user namespaces.
"""

import functools
import os
import posixpath
import subprocess
import sys
from pathlib import Path

PYTHON = Path(sys.base_prefix)
_SHARED = ("/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/usr", str(PYTHON))
_BIN = "image/bin"
_ENVIRONMENT = {
    "PATH": f"/{_BIN}:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/",
    "LANG": "C.UTF-8",
}
"""What an image sets."""

# Mounts each of the pairs up to `--`, a folder and its place below $0, and runs the rest there.
_ENTER = """
while [ "$1" != -- ]; do mount --rbind "$1" "$0$2" || exit 125; shift 2; done
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


class Room:
    """A folder made to the root of a pod. `volumes` are the folders that are mounted, by place."""

    def __init__(self, root: Path, volumes: dict[str, Path]) -> None:
        self._root = root
        self._volumes = {posixpath.normpath(place): folder for place, folder in volumes.items()}
        for shared in _SHARED:
            place = root / shared[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            if os.path.islink(shared):
                place.symlink_to(os.readlink(shared))
            elif os.path.isdir(shared):
                place.mkdir(exist_ok=True)
        (root / "tmp").mkdir()
        for mounted in self._volumes:
            (root / mounted[1:]).mkdir(parents=True, exist_ok=True)
        program = root / _BIN / "python3"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {PYTHON}/bin/python3 -S "$@"\n')
        program.chmod(0o755)

    def path(self, place: str) -> Path:
        """Where a place of the pod is outside of it."""
        for mounted, folder in self._volumes.items():
            if place == mounted or place.startswith(mounted + "/"):
                return folder / place[len(mounted) :].lstrip("/")
        return self._root / place.lstrip("/")

    def run(
        self, command: list[str], environment: dict[str, str], folder: str, timeout: float | None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command in the room, from a folder of it."""
        mounts = [
            part
            for shared in _SHARED
            if os.path.isdir(shared) and not os.path.islink(shared)
            for part in (shared, shared)
        ]
        for mounted, source in self._volumes.items():
            mounts += [str(source), mounted]
        return subprocess.run(
            [
                *_unshare(),
                "/bin/sh",
                "-c",
                _ENTER,
                str(self._root),
                *mounts,
                "--",
                folder,
                *command,
            ],
            env={**_ENVIRONMENT, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
