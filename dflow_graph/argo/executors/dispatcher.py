"""The executor `DispatcherExecutor`: DPDispatcher runs the script of a pod on another machine.

The pod has an image with DPDispatcher. Its command forwards the script and the inputs, runs the
script there, and brings outputs and exit code back. Credentials are environment variables of the
pod, which Kubernetes takes from secrets.
"""

from __future__ import annotations

import ast
import posixpath
import shlex
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dflow_graph.argo.bare_text import bare_text
from dflow_graph.argo.executors.dispatcher_settings import (
    checked,
    machine_of,
    resources_of,
    secret_way,
    task_of,
)
from dflow_graph.argo.executors.interface import (
    ROOT_VARIABLE,
    ExecutorError,
    ExecutorSettings,
    PodTemplate,
)
from dflow_graph.argo.executors.submission import CODE, LOG, RESULT
from dflow_graph.argo.texts import text_expression
from dflow_graph.python.script import json_text_of

__all__ = ["render_dispatcher"]

_IMAGE = "dptechnology/dpdispatcher"
_KEY_FOLDER = "/dflow/ssh"
_KEY_VOLUME = "dflow-private-key"
_SECRET = "DFLOW_SECRET_"  # noqa: S105 - the beginning of a name
_ENGINES = ("docker", "singularity", "podman")
_KEPT = "ephemeral-storage"
"""The one resource that a pod needs of its own, which itself computes nothing."""

_MAIN = """\
{module}

main(r'''{task}''', {values})
"""


def render_dispatcher(pod: PodTemplate, settings: ExecutorSettings) -> dict[str, Any]:
    """The template of a pod that has the script of another one run by DPDispatcher."""
    config = checked(pod, settings)
    fields, main = dict(pod.fields), dict(pod.main)
    script_command = _words(config.get("remote_command")) or main.get("command") or ["sh"]
    variables = [variable["name"] for variable in main.get("env", ())]
    secrets, main["env"] = _secrets(settings, main.get("env", []), config.get("envs") or {})
    task = {
        "machine": machine_of(pod, config, _key_file(settings)),
        "resources": resources_of(config),
        "task": task_of(config, _remote_text(pod, config, script_command), _forwarded(pod)),
        "secrets": secrets,
        "variables": variables,
        "pre_script": config.get("pre_script") or "",
        "post_script": config.get("post_script") or "",
        "clean": config.get("clean", True),
        "tries": 1 + int(config.get("retry_on_submission_error") or 0),
        "grace": int(config.get("terminate_grace_period") or 0),
    }
    main["image"] = config.get("image") or _IMAGE
    main.pop("imagePullPolicy", None)
    if config.get("image_pull_policy"):
        main["imagePullPolicy"] = config["image_pull_policy"]
    main["command"] = [*(_words(config.get("command")) or ["python3"]), "-c", _program(task)]
    if config.get("remove_scheduling_strategies", True):
        _stay_anywhere(fields, main)
    if "private_key_file" in settings.secrets:
        _mount_key(fields, main, settings.secrets["private_key_file"])
    if not main["env"]:
        del main["env"]
    return {**fields, "script": main}


def _words(command: Any) -> list[str]:
    return [command] if isinstance(command, str) else list(command or ())


def _program(task: dict[str, Any]) -> str:
    """The text of the pod's program; what its texts refer to are values that cannot break it."""
    values: dict[str, str] = {}
    plain = _without_tags(task, values)
    # Not as JSON: Argo replaces the tags, quotes and all, before this is Python.
    pairs = ", ".join(f'"{name}": "{tag}"' for name, tag in values.items())
    return _MAIN.format(
        module=_module(),
        task=json_text_of(plain),
        values="{" + pairs + "}",
    )


@lru_cache(maxsize=1)
def _module() -> str:
    text = files("dflow_graph.argo.executors").joinpath("submission.py").read_text("utf-8")
    return bare_text(text, ast.parse(text)).strip()


def _without_tags(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str) and "{{" in value:
        encoded = "{{=sprig.b64enc(" + text_expression(value) + ")}}"
        names = {text: name for name, text in values.items()}
        name = names.get(encoded, f"value_{len(values)}")
        values[name] = encoded
        return {"$value": name}
    if isinstance(value, dict):
        return {name: _without_tags(item, values) for name, item in value.items()}
    return [_without_tags(item, values) for item in value] if isinstance(value, list) else value


def _secrets(
    settings: ExecutorSettings, own: list[dict[str, Any]], plain: dict[str, Any]
) -> tuple[list[Any], list[dict[str, Any]]]:
    """Where each credential goes with its variable, and all variables of the pod."""
    ways: list[Any] = []
    variables = [*own, *({"name": name, "value": str(value)} for name, value in plain.items())]
    for name, secret in settings.secrets.items():
        if name == "private_key_file":
            continue
        if name.startswith("envs."):
            variable = name.removeprefix("envs.")
        else:
            variable = f"{_SECRET}{len(ways)}"
            ways.append([secret_way(name), variable])
        variables.append({"name": variable, "valueFrom": {"secretKeyRef": secret}})
    return ways, variables


def _key_file(settings: ExecutorSettings) -> str:
    return f"{_KEY_FOLDER}/id" if "private_key_file" in settings.secrets else ""


def _mount_key(fields: dict[str, Any], main: dict[str, Any], secret: dict[str, Any]) -> None:
    source = {
        "secretName": secret["name"],
        "items": [{"key": secret["key"], "path": "id"}],
        "defaultMode": 0o400,
    }
    fields["volumes"] = [*fields.get("volumes", ()), {"name": _KEY_VOLUME, "secret": source}]
    mount = {"name": _KEY_VOLUME, "mountPath": _KEY_FOLDER, "readOnly": True}
    main["volumeMounts"] = [*main.get("volumeMounts", ()), mount]


def _stay_anywhere(fields: dict[str, Any], main: dict[str, Any]) -> None:
    """Takes away what the work needs of a node: the pod only waits for it."""
    for name in ("nodeSelector", "tolerations", "affinity"):
        fields.pop(name, None)
    resources = {
        kind: {_KEPT: amounts[_KEPT]}
        for kind, amounts in main.pop("resources", {}).items()
        if _KEPT in amounts
    }
    if resources:
        main["resources"] = resources


def _below(path: str) -> str:
    """A path of the pod as one below the folder of the task."""
    return "." + posixpath.normpath(path)


def _forwarded(pod: PodTemplate) -> list[str]:
    return ["script", *(_below(path) for path in pod.input_paths)]


def _remote_text(pod: PodTemplate, config: dict[str, Any], command: list[str]) -> str:
    """What the other machine runs: the script, and then a packing of what it gave.

    Its exit code is a file: no queue tells it, and a dispatcher would run a failed task again.
    """
    run = _run_text(pod, config, command)
    found = " ".join(shlex.quote(_below(path)) for path in pod.output_paths)
    return (
        f"( {run} ); echo $? > {CODE}; set -- {CODE}; "
        f'for path in {LOG} {found}; do if [ -e "$path" ]; then set -- "$@" "$path"; fi; done; '
        f'tar -czhf {RESULT} "$@"'
    )


def _run_text(pod: PodTemplate, config: dict[str, Any], command: list[str]) -> str:
    words = shlex.join(command)
    engine = next((name for name in _ENGINES if config.get(f"{name}_executable")), None)
    made = f"mkdir -p .{pod.root} tmp && "
    if engine is None:
        if not config.get("map_tmp_dir", True):
            return f"{words} script"
        if pod.kind == "PythonOPTemplate":
            return f'{made}{ROOT_VARIABLE}="$PWD{pod.root}" {words} script'
        return f'{made}sed "s#/tmp#$PWD/tmp#g" script > script.here && {words} script.here'
    if "image" not in pod.main:
        raise ExecutorError(f"`{engine}_executable` runs the image of the template, which has none")
    program = shlex.quote(str(config[f"{engine}_executable"]))
    image, more = str(pod.main["image"]), config.get("container_args") or ""
    root = pod.root
    if engine == "singularity":
        source = shlex.quote(
            image if "://" in image or image.startswith("/") else f"docker://{image}"
        )
        bound = f'-B "$PWD{root}":{root} -B "$PWD/script":/script'
        return f"{made}{program} exec {bound} {more} {source} {words} /script"
    bound = f'-v "$PWD{root}":{root} -v "$PWD/script":/script'
    return f"{made}{program} run --rm {bound} {more} {shlex.quote(image)} {words} /script"
