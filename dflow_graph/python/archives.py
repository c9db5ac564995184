"""Unpacks archives that are not trusted (clause SEC-6).

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import os
import tarfile

from .catalog import inside
from .errors import UnsafePathError

__all__ = ["unpack_tar"]


def unpack_tar(archive: tarfile.TarFile, folder: str) -> None:
    """Unpack files, folders and links of a tar file below a folder.

    Raises `UnsafePathError` for an absolute path, a `..` part, a link that leads out, and a device;
    what stood before such a member is unpacked then. Owners and special permissions are dropped.
    """
    for member in archive:
        target = inside(folder, member.name)
        if member.issym():
            inside(folder, os.path.join(os.path.dirname(member.name), member.linkname))
        elif member.islnk():
            inside(folder, member.linkname)
        elif not member.isreg() and not member.isdir():
            raise UnsafePathError(str(archive.name or "archive"), member.name, "it is a device")
        if os.path.islink(target):
            os.unlink(target)
        member.mode = (member.mode & 0o755) | (0o700 if member.isdir() else 0o600)
        member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
        _extract(archive, member, folder)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: str) -> None:
    if hasattr(tarfile, "data_filter"):
        archive.extract(member, folder, filter="data")
    else:
        archive.extract(member, folder)
