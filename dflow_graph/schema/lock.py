"""The hash lock: a schema that was released never changes (clause VER-1).

`schemas/released.json` maps each released file to its SHA-256. `python -m dflow_graph.schema.lock`
adds the files of today to it, as a step of a release; it refuses while a locked file has changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

__all__ = ["broken_locks", "lock"]

_SUFFIX = "*.schema.json"


def _hashes(schemas: Path) -> dict[str, str]:
    return {
        path.relative_to(schemas).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(schemas.rglob(_SUFFIX))
    }


def _locked(schemas: Path) -> dict[str, str]:
    result: dict[str, str] = json.loads((schemas / "released.json").read_text(encoding="utf-8"))
    return result


def broken_locks(schemas: Path) -> list[str]:
    """Released schema files that have changed or gone; empty if all is well."""
    today = _hashes(schemas)
    return [name for name, digest in _locked(schemas).items() if today.get(name) != digest]


def lock(schemas: Path) -> None:
    """Locks every schema file as it is now. Raises `ValueError` if a locked one has changed."""
    broken = broken_locks(schemas)
    if broken:
        raise ValueError(f"released schemas have changed: {', '.join(broken)}")
    text = json.dumps({**_locked(schemas), **_hashes(schemas)}, indent=2) + "\n"
    (schemas / "released.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    try:
        lock(Path(__file__).parents[2] / "schemas")
    except ValueError as error:
        sys.exit(str(error))
