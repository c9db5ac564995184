"""Volumes: their names, and mounts by name (DG719, DG720)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node
from dflow_graph.index.symbols import Path
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.run import Run
from dflow_graph.passes.template_kinds import POD_KINDS
from dflow_graph.source.pointer import join

__all__ = ["check_volumes", "check_workflow_volumes", "shared_volumes"]


_MOST = 5
_MOUNTED = attrgetter("volumes", "mounts", "init_containers", "sidecars")


class _Known:
    """The volumes that a template may mount: its own, and those of all."""

    def __init__(self, own: frozenset[str], shared: frozenset[str], run: Run) -> None:
        self.own = own
        self.shared = shared
        self._run = run

    def may_be(self, name: str) -> bool:
        """Whether a volume has this name, or may have it once tags are replaced."""
        return name in self.own or name in self.shared or "{{" in name or self._has_tag

    @cached_property
    def _has_tag(self) -> bool:
        return any("{{" in name for name in self._names)

    def near(self, name: str) -> list[str]:
        """Those that may have been meant, or some of all."""
        return self._run.near_misses(name, self._names) or self._first

    @cached_property
    def _names(self) -> frozenset[str]:
        return self.own | self.shared

    @cached_property
    def _first(self) -> list[str]:
        return sorted(self._names)[:_MOST]


def shared_volumes(index: Index) -> frozenset[str]:
    """The names of volumes that every template may mount: the workflow's, and all claims."""
    names = set(_names(index.workflow.volumes or ()))
    for node in index.nodes.values():
        if node.kind in POD_KINDS:
            names.update(claim.name for claim in node.template.pvcs or ())
    return frozenset(names)


def check_workflow_volumes(index: Index) -> Iterator[Diagnostic]:
    """Faults of the volumes of the workflow itself."""
    yield from _duplicates(index.workflow.volumes or (), ("volumes",))


def check_volumes(node: Node, shared: frozenset[str], run: Run) -> Iterator[Diagnostic]:
    """Faults of the volumes and mounts of one template."""
    if node.kind not in POD_KINDS:
        return
    template = node.template
    if not any(_MOUNTED(template)):
        return
    yield from _duplicates(template.volumes or (), (*node.path, "volumes"))
    known = _Known(frozenset(_names(template.volumes or ())), shared, run)
    yield from _unknown(template.mounts, (*node.path, "mounts"), known)
    for field in ("init_containers", "sidecars"):
        for number, container in enumerate(getattr(template, field) or ()):
            where = (*node.path, field, number, "volumeMounts")
            yield from _unknown(container.get("volumeMounts"), where, known)


def _names(volumes: Any) -> Iterator[str]:
    for volume in volumes:
        name = volume.get("name")
        if isinstance(name, str):
            yield name


def _duplicates(volumes: Any, where: Path) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for number, volume in enumerate(volumes):
        name = volume.get("name")
        # TPL-25
        if isinstance(name, str) and first.setdefault(name, number) != number:
            earlier = (*where, first[name], "name")
            yield finding(
                "DG720",
                f"there is a volume {quoted(name)} in this list already",
                (*where, number, "name"),
                hint="Give each volume a name of its own.",
                related=(Place(message="the first one is here", pointer=join(earlier)),),
            )


def _unknown(mounts: Any, where: Path, known: _Known) -> Iterator[Diagnostic]:
    for number, mount in enumerate(mounts if isinstance(mounts, list) else ()):
        if not isinstance(mount, dict):
            continue
        name = mount.get("name")
        # TPL-11
        if name is None:
            yield finding(
                "DG719",
                "a volume mount does not name its volume",
                (*where, number),
                hint="Add `name`, the name of a volume of the template or the workflow.",
            )
        elif isinstance(name, str) and not known.may_be(name):
            close = known.near(name)
            known_names = "; known are " + ", ".join(quoted(n) for n in close) if close else ""
            yield finding(
                "DG719",
                f"there is no volume {quoted(name)} to mount{known_names}",
                (*where, number, "name"),
                hint="Declare it in `volumes` of the template or the workflow, or in `pvcs`.",
                culprits=(("volumes", name),),
            )
