"""Settings of a session: servers, images and stores; none of them ever enters a graph.

The names, environment variables and first values are dflow's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from dflow_graph.python import lineage
from dflow_graph.python.errors import CallError

__all__ = ["config", "s3_config", "set_config", "set_s3_config"]

_Row = tuple[str, Any, Callable[[str], Any]]


def _flag(text: str) -> bool:
    return text.lower() not in {"", "false", "0"}


def _nullable(text: str) -> str | None:
    return None if text.lower() == "none" else text


def _headers(text: str) -> dict[str, str]:
    """`name:value` pairs between semicolons; what is no pair is left out."""
    pairs = (part.split(":") for part in text.split(";"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004


def _parts(text: str) -> list[str]:
    return text.split(";") if text else []


_CONFIG: dict[str, _Row] = {
    "host": ("DFLOW_HOST", "https://127.0.0.1:2746", str),
    "namespace": ("DFLOW_NAMESPACE", "argo", str),
    "token": ("DFLOW_TOKEN", None, str),
    "k8s_config_file": ("DFLOW_K8S_CONFIG_FILE", None, str),
    "k8s_api_server": ("DFLOW_K8S_API_SERVER", None, str),
    "private_key_host_path": ("DFLOW_PRIVATE_KEY_HOST_PATH", None, str),
    "save_path_as_parameter": ("DFLOW_SAVE_PATH_AS_PARAMETER", False, _flag),
    "catalog_dir_name": ("DFLOW_CATALOG_DIR_NAME", ".dflow", str),
    "archive_mode": ("DFLOW_ARCHIVE_MODE", "tar", _nullable),
    "util_image": ("DFLOW_UTIL_IMAGE", "python:3.8", str),
    "util_image_pull_policy": ("DFLOW_UTIL_IMAGE_PULL_POLICY", None, str),
    "extender_image": ("DFLOW_EXTENDER_IMAGE", "dptechnology/dflow-extender", str),
    "extender_image_pull_policy": ("DFLOW_EXTENDER_IMAGE_PULL_POLICY", None, str),
    "dispatcher_image": ("DFLOW_DISPATCHER_IMAGE", "dptechnology/dpdispatcher", str),
    "dispatcher_image_pull_policy": ("DFLOW_DISPATCHER_IMAGE_PULL_POLICY", None, str),
    "save_keys_in_global_outputs": ("DFLOW_SAVE_KEYS_IN_GLOBAL_OUTPUTS", False, _flag),
    "mode": ("DFLOW_MODE", "default", str),
    "lineage": ("", None, str),
    "register_tasks": ("DFLOW_REGISTER_TASKS", False, _flag),
    "http_headers": ("DFLOW_HTTP_HEADERS", {}, _headers),
    "workflow_annotations": ("DFLOW_WORKFLOW_ANNOTATIONS", {}, json.loads),
    "overwrite_reused_artifact": ("DFLOW_OVERWRITE_REUSED_ARTIFACT", True, _flag),
    "detach": ("DFLOW_DETACH", False, _flag),
    "debug_copy_method": ("DFLOW_DEBUG_COPY_METHOD", "symlink", str),
    "debug_pool_workers": ("DFLOW_DEBUG_POOL_WORKERS", None, int),
    "debug_batch_size": ("DFLOW_DEBUG_BATCH_SIZE", None, int),
    "debug_batch_interval": ("DFLOW_DEBUG_BATCH_INTERVAL", 30, int),
    "detect_empty_dir": ("DFLOW_DETECT_EMPTY_DIR", True, _flag),
    "artifact_register": ("", {}, str),
    "debug_s3": ("DFLOW_DEBUG_S3", False, _flag),
    "debug_workdir": ("DFLOW_DEBUG_WORKDIR", ".", str),
    "debug_artifact_dir": ("DFLOW_DEBUG_ARTIFACT_DIR", ".", str),
    "debug_failfast": ("DFLOW_DEBUG_FAILFAST", False, _flag),
    "debug_save_copy_method": ("DFLOW_DEBUG_SAVE_COPY_METHOD", "symlink", str),
    "raise_for_group": ("DFLOW_RAISE_FOR_GROUP", False, _flag),
    "dispatcher_debug": ("DISPATCHER_DEBUG", False, _flag),
    "dereference_symlink": ("DFLOW_DEREFERENCE_SYMLINK", False, _flag),
}
"""Setting to its environment variable (none where empty), first value, and reader of a text."""

_S3_CONFIG: dict[str, _Row] = {
    "endpoint": ("DFLOW_S3_ENDPOINT", "127.0.0.1:9000", str),
    "console": ("DFLOW_S3_CONSOLE", "http://127.0.0.1:9001", str),
    "access_key": ("DFLOW_S3_ACCESS_KEY", "admin", str),
    "secret_key": ("DFLOW_S3_SECRET_KEY", "password", str),
    "secure": ("DFLOW_S3_SECURE", False, _flag),
    "bucket_name": ("DFLOW_S3_BUCKET_NAME", "my-bucket", str),
    "repo_key": ("DFLOW_S3_REPO_KEY", None, str),
    "repo": ("DFLOW_S3_REPO", None, json.loads),
    "repo_type": ("DFLOW_S3_REPO_TYPE", "s3", str),
    "repo_prefix": ("DFLOW_S3_REPO_PREFIX", "", str),
    "prefix": ("DFLOW_S3_PREFIX", "", str),
    "storage_client": ("", None, str),
    "extra_prefixes": ("DFLOW_S3_EXTRA_PREFIXES", [], _parts),
}


def _settings(rows: Mapping[str, _Row], environment: Mapping[str, str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for name, (variable, first, read) in rows.items():
        text = environment.get(variable)
        try:
            settings[name] = first if text is None else read(text)
        except ValueError as error:
            reason = f"the environment variable {variable} cannot be read: {error}"
            raise CallError("config", reason) from None
    return settings


config = _settings(_CONFIG, os.environ)
"""Global settings, by name; a plain dictionary that may be changed."""

s3_config = _settings(_S3_CONFIG, os.environ)
"""Settings of the object store, by name; a plain dictionary that may be changed."""


def set_config(**kwargs: Any) -> None:
    """Changes global settings. Raises `CallError` for a name that is no setting."""
    _change("set_config", config, kwargs)


def set_s3_config(**kwargs: Any) -> None:
    """Changes settings of the object store. Raises `CallError` for a name that is none."""
    _change("set_s3_config", s3_config, kwargs)


def _change(call: str, settings: dict[str, Any], changes: dict[str, Any]) -> None:
    for name in changes:
        if name not in settings:
            raise CallError(call, f"there is no setting `{name}`", name, list(settings))
    settings.update(changes)


lineage.set_source(lambda: config["lineage"])
