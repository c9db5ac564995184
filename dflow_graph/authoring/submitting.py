"""Manifests of authored workflows, and their way to an Argo server as dflow's settings name it.

Imports what it needs when it is called, as authoring does throughout.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dflow_graph.authoring.config import config, s3_config
from dflow_graph.authoring.documents import valid_text
from dflow_graph.python.errors import UnsupportedError

if TYPE_CHECKING:
    from dflow_graph.authoring.workflow import Workflow
    from dflow_graph.delivery.submission import Submitted

__all__ = ["has_server", "manifest_of", "submitted", "without_reuse"]

_FIRST_HOST = config["host"] if "DFLOW_HOST" not in os.environ else None


def without_reuse(reuse_step: Any) -> None:
    """Raises `UnsupportedError` for steps of an earlier run, which only a server knows."""
    if reuse_step is not None:
        raise UnsupportedError("`reuse_step` asks an Argo server", "submit without it")


def has_server(workflow: Workflow) -> bool:
    """Whether a server is named: by the workflow, in the settings or by `DFLOW_HOST`."""
    return bool(workflow.host) or config["host"] != _FIRST_HOST


def manifest_of(
    workflow: Workflow, *, upload: bool = False, allow_outside: bool = False, **options: Any
) -> dict[str, Any]:
    """The manifest of a workflow; see `dflow_graph.emit` for the options and errors.

    With `upload`, local files go to the store that `s3_config` names; they count from the working
    folder, as `upload_artifact` took them, and lie below it unless `allow_outside`.
    """
    from dflow_graph.emission import emit, valid_model  # noqa: PLC0415

    graph = workflow.to_graph()
    valid_text(graph)
    if not upload:
        return emit(graph, **options)
    from dflow_graph.delivery.local_files import local_files  # noqa: PLC0415
    from dflow_graph.index import build_index  # noqa: PLC0415

    model = valid_model(graph)
    uploads = (
        _uploads(model, allow_outside=allow_outside) if local_files(build_index(model)) else {}
    )
    return emit(model, uploads=uploads, **options)


def _uploads(model: Any, *, allow_outside: bool) -> dict[str, str]:
    from dflow_graph.delivery.s3 import S3Store, S3Target  # noqa: PLC0415
    from dflow_graph.delivery.uploads import upload_local_files  # noqa: PLC0415

    scheme = "https" if s3_config["secure"] else "http"
    store = S3Store(
        S3Target(s3_config["bucket_name"], s3_config["prefix"].strip("/")),
        endpoint_url=f"{scheme}://{s3_config['endpoint']}",
        aws_access_key_id=s3_config["access_key"],
        aws_secret_access_key=s3_config["secret_key"],
    )
    return upload_local_files(model, Path.cwd(), store, allow_outside=allow_outside)


def submitted(workflow: Workflow, *, verify: bool = True, allow_outside: bool = False) -> Submitted:
    """Validates, emits, uploads and submits. Raises `ServerError` with what the server said."""
    from dflow_graph.delivery.server import Server  # noqa: PLC0415
    from dflow_graph.delivery.submission import submit_manifest  # noqa: PLC0415

    server = Server(
        workflow.host or config["host"],
        token=workflow.token or config["token"],
        headers=config["http_headers"],
        verify=verify,
    )
    manifest = manifest_of(workflow, upload=True, allow_outside=allow_outside)
    return submit_manifest(manifest, server, workflow.namespace or config["namespace"])
