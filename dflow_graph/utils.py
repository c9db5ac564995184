"""dflow's module `dflow.utils`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.uploads import (
    copy_artifact,
    copy_s3,
    download_artifact,
    download_s3,
    path_list_of_artifact,
    path_object_of_artifact,
    upload_artifact,
    upload_s3,
)
from dflow_graph.python.processes import randstr, run_command, set_directory

__all__ = [
    "copy_artifact",
    "copy_s3",
    "download_artifact",
    "download_s3",
    "path_list_of_artifact",
    "path_object_of_artifact",
    "randstr",
    "run_command",
    "set_directory",
    "upload_artifact",
    "upload_s3",
]
