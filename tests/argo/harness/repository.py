"""An artifact store: objects by bucket and key, used in the ways of Argo's S3 driver."""

import os
import posixpath
import threading
from pathlib import Path


class NoSuchKeyError(Exception):
    """Neither an object nor a folder of objects has the key."""


class Repository:
    """Objects in memory. A folder is the objects below its key, and an empty one is lost."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], bytes] = {}
        self._lock = threading.Lock()

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The keys of a bucket, sorted."""
        with self._lock:
            return sorted(k for b, k in self._objects if b == bucket and k.startswith(prefix))

    def read(self, bucket: str, key: str) -> bytes:
        """The bytes of an object."""
        with self._lock:
            if (bucket, key) not in self._objects:
                raise NoSuchKeyError(f"no object {key!r} in the bucket {bucket!r}")
            return self._objects[bucket, key]

    def write(self, bucket: str, key: str, data: bytes) -> None:
        """Makes an object, or takes the place of one."""
        with self._lock:
            self._objects[bucket, key] = data

    def load(self, bucket: str, key: str, path: Path) -> None:
        """Downloads an object, or all objects below the key into a folder."""
        try:
            data = self.read(bucket, key)
        except NoSuchKeyError:
            folder = posixpath.normpath(key) + "/"
            below = self.keys(bucket, folder)
            if not below:
                raise
            for name in below:
                target = path / name[len(folder) :]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(self.read(bucket, name))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def save(self, path: Path, bucket: str, key: str) -> None:
        """Uploads a file, or the files of a folder; links and empty folders are left out."""
        if not path.is_dir():
            self.write(bucket, key, path.read_bytes())
            return
        for folder, _, names in os.walk(path):
            for name in names:
                file = Path(folder, name)
                if not file.is_symlink():
                    below = posixpath.join(key, file.relative_to(path).as_posix())
                    self.write(bucket, below, file.read_bytes())
