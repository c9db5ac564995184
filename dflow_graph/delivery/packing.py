"""Local files as the objects of a store: which members they have, their digest, their archive.

Equal files give equal keys and equal bytes, on every machine (clauses ART-8, ART-12, ART-14).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from dflow_graph.record import Record

__all__ = [
    "Member",
    "UnreadableFileError",
    "digest_of",
    "members_of",
    "with_catalogue",
    "write_tar",
]

_CATALOGUE = ".dflow"
_TOP = "artifact"
"""Argo takes what lies in the one folder of an archive."""
_BLOCK = 1 << 20


class UnreadableFileError(ValueError):
    """A local path that is not to be uploaded: what is wrong with it, for a person to read."""


class Member(Record):
    """A file below the root of an artifact (the root itself has an empty name), or its bytes."""

    name: str
    path: Path | None = None
    data: bytes = b""

    def open(self) -> IO[bytes]:
        """Its content."""
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data) if self.path is None else self.path.stat().st_size

    @property
    def is_executable(self) -> bool:
        """Whether its owner may run it."""
        return self.path is not None and bool(self.path.stat().st_mode & stat.S_IXUSR)


def members_of(path: Path, folder: Path, *, allow_outside: bool = False) -> list[Member]:
    """The files at a path, in the order of their names; one of an empty name for a single file.

    Raises `UnreadableFileError` for what is missing, is no file or folder, or lies outside of
    `folder`, by a link too, unless that is allowed.
    """
    root = None if allow_outside else folder.resolve()
    _check(path, root)
    if path.is_file():
        return [Member("", path)]
    return sorted(_walk(path, root))


def _walk(top: Path, root: Path | None) -> Iterator[Member]:
    for place, folders, files in os.walk(top):
        here = Path(place)
        name = here.relative_to(top)
        for entry in (*folders, *files):
            _check(here / entry, root)
            if (here / entry).is_symlink() and (here / entry).is_dir():
                raise UnreadableFileError(f"`{here / entry}` is a link to a folder")
        for entry in files:
            yield Member((name / entry).as_posix(), here / entry)
        if not folders and not files:
            # ART-14
            yield Member((name / ".empty_dir").as_posix())


def _check(path: Path, root: Path | None) -> None:
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it leads in a circle"
        raise UnreadableFileError(f"`{path}` cannot be read: {reason}") from None
    # STO-5
    if root is not None and not real.is_relative_to(root):
        raise UnreadableFileError(f"`{path}` lies outside of the graph's folder `{root}`")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UnreadableFileError(f"`{path}` is neither a file nor a folder")


def with_catalogue(members: list[Member], path: str) -> list[Member]:
    """The members below the path that the graph gives them, with a catalogue that names it.

    What has a catalogue already is left as it is.
    """
    if any(member.name.startswith(f"{_CATALOGUE}/") for member in members):
        return members
    # ART-12
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", ".", "..")]
    item = "/".join(parts)
    moved = [m._replace(name=f"{item}/{m.name}" if m.name else item) for m in members]
    if not item:
        return members
    # ART-8
    listed = {"path_list": [{"dflow_list_item": item, "order": 0}]}
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return [Member(f"{_CATALOGUE}/0", data=text.encode()), *moved]


def digest_of(members: list[Member], form: str) -> str:
    """The SHA-256 of names and contents, and of the form in which they are stored."""
    total = hashlib.sha256(form.encode())
    for member in members:
        content = hashlib.sha256()
        with member.open() as file:
            while block := file.read(_BLOCK):
                content.update(block)
        line = [member.name, member.is_executable, content.hexdigest()]
        total.update(json.dumps(line).encode() + b"\n")
    return total.hexdigest()


def write_tar(members: list[Member], file: IO[bytes]) -> None:
    """A gzipped tar file of one folder with all members, without times and owners."""
    with (
        gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for member in members:
            info = tarfile.TarInfo(f"{_TOP}/{member.name}" if member.name else _TOP)
            info.size = member.size
            info.mode = 0o755 if member.is_executable else 0o644
            with member.open() as content:
                archive.addfile(info, content)
