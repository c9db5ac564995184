"""Artifact sources as files of CWL."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.passes.finding import quoted

__all__ = ["file_of"]

_KEYED = {"s3": "s3", "gcs": "gs"}  # kind to scheme


def file_of(conversion: Conversion, source: Any, place: Place) -> dict[str, Any] | None:
    """A `File` for a source that is no reference; None for one that no address leads to."""
    kind = getattr(source, "kind", "")
    if kind == "http":
        for name in ("headers", "username_secret", "password_secret"):
            if getattr(source, name):
                conversion.loss(place.at(name), f"a file is fetched without {quoted(name)}")
        return {"class": "File", "location": source.url}
    if kind == "raw" and "{{" not in source.data:
        return {"class": "File", "basename": "raw", "contents": source.data}
    if kind in _KEYED and source.bucket and not (source.slice or source.sub_path):
        location = f"{_KEYED[kind]}://{source.bucket}/{source.key}"
        if "{{" not in location:
            message = f"only some engines fetch {quoted(location)}, and with their own credentials"
            conversion.loss(place, message, kept=True)
            return {"class": "File", "location": location}
    return None
