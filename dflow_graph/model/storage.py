"""Where artifacts come from and go to: locations, references, and the secrets they need.

Credentials are references to Kubernetes secrets; there is no field that could hold one in clear
(clause SEC-1).
"""

from typing import Annotated, Union

from msgspec import field

from dflow_graph.model.base import (
    UNSET,
    Count,
    Extensions,
    Flag,
    KubernetesObject,
    Object,
    Opt,
    default,
)

__all__ = [
    "PVC",
    "ArtifactArgument",
    "ArtifactSource",
    "AzureLocation",
    "CustomLocation",
    "GCSLocation",
    "GitLocation",
    "HTTPLocation",
    "LocalLocation",
    "MapSource",
    "OSSLocation",
    "PVCLocation",
    "RawLocation",
    "RefSource",
    "S3Location",
    "SaveLocation",
    "SecretKey",
    "SingleSource",
]


class SecretKey(Object, frozen=True, kw_only=True):
    """One key of a Kubernetes secret, by name; never its value."""

    name: str
    """Name of the Kubernetes secret."""
    key: str
    """Key within the secret."""
    optional: Opt[Flag] = UNSET
    """Whether the secret or its key may be missing."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class S3Location(Object, tag_field="kind", tag="s3", frozen=True, kw_only=True):
    """An object, or a folder of objects, in a store with the S3 protocol."""

    key: str
    """Key of the object, or prefix of the folder. Argo: `s3.key`."""
    bucket: Opt[str] = UNSET
    """Bucket; absent: the bucket of the artifact repository. Argo: `s3.bucket`."""
    endpoint: Opt[str] = UNSET
    """Host and port, no scheme; absent: that of the artifact repository. Argo: `s3.endpoint`."""
    region: Opt[str] = UNSET
    """Region of the bucket. Argo: `s3.region`."""
    insecure: Opt[Flag] = UNSET
    """Whether the endpoint speaks plain HTTP. Argo: `s3.insecure`."""
    access_key_secret: Opt[SecretKey] = UNSET
    """Where the access key is kept. Argo: `s3.accessKeySecret`."""
    secret_key_secret: Opt[SecretKey] = UNSET
    """Where the secret key is kept. Argo: `s3.secretKeySecret`."""
    role_arn: Opt[str] = UNSET
    """Role to assume. Argo: `s3.roleARN`."""
    use_sdk_creds: Opt[Flag] = UNSET
    """Whether credentials come from the pod's own environment. Argo: `s3.useSDKCreds`."""
    create_bucket_if_not_present: Opt[KubernetesObject] = UNSET
    """How a missing bucket is made. Argo: `s3.createBucketIfNotPresent`."""
    encryption_options: Opt[KubernetesObject] = UNSET
    """How objects are encrypted. Argo: `s3.encryptionOptions`."""
    path_list: Opt[list[str]] = UNSET
    """Relative paths of the items, where the artifact is a list of known length."""
    urn: Opt[Annotated[str, default("")]] = UNSET
    """Name of the artifact in a lineage service."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path below the key that is taken instead of the whole. Argo: appended to `s3.key`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class OSSLocation(Object, tag_field="kind", tag="oss", frozen=True, kw_only=True):
    """An object, or a folder of objects, in Alibaba Cloud OSS."""

    key: str
    """Key of the object, or prefix of the folder. Argo: `oss.key`."""
    bucket: Opt[str] = UNSET
    """Bucket; absent: the bucket of the artifact repository. Argo: `oss.bucket`."""
    endpoint: Opt[str] = UNSET
    """Endpoint; absent: that of the artifact repository. Argo: `oss.endpoint`."""
    access_key_secret: Opt[SecretKey] = UNSET
    """Where the access key is kept. Argo: `oss.accessKeySecret`."""
    secret_key_secret: Opt[SecretKey] = UNSET
    """Where the secret key is kept. Argo: `oss.secretKeySecret`."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path below the key that is taken instead of the whole. Argo: appended to `oss.key`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class GCSLocation(Object, tag_field="kind", tag="gcs", frozen=True, kw_only=True):
    """An object, or a folder of objects, in Google Cloud Storage."""

    key: str
    """Key of the object, or prefix of the folder. Argo: `gcs.key`."""
    bucket: Opt[str] = UNSET
    """Bucket; absent: the bucket of the artifact repository. Argo: `gcs.bucket`."""
    service_account_key_secret: Opt[SecretKey] = UNSET
    """Where the service account's key is kept. Argo: `gcs.serviceAccountKeySecret`."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path below the key that is taken instead of the whole. Argo: appended to `gcs.key`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class AzureLocation(Object, tag_field="kind", tag="azure", frozen=True, kw_only=True):
    """A blob, or a folder of blobs, in Azure Blob Storage."""

    blob: str
    """Name of the blob, or prefix of the folder. Argo: `azure.blob`."""
    container: Opt[str] = UNSET
    """Container; absent: that of the artifact repository. Argo: `azure.container`."""
    endpoint: Opt[str] = UNSET
    """URL of the storage account. Argo: `azure.endpoint`."""
    account_key_secret: Opt[SecretKey] = UNSET
    """Where the account's key is kept. Argo: `azure.accountKeySecret`."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path below the blob that is taken instead of the whole. Argo: appended to `azure.blob`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class HTTPLocation(Object, tag_field="kind", tag="http", frozen=True, kw_only=True):
    """A file at a URL, read only."""

    url: str
    """The URL. Argo: `http.url`."""
    headers: Opt[dict[str, str]] = UNSET
    """Request headers; none of them a credential. Argo: `http.headers`."""
    username_secret: Opt[SecretKey] = UNSET
    """Where the user name is kept. Argo: `http.auth.basicAuth.usernameSecret`."""
    password_secret: Opt[SecretKey] = UNSET
    """Where the password is kept. Argo: `http.auth.basicAuth.passwordSecret`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class RawLocation(Object, tag_field="kind", tag="raw", frozen=True, kw_only=True):
    """A file whose text stands in the graph, read only."""

    data: str
    """The text of the file. Argo: `raw.data`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class GitLocation(Object, tag_field="kind", tag="git", frozen=True, kw_only=True):
    """A working tree of a git repository, read only."""

    repo: str
    """URL of the repository, without credentials. Argo: `git.repo`."""
    revision: Opt[str] = UNSET
    """Commit, tag or branch. Argo: `git.revision`."""
    depth: Opt[Count] = UNSET
    """How many commits of history are fetched. Argo: `git.depth`."""
    username_secret: Opt[SecretKey] = UNSET
    """Where the user name is kept. Argo: `git.usernameSecret`."""
    password_secret: Opt[SecretKey] = UNSET
    """Where the password is kept. Argo: `git.passwordSecret`."""
    ssh_private_key_secret: Opt[SecretKey] = UNSET
    """Where the private key is kept. Argo: `git.sshPrivateKeySecret`."""
    sub_path: Opt[str] = UNSET
    """Path below the working tree that is taken instead of the whole. Argo: `subPath`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class LocalLocation(Object, tag_field="kind", tag="local", frozen=True, kw_only=True):
    """A file or folder of the machine on which the graph is emitted; uploaded then, not before."""

    path: str
    """Path on that machine, relative to the graph's file."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path below it that is taken instead of the whole."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class PVC(Object, frozen=True, kw_only=True):
    """A Kubernetes persistent volume claim that a template needs."""

    name: str
    """Name of the claim. Argo: `volumes[].persistentVolumeClaim.claimName`."""
    subpath: str
    """Folder within the volume."""
    size: Opt[Annotated[str, default("1Gi")]] = UNSET
    """Size asked for where the claim is made. Argo: `volumeClaimTemplates[].spec.resources`."""
    storage_class: Opt[str] = UNSET
    """Storage class where the claim is made. Argo:
    `volumeClaimTemplates[].spec.storageClassName`."""
    access_modes: Opt[Annotated[list[str], default(["ReadWriteOnce"])]] = UNSET
    """Access modes where the claim is made. Argo: `volumeClaimTemplates[].spec.accessModes`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class PVCLocation(PVC, tag_field="kind", tag="pvc", frozen=True, kw_only=True):
    """A folder of a Kubernetes persistent volume claim."""


class CustomLocation(Object, tag_field="kind", tag="custom", frozen=True, kw_only=True):
    """An artifact that a plug-in knows by a URN."""

    urn: str
    """The URN; its scheme names the plug-in."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class RefSource(Object, tag_field="kind", tag="ref", frozen=True, kw_only=True):
    """A part of another artifact of the graph."""

    from_: str = field(name="_from")
    """Reference to the artifact: `{{steps.a.outputs.artifacts.f}}`. Argo: `from`."""
    slice: Opt[str] = UNSET
    """Item or items taken from the artifact: keys and indices joined by dots."""
    sub_path: Opt[str] = UNSET
    """Path within the artifact that is taken instead of the whole. Argo: `subPath`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


Location = Union[
    S3Location,
    OSSLocation,
    GCSLocation,
    AzureLocation,
    HTTPLocation,
    RawLocation,
    GitLocation,
    LocalLocation,
    PVCLocation,
    CustomLocation,
    RefSource,
]

SingleSource = Union[str, Location]
"""A reference, or one location."""


class MapSource(Object, tag_field="kind", tag="map", frozen=True, kw_only=True):
    """Several sources under names; the artifact is then a dictionary of paths."""

    items: dict[str, SingleSource]
    """Name to source; a name with dots stands for a nested dictionary."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


ArtifactSource = Union[
    str,
    list[SingleSource],
    S3Location,
    OSSLocation,
    GCSLocation,
    AzureLocation,
    HTTPLocation,
    RawLocation,
    GitLocation,
    LocalLocation,
    PVCLocation,
    CustomLocation,
    RefSource,
    MapSource,
]
"""A reference, one location, or a list of both (clause ART-1)."""

ArtifactArgument = Union[
    str,
    list[SingleSource],
    None,
    S3Location,
    OSSLocation,
    GCSLocation,
    AzureLocation,
    HTTPLocation,
    RawLocation,
    GitLocation,
    LocalLocation,
    PVCLocation,
    CustomLocation,
    RefSource,
    MapSource,
]
"""What a step gives to an input artifact: a source, or `null` for deliberately none."""

SaveLocation = Union[S3Location, OSSLocation, GCSLocation, AzureLocation, PVCLocation]
"""Where an output artifact is kept besides, or instead of, the artifact repository."""
