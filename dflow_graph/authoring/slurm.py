"""Slurm: executors that submit to it, and the Kubernetes resource of a Slurm job."""

from __future__ import annotations

import json
import os
from typing import Any, Optional, Union

from dflow_graph.authoring.executors import DataExecutor, RemoteExecutor
from dflow_graph.authoring.resource import Resource
from dflow_graph.python.storage import PVC

__all__ = ["SlurmJob", "SlurmJobTemplate", "SlurmRemoteExecutor"]

_Words = Union[str, list[str], None]
_WORKDIR = "~/dflow/workflows/{{workflow.name}}/{{pod.name}}"


class SlurmJobTemplate(DataExecutor):
    """Runs a step as a Slurm job by a Kubernetes operator, between two pods that move its files."""

    def __init__(
        self,
        header: str = "",
        node_selector: Optional[dict[str, str]] = None,
        prepare_image: Optional[str] = None,
        prepare_image_pull_policy: Optional[str] = None,
        collect_image: Optional[str] = None,
        collect_image_pull_policy: Optional[str] = None,
        workdir: str = "dflow/workflows/{{workflow.name}}/{{pod.name}}",
        remote_command: _Words = None,
        docker_executable: Optional[str] = None,
        singularity_executable: Optional[str] = None,
        podman_executable: Optional[str] = None,
    ) -> None:
        self._take(locals())


class SlurmRemoteExecutor(RemoteExecutor):
    """Runs the script of a step as a Slurm job of another machine, by SSH.

    `header` is the head of the job's script, `interval` the seconds between two looks at it.
    """

    def __init__(
        self,
        host: str,
        port: int = 22,
        username: str = "root",
        password: Any = None,
        private_key_file: Union[str, os.PathLike[str], None] = None,
        workdir: str = _WORKDIR,
        command: _Words = None,
        remote_command: _Words = None,
        image: Optional[str] = None,
        image_pull_policy: Optional[str] = None,
        map_tmp_dir: bool = True,
        docker_executable: Optional[str] = None,
        singularity_executable: Optional[str] = None,
        podman_executable: Optional[str] = None,
        action_retries: int = -1,
        header: str = "",
        interval: int = 3,
        pvc: Optional[PVC] = None,
    ) -> None:
        self._take(locals())


class SlurmJob(Resource):
    """The Kubernetes resource of one Slurm job that runs the script of a template.

    `prepare` and `results` say how its files come and go; `workdir` is where it works.
    """

    action = "create"
    success_condition = "status.status == Succeeded"
    failure_condition = "status.status == Failed"

    def __init__(
        self,
        header: str = "",
        node_selector: Optional[dict[str, str]] = None,
        prepare: Optional[dict[str, Any]] = None,
        results: Optional[dict[str, Any]] = None,
        map_tmp_dir: bool = True,
        workdir: str = ".",
        remote_command: _Words = None,
        docker_executable: Optional[str] = None,
        singularity_executable: Optional[str] = None,
        podman_executable: Optional[str] = None,
    ) -> None:
        words = [remote_command] if isinstance(remote_command, str) else remote_command
        self.header, self.node_selector = header, node_selector
        self.prepare, self.results = prepare, results
        self.map_tmp_dir, self.workdir, self.remote_command = map_tmp_dir, workdir, words
        self.docker_executable, self.podman_executable = docker_executable, podman_executable
        self.singularity_executable = singularity_executable

    def get_manifest(self, template: Any) -> str:
        """The resource as YAML; JSON is YAML."""
        spec: dict[str, Any] = {"batch": self._batch(template)}
        given = (
            ("nodeSelector", self.node_selector),
            ("prepare", self.prepare),
            ("results", self.results),
        )
        spec.update({name: value for name, value in given if value is not None})
        manifest = {
            "apiVersion": "wlm.sylabs.io/v1alpha1",
            "kind": "SlurmJob",
            "metadata": {"name": "{{pod.name}}"},
            "spec": spec,
        }
        return json.dumps(manifest, indent=2, ensure_ascii=False)

    def _batch(self, template: Any) -> str:
        script = template.script
        if self.map_tmp_dir:
            script = script.replace("/tmp", f"{self.workdir}/tmp")  # noqa: S108 - of the pod
        command = self.remote_command or template.command or ["sh"]
        lines = [
            self.header,
            f"mkdir -p {self.workdir}",
            f"cd {self.workdir}",
            "cat <<'EOF' > script",
            script,
            "EOF",
            self._call(template.image, " ".join(command)),
        ]
        return "\n".join(lines)

    def _call(self, image: str, command: str) -> str:
        """The line that runs the script, in a container where an engine is given."""
        engine = self.docker_executable or self.podman_executable
        if engine:
            mounts = "-v$(pwd)/tmp:/tmp -v$(pwd)/script:/script"
            return f"mkdir -p tmp && {engine} run {mounts} {image} {command} /script"
        if self.singularity_executable:
            mounts = "-B$(pwd)/tmp:/tmp -B$(pwd)/script:/script"
            engine = self.singularity_executable
            return f"mkdir -p tmp && {engine} exec {mounts} {image} {command} /script"
        return f"{command} script"
