"""Where output artifacts are kept (DG723, DG724)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.source.pointer import join

__all__ = ["check_saves"]

_IDENTITY = {
    "s3": ("endpoint", "bucket", "key"),
    "oss": ("endpoint", "bucket", "key"),
    "gcs": ("bucket", "key"),
    "azure": ("endpoint", "container", "blob"),
    "pvc": ("name", "subpath"),
}


def _saves_of(node: Node) -> list[tuple[str, Path, list[Any]]]:
    """The outputs of a template that are saved: name, place in the document, locations in force.

    An entry of `output_artifact_save` takes the place of the signature's (TPL-14).
    """
    found: list[tuple[str, Path, list[Any]]] = []
    instead = getattr(node.template, "output_artifact_save", None) or {}
    for name, port in node.out_artifacts.items():
        if name in instead:
            found.append((name, (*node.path, "output_artifact_save", name), instead[name]))
        elif port.entry.save:
            found.append((name, (*port.path, "save"), port.entry.save))
    return found


def check_saves(node: Node) -> Iterator[Diagnostic]:
    """Faults of where the outputs of one template are saved."""
    if not node.out_artifacts:
        return
    first: dict[tuple[Any, ...], tuple[str, Path]] = {}
    for name, path, places in _saves_of(node):
        yield from _several(name, path, places)
        for number, place in enumerate(places):
            kind = place.kind
            identity = (kind, *(getattr(place, field) for field in _IDENTITY[kind]))
            where = (*path, number)
            earlier, there = first.setdefault(identity, (name, where))
            # ART-18
            if earlier != name:
                yield finding(
                    "DG724",
                    f"output artifacts {quoted(earlier)} and {quoted(name)} "
                    "are saved to the same location",
                    where,
                    hint="Give each of them a place of its own.",
                    related=(
                        Place(message=f"{quoted(earlier)} is saved here", pointer=join(there)),
                    ),
                )


def _several(name: str, path: Path, places: list[Any]) -> Iterator[Diagnostic]:
    stores = [number for number, place in enumerate(places) if place.kind != "pvc"]
    # ART-6
    for number in stores[1:]:
        yield finding(
            "DG723",
            f"output artifact {quoted(name)} has more than one store in `save`",
            (*path, number),
            hint="Keep one location; copies may go to a `pvc` besides.",
            related=(Place(message="the first is here", pointer=join((*path, stores[0]))),),
        )
