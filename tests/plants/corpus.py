"""The sound graphs that faults are planted in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dflow_graph import load, loads

ROOT = Path(__file__).parents[2]


def examples() -> dict[str, Any]:
    """Every example by file name, as plain data."""
    files = sorted((ROOT / "examples").iterdir())
    return {p.name: load(p).to_dict() for p in files if p.suffix in (".json", ".yaml")}


def cases() -> dict[str, Any]:
    """Every valid conformance case by file name, as plain data of whole numbers as such."""
    found = {}
    for path in sorted((ROOT / "conformance" / "v1" / "valid").glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))["input"]
        text = given["text"] if "text" in given else json.dumps(given["document"])
        found[path.name] = loads(text).to_dict()
    return found
