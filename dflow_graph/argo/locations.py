"""Storage locations as Argo writes them: a table a kind, and no field for a credential."""

from __future__ import annotations

from typing import Any

from dflow_graph.model import (
    AzureLocation,
    GCSLocation,
    GitLocation,
    HTTPLocation,
    OSSLocation,
    RawLocation,
    S3Location,
    SecretKey,
)

__all__ = [
    "StoredLocation",
    "archive_of",
    "joined_key",
    "key_location",
    "lacks_endpoint",
    "location_of",
]

StoredLocation = (S3Location, OSSLocation, GCSLocation, AzureLocation)
"""The classes of locations that can also be written to."""

# Field of the graph -> field of Argo, in Argo's order.
_S3 = {
    "endpoint": "endpoint",
    "bucket": "bucket",
    "region": "region",
    "insecure": "insecure",
    "access_key_secret": "accessKeySecret",
    "secret_key_secret": "secretKeySecret",
    "role_arn": "roleARN",
    "use_sdk_creds": "useSDKCreds",
    "create_bucket_if_not_present": "createBucketIfNotPresent",
    "encryption_options": "encryptionOptions",
}
_OSS = {
    "endpoint": "endpoint",
    "bucket": "bucket",
    "access_key_secret": "accessKeySecret",
    "secret_key_secret": "secretKeySecret",
}
_GCS = {"bucket": "bucket", "service_account_key_secret": "serviceAccountKeySecret"}
_AZURE = {
    "endpoint": "endpoint",
    "container": "container",
    "account_key_secret": "accountKeySecret",
}
_GIT = {
    "repo": "repo",
    "revision": "revision",
    "depth": "depth",
    "username_secret": "usernameSecret",
    "password_secret": "passwordSecret",
    "ssh_private_key_secret": "sshPrivateKeySecret",
}


def location_of(source: Any) -> dict[str, Any] | None:
    """The Argo fields of a location that Argo itself can read, or None for any other source."""
    if isinstance(source, S3Location):
        return {"s3": {**_fields(source, _S3), "key": joined_key(source.key, source.sub_path)}}
    if isinstance(source, OSSLocation):
        return {"oss": {**_fields(source, _OSS), "key": joined_key(source.key, source.sub_path)}}
    if isinstance(source, GCSLocation):
        return {"gcs": {**_fields(source, _GCS), "key": joined_key(source.key, source.sub_path)}}
    if isinstance(source, AzureLocation):
        blob = joined_key(source.blob, source.sub_path)
        if not source.container:
            # The full definition of workflows has no blob without a container.
            return key_location(blob)
        return {"azure": {**_fields(source, _AZURE), "blob": blob}}
    if isinstance(source, HTTPLocation):
        return {"http": _http(source)}
    if isinstance(source, RawLocation):
        return {"raw": {"data": source.data}}
    if isinstance(source, GitLocation):
        return {"git": _fields(source, _GIT)}
    return None


def lacks_endpoint(source: Any) -> str:
    """The bucket, or container, of a location that says no endpoint for it; empty if there is none.

    Argo takes of such a location the key alone, and all else of the artifact repository.
    """
    if isinstance(source, (S3Location, OSSLocation)):
        return "" if source.endpoint else source.bucket or ""
    if isinstance(source, AzureLocation):
        return "" if source.endpoint else source.container or ""
    return ""


def key_location(key: str) -> dict[str, Any]:
    """The place of a key in the artifact repository, whatever the store (STO-1)."""
    return {"s3": {"key": key}}


def joined_key(key: str, sub_path: Any) -> str:
    """A key with the path below it that is meant (ART-3)."""
    return f"{key.rstrip('/')}/{sub_path}" if sub_path else key


def archive_of(archive: Any) -> dict[str, Any]:
    """How files are packed (ART-5); the default of both formats is a gzipped tar file."""
    if archive is None:
        return {"archive": {"none": {}}}
    if archive == "zip":
        return {"archive": {"zip": {}}}
    return {}


def _http(source: HTTPLocation) -> dict[str, Any]:
    fields: dict[str, Any] = {"url": source.url}
    if source.headers:
        fields["headers"] = [{"name": n, "value": v} for n, v in source.headers.items()]
    login = {
        argo: _secret(secret)
        for argo, secret in (
            ("usernameSecret", source.username_secret),
            ("passwordSecret", source.password_secret),
        )
        if secret
    }
    if login:
        fields["auth"] = {"basicAuth": login}
    return fields


def _fields(source: Any, table: dict[str, str]) -> dict[str, Any]:
    fields = {}
    for ours, theirs in table.items():
        value = getattr(source, ours)
        if isinstance(value, SecretKey):
            fields[theirs] = _secret(value)
        elif value:
            fields[theirs] = value
    return fields


def _secret(secret: SecretKey) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": secret.name, "key": secret.key}
    return {**fields, "optional": True} if secret.optional else fields
