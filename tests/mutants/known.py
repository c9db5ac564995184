"""The survivors that were looked at: `known.txt`, where a reason stands above those it explains.

[a class: why no document and no test can tell these from the module]
dflow_graph/passes/pods.py
    _needs_image: False -> None
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["read_known"]

_FILE = Path(__file__).with_name("known.txt")
_REASON = re.compile(r"\[(.+)\]")


def read_known(path: Path = _FILE) -> dict[str, dict[str, str]]:
    """Each known survivor: `{module: {mutant: reason}}`; ValueError tells a bad line."""
    known: dict[str, dict[str, str]] = {}
    reason = module = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or line.startswith("#"):
            continue
        if heading := _REASON.fullmatch(line):
            reason, module = heading[1], ""
        elif not line.startswith(" "):
            module = text
        elif not (reason and module):
            raise ValueError(f"{path.name}, line {number}: a survivor needs a reason and a module")
        elif text in known.setdefault(module, {}):
            raise ValueError(f"{path.name}, line {number}: `{text}` is listed twice")
        else:
            known[module][text] = reason
    return known
