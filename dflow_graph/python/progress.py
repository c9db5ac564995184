"""The progress of a running OP, as Argo reads it.

Must not import anything but the standard library.
"""

from __future__ import annotations

import os

__all__ = ["write_progress"]


def write_progress(current: object, total: object) -> None:
    """Write `current/total` to the file that `ARGO_PROGRESS_FILE` names; outside a pod, nothing."""
    path = os.environ.get("ARGO_PROGRESS_FILE")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{current}/{total}")
