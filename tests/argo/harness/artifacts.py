"""Moves artifacts between the artifact store and a pod's file system, as Argo's executor does."""

import io
import os
import posixpath
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.argo.harness.repository import NoSuchKeyError, Repository
from tests.argo.harness.rooms import Room

Artifact = dict[str, Any]

_STORES = {
    "s3": ("bucket", "key"),
    "oss": ("bucket", "key"),
    "gcs": ("bucket", "key"),
    "azure": ("container", "blob"),
}


class ExecutorError(Exception):
    """The executor cannot bring or fetch what the template asks for."""


class Carrier:
    """Loads inputs and saves outputs of a pod; `archive` is where the controller wants these.

    `download` brings what no store has to a path, and says why it could not.
    """

    def __init__(
        self,
        repository: Repository,
        archive: Artifact,
        download: Callable[[Artifact, Path], str],
    ) -> None:
        self._repository = repository
        self._archive = archive
        self._download = download

    def load(self, artifact: Artifact, room: Room) -> None:
        """Places an input artifact at its path in a pod."""
        path = room.path(artifact["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = path.with_name(path.name + ".tmp")
        try:
            self._fetch(artifact, raw)
        except NoSuchKeyError as error:
            if artifact.get("optional"):
                return
            raise ExecutorError(f"artifact {artifact['name']}: {error}") from None
        _place(raw, path, artifact.get("archive"))
        if "mode" in artifact:
            path.chmod(artifact["mode"])

    def _fetch(self, artifact: Artifact, path: Path) -> None:
        if "raw" in artifact:
            path.write_text(artifact["raw"]["data"], encoding="utf-8")
            return
        if "http" in artifact or "git" in artifact:
            reason = self._download(artifact, path)
            if reason:
                raise ExecutorError(f"artifact {artifact['name']}: {reason}")
            return
        place = self._location(artifact)
        if place is None:
            if artifact.get("optional"):
                raise NoSuchKeyError
            raise ExecutorError(f"required artifact {artifact['name']!r} not supplied")
        self._repository.load(*place, path)

    def _location(self, artifact: Artifact) -> tuple[str, str] | None:
        for kind, (bucket, key) in _STORES.items():
            if artifact.get(kind, {}).get(key):
                own = artifact[kind].get(bucket) or self._archive.get(kind, {}).get(bucket)
                if own is None:
                    raise ExecutorError(f"{artifact['name']}: no bucket, and no repository has one")
                return own, artifact[kind][key]
        return None

    def save(self, artifact: Artifact, room: Room) -> Artifact | None:
        """Uploads an output; the artifact with its location, None where an optional is missing."""
        path = room.path(artifact["path"])
        if not path.exists():
            if artifact.get("optional"):
                return None
            raise ExecutorError(f"{artifact['path']}: no such file or directory")
        packing = artifact.get("archive") or {"tar": {}}
        saved = dict(artifact)
        if self._location(artifact) is None:
            kind = next(iter(k for k in _STORES if k in self._archive))
            key = _STORES[kind][1]
            name = _stored_name(artifact, path, packing)
            location = {**self._archive[kind], key: posixpath.join(self._archive[kind][key], name)}
            saved[kind] = location
        place = self._location(saved)
        assert place is not None
        if "none" in packing:
            self._repository.save(path, *place)
        elif "zip" in packing:
            self._repository.write(*place, _zipped(path))
        else:
            self._repository.write(*place, _tarred(path))
        return saved


def _stored_name(artifact: Artifact, path: Path, packing: Artifact) -> str:
    if "none" in packing:
        return path.name
    return f"{artifact['name']}.{'zip' if 'zip' in packing else 'tgz'}"


def _place(raw: Path, path: Path, packing: Artifact | None) -> None:
    """Unpacks what was downloaded, if it is said to be packed, or turns out to be a tar file."""
    packing = packing or {}
    is_tar = "tar" in packing or (not packing and _is_tar(raw))
    if not is_tar and "zip" not in packing:
        raw.rename(path)
        return
    folder = path.with_name(path.name + ".tmpdir")
    folder.mkdir()
    if is_tar:
        with tarfile.open(raw, "r:gz") as file:
            file.extractall(folder, filter="fully_trusted")
    else:
        with zipfile.ZipFile(raw) as file:
            file.extractall(folder)
    raw.unlink()
    inside = os.listdir(folder)
    if len(inside) == 1:
        # A single file or folder of an archive is the artifact itself.
        (folder / inside[0]).rename(path)
        folder.rmdir()
    else:
        folder.rename(path)


def _is_tar(path: Path) -> bool:
    if path.is_dir():
        return False
    try:
        with tarfile.open(path, "r:gz") as file:
            return file.next() is not None
    except (tarfile.TarError, OSError, EOFError):
        return False


def _tarred(path: Path) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", compresslevel=1) as file:
        file.add(path, path.name)
    return data.getvalue()


def _zipped(path: Path) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        if path.is_file():
            file.write(path, path.name)
        for inner in sorted(path.rglob("*")) if path.is_dir() else []:
            if inner.is_file():
                file.write(inner, str(Path(path.name) / inner.relative_to(path)))
    return data.getvalue()
