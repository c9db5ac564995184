"""The memory of this process: how much it holds, and the most that it has held since a reset."""

from __future__ import annotations

import re
import resource
from pathlib import Path

__all__ = ["held", "peak", "reset_peak"]

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def _of_status(name: str) -> int | None:
    if not _STATUS.exists():
        return None
    found = re.search(rf"^{name}:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def held() -> int:
    """Bytes in memory now; 0 where the system does not say."""
    return _of_status("VmRSS") or 0


def peak() -> int:
    """The most bytes in memory since `reset_peak`, or since the start where there is no reset."""
    return _of_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def reset_peak() -> None:
    """Begins anew with the peak. Without effect where the system has no such thing."""
    if _CLEAR.exists():
        _CLEAR.write_text("5", encoding="ascii")
