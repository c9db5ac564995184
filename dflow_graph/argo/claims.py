"""The persistent volume claims of a graph: which volume each is, and which are made for the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.model import PVC, UNSET, CustomLocation, PVCLocation, Workflow

__all__ = ["Claims", "joined_place"]


def joined_place(folder: str, below: str) -> str:
    """A path in a claim with the path below it that is meant."""
    return "/".join(part for part in (folder.rstrip("/"), below) if part)


class Claims:
    """The claims that a graph names. One that is no volume of its own is made for the run."""

    def __init__(self, workflow: Workflow) -> None:
        self._shared = workflow.volumes or ()
        self._said: dict[str, list[PVC]] = {}
        self._made: dict[str, None] = {}

    def named(self, source: PVCLocation | CustomLocation) -> str:
        """The claim of a location, of which note is taken; empty for that of a plug-in."""
        if not isinstance(source, PVCLocation):
            return ""
        self._say(source)
        return source.name

    def declare(self, claim: PVC) -> None:
        """Has a claim made that a template declares."""
        self._say(claim)
        if _volume(claim.name, self._shared) is None:
            self._made[claim.name] = None

    def volume(self, claim: str, own: Any) -> str:
        """The volume of a claim in a pod that has `own` volumes besides (STO-14)."""
        name = _volume(claim, own) or _volume(claim, self._shared)
        if name is None:
            self._made[claim] = None
            return claim
        return name

    def is_taken(self, claim: str, own: Any) -> bool:
        """Whether another volume of such a pod has the name of a claim."""
        volumes = (*own, *self._shared)
        found = any(volume.get("name") == claim for volume in volumes)
        return found and _volume(claim, volumes) is None

    def made(self) -> Iterator[tuple[str, list[PVC]]]:
        """The claims that are made for the run, each with all that says what it is like."""
        for name in self._made:
            yield name, self._said.get(name, [])

    def _say(self, claim: PVC) -> None:
        said = self._said.setdefault(claim.name, [])
        if claim not in said:
            said.append(claim)


def _volume(claim: str, volumes: Any) -> str | None:
    """The name of the volume that is a claim, among some."""
    for volume in volumes:
        source = volume.get("persistentVolumeClaim", UNSET)
        if isinstance(source, dict) and source.get("claimName") == claim:
            name: str | None = volume.get("name")
            return name
    return None
