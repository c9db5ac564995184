"""Output artifacts that lie in a place of their own: saved ones, and stacked ones under a key."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.locations import archive_of, key_location, location_of
from dflow_graph.argo.output_expressions import output_expression
from dflow_graph.argo.problems import Path
from dflow_graph.argo.sources import check_endpoint
from dflow_graph.argo.stacking import key_name
from dflow_graph.argo.texts import expression_of
from dflow_graph.model import PVCLocation
from dflow_graph.refs import exact_reference

__all__ = ["is_placed", "place_outputs", "stored"]


def stored(name: str, places: Any, path: Path, body: Body) -> dict[str, Any]:
    """How and where an output artifact is stored; `places` are those of its `save`, at `path`."""
    place = _saved(name, places, path, body)
    if place and name in body.keyed:
        body.cannot(
            f"`{name}` is stacked by slices around its step, under a key of their own",
            path,
            "Leave `save` out, or let the slices stand at the step that gives the output.",
        )
    return {**place, **_stored_by_key(name, body)}


def _saved(name: str, places: Any, path: Path, body: Body) -> dict[str, Any]:
    """The location that takes the place of the artifact repository (ART-6)."""
    found: dict[str, Any] = {}
    for number, place in enumerate(places or ()):
        if isinstance(place, PVCLocation):
            _keep(name, place, (*path, number), body)
        else:
            check_endpoint(place, (*path, number), body)
            found = location_of(place) or {}
    return found


def _keep(name: str, place: PVCLocation, path: Path, body: Body) -> None:
    """Takes note of a claim to which an output is copied besides."""
    if body.node.is_group:
        body.cannot(
            f"`{body.node.kind}` has no pod that could copy an output to a claim",
            path,
            "Set `save` at the template that writes the output.",
        )
        return
    claim = body.lowering.claims.named(place)
    body.copies.setdefault(name, []).append((claim, place.subpath))


def _stored_by_key(name: str, body: Body) -> dict[str, Any]:
    """How an output artifact is stored whose pieces lie below one key (ART-5, SLC-8)."""
    if name in body.keyed:
        # ART-5: never packed.
        return {
            **archive_of(None),
            **key_location(f"{{{{inputs.parameters.{key_name(name)}}}}}"),
        }
    is_stacked = any(name in ports["output_artifact"] for _, ports in body.outer)
    return archive_of(None) if is_stacked else {}


def is_placed(name: str, body: Body) -> bool:
    """Whether an output of `Steps` or `DAG` is a stacked artifact, known by its key alone."""
    if not body.node.is_group:
        return False
    return name in body.keyed or body.lowering.stacks.leaves(body.node, name)


def place_outputs(name: str, artifact: Any, path: Path, body: Body) -> list[dict[str, Any]]:
    """The output parameter with the key of a stacked artifact; none if it came from outside."""
    if artifact.save or artifact.slice:
        body.cannot(
            "a stacked artifact leaves `Steps` or a `DAG` as it is",
            path,
            "Set `save` at the template that writes it, and take an item of it where it is used.",
        )
    if name in body.keyed:
        if not artifact.global_name:
            return []
        expression = f"inputs.parameters.{key_name(name)}"
    else:
        text = artifact.from_expression or expression_of(artifact.from_.strip("{} "))
        expression = output_expression(text, lambda parts: _key_of(parts, path, body))
    if artifact.sub_path:
        expression = f"({expression}) + '/{artifact.sub_path}'"
    fields: dict[str, Any] = {"name": key_name(name), "valueFrom": {"expression": expression}}
    if artifact.global_name:
        fields["globalName"] = key_name(artifact.global_name)
    return [fields]


def _key_of(parts: tuple[str, ...], path: Path, body: Body) -> str:
    """The key of an artifact of a step, as an expression; tags in it are replaced before."""
    place = body.place_of(parts)
    location = next(iter(place.location.values())) if place is not None else {}
    key = location.get("key", "")
    if not key or len(location) > 1:
        body.cannot(
            f"`{'.'.join(parts)}` and a stacked artifact cannot be the same output",
            path,
            "Stack both, and save neither of them to a place of its own.",
        )
    whole = exact_reference(key)
    return expression_of(".".join(whole)) if whole is not None else f"'{key}'"
