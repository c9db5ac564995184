"""Uploads the local files of a graph: each content once, under a key that is made of its digest."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Protocol

from dflow_graph.argo.problems import Problems
from dflow_graph.delivery.local_files import LocalFile, local_files
from dflow_graph.delivery.packing import (
    Member,
    UnreadableFileError,
    digest_of,
    members_of,
    with_catalogue,
    write_tar,
)
from dflow_graph.index import build_index
from dflow_graph.model import Workflow

__all__ = ["Store", "upload_local_files"]

_IN_MEMORY = 16 << 20
_COMPILED = "__pycache__"


class Store(Protocol):
    """Where objects are kept: a bucket, and a prefix of all keys."""

    prefix: str

    def has(self, key: str) -> bool:
        """Whether there is an object of this key."""

    def put(self, key: str, content: IO[bytes]) -> None:
        """Stores an object."""


class _Stored:
    """One local file in the form in which it is stored."""

    def __init__(self, found: LocalFile, folder: Path, *, allow_outside: bool) -> None:
        given = found.source.path
        members = members_of(folder / given, folder, allow_outside=allow_outside)
        if found.is_package:
            members = [m for m in members if _COMPILED not in m.name.split("/")]
        is_file = len(members) == 1 and not members[0].name
        if found.with_catalogue:
            members = with_catalogue(members, given)
            is_file = len(members) == 1 and not members[0].name
        self.members = members
        self.is_packed = not found.is_plain and not is_file
        form = "tgz" if self.is_packed else "plain"
        self.key = f"sha256-{digest_of(members, form)}" + (".tgz" if self.is_packed else "")

    def upload(self, store: Store, root: str) -> None:
        """Stores what the store lacks."""
        if not self.is_packed:
            for member in self.members:
                _upload_member(store, f"{root}/{member.name}" if member.name else root, member)
            return
        if store.has(root):
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            write_tar(self.members, file)
            file.seek(0)
            store.put(root, file)


def _upload_member(store: Store, key: str, member: Member) -> None:
    # A key holds the digest of all members: an object of that key has the content of this one.
    if not store.has(key):
        with member.open() as content:
            store.put(key, content)


def upload_local_files(
    workflow: Workflow, folder: Path, store: Store, *, allow_outside: bool = False
) -> dict[str, str]:
    """The pointer of each `local` source to the key of the artifact repository that it is at now.

    Paths count from `folder`, that of the graph's file (STO-5); what a path there leads to outside
    of it is read only if that is allowed. Every path is looked at before anything is uploaded.
    Raises `CannotEmitError` with a finding for each that cannot be, and `OSError` where the store
    does not answer.
    """
    problems = Problems()
    stored: dict[str, _Stored] = {}
    for found in local_files(build_index(workflow)):
        try:
            stored[found.pointer] = _Stored(found, folder, allow_outside=allow_outside)
        except UnreadableFileError as error:
            problems.add("DG909", str(error), found.path, hint=_HINT)
    problems.settle()
    prefix = f"{store.prefix}/" if store.prefix else ""
    for one in stored.values():
        one.upload(store, prefix + one.key)
    return {pointer: prefix + one.key for pointer, one in stored.items()}


_HINT = (
    "Put it below the folder of the graph's file, mend the path, or allow files from outside: "
    "`--allow-outside`, or `allow_outside=True` of `Workflow.submit`."
)
