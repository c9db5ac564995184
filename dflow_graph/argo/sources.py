"""Artifact sources and destinations as Argo writes them."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body, Fetched
from dflow_graph.argo.locations import (
    joined_key,
    key_location,
    lacks_endpoint,
    location_of,
)
from dflow_graph.argo.problems import Path
from dflow_graph.argo.texts import json_text, tight
from dflow_graph.model import GitLocation, LocalLocation, MapSource, RefSource
from dflow_graph.refs import exact_reference
from dflow_graph.source.pointer import join

__all__ = [
    "FETCHED",
    "cannot_part",
    "check_endpoint",
    "is_compound",
    "pieces_of",
    "placed_pieces",
    "source_fields",
]

_STORES = ("s3", "oss", "gcs", "azure")
"""The locations that have a key, to which a path can be added."""

FETCHED = frozenset(("pvc", "custom"))
"""What `source_fields` gives of artifacts that Argo does not bring; no field of Argo's."""


def is_compound(source: Any) -> bool:
    """Whether an artifact is put together from several sources (ART-7, ART-2)."""
    return isinstance(source, (list, MapSource))


def pieces_of(source: Any) -> list[Any]:
    """The single sources of which a source consists, in order."""
    return [piece for _, piece in placed_pieces(source)]


def placed_pieces(source: Any) -> list[tuple[Path, Any]]:
    """The single sources of which a source consists, in order, each with its path in it."""
    if isinstance(source, list):
        return [((number,), piece) for number, piece in enumerate(source)]
    if isinstance(source, MapSource):
        return [(("items", key), piece) for key, piece in source.items.items()]
    return [((), source)]


def source_fields(source: Any, path: Path, body: Body, below: str = "") -> dict[str, Any] | None:
    """Where Argo takes an artifact from: `from`, or a location; None if it has no place for it.

    What Argo does not bring is `{"pvc": {"name": CLAIM, "subpath": PATH}}` or `{"custom": {"urn":
    URN}}`, for who calls this to fetch.
    `below` is the `sub_path` of the input that receives it, applied after the source's (ART-3).
    """
    fetched = body.fetched_from(source, below)
    if fetched is not None:
        return _fetched(source, fetched, below, path, body)
    if isinstance(source, str):
        return _reference(source, "", below, path, body)
    if isinstance(source, RefSource):
        return _reference(source.from_, source.sub_path or "", below, path, body)
    if isinstance(source, LocalLocation):
        return _uploaded(source, path, body, below)
    fields = location_of(source)
    if fields is None:
        body.cannot(
            "an artifact of several sources is no source of its own for Argo",
            path,
            "Let the calls of the template give the sources.",
        )
        return None
    check_endpoint(source, path, body)
    if isinstance(source, GitLocation) and source.sub_path:
        path, below = (*path, "sub_path"), joined_key(source.sub_path, below)
    kind = next(iter(fields))
    if below and kind not in _STORES:
        # Argo reads the `subPath` of what comes `from` a step alone.
        body.cannot(
            f"Argo takes an artifact of kind `{kind}` as a whole, not `{below}` of it",
            path,
            "Take the whole, and let the template read that path below it.",
        )
        return None
    return located_below(fields, below)


def _fetched(
    source: Any, fetched: Fetched, below: str, path: Path, body: Body
) -> dict[str, Any] | None:
    if fetched.claim:
        return {"pvc": {"name": fetched.claim, "subpath": fetched.place}}
    below = "/".join(p for p in (getattr(source, "sub_path", "") or "", below) if p)
    if below:
        body.cannot(
            f"the plug-in fetches `{fetched.place}` as a whole, not `{below}` of it",
            path,
            "Take the whole, and let the OP read that path below it.",
        )
        return None
    return {"custom": {"urn": fetched.place}}


def cannot_part(name: str, path: Path, body: Body) -> None:
    """An input that arrived in pieces goes on in all of them, to one input (ART-7)."""
    body.cannot(
        f"the input `{name}` is put together from several sources, and no pod has done so yet",
        path,
        "Pass it on as a whole, or put its parts together in a Python OP before.",
    )


def check_endpoint(source: Any, path: Path, body: Body) -> None:
    """A bucket has to say where it is (STO-1)."""
    bucket = lacks_endpoint(source)
    if bucket:
        body.cannot(
            f"`{bucket}` has no `endpoint`, and Argo then takes the artifact repository in its "
            "place",
            path,
            "Add `endpoint`, or leave out the bucket to mean the artifact repository.",
        )


def located_below(fields: dict[str, Any], below: str) -> dict[str, Any]:
    """A location of Argo in a store, with the path below it that is meant."""
    if not below:
        return fields
    kind = next(iter(fields))
    name = "blob" if kind == "azure" else "key"
    return {**fields, kind: {**fields[kind], name: joined_key(fields[kind][name], below)}}


def _reference(
    text: str, sub_path: str, below: str, path: Path, body: Body
) -> dict[str, Any] | None:
    paths = "/".join(p for p in (sub_path, below) if p)
    parts = exact_reference(text) or ()
    if parts[:2] == ("inputs", "artifacts") and parts[2] in body.parts:
        cannot_part(parts[2], path, body)
        return None
    place = body.place_of(parts)
    if place is None:
        text = tight(text)
        return {"from": text, "subPath": paths} if paths else {"from": text}
    if not place.given and "{{inputs." in json_text(place.location):
        body.cannot(
            f"`{text}` is a stacked artifact that is saved where only its own step can tell",
            path,
            "Save it to a key without references to inputs, or do not save it.",
        )
        return None
    # A loop of no piece stores nothing: whoever takes the whole takes a folder without a file.
    return {**located_below(place.location, paths), "optional": True}


def _uploaded(source: LocalLocation, path: Path, body: Body, below: str) -> dict[str, Any] | None:
    key = body.options.uploads.get(join(path))
    if key is None:
        body.problems.add(
            "DG909",
            f"the local file `{source.path}` is on this machine, where no pod can read it",
            path,
            hint="Give `--upload s3://BUCKET/PREFIX`, or store it and refer to it by its key.",
        )
        return None
    return key_location(joined_key(joined_key(key, source.sub_path), below))
