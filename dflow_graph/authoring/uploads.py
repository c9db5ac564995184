"""Local files as artifacts, and what only a client of an object store could do.

At authoring time nothing is uploaded: the graph records the local path, and whoever emits it
uploads what lies there (clause STO-5).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Optional, Union

from dflow_graph.python.errors import CallError, DflowGraphError, UnsupportedError
from dflow_graph.python.storage import LocalArtifact

__all__ = [
    "MissingPathError",
    "copy_artifact",
    "copy_s3",
    "download_artifact",
    "download_s3",
    "path_list_of_artifact",
    "path_object_of_artifact",
    "upload_artifact",
    "upload_s3",
]

_INSTEAD = "use the client of your object store, and name the object by S3Artifact(key=…)"


class MissingPathError(DflowGraphError, RuntimeError):
    """A file or folder that is to become an artifact does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def message(self) -> str:
        """What is missing, and where it was looked for."""
        return f"upload_artifact: there is no file or folder `{self.path}` in `{os.getcwd()}`"


def upload_artifact(
    path: Any,
    archive: Optional[str] = "default",
    namespace: Optional[str] = None,
    dataset_name: Optional[str] = None,
    **kwargs: Any,
) -> Union[LocalArtifact, list[LocalArtifact], dict[str, LocalArtifact]]:
    """The artifact of a local path; nothing is uploaded.

    A list or set of paths gives a list of artifacts (a set in order of its paths), a dictionary or
    nested list one by dotted names; `None` leaves its place free. Raises `MissingPathError` for a
    path that does not exist.
    """
    if isinstance(path, (set, frozenset)):
        path = sorted(path, key=os.fspath)
    if isinstance(path, (str, os.PathLike)):
        return _local(path)
    if not isinstance(path, (list, tuple, dict)):
        raise CallError("upload_artifact", f"wants paths, not {type(path).__name__}")
    if isinstance(path, (list, tuple)) and all(isinstance(p, (str, os.PathLike)) for p in path):
        return [_local(item) for item in path]
    return {".".join(way): _local(item) for way, item in _leaves(path, ()) if item is not None}


def _leaves(part: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(part, Mapping):
        for name, item in part.items():
            yield from _leaves(item, (*way, str(name)))
    elif isinstance(part, (list, tuple)):
        for number, item in enumerate(part):
            yield from _leaves(item, (*way, str(number)))
    elif part is None or isinstance(part, (str, os.PathLike)):
        yield way, part
    else:
        reason = f"wants a path at `{'.'.join(way)}`, not {type(part).__name__}"
        raise CallError("upload_artifact", reason)


def _local(path: Union[str, os.PathLike[str]]) -> LocalArtifact:
    """A path below the working folder is written relative to it, so that the folder can move."""
    text = os.fspath(path)
    if not os.path.exists(text):
        raise MissingPathError(text)
    relative = os.path.relpath(text)
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return LocalArtifact(text if outside and os.path.isabs(text) else relative)


def path_list_of_artifact(art: Any, **kwargs: Any) -> list[str]:
    """The paths of the items of an artifact, where the graph knows them."""
    known = getattr(art, "path_list", None)
    if known is None:
        raise _needs_store("path_list_of_artifact")
    return [item["dflow_list_item"] if isinstance(item, dict) else item for item in known]


def path_object_of_artifact(art: Any, **kwargs: Any) -> Any:
    """The paths of the items of an artifact as they are nested, where the graph knows them."""
    return path_list_of_artifact(art, **kwargs)


def download_artifact(artifact: Any, *args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: a graph has no client of an object store."""
    raise _needs_store("download_artifact")


def download_s3(key: str, *args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: a graph has no client of an object store."""
    raise _needs_store("download_s3")


def upload_s3(path: Any, *args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: a graph has no client of an object store."""
    raise _needs_store("upload_s3")


def copy_artifact(src: Any, dst: Any, *args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: a graph has no client of an object store."""
    raise _needs_store("copy_artifact")


def copy_s3(src_key: str, dst_key: str, *args: Any, **kwargs: Any) -> Any:
    """Raises `UnsupportedError`: a graph has no client of an object store."""
    raise _needs_store("copy_s3")


def _needs_store(call: str) -> UnsupportedError:
    return UnsupportedError(f"{call} needs an object store, and none is asked here", _INSTEAD)
