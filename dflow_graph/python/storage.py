"""Where artifacts come from and go to: the locations that dflow knows.

Nothing is uploaded or downloaded here. Must not import anything but the standard library and its
neighbours.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from typing import Any, ClassVar, Dict, List, Mapping, Optional, Set, Tuple, Type, Union

from .errors import CallError, GraphError
from .graph_object import EXTENSIONS, Field, as_list, flag, text, text_list, text_map
from .kubernetes import kubernetes_json, read_verbatim
from .location import SLICE, SUB_PATH, Location, SecretKey, secret_field
from .more_storage import AzureArtifact, GCSArtifact, GitArtifact

__all__ = [
    "PVC",
    "AzureArtifact",
    "CustomArtifact",
    "GCSArtifact",
    "GitArtifact",
    "GraphArtifact",
    "HTTPArtifact",
    "LocalArtifact",
    "Location",
    "OSSArtifact",
    "RawArtifact",
    "S3Artifact",
    "SecretKey",
    "location_from_dict",
    "save_from_list",
    "save_to_list",
]


def _path_list(value: Any) -> List[str]:
    """Relative paths; items of a catalogue are taken by their path (clause STO-9)."""
    return [
        text(item["dflow_list_item"] if isinstance(item, dict) else item) for item in as_list(value)
    ]


class S3Artifact(Location):
    """An object, or a folder of objects, in a store with the S3 protocol.

    `key` is written as it is: no prefix of a configuration is put before it. Without `bucket` it
    lies in the artifact repository (clause STO-1). Secrets are given as `SecretKey`.
    """

    KIND = "s3"
    FIELDS = (
        Field("key", text),
        Field("bucket", text),
        Field("endpoint", text),
        Field("region", text),
        Field("insecure", flag, default=False),
        secret_field("access_key_secret"),
        secret_field("secret_key_secret"),
        Field("role_arn", text),
        Field("use_sdk_creds", flag, default=False),
        Field("create_bucket_if_not_present", kubernetes_json, read_verbatim, {}),
        Field("encryption_options", kubernetes_json, read_verbatim, {}),
        Field("path_list", _path_list, default=[]),
        Field("urn", text, default=""),
        SLICE,
        SUB_PATH,
        EXTENSIONS,
    )

    def __init__(
        self,
        key: Optional[str] = None,
        path_list: Union[str, List[Any], None] = None,
        urn: str = "",
        debug_s3: bool = False,
        *,
        bucket: Optional[str] = None,
        endpoint: Optional[str] = None,
        region: Optional[str] = None,
        insecure: bool = False,
        access_key_secret: Any = None,
        secret_key_secret: Any = None,
        role_arn: Optional[str] = None,
        use_sdk_creds: bool = False,
        create_bucket_if_not_present: Any = None,
        encryption_options: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        if key is None:
            raise CallError("S3Artifact", "it needs a `key`, the name of the object or folder")
        self.key = text(key)
        self.path_list = [] if path_list is None else path_list
        self.urn = urn
        self.debug_s3 = debug_s3
        self.bucket, self.endpoint, self.region = bucket, endpoint, region
        self.insecure = insecure
        self.access_key_secret, self.secret_key_secret = access_key_secret, secret_key_secret
        self.role_arn = role_arn
        self.use_sdk_creds = use_sdk_creds
        self.create_bucket_if_not_present = create_bucket_if_not_present
        self.encryption_options = encryption_options
        self.extensions = extensions
        self.local_path = None
        self.convert_to_graph()

    def oss(self) -> OSSArtifact:
        """The same object in Alibaba Cloud OSS."""
        made = OSSArtifact(
            self.key,
            bucket=self.bucket,
            endpoint=self.endpoint,
            access_key_secret=self.access_key_secret,
            secret_key_secret=self.secret_key_secret,
        )
        made.slice, made.inner_path = self.slice, self.inner_path
        return made

    def evalable_repr(self, imports: Set[Tuple[str, str]]) -> str:
        """An expression of Python that makes the object; adds (module, name) to `imports`."""
        imports.add(("dflow_graph", "S3Artifact"))
        return f"S3Artifact(key={self.key!r}{f', urn={self.urn!r}' if self.urn else ''})"


class OSSArtifact(Location):
    """An object, or a folder of objects, in Alibaba Cloud OSS."""

    KIND = "oss"
    FIELDS = (
        Field("key", text),
        Field("bucket", text),
        Field("endpoint", text),
        secret_field("access_key_secret"),
        secret_field("secret_key_secret"),
        SLICE,
        SUB_PATH,
        EXTENSIONS,
    )

    def __init__(
        self,
        key: str,
        *,
        bucket: Optional[str] = None,
        endpoint: Optional[str] = None,
        access_key_secret: Any = None,
        secret_key_secret: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.key, self.bucket, self.endpoint = key, bucket, endpoint
        self.access_key_secret, self.secret_key_secret = access_key_secret, secret_key_secret
        self.extensions = extensions
        self.convert_to_graph()


class HTTPArtifact(Location):
    """A file at a URL, read only."""

    KIND = "http"
    FIELDS = (
        Field("url", text),
        Field("headers", text_map, default={}),
        secret_field("username_secret"),
        secret_field("password_secret"),
        EXTENSIONS,
    )

    def __init__(
        self,
        url: str,
        *,
        headers: Optional[Dict[str, str]] = None,
        username_secret: Any = None,
        password_secret: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.url, self.headers = url, headers
        self.username_secret, self.password_secret = username_secret, password_secret
        self.extensions = extensions
        self.convert_to_graph()


class RawArtifact(Location):
    """A file whose text stands in the graph, read only."""

    KIND = "raw"
    FIELDS = (Field("data", text), EXTENSIONS)

    def __init__(self, data: str, *, extensions: Optional[Dict[str, Any]] = None) -> None:
        self.data = data
        self.extensions = extensions
        self.convert_to_graph()


class LocalArtifact(Location):
    """A file or folder of this machine; uploaded when the graph is emitted (clause STO-5)."""

    KIND = "local"
    FIELDS = (Field("path", text, attribute="local_path"), SLICE, SUB_PATH, EXTENSIONS)

    ARGUMENTS: ClassVar[Mapping[str, str]] = {"path": "local_path"}

    def __init__(
        self,
        local_path: Union[str, os.PathLike[str]],
        *,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.local_path = text(local_path)
        self.extensions = extensions


class PVC(Location):
    """A persistent volume claim: to be declared (`pvcs`), or a folder of one as a location."""

    FIELDS = (
        Field("name", text),
        Field("subpath", text),
        Field("size", text, default="1Gi"),
        Field("storage_class", text),
        Field("access_modes", text_list, default=["ReadWriteOnce"]),
        EXTENSIONS,
    )

    def __init__(
        self,
        name: str,
        subpath: str,
        size: str = "1Gi",
        storage_class: Optional[str] = None,
        access_modes: Optional[List[str]] = None,
        *,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.name, self.subpath, self.size = name, subpath, size
        self.storage_class = storage_class
        self.access_modes = ["ReadWriteOnce"] if access_modes is None else access_modes
        self.extensions = extensions
        self.convert_to_graph()

    def to_location(self) -> Dict[str, Any]:
        """The claim as a location; `to_dict` gives it as `pvcs` has it, without `kind`."""
        return {"kind": "pvc", **self.convert_to_graph()}


class _Urn:
    """What `get_urn` gives, unless a plug-in keeps a `urn` of its own in its artifacts."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else instance.get_urn()


class CustomArtifact(Location):
    """An artifact that a plug-in knows by a URN: a subclass says which, in `get_urn`."""

    KIND = "custom"
    FIELDS = (Field("urn", text), SLICE, EXTENSIONS)
    redirect = None
    urn = _Urn()

    @abstractmethod
    def get_urn(self) -> str:
        """The URN; its scheme names the plug-in."""
        raise NotImplementedError

    @staticmethod
    def from_urn(urn: str) -> CustomArtifact:
        """The artifact of a URN, as far as a graph knows it."""
        return GraphArtifact(urn)

    def render(self, template: Any, name: str) -> Any:
        """A template that can read the artifact; plug-ins may change it when a graph is run."""
        del name
        return template

    def __repr__(self) -> str:
        return self.get_urn()


class GraphArtifact(CustomArtifact):
    """An artifact of a plug-in, as a graph names it."""

    def __init__(self, urn: str, *, extensions: Optional[Dict[str, Any]] = None) -> None:
        self._urn = urn
        self.extensions = extensions

    def get_urn(self) -> str:
        """The URN that the graph has."""
        return self._urn


_KINDS: Dict[str, Type[Location]] = {
    "s3": S3Artifact,
    "oss": OSSArtifact,
    "gcs": GCSArtifact,
    "azure": AzureArtifact,
    "http": HTTPArtifact,
    "raw": RawArtifact,
    "git": GitArtifact,
    "local": LocalArtifact,
    "custom": GraphArtifact,
}


def location_from_dict(data: Mapping[str, Any]) -> Location:
    """The location that a graph's object says, told by its `kind`. Raises `GraphError`."""
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind == "pvc":
        return PVC.from_graph({name: value for name, value in data.items() if name != "kind"})
    cls = _KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        known = [*_KINDS, "pvc"]
        raise GraphError("location", f"its `kind` cannot be {kind!r}", str(kind), known)
    return cls.from_graph(data)


def save_to_list(save: Any) -> List[Dict[str, Any]]:
    """Where an output artifact is kept: a list of locations, or one."""
    return [_saved(place) for place in as_list(save)]


def _saved(place: Any) -> Dict[str, Any]:
    if not isinstance(place, Location):
        raise TypeError(f"holds locations such as S3Artifact or PVC, not {type(place).__name__}")
    return place.to_location()


def save_from_list(data: List[Any]) -> List[Location]:
    """The locations that a graph has in `save`."""
    return [location_from_dict(place) for place in data]
