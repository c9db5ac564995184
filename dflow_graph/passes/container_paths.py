"""Where artifacts, values and volumes lie in a container (DG701 to DG705)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.template_kinds import POD_KINDS
from dflow_graph.record import Record
from dflow_graph.regex import regex
from dflow_graph.source.pointer import join

__all__ = ["check_container_paths"]


_ROOT = ("/", "//")
_RESERVED = (*_ROOT, "/tmp")  # noqa: S108 - a path of a pod


# What is surely sound: no root, no folder that a container needs, no `..` and no tag.
_SOUND = regex(r"(?:/[-\w][-\w.]*){2,}\Z", re.ASCII)


class _Spot(Record):
    """A path of a container: the sort and name of what lies there, where the document says so, and
    by which clause.
    """

    path: str
    sort: str
    name: str
    pointer: Path
    clause: str

    @property
    def what(self) -> str:
        """What lies there, for a message."""
        return f"{self.sort} {quoted(self.name)}".lstrip()


def check_container_paths(node: Node) -> Iterator[Diagnostic]:
    """Faults of the paths of one template."""
    if node.is_group:
        yield from _misplaced_paths(node)
        return
    inputs: list[_Spot] = []
    if node.kind == "PythonOPTemplate":
        root = node.template.tmp_root
        if root is not UNSET:
            # TPL-15
            spot = _Spot(root, "", "tmp_root", (*node.path, "tmp_root"), "TPL-15")
            yield from _unsafe(spot)
    else:
        inputs = list(_input_spots(node))
        yield from _missing_paths(node)
        for spot in inputs:
            if not _SOUND.match(spot.path):
                yield from _too_high(spot) if _is_too_high(spot.path) else _unsafe(spot)
        yield from _output_faults(node)
    if node.kind in POD_KINDS:
        yield from _relative_folder(node)
        yield from _mount_faults(node, inputs)


def _input_spots(node: Node) -> Iterator[_Spot]:
    """The files that are placed in the container: input artifacts and big parameters."""
    for name, port in node.in_artifacts.items():
        if port.entry.path:
            yield _Spot(port.entry.path, "input artifact", name, (*port.path, "path"), "TPL-7")
    for name, port in node.in_parameters.items():
        if port.entry.path is not UNSET:
            yield _Spot(port.entry.path, "input parameter", name, (*port.path, "path"), "TPL-7")


def _missing_paths(node: Node) -> Iterator[Diagnostic]:
    for ports, side, clause in (
        (node.in_artifacts, "input", "TPL-6"),
        (node.out_artifacts, "output", "ART-19"),
    ):
        for name, port in ports.items():
            # TPL-6, ART-19
            if not port.entry.path and not _comes_from_a_step(port.entry):
                yield finding(
                    "DG702",
                    f"{side} artifact {quoted(name)} of {quoted(node.name)} has no `path`",
                    port.path if port.entry.path is UNSET else (*port.path, "path"),
                    hint=f"Add its place in the container, such as `/tmp/{side}s/{name}`.",
                    clause=clause,
                )


def _comes_from_a_step(entry: Any) -> bool:
    """Whether an output wrongly refers to a step; that is then its one fault."""
    return bool(getattr(entry, "from_", UNSET) or getattr(entry, "from_expression", UNSET))


def _misplaced_paths(node: Node) -> Iterator[Diagnostic]:
    for ports, side, clause in (
        (node.in_artifacts, "input", "TPL-6"),
        (node.out_artifacts, "output", "ART-19"),
    ):
        for name, port in ports.items():
            # TPL-6, ART-19
            if port.entry.path is not UNSET:
                yield finding(
                    "DG703",
                    f"{side} artifact {quoted(name)} has a `path`, "
                    f"but {quoted(node.name)} is of kind `{node.kind}` and has no container",
                    (*port.path, "path"),
                    hint="Remove `path`; the templates of the steps say where the files lie."
                    if side == "input" or _comes_from_a_step(port.entry)
                    else "Write `_from` with the artifact of a step in its place.",
                    clause=clause,
                    at_key=True,
                )


def _unsafe(spot: _Spot) -> Iterator[Diagnostic]:
    from dflow_graph.passes.folder_paths import absolute_fault

    # TPL-7, TPL-15, TPL-20, PAR-4
    fault = absolute_fault(spot.path)
    if fault:
        yield finding(
            "DG701",
            f"the path {quoted(spot.path)} of {spot.what} {fault[0]}",
            spot.pointer,
            hint="Write an absolute path without `..`, such as `/tmp/inputs/data`.",
            clause=spot.clause,
            within=fault[1],
        )


def _relative_folder(node: Node) -> Iterator[Diagnostic]:
    folder = getattr(node.template, "working_dir", UNSET)
    # TPL-15
    if folder and not folder.startswith(("/", "{{")):
        yield finding(
            "DG701",
            f"`working_dir` is an absolute path, not {quoted(folder)}",
            (*node.path, "working_dir"),
            hint=f"Write {quoted('/' + folder.lstrip('./'))}, if that is the folder.",
            clause="TPL-15",
        )


def _is_too_high(path: str) -> bool:
    return posixpath.normpath(path) in _RESERVED


def _too_high(spot: _Spot) -> Iterator[Diagnostic]:
    # TPL-7
    yield finding(
        "DG701",
        f"{spot.what} cannot lie at {quoted(spot.path)}, which the container needs itself",
        spot.pointer,
        hint="Choose a path below it, such as `/tmp/inputs/data`.",
    )


def _output_faults(node: Node) -> Iterator[Diagnostic]:
    spots = []
    for name, port in node.out_artifacts.items():
        if port.entry.path:
            where = (*port.path, "path")
            spots.append(_Spot(port.entry.path, "output artifact", name, where, "TPL-7"))
    for spot in spots:
        if not _SOUND.match(spot.path):
            yield from _no_root(spot)
    # TPL-8
    yield from _shared(spots)
    for name, port in node.out_parameters.items():
        path = port.entry.value_from_path
        if path is not UNSET:
            # PAR-4
            where = (*port.path, "value_from_path")
            yield from _no_root(_Spot(path, "output parameter", name, where, "PAR-4"))


def _no_root(spot: _Spot) -> Iterator[Diagnostic]:
    # TPL-7, PAR-4
    if posixpath.normpath(spot.path) in _ROOT:
        yield finding(
            "DG701",
            f"{spot.what} cannot be {quoted(spot.path)}, the whole of the container",
            spot.pointer,
            hint="Choose a path below it, such as `/tmp/outputs/data`.",
            clause=spot.clause,
        )
    else:
        yield from _unsafe(spot)


def _mount_faults(node: Node, inputs: list[_Spot]) -> Iterator[Diagnostic]:
    template = node.template
    where: Path = (*node.path, "mounts")
    spots = list(_mount_spots(template.mounts, where))
    yield from _mounts_without_path(template.mounts, where)
    for spot in spots:
        yield from _unsafe(spot)
    # TPL-8, TPL-20
    yield from _shared([*inputs, *spots])
    yield from _nested(inputs)
    for field in ("init_containers", "sidecars"):
        for number, container in enumerate(getattr(template, field) or ()):
            where = (*node.path, field, number, "volumeMounts")
            spots = list(_mount_spots(container.get("volumeMounts"), where))
            yield from _mounts_without_path(container.get("volumeMounts"), where)
            for spot in spots:
                yield from _unsafe(spot)
            yield from _shared(spots)


def _mount_spots(mounts: Any, where: Path) -> Iterator[_Spot]:
    """The places of a container's volume mounts, as far as they are well-formed."""
    for number, mount in enumerate(mounts if isinstance(mounts, list) else ()):
        path = mount.get("mountPath") if isinstance(mount, dict) else None
        if isinstance(path, str):
            volume = str(mount.get("name", ""))
            yield _Spot(path, "the mount of", volume, (*where, number, "mountPath"), "TPL-20")


def _mounts_without_path(mounts: Any, where: Path) -> Iterator[Diagnostic]:
    for number, mount in enumerate(mounts if isinstance(mounts, list) else ()):
        # TPL-20
        if isinstance(mount, dict) and "mountPath" not in mount:
            yield finding(
                "DG701",
                "this mount has no `mountPath`",
                (*where, number),
                hint="Add its place in the container, such as `/data`.",
                clause="TPL-20",
            )


def _shared(spots: list[_Spot]) -> Iterator[Diagnostic]:
    if len(spots) < 2:  # noqa: PLR2004 - two of them
        return
    first: dict[str, _Spot] = {}
    for spot in spots:
        if not spot.path:
            continue
        earlier = first.setdefault(posixpath.normpath(spot.path), spot)
        if earlier is not spot:
            yield finding(
                "DG704",
                f"{spot.what} lies at {quoted(spot.path)}, and so does {earlier.what}",
                spot.pointer,
                hint="Give each of the two a path of its own.",
                clause="TPL-20" if spot.clause == "TPL-20" else "TPL-8",
                related=(Place(message=f"{earlier.what} is here", pointer=join(earlier.pointer)),),
            )


def _nested(spots: list[_Spot]) -> Iterator[Diagnostic]:
    """Input artifacts that lie inside of others; sorted, each is next to what contains it."""
    if len(spots) < 2:  # noqa: PLR2004 - two of them
        return
    ordered = sorted(
        (posixpath.normpath(s.path) + "/", i)
        for i, s in enumerate(spots)
        if not _is_too_high(s.path)
    )
    containing: list[tuple[str, int]] = []
    for folder, i in ordered:
        while containing and not folder.startswith(containing[-1][0]):
            containing.pop()
        # TPL-21
        if containing and containing[-1][0] != folder:
            outer, inner = spots[containing[-1][1]], spots[i]
            yield finding(
                "DG705",
                f"{inner.what} at {quoted(inner.path)} lies inside of {outer.what}",
                inner.pointer,
                hint="Place the two beside each other.",
                related=(Place(message=f"{outer.what} is here", pointer=join(outer.pointer)),),
            )
        containing.append((folder, i))
