"""Our manifest of a graph whose local files were uploaded, as pydflow does before it has one.

pydflow puts all files of a source into one object, so that a list of local files is one upload.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.emission import emit

__all__ = ["manifest_of"]


def manifest_of(graph: dict[str, Any]) -> dict[str, Any]:
    """Raises `InvalidGraphError` and `CannotEmitError`."""
    return emit(_uploaded(graph))


def _uploaded(value: Any) -> Any:
    if isinstance(value, list):
        return [_uploaded(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: (
            {n: _as_upload(source) for n, source in item.items()}
            if name == "artifacts" and isinstance(item, dict)
            else _uploaded(item)
        )
        for name, item in value.items()
    }


def _as_upload(source: Any) -> Any:
    kinds = list(_kinds(source))
    if kinds and all(kind == "local" for kind in kinds):
        return {"kind": "s3", "key": "upload/0"}
    return _uploaded(source)


def _kinds(source: Any) -> Iterator[Any]:
    """The kinds of the places that a source consists of."""
    if isinstance(source, list):
        for item in source:
            yield from _kinds(item)
    elif isinstance(source, dict) and isinstance(source.get("items"), dict):
        for item in source["items"].values():
            yield from _kinds(item)
    else:
        yield source.get("kind") if isinstance(source, dict) else None
