"""Artifacts that Argo does not bring: the pod mounts them from a claim, or a plug-in fetches them.

A call gives such an artifact no source but a text, which says where it lies, by a hidden input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.lowering import Lowering
from dflow_graph.argo.ports import piece_name
from dflow_graph.argo.sources import is_compound, pieces_of
from dflow_graph.argo.variants import Fetch
from dflow_graph.index import Call, Node
from dflow_graph.model import CustomLocation, PVCLocation
from dflow_graph.record import Record
from dflow_graph.refs import exact_reference

__all__ = ["Given", "given_fetches", "may_fetch", "own_fetches", "passes_alone"]


class Given(Record):
    """The inputs of a call's template that Argo does not bring, and where those lie, by name."""

    fetches: tuple[Fetch, ...] = ()
    places: dict[str, str] = {}  # noqa: RUF012 - nothing writes into it


_NOTHING = Given()
_FETCHED = (PVCLocation, CustomLocation)


def may_fetch(node: Node) -> bool:
    """Whether an input of a template has a source of its own that Argo does not bring."""
    sources = (getattr(port.entry, "source", None) for port in node.in_artifacts.values())
    return any(isinstance(source, _FETCHED) for source in sources)


def own_fetches(node: Node, given: Any, lowering: Lowering) -> Iterator[Fetch]:
    """The inputs that a template takes from its own source, where `given` has none for them."""
    for name, port in node.in_artifacts.items():
        source = getattr(port.entry, "source", None)
        if isinstance(source, _FETCHED) and name not in given:
            yield Fetch(name, lowering.claims.named(source), is_own=True)


def given_fetches(call: Call, alone: tuple[str, ...], body: Body) -> Given:
    """What a call gives, or leaves to its template, of artifacts that Argo does not bring."""
    assert call.target is not None
    given = call.step.artifacts or {}
    found = list(own_fetches(call.target, given, body.lowering)) if call.target.in_artifacts else []
    places: dict[str, str] = {}
    for name, source in given.items():
        if source is None or (source.__class__ is str and not body.fetched):
            continue
        port = call.target.in_artifacts[name]
        below = getattr(port.entry, "sub_path", None) or ""
        for piece, single, inner in _singles(name, source, below, alone, body):
            fetched = body.fetched_from(single, inner)
            if fetched is not None:
                found.append(Fetch(piece, fetched.claim))
                places[piece] = fetched.place
    return Given(tuple(found), places) if found else _NOTHING


def _singles(
    name: str, source: Any, below: str, alone: tuple[str, ...], body: Body
) -> Iterator[tuple[str, Any, str]]:
    """The inputs as which an artifact arrives: name, source, and the path below it."""
    if name in alone:
        if passes_alone(source, body):
            yield name, source, ""
        elif isinstance(source, list):
            # The sources differ in where they lie, which is the item.
            yield from ((name, _at_item(piece, name), "") for piece in source[:1])
        else:
            yield name, source, f"{{{{item.{name}}}}}"
        return
    parts = exact_reference(source) if isinstance(source, str) else None
    if parts is not None and parts[:2] == ("inputs", "artifacts") and parts[2] in body.parts:
        for number in range(len(body.parts[parts[2]])):
            text = f"{{{{inputs.artifacts.{piece_name(parts[2], number)}}}}}"
            yield piece_name(name, number), text, below
    elif is_compound(source):
        for number, piece in enumerate(pieces_of(source)):
            yield piece_name(name, number), piece, below
    else:
        yield name, source, below


def _at_item(piece: Any, name: str) -> Any:
    item = f"{{{{item.{name}}}}}"
    if isinstance(piece, PVCLocation):
        return PVCLocation(name=piece.name, subpath=item)
    return CustomLocation(urn=item) if isinstance(piece, CustomLocation) else piece


def passes_alone(source: Any, body: Body) -> bool:
    """Whether an artifact is the item that a piece further out has got."""
    name = source.strip("{} ") if isinstance(source, str) else ""
    return name.removeprefix("inputs.artifacts.") in body.alone
