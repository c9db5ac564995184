"""The executor that hands a step to DPDispatcher, and so to a queue or a cloud service."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Optional, Union

from dflow_graph.authoring.executors import DataExecutor
from dflow_graph.python.errors import CallError
from dflow_graph.python.storage import CustomArtifact

__all__ = ["DispatcherArtifact", "DispatcherExecutor"]

_PathLike = Union[str, "os.PathLike[str]"]
_Words = Union[str, list[str], None]
_SECTIONS = {"machine": "machine_dict", "resources": "resources_dict", "task": "task_dict"}


class DispatcherExecutor(DataExecutor):
    """Hands the script of a step to DPDispatcher.

    `machine_dict`, `resources_dict` and `task_dict` are DPDispatcher's own objects; `json_file`
    holds them as `machine`, `resources` and `task`, and is read at once, so that the graph needs
    no file. Credentials in any of them are named by reference, `machine_dict.remote_profile.…`.
    """

    def __init__(
        self,
        host: Optional[str] = None,
        queue_name: Optional[str] = None,
        port: int = 22,
        username: str = "root",
        password: Any = None,
        private_key_file: Optional[_PathLike] = None,
        image: Optional[str] = None,
        image_pull_policy: Optional[str] = None,
        command: _Words = "python3",
        remote_command: _Words = None,
        map_tmp_dir: bool = True,
        machine_dict: Optional[dict[str, Any]] = None,
        resources_dict: Optional[dict[str, Any]] = None,
        task_dict: Optional[dict[str, Any]] = None,
        json_file: Optional[_PathLike] = None,
        docker_executable: Optional[str] = None,
        singularity_executable: Optional[str] = None,
        container_args: str = "",
        podman_executable: Optional[str] = None,
        remote_root: Optional[str] = None,
        retry_on_submission_error: Optional[int] = None,
        merge_sliced_step: bool = False,
        pre_script: str = "",
        post_script: str = "",
        clean: bool = True,
        remove_scheduling_strategies: bool = True,
        envs: Optional[dict[str, str]] = None,
        merge_bohrium_job_group: bool = False,
        terminate_grace_period: Optional[int] = None,
    ) -> None:
        self._take(locals())
        if json_file is not None:
            self._fold(_sections(json_file))

    def _fold(self, sections: Mapping[str, Any]) -> None:
        """Puts the sections of a file below what the script itself says."""
        for section, name in _SECTIONS.items():
            if section in sections:
                own = getattr(self, name) or {}
                setattr(self, name, _merged(sections[section], own))
        self.json_file = None


class DispatcherArtifact(CustomArtifact):
    """Base of artifacts that a plug-in brings to a machine of DPDispatcher by itself."""

    def modify_config(self, name: str, machine: Any) -> Any:
        """Changes the machine's settings so that the artifact is there."""
        raise NotImplementedError

    def remote_download(self, name: str, path: str) -> Any:
        """The command that fetches the artifact on a remote machine."""
        raise NotImplementedError

    def bohrium_download(self, name: str, path: str) -> Any:
        """The command that fetches the artifact on Bohrium."""
        raise NotImplementedError


def _sections(path: _PathLike) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            sections = json.load(file)
    except (OSError, ValueError) as error:
        raise CallError("DispatcherExecutor", f"cannot read `json_file`: {error}") from None
    if not isinstance(sections, dict):
        raise CallError("DispatcherExecutor", f"`json_file` {os.fspath(path)} holds no object")
    return sections


def _merged(below: Any, above: Any) -> Any:
    """Two JSON values as one: objects member by member, of all else the upper one."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    both = {name: _merged(below[name], above[name]) for name in below if name in above}
    return {**below, **above, **both}
