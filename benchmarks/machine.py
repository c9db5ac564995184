"""What a figure depends on besides the code: the day, the machine, how busy it was, versions."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["as_text", "machine"]

_PROCESSORS = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """The circumstances, as plain data."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "date": dt.datetime.now(tz=dt.timezone.utc).date().isoformat(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(load, 2),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "dflow-graph": metadata.version("dflow-graph"),
    }


def _processor() -> str:
    text = _PROCESSORS.read_text(encoding="utf-8") if _PROCESSORS.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def as_text(facts: dict[str, Any]) -> str:
    """The circumstances in a sentence. Other work on the machine makes every figure worse."""
    load = f"{facts['load']}"
    if "load_after" in facts:
        load += f" before and {facts['load_after']} after"
    return (
        f"Measured on {facts['date']} with dflow-graph {facts['dflow-graph']} and "
        f"{facts['python']} on {facts['system']}, {facts['processor']}, {facts['cores']} cores, "
        f"load average {load}."
    )
