"""Locations that dflow has no class for: Google Cloud Storage, Azure Blob Storage, git.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, Optional

from .graph_object import EXTENSIONS, Field, number, text
from .location import SLICE, SUB_PATH, Location, secret_field

__all__ = ["AzureArtifact", "GCSArtifact", "GitArtifact"]


class GCSArtifact(Location):
    """An object, or a folder of objects, in Google Cloud Storage."""

    KIND = "gcs"
    FIELDS = (
        Field("key", text),
        Field("bucket", text),
        secret_field("service_account_key_secret"),
        SLICE,
        SUB_PATH,
        EXTENSIONS,
    )

    def __init__(
        self,
        key: str,
        *,
        bucket: Optional[str] = None,
        service_account_key_secret: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.key, self.bucket = key, bucket
        self.service_account_key_secret = service_account_key_secret
        self.extensions = extensions
        self.convert_to_graph()


class AzureArtifact(Location):
    """A blob, or a folder of blobs, in Azure Blob Storage."""

    KIND = "azure"
    FIELDS = (
        Field("blob", text),
        Field("container", text),
        Field("endpoint", text),
        secret_field("account_key_secret"),
        SLICE,
        SUB_PATH,
        EXTENSIONS,
    )

    def __init__(
        self,
        blob: str,
        *,
        container: Optional[str] = None,
        endpoint: Optional[str] = None,
        account_key_secret: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.blob, self.container, self.endpoint = blob, container, endpoint
        self.account_key_secret = account_key_secret
        self.extensions = extensions
        self.convert_to_graph()


class GitArtifact(Location):
    """A working tree of a git repository, read only."""

    KIND = "git"
    FIELDS = (
        Field("repo", text),
        Field("revision", text),
        Field("depth", number),
        secret_field("username_secret"),
        secret_field("password_secret"),
        secret_field("ssh_private_key_secret"),
        SUB_PATH,
        EXTENSIONS,
    )

    def __init__(
        self,
        repo: str,
        *,
        revision: Optional[str] = None,
        depth: Optional[int] = None,
        username_secret: Any = None,
        password_secret: Any = None,
        ssh_private_key_secret: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.repo, self.revision, self.depth = repo, revision, depth
        self.username_secret, self.password_secret = username_secret, password_secret
        self.ssh_private_key_secret = ssh_private_key_secret
        self.extensions = extensions
        self.convert_to_graph()
