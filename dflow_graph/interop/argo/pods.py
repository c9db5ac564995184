"""What runs in a pod: the container, its environment, retries, and where it is scheduled."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.durations import duration, seconds_or_duration
from dflow_graph.interop.argo.fields import (
    Field,
    Into,
    Kept,
    Same,
    Table,
    flag,
    keep_others,
    kubernetes_list,
    kubernetes_object,
    named_items,
    read_object,
    text,
    text_list,
    text_map,
    whole_or_text,
)
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place
from dflow_graph.interop.credentials import REDACTED, is_credential

__all__ = ["POD", "SCHEDULING", "container", "retry_strategy", "script"]

_NOT_SET = "the container runs without it"
_NOT_PROBED = "nothing asks the container whether it is ready or alive"


def _environment(reading: Reading, value: Any, place: Place) -> Any:
    variables = {}
    for name, item, at in named_items(reading, value, place, "variable"):
        variables[name] = _variable(reading, name, item, at)
    return variables


def _variable(reading: Reading, name: str, item: dict[str, Any], place: Place) -> Any:
    keep_others(reading, item, place, ("value", "valueFrom"), "a variable")
    found = item.get("valueFrom")
    if found is None:
        given = item.get("value")
        value = "" if given is None else text(reading, given, place.of("value"))
        if is_credential(name, value):
            message = f"a credential; replaced by `{REDACTED}`, and to be put into a secret"
            reading.conversion.secret(place.of("value"), message, value)
            return REDACTED
        return value
    at = place.of("valueFrom")
    if item.get("value") is not None:
        reading.keep(place.at("value"), item["value"], "`valueFrom` stands beside it, and counts")
    if not isinstance(found, dict) or set(found) != {"secretKeyRef"}:
        read = kubernetes_object(reading, found, at)
        return {"kind": "EnvVarSource", "value_from": read}
    return {"kind": "Secret", **read_object(reading, found["secretKeyRef"], at.of("secretKeyRef"),
                                            SECRET_KEY, "a reference to a secret")}  # fmt: skip


SECRET_KEY: Table = {
    "name": Field("name", text),
    "key": Field("key", text),
    "optional": Field("optional", flag),
}

_RESOURCES: Table = {
    "requests": Field("requests", text_map),
    "limits": Field("limits", text_map),
    "claims": Kept("the pod has no such claims"),
}


def _resources(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _RESOURCES, "the resources of a container")


_CONTAINER: Table = {
    "image": Field("image", text),
    "imagePullPolicy": Field("image_pull_policy", text),
    "command": Field("command", text_list),
    "args": Field("args", text_list),
    "env": Field("envs", _environment),
    "resources": Into(_resources),
    "volumeMounts": Field("mounts", kubernetes_list),
    "workingDir": Field("working_dir", text),
    "name": Same("main", "Argo calls the container `main`"),
    "envFrom": Kept("the variables that it brings are missing"),
    "ports": Kept("the ports of a container are not declared"),
    "livenessProbe": Kept(_NOT_PROBED),
    "readinessProbe": Kept(_NOT_PROBED),
    "startupProbe": Kept(_NOT_PROBED),
    "lifecycle": Kept(_NOT_SET),
    "resizePolicy": Kept(_NOT_SET),
    "restartPolicy": Kept(_NOT_SET),
    "securityContext": Kept("the container runs with the rights that the cluster gives it"),
    "stdin": Kept(_NOT_SET),
    "stdinOnce": Kept(_NOT_SET),
    "tty": Kept(_NOT_SET),
    "terminationMessagePath": Kept(_NOT_SET),
    "terminationMessagePolicy": Kept(_NOT_SET),
    "volumeDevices": Kept("the devices are not mounted"),
}
_SCRIPT: Table = {**_CONTAINER, "source": Field("script", text)}
_KINDS = {
    **dict.fromkeys(("sh", "bash", "dash", "ash", "zsh"), "ShellOPTemplate"),
    **dict.fromkeys(("python", "python3"), "PythonScriptOPTemplate"),
}


def container(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The members of a `ContainerOPTemplate`."""
    read = read_object(reading, value, place, _CONTAINER, "a container")
    return {"kind": "ContainerOPTemplate", **read}


def script(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The members of a script template; its kind is that of its interpreter."""
    read = read_object(reading, value, place, _SCRIPT, "a script")
    command = read.get("command") or []
    arguments = read.pop("args", None)
    if arguments:
        # The arguments come before the script's file, as the rest of the command does.
        command = read["command"] = [*command, *arguments]
    program = str(command[0]).rpartition("/")[2] if command else ""
    kind = _KINDS.get(program, "ScriptOPTemplate")
    read.setdefault("script", "")
    return {"kind": kind, **read}


_BACKOFF: Table = {
    "duration": Field("duration", seconds_or_duration),
    "factor": Field("factor", whole_or_text),
    "maxDuration": Field("max_duration", seconds_or_duration),
    "cap": Field("cap", seconds_or_duration),
}


def _backoff(reading: Reading, value: Any, place: Place) -> Any:
    return read_object(reading, value, place, _BACKOFF, "a backoff")


_RETRY: Table = {
    "limit": Field("limit", whole_or_text),
    "retryPolicy": Field("retry_policy", text),
    "expression": Field("expression", text),
    "backoff": Field("backoff", _backoff),
    "affinity": Field("affinity", kubernetes_object),
}


def retry_strategy(reading: Reading, value: Any, place: Place) -> Any:
    """A retry strategy; an empty one retries without end, and is one as well."""
    return read_object(reading, value, place, _RETRY, "a retry strategy")


SCHEDULING: Table = {
    "nodeSelector": Field("node_selector", text_map),
    "tolerations": Field("tolerations", kubernetes_list),
    "affinity": Field("affinity", kubernetes_object),
}
"""Where pods run: what a template may say, and a workflow for all of its templates."""

POD: Table = {
    **SCHEDULING,
    "timeout": Field("timeout", duration),
    "retryStrategy": Field("retry_strategy", retry_strategy),
    "volumes": Field("volumes", kubernetes_list),
    "initContainers": Field("init_containers", kubernetes_list),
    "sidecars": Field("sidecars", kubernetes_list),
}
"""What a template says of its pod beside the container."""
