"""The sound graphs that faults are planted in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dflow_graph import load

ROOT = Path(__file__).parents[2]
LARGEST = 60_000  # bytes; of larger graphs a part of the places is enough


def examples() -> dict[str, Any]:
    """Every example by file name, as plain data."""
    files = sorted((ROOT / "examples").iterdir())
    return {p.name: load(p).to_dict() for p in files if p.suffix in (".json", ".yaml")}


def cases() -> dict[str, Any]:
    """Every valid conformance case that holds plain data."""
    found = {}
    for path in sorted((ROOT / "conformance" / "v1" / "valid").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if "document" in case["input"] and not case["expect"].get("findings"):
            found[path.name] = case["input"]["document"]
    return found
