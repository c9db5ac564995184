"""Argo's own validator, as a process that judges one manifest a line."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from benchmarks.contenders import Outcome

__all__ = ["asked", "verdict_of"]


def asked() -> subprocess.Popen[bytes]:
    """The process, which ends with ours. Raises `ImportError` where it cannot be built."""
    from tests.argo.oracle import NoGoError, built_oracle

    try:
        path = built_oracle()
    except NoGoError as error:
        raise ImportError(str(error), name="go") from error
    return subprocess.Popen(
        [path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def verdict_of(process: subprocess.Popen[bytes], manifest: bytes) -> Outcome:
    """What the validator says of a manifest."""
    assert process.stdin is not None
    assert process.stdout is not None
    before = _memory(process, "VmRSS")
    process.stdin.write(manifest + b"\n")
    process.stdin.flush()
    verdict = json.loads(process.stdout.readline())
    peak = max(_memory(process, "VmHWM") - before, 0)
    return Outcome(int(not verdict["ok"]), verdict, len(manifest), peak)


def _memory(process: subprocess.Popen[bytes], name: str) -> int:
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return 0
    found = re.search(rf"^{name}:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
