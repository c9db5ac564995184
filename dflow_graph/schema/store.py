"""Reads the shipped schemas."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from dflow_graph.resources import data_folder

__all__ = ["bundle", "schema_names", "schema_text"]

_SUFFIX = ".schema.json"
_BUNDLE = "dflow_graph"


@cache
def bundle() -> dict[str, Any]:
    """The bundle: every schema of the format under `$defs`."""
    result: dict[str, Any] = msgspec.json.decode(schema_text(_BUNDLE))
    return result


def schema_names() -> list[str]:
    """Names of the schemas without the bundle: `artifact`, `big_parameter`, ..., `workflow`."""
    folder = data_folder("schemas") / "v1"
    names = sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
    return [name for name in names if name != _BUNDLE]


def schema_text(name: str) -> str:
    """The text of one schema. Raises `KeyError` if there is none of that name."""
    path = data_folder("schemas") / "v1" / f"{name}{_SUFFIX}"
    if not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")
