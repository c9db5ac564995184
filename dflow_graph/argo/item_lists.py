"""The items of sliced artifacts, over which a loop runs (SLC-5, SLC-11).

They are written out where the graph says them. Otherwise a helper pod reads the catalogues of the
artifacts, which is all it downloads where these are not packed, and gives the list.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body, Fetched, place_name
from dflow_graph.argo.helpers import helper_script
from dflow_graph.argo.loops import implied_by
from dflow_graph.argo.ports import Ports, piece_name
from dflow_graph.argo.problems import Path
from dflow_graph.argo.slicing import given_artifact, is_alone
from dflow_graph.argo.sources import placed_pieces, source_fields
from dflow_graph.argo.texts import json_text, without_tags
from dflow_graph.argo.variants import parts_of, whole_reference
from dflow_graph.index import Call
from dflow_graph.model import UNSET, RawLocation, RefSource
from dflow_graph.python.catalog import CATALOG
from dflow_graph.refs import exact_reference

__all__ = ["ItemList", "all_pieces", "alone_source", "item_list"]

_VARYING = ("key", "blob", "url", "data", "repo", "subpath", "urn")
_ROOT = "/tmp/dflow_items"  # noqa: S108 - a path of a pod


class ItemList:
    """Where the items of a call's artifacts come from: a text, or a step before the call.

    `helper` has the fields of that step but for its conditions; `text` is a template of Argo.
    """

    def __init__(self, text: str = "", helper: dict[str, Any] | None = None) -> None:
        self.text = text
        self.helper = helper


def item_list(call: Call, body: Body) -> ItemList:
    """The items over which the slices of a call loop, if they loop over those of artifacts."""
    slices, step = call.slices, call.step
    if call.host is not None or not call.is_looped:
        return ItemList()
    by_items = is_alone(slices) and slices is not None and bool(slices.input_artifact)
    if by_items:
        assert slices is not None
        names = [n for n in slices.input_artifact or () if given_artifact(call, n)]
    else:
        implied = implied_by(call, body)
        loops = step.with_param is not UNSET or step.with_sequence is not UNSET
        if implied is None or implied[1] or loops:
            return ItemList()
        names = [implied[0]]
    known = [_known(name, call, body, by_items=by_items) for name in names]
    if all(items is not None for items in known):
        return ItemList(text=_written(names, known, by_items=by_items))
    return _helped(call, names, body, "items" if by_items else "orders")


def _known(name: str, call: Call, body: Body, *, by_items: bool) -> list[Any] | None:
    """The items of an argument that the graph says, each as what distinguishes it."""
    source, path = given_artifact(call, name) or (None, ())
    if isinstance(source, list):
        if by_items:
            located = _located(source, path, body)
            return [_varying(fields) for fields in located]
        return source if all(isinstance(piece, RawLocation) for piece in source) else None
    listed = getattr(source, "path_list", UNSET)
    return list(listed) if listed and not getattr(source, "slice", UNSET) else None


def _located(sources: list[Any], path: Path, body: Body) -> list[dict[str, Any] | None]:
    """The locations of a list of sources, None for what has none."""
    return [
        None
        if isinstance(source, (str, RefSource))
        else source_fields(source, (*path, number), body)
        for number, source in enumerate(sources)
    ]


def _varying(fields: dict[str, Any] | None) -> str:
    """What distinguishes one location of a list from the others."""
    if fields is None:
        return ""
    inner = next(iter(fields.values()))
    return next(str(inner[name]) for name in _VARYING if name in inner)


def _written(names: list[str], known: list[Any], *, by_items: bool) -> str:
    orders = range(min(len(items) for items in known)) if known else range(0)
    if not by_items:
        return json_text(list(orders))
    rows = [
        {"order": order, **{n: items[order] for n, items in zip(names, known, strict=True)}}
        for order in orders
    ]
    return without_tags(json_text(rows)) if "{{" not in json_text(rows) else json_text(rows)


def _helped(call: Call, names: list[str], body: Body, output: str) -> ItemList:
    """A helper step before the call, and the reference to its list."""
    inputs: list[dict[str, Any]] = []
    given: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    mounts: list[dict[str, Any]] = []
    volumes: list[dict[str, Any]] = []
    read = []
    for name in names:
        source, path = given_artifact(call, name) or (None, ())
        pieces = all_pieces(source, body)
        is_list = parts_of(source, body.parts) is not None
        for number, (place, piece) in enumerate(pieces):
            port = piece_name(name, number) if is_list else name
            claimed = body.fetched_from(piece)
            if claimed is not None and claimed.claim:
                places.append({"name": place_name(port), "value": claimed.place})
                mount, own = _mount(port, claimed, call, body)
                mounts.append(mount)
                volumes += [volume for volume in own if volume not in volumes]
            else:
                # ART-24: out of a packed file none is taken, and no plug-in brings one.
                is_apart = output == "items" or claimed is not None or _is_stacked(piece, body)
                below = CATALOG if is_apart else ""
                fields = source_fields(piece, (*path, *place), body, below)
                if fields is None:
                    # It has been told; a list stands in for the one that is not there.
                    return ItemList("[]")
                given.append({"name": port, **fields})
                where = f"{_ROOT}/{port}/{below}".rstrip("/")
                inputs.append({"name": port, "path": where, "optional": True})
            read.append((name, f"{_ROOT}/{port}", is_list))
    result = f"{_ROOT}/{output}"
    script = helper_script(call, body, "item_lists", [repr(read), repr(output), repr(result)])
    if mounts:
        script["volumeMounts"] = mounts
    arguments, ports = Ports(), Ports()
    arguments.parameters, arguments.artifacts = places, given
    ports.parameters, ports.artifacts = [{"name": place["name"]} for place in places], inputs
    template = body.lowering.helpers.of(
        "dflow-items",
        {
            **ports.as_field("inputs"),
            **({"volumes": volumes} if volumes else {}),
            "outputs": {
                "parameters": [{"name": output, "valueFrom": {"path": result, "default": "[]"}}]
            },
            "script": script,
        },
    )
    name = body.step_name(f"{call.name}-items")
    step = {"name": name, "template": template, **arguments.as_field("arguments")}
    reference = f"{{{{{body.prefix}.{name}.outputs.parameters.{output}}}}}"
    return ItemList(reference, step)


def _is_stacked(source: Any, body: Body) -> bool:
    """Whether a source is the whole of an artifact that slices stack, which is never packed."""
    return body.place_of(exact_reference(whole_reference(source) or "") or ()) is not None


def _mount(
    port: str, claimed: Fetched, call: Call, body: Body
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Where a helper pod has the folder of a claim whose catalogue it reads, and its own volumes.

    A volume of the template that is called is one of the helper too.
    """
    own = getattr(call.target and call.target.template, "volumes", None) or ()
    volume = body.lowering.claims.volume(claimed.claim, own)
    path = f"{{{{inputs.parameters.{place_name(port)}}}}}"
    place = {"mountPath": f"{_ROOT}/{port}", "subPath": path, "readOnly": True}
    return {"name": volume, **place}, [found for found in own if found.get("name") == volume]


def all_pieces(source: Any, body: Body) -> list[tuple[Path, Any]]:
    """The single sources of which a source consists, each with its path in it (ART-7).

    An input of the template around that arrived in pieces goes on in pieces.
    """
    parts = exact_reference(whole_reference(source) or "") or ()
    own = parts[2] if parts[:2] == ("inputs", "artifacts") else ""
    names = [piece_name(own, number) for number in range(len(body.parts.get(own, ())))]
    arrived: list[tuple[Path, Any]] = [((), f"{{{{inputs.artifacts.{name}}}}}") for name in names]
    return arrived or placed_pieces(source)


def alone_source(name: str, source: Any, path: Path, body: Body) -> dict[str, Any] | None:
    """Where a piece takes its own item of an artifact from (SLC-5)."""
    if not isinstance(source, list):
        return source_fields(source, path, body, f"{{{{item.{name}}}}}")
    located = _located(source, path, body)
    shapes = set()
    for fields in located:
        if fields is not None:
            (kind, inner), *_ = fields.items()
            varying = next(n for n in _VARYING if n in inner)
            shapes.add(json_text([kind, varying, {k: v for k, v in inner.items() if k != varying}]))
    if None in located or len(shapes) != 1:
        body.cannot(
            "slices with `sub_path` over a list of sources of different kinds or places",
            path,
            "Let all sources of the list differ in their `key` alone, or leave `sub_path` out.",
        )
        return None
    fields = located[0] or {}
    (kind, inner), *_ = fields.items()
    varying = next(n for n in _VARYING if n in inner)
    return {kind: {**inner, varying: f"{{{{item.{name}}}}}"}}
