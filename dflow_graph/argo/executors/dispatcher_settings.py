"""The settings of a `DispatcherExecutor` as DPDispatcher's objects: machine, resources, task."""

from __future__ import annotations

import copy
from typing import Any

from dflow_graph.argo.executors.interface import ExecutorError, ExecutorSettings, PodTemplate
from dflow_graph.argo.executors.submission import LOG, RESULT

__all__ = ["checked", "machine_of", "resources_of", "secret_way", "task_of"]

_KNOWN = frozenset(
    (
        *("host", "queue_name", "port", "username", "image", "image_pull_policy", "command"),
        *("remote_command", "map_tmp_dir", "machine_dict", "resources_dict", "task_dict"),
        *("docker_executable", "singularity_executable", "podman_executable", "container_args"),
        *("remote_root", "retry_on_submission_error", "pre_script", "post_script", "clean"),
        *("remove_scheduling_strategies", "envs", "terminate_grace_period"),
    )
)
_REFUSED = {
    "json_file": "an emission reads no file; put its `machine` and `resources` into "
    "`machine_dict` and `resources_dict`",
    "private_key_file": "a manifest carries no private key; name the Kubernetes secret that "
    "holds it in `secrets`",
    "merge_sliced_step": "each slice is a job of its own here; use `group_size` of the slices",
    "merge_bohrium_job_group": "each slice is a job of its own here",
}
_PROFILE = ("host", "username", "password", "port")
_SECTIONS = {"machine_dict": "machine", "resources_dict": "resources", "task_dict": "task"}


def checked(pod: PodTemplate, settings: ExecutorSettings) -> dict[str, Any]:
    """The settings, each known and possible. Raises `ExecutorError`."""
    if "script" not in pod.fields:
        raise ExecutorError("a dispatcher runs scripts, and the template has none")
    for name, value in settings.config.items():
        path = ("config", name)
        if name in _REFUSED and value:
            raise ExecutorError(f"`{name}` has no place in a manifest: {_REFUSED[name]}", path)
        if name not in _KNOWN and name not in _REFUSED:
            raise ExecutorError(f"a dispatcher executor has no setting `{name}`", path)
    for section in _SECTIONS:
        if not isinstance(settings.config.get(section, {}), (dict, type(None))):
            raise ExecutorError(f"`{section}` is no object", ("config", section))
    for place in [*pod.input_paths, *pod.output_paths]:
        if not place.startswith((f"{pod.root}/", "/tmp/")):  # noqa: S108 - a path of the pod
            raise ExecutorError(
                f"`{place}` lies outside of {pod.root}, which alone a dispatcher brings elsewhere",
                hint=f"Let the template use a path below {pod.root}.",
            )
    return dict(settings.config)


def secret_way(name: str) -> list[str]:
    """Where among machine, resources and task a credential of that name goes."""
    first, *rest = name.split(".")
    if first in _SECTIONS and rest:
        return [_SECTIONS[first], *rest]
    if first in _PROFILE and not rest:
        return ["machine", "remote_profile", "hostname" if first == "host" else first]
    raise ExecutorError(
        f"a dispatcher has no use for the credential `{name}`",
        ("secrets", name),
        "Name the setting that it is, such as `password` or `machine_dict.remote_profile.email`.",
    )


def machine_of(pod: PodTemplate, config: dict[str, Any], key_file: str) -> dict[str, Any]:
    """The machine of DPDispatcher; what `machine_dict` says goes before anything else."""
    user = config.get("username") or "root"
    home = "/root" if user == "root" else f"/home/{user}"
    profile: dict[str, Any] = {"username": user, "port": config.get("port") or 22, "timeout": 10}
    if config.get("host"):
        profile["hostname"] = config["host"]
    if key_file:
        profile["key_filename"] = key_file
    machine = {
        "batch_type": "Slurm",
        "context_type": "SSHContext",
        "local_root": ".",
        "remote_root": config.get("remote_root") or f"{home}/dflow/workflows",
        "remote_profile": profile,
    }
    merged = _merged(machine, config.get("machine_dict") or {})
    _add_cloud(merged, str(pod.main.get("image", "")), config)
    return merged


def _add_cloud(machine: dict[str, Any], image: str, config: dict[str, Any]) -> None:
    """What cloud services want to know besides, where the graph does not say it."""
    profile = machine["remote_profile"]
    usual: dict[str, Any] = {"platform": "ali", "job_name": "{{pod.name}}"}
    if machine["context_type"] == "Bohrium":
        said = (config.get("machine_dict") or {}).get("batch_type")
        machine["batch_type"] = said or "Bohrium"
        usual.update(job_type="container", scass_type="c4_m8_cpu", output_log=True)
        usual.update({"image_name": image} if image else {}, log_file="log")
        profile["input_data"] = {**usual, **profile.get("input_data", {})}
    elif machine["context_type"] == "OpenAPI":
        usual.update({"image_address": image} if image else {}, machine_type="c4_m8_cpu")
        machine["remote_profile"] = {**usual, **profile}


def resources_of(config: dict[str, Any]) -> dict[str, Any]:
    """The resources of DPDispatcher."""
    resources: dict[str, Any] = {
        "number_node": 1,
        "cpu_per_node": 1,
        "group_size": 1,
        # DPDispatcher knows a task by what it consists of: those of two pods must differ.
        "envs": {"DFLOW_WORKFLOW": "{{workflow.name}}", "DFLOW_POD": "{{pod.name}}"},
    }
    if config.get("queue_name"):
        resources["queue_name"] = config["queue_name"]
    return _merged(resources, config.get("resources_dict") or {})


def task_of(config: dict[str, Any], command: str, forwarded: list[str]) -> dict[str, Any]:
    """The task of DPDispatcher."""
    said = {"task_work_path": "./", **(config.get("task_dict") or {})}
    forward, backward = said.get("forward_files") or [], said.get("backward_files") or []
    return {
        **said,
        "command": command,
        "outlog": LOG,
        "errlog": LOG,
        "forward_files": [*forwarded, *forward],
        "backward_files": [RESULT, *backward],
    }


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Two objects as one: objects member by member, of all else the upper one."""
    both = copy.deepcopy(below)
    for name, value in above.items():
        inner = both.get(name)
        if isinstance(inner, dict) and isinstance(value, dict):
            both[name] = _merged(inner, value)
        else:
            both[name] = copy.deepcopy(value)
    return both
