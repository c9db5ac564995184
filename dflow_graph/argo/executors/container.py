"""The executor `ContainerExecutor`: the script of a pod runs in a container inside of the pod.

The image of the template has the engine, as with dflow. The script stays what it is; the command
starts the engine, which gets the folders of the pod under their own names.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.executors.interface import ExecutorError, ExecutorSettings, PodTemplate

__all__ = ["render_container"]

_ENGINES = ("docker", "singularity", "podman")
_KNOWN = (*_ENGINES, "image_pull_policy")
_PULL = {"Always": "always", "IfNotPresent": "missing", "Never": "never"}
_STAGING = "/argo/staging"
"""Where Argo puts the script of a pod."""
_UNITS = {"Ki": "k", "Mi": "m", "Gi": "g"}


def render_container(pod: PodTemplate, settings: ExecutorSettings) -> dict[str, Any]:
    """The template whose command runs the command of another one by a container engine."""
    for name in settings.config:
        if name not in _KNOWN:
            raise ExecutorError(f"a container executor has no setting `{name}`", ("config", name))
    for name in settings.secrets:
        raise ExecutorError("a container executor needs no credential", ("secrets", name))
    main = pod.main
    if "image" not in main:
        raise ExecutorError("it runs in the pod's image, and the template names none")
    engine = next((name for name in _ENGINES if settings.config.get(name)), None)
    if engine is None:
        # As in dflow: without an engine the pod itself is the container.
        return pod.fields
    if "command" not in main:
        raise ExecutorError("the template names no `command` that a container engine could run")
    program = str(settings.config[engine])
    words = _singularity if engine == "singularity" else _docker
    started = " ".join(("exec", shlex.quote(program), *words(pod, settings), '"$@"'))
    changed = {**main, "command": ["sh", "-c", started, "dflow", *main["command"]]}
    name = "script" if "script" in pod.fields else "container"
    return {**pod.fields, name: changed}


def _docker(pod: PodTemplate, settings: ExecutorSettings) -> Iterator[str]:
    image = str(pod.main["image"])
    usual = "Always" if image.endswith(":latest") or ":" not in image else "IfNotPresent"
    yield from ("run", "--rm", "--pull", _PULL[settings.config.get("image_pull_policy") or usual])
    for folder in _folders(pod):
        yield f"-v {shlex.quote(f'{folder}:{folder}')}"
    for variable in pod.main.get("env", ()):
        # The value stays where it is: a secret must not stand in a command.
        yield f"-e {shlex.quote(variable['name'])}"
    requests = pod.main.get("resources", {}).get("requests", {})
    if "cpu" in requests:
        yield f"--cpus {_cores(str(requests['cpu']))}"
    if "memory" in requests:
        yield f"--memory {_bytes(str(requests['memory']))}"
    yield f"-w / {shlex.quote(image)}"


def _singularity(pod: PodTemplate, _settings: ExecutorSettings) -> Iterator[str]:
    image = str(pod.main["image"])
    is_file = image.startswith(("/", ".")) or image.endswith(".sif")
    yield "exec"
    for folder in _folders(pod):
        yield f"-B {shlex.quote(f'{folder}:{folder}')}"
    yield shlex.quote(image if is_file or "://" in image else f"docker://{image}")


def _folders(pod: PodTemplate) -> list[str]:
    """The folders of the pod that the container sees, none of them inside of another."""
    wanted = [pod.root, "/tmp"]  # noqa: S108 - a path of the pod
    wanted += [_STAGING] if "script" in pod.fields else []
    wanted += [mount["mountPath"] for mount in pod.main.get("volumeMounts", ())]
    for path in [*pod.input_paths, *pod.output_paths]:
        folder = posixpath.dirname(posixpath.normpath(path))
        if folder == "/":
            raise ExecutorError(
                f"`{path}` lies in the root folder, which a container cannot share",
                hint="Let the template use a path in a folder, such as one below /tmp.",
            )
        wanted.append(folder)
    folders: list[str] = []
    for folder in sorted({posixpath.normpath(f) for f in wanted}):
        if not any(folder == f or folder.startswith(f"{f}/") for f in folders):
            folders.append(folder)
    return folders


def _cores(text: str) -> str:
    """A number of cores as an engine reads it: `500m` is 0.5."""
    return f"{int(text[:-1]) / 1000:g}" if text.endswith("m") and text[:-1].isdigit() else text


def _bytes(text: str) -> str:
    """A size as an engine reads it: `2Gi` is 2g."""
    return text[:-2] + _UNITS[text[-2:]] if text[-2:] in _UNITS else text
