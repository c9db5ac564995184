"""Writes files at once or not at all (clause SEC-7).

Must not import anything but the standard library.
"""

from __future__ import annotations

import os

__all__ = ["write_text"]


def write_text(path: str, text: str) -> None:
    """Make or replace a file with a text in UTF-8; folders on the way to it are made."""
    folder, name = os.path.split(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    draft = os.path.join(folder, f".{os.getpid()}-{name}")
    try:
        with open(draft, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
