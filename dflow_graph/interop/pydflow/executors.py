"""Executors and resources: a `__dict__` that pydflow wrote, as settings of a constructor (EXE-3).

What a constructor derives from its arguments is left out: constructing derives it again. An object
of another class keeps all that it has, and its class in an extension, for the way back.
"""

from __future__ import annotations

import inspect
from typing import Any

from dflow_graph.authoring.dispatcher import DispatcherExecutor
from dflow_graph.authoring.executors import ContainerExecutor, RemoteExecutor
from dflow_graph.authoring.settings import secret_name, without_defaults
from dflow_graph.authoring.slurm import SlurmJobTemplate, SlurmRemoteExecutor
from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.credentials import is_credential, separated, without_credentials
from dflow_graph.interop.pydflow.kubernetes import is_client_object
from dflow_graph.interop.pydflow.tags import call_of, class_of
from dflow_graph.interop.pydflow.types import EXTENSION
from dflow_graph.interop.pydflow.values import read_value
from dflow_graph.passes.finding import shown
from dflow_graph.python.kubernetes import camel_case

__all__ = ["EXECUTORS", "read_executor", "read_resource"]

EXECUTORS: dict[str, type] = {
    "dflow.executor.ContainerExecutor": ContainerExecutor,
    "dflow.executor.RemoteExecutor": RemoteExecutor,
    "dflow.slurm.SlurmRemoteExecutor": SlurmRemoteExecutor,
    "dflow.slurm.SlurmJobTemplate": SlurmJobTemplate,
    "dflow.plugins.dispatcher.DispatcherExecutor": DispatcherExecutor,
}
# What pydflow's configuration fills in where an argument is left out.
_FILLED: dict[str, dict[str, Any]] = {
    "RemoteExecutor": {"command": ["sh"], "image": "dptechnology/dflow-extender"},
    "SlurmRemoteExecutor": {"command": ["sh"], "image": "dptechnology/dflow-extender"},
    "SlurmJobTemplate": {"prepare_image": "python:3.8", "collect_image": "python:3.8"},
    "DispatcherExecutor": {"command": ["python3"], "image": "dptechnology/dpdispatcher"},
}
_WORK_ROOT = {"work_root": "."}
_TICKET = "bohrium_ticket"
_ENGINES = ("docker_executable", "singularity_executable", "podman_executable")
_DERIVED_ENVS = {
    "DFLOW_WORKFLOW": "{{workflow.name}}",
    "DFLOW_POD": "{{pod.name}}",
    "PYTHONUNBUFFERED": "true",
}
_DERIVED_TASK = {"task_work_path": "./", "outlog": "log", "errlog": "log"}


def read_executor(conversion: Conversion, value: Any, place: Place) -> Any:
    """An executor; NOTHING with a fault where it is no object of a class."""
    name, given = call_of(value)
    if name in EXECUTORS:
        names = inspect.signature(EXECUTORS[name]).parameters
        value = {"py/object": name, **dict(zip(names, given, strict=False))}
    name = class_of(value)
    if not name:
        message = f"an executor must stand here, not {shown(value)}"
        return conversion.fault("DG107", place, message)
    kind = name.rpartition(".")[2]
    attributes = {
        key: read_value(conversion, item, place.at(key).inside())
        for key, item in value.items()
        if not key.startswith("py/")
    }
    known = EXECUTORS.get(name)
    if known is None:
        config, extensions = attributes, {EXTENSION: {"class": name}}
    else:
        config, extensions = _arguments(conversion, known, attributes, place), {}
    where = (config.get(key) for key in ("host", "username"))
    secret = secret_name(kind, *(part for part in where if isinstance(part, str)))
    config, secrets = separated(conversion, config, secret, place)
    parts = {"config": config, "secrets": secrets, "extensions": extensions}
    return {"kind": kind, **{field: content for field, content in parts.items() if content}}


def _arguments(
    conversion: Conversion, known: type, attributes: dict[str, Any], place: Place
) -> dict[str, Any]:
    """The arguments of the constructor that gave an object these attributes."""
    names = inspect.signature(known).parameters
    arguments = {name: item for name, item in attributes.items() if name in names}
    if known is DispatcherExecutor:
        _underive(arguments, attributes, conversion, place)
    for name, filled in _FILLED.get(known.__name__, {}).items():
        if arguments.get(name) == filled:
            del arguments[name]
    # With an engine the folder is never mapped, whatever the argument says.
    if any(arguments.get(engine) for engine in _ENGINES) and arguments.pop("map_tmp_dir", False):
        conversion.loss(place.at("map_tmp_dir"), "with an engine of containers no folder is mapped")
    for name, attribute in attributes.items():
        if name in names or attribute in (None, _WORK_ROOT.get(name)):
            continue
        if name == _TICKET or is_credential(name, attribute):
            message = "a credential that was obtained for one run; left out"
            conversion.secret(place.at(name), message, attribute, kept=False)
        else:
            conversion.unknown(place.at(name), name, known.__name__, names)
    return without_defaults(known, {k: v for k, v in arguments.items() if v is not None})


def _underive(
    arguments: dict[str, Any], attributes: dict[str, Any], conversion: Conversion, place: Place
) -> None:
    """Takes from DPDispatcher's sections what follows from the other arguments."""
    user = arguments.get("username", "root")
    home = "/root" if user == "root" else f"/home/{user}"
    root = arguments.get("remote_root") or f"{home}/dflow/workflows"
    password = arguments.get("password")
    profile = {
        "hostname": arguments.get("host"),
        "username": user,
        "port": arguments.get("port"),
        "timeout": 10,
    }
    if password is not None:
        profile["password"] = password
        found = (attributes.get("machine_dict") or {}).get("remote_profile")
        if isinstance(found, dict) and found.get("password") == password:
            at = place.at("machine_dict").at("remote_profile").at("password")
            conversion.secret(at, "the same credential as `password`", password, kept=False)
    derived: dict[str, dict[str, Any]] = {
        "machine_dict": {"local_root": ".", "remote_root": root, "remote_profile": profile},
        "resources_dict": {"envs": _DERIVED_ENVS, "queue_name": arguments.get("queue_name")},
        "task_dict": _DERIVED_TASK,
    }
    if arguments.get("private_key_file"):
        file = str(arguments["private_key_file"]).rpartition("/")[2]
        profile["key_filename"] = f"./root/.ssh/{file}"
    for name, part in derived.items():
        if isinstance(arguments.get(name), dict):
            arguments[name] = _less(arguments[name], part) or None


def _less(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The members of an object that another does not have in the same way."""
    kept = {}
    for name, item in whole.items():
        other = part.get(name)
        if name in part and item == other:
            continue
        left = _less(item, other) if isinstance(item, dict) and isinstance(other, dict) else item
        if left or left is item:
            kept[name] = left
    return kept


def read_resource(conversion: Conversion, value: Any, place: Place) -> Any:
    """A resource: an object of the Argo client, or one of a class that makes its own manifest."""
    name = class_of(value)
    if not isinstance(value, dict):
        return conversion.fault("DG107", place, f"a resource must stand here, not {shown(value)}")
    members = {
        key.removeprefix("_"): item
        for key, item in value.items()
        if item is not None and not key.startswith("py/") and key != "local_vars_configuration"
    }
    fields = ("action", "manifest", "success_condition", "failure_condition", "merge_strategy")
    resource = {f: members.pop(f) for f in fields if isinstance(members.get(f), str)}
    for field in fields:
        if field not in resource and isinstance(members.get(camel_case(field)), str):
            resource[field] = members.pop(camel_case(field))
    members.pop("discriminator", None)
    if name and not is_client_object(value):
        # Its own attributes, null ones too, and which of them are fields: it may derive `action`.
        own = [field for field in fields if field in value]
        at = place.inside("extensions", EXTENSION, "attributes")
        read = {
            k: read_value(conversion, v, at.at(k))
            for k, v in value.items()
            if not k.startswith("py/") and k not in resource
        }
        clean = without_credentials(conversion, read, at)
        kept = {"class": name, "attributes": clean, "fields": own}
        resource["extensions"] = {EXTENSION: {k: v for k, v in kept.items() if v}}
    else:
        for left in members:
            conversion.unknown(place.at(left), left, "a resource", fields)
    if "manifest" not in resource:
        what = name.rpartition(".")[2] or "this resource"
        message = f"the manifest is made by the code of `{what}`, which is not run here"
        conversion.loss(place, message, kept=True)
    resource.setdefault("action", "create")
    return resource
