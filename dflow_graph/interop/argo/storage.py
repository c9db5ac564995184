"""Where artifacts come from and are kept: a table for each store that a graph knows."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.fields import (
    Field,
    Into,
    Kept,
    Table,
    flag,
    keep_others,
    kubernetes_object,
    named_items,
    read_object,
    text,
    whole,
    wrong,
)
from dflow_graph.interop.argo.pods import SECRET_KEY
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.passes.finding import quoted

__all__ = ["STORES", "UNKNOWN_STORES", "archive", "location_in"]

_CREDENTIALS = "the store is asked without it"
_STORE = "the store is used without it"


def _secret(reading: Reading, value: Any, place: Place) -> Any:
    return read_object(reading, value, place, SECRET_KEY, "a reference to a secret")


def _headers(reading: Reading, value: Any, place: Place) -> Any:
    headers = {}
    for name, item, at in named_items(reading, value, place, "header"):
        keep_others(reading, item, at, ("value",), "a header")
        headers[name] = text(reading, item.get("value") or "", at.of("value"))
    return headers


_LOGIN: Table = {
    "usernameSecret": Field("username_secret", _secret),
    "passwordSecret": Field("password_secret", _secret),
}


def _login(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _LOGIN, "a login")


_AUTH: Table = {
    "basicAuth": Into(_login),
    "oauth2": Kept("the address is asked without it"),
    "clientCert": Kept("the address is asked without it"),
}


def _auth(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _AUTH, "the authentication of an address")


_KEYS: Table = {
    "bucket": Field("bucket", text),
    "endpoint": Field("endpoint", text),
    "key": Field("key", text),
    "accessKeySecret": Field("access_key_secret", _secret),
    "secretKeySecret": Field("secret_key_secret", _secret),
}

STORES: dict[str, tuple[str, Table]] = {
    "s3": (
        "s3",
        {
            **_KEYS,
            "region": Field("region", text),
            "insecure": Field("insecure", flag),
            "roleARN": Field("role_arn", text),
            "useSDKCreds": Field("use_sdk_creds", flag),
            "createBucketIfNotPresent": Field("create_bucket_if_not_present", kubernetes_object),
            "encryptionOptions": Field("encryption_options", kubernetes_object),
            "sessionTokenSecret": Kept(_CREDENTIALS),
            "caSecret": Kept(_CREDENTIALS),
        },
    ),
    "oss": (
        "oss",
        {
            **_KEYS,
            "createBucketIfNotPresent": Kept(_STORE),
            "securityToken": Kept(_CREDENTIALS),
            "lifecycleRule": Kept(_STORE),
            "useSDKCreds": Kept(_CREDENTIALS),
        },
    ),
    "gcs": (
        "gcs",
        {
            "bucket": Field("bucket", text),
            "key": Field("key", text),
            "serviceAccountKeySecret": Field("service_account_key_secret", _secret),
        },
    ),
    "azure": (
        "azure",
        {
            "blob": Field("blob", text),
            "container": Field("container", text),
            "endpoint": Field("endpoint", text),
            "accountKeySecret": Field("account_key_secret", _secret),
            "useSDKCreds": Kept(_CREDENTIALS),
        },
    ),
    "http": (
        "http",
        {"url": Field("url", text), "headers": Field("headers", _headers), "auth": Into(_auth)},
    ),
    "raw": ("raw", {"data": Field("data", text)}),
    "git": (
        "git",
        {
            "repo": Field("repo", text),
            "revision": Field("revision", text),
            "depth": Field("depth", whole),
            "usernameSecret": Field("username_secret", _secret),
            "passwordSecret": Field("password_secret", _secret),
            "sshPrivateKeySecret": Field("ssh_private_key_secret", _secret),
            "branch": Kept("the working tree is that of `revision`"),
            "disableSubmodules": Kept("submodules are fetched"),
            "fetch": Kept("no other references are fetched"),
            "insecureIgnoreHostKey": Kept("the key of the host is looked at"),
            "insecureSkipTLS": Kept("the certificate of the host is looked at"),
            "singleBranch": Kept("all branches are fetched"),
        },
    ),
}
"""A store of Argo to its kind in a graph, and what becomes of its members."""

UNKNOWN_STORES = ("artifactory", "hdfs", "plugin")
"""Stores that a graph has no kind for."""

_READ_ONLY = ("http", "raw", "git")


def location_in(reading: Reading, item: dict[str, Any], place: Place, *, output: bool) -> Any:
    """The location that an artifact of a manifest names; NOTHING if it names none.

    `place` is that of the artifact, with the place of the location in the graph.
    """
    found: Any = NOTHING
    for name in UNKNOWN_STORES:
        if item.get(name) is not None:
            at = place.of(name)
            if output:
                reading.keep(at, item[name], f"{quoted(name)} is no store of a graph: the artifact "
                             "is kept in the artifact repository")  # fmt: skip
            else:
                reading.refuse(at, name, "it is no store of a graph", "DG108")
    for name, (kind, table) in STORES.items():
        value = item.get(name)
        if value is None:
            continue
        at = place.of(name)
        if output and kind in _READ_ONLY:
            reading.keep(at, value, f"nothing can be kept in {quoted(name)} by a graph: the "
                         "artifact is kept in the artifact repository")  # fmt: skip
        elif found is not NOTHING:
            reading.fault("DG108", at, "an artifact names two stores", "Name one of them.")
        else:
            found = {"kind": kind, **read_object(reading, value, at, table, f"the store `{name}`")}
    return found


def archive(reading: Reading, value: Any, place: Place) -> Any:
    """How files are packed (ART-5)."""
    if not isinstance(value, dict):
        return wrong(reading, place, "how files are packed must be an object", value)
    kinds = [name for name in ("none", "zip", "tar") if value.get(name) is not None]
    for name, said in value.items():
        if name not in ("none", "zip", "tar"):
            reading.unknown(place.at(name), name, said, "an archive", ("none", "tar", "zip"))
        elif isinstance(said, dict):
            for inside, level in said.items():
                why = f"{quoted(inside)} has no place in a graph: files are packed as usual"
                reading.keep(place.at(name).at(inside), level, why)
        elif said is not None:
            wrong(reading, place.at(name), "an object must stand here", said)
    if not kinds:
        return NOTHING
    return None if kinds[0] == "none" else kinds[0]
