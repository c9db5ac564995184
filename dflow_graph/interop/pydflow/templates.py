"""Templates: `PythonOPTemplate`, `ScriptOPTemplate`, `Steps` and `DAG` of pydflow's graphs."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import NOTHING, Conversion, Place
from dflow_graph.interop.credentials import is_credential
from dflow_graph.interop.pydflow.artifacts import read_package, read_pvc, read_saves
from dflow_graph.interop.pydflow.executors import read_resource
from dflow_graph.interop.pydflow.fields import (
    Field,
    Table,
    flag,
    own_name,
    read_mapping,
    read_object,
    setting_map,
    text,
    text_list,
    text_map,
    whole,
)
from dflow_graph.interop.pydflow.kubernetes import (
    is_client_object,
    read_kubernetes,
    read_kubernetes_list,
    snake_case_of,
)
from dflow_graph.interop.pydflow.ports import read_inputs, read_op, read_outputs
from dflow_graph.interop.pydflow.repairs import repaired_pre_script, repaired_timeout
from dflow_graph.interop.pydflow.steps import read_slices, read_step, read_task
from dflow_graph.interop.pydflow.tags import call_of, class_of, tag_of
from dflow_graph.interop.pydflow.values import read_argument
from dflow_graph.passes.finding import quoted, shown

__all__ = ["read_template"]

_ENV_SOURCES = ("config_map_key_ref", "field_ref", "resource_field_ref", "secret_key_ref")
_SECRET = "dflow.op_template.Secret"  # noqa: S105 - the name of a class


def _environment(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, _variable, "`envs`") or NOTHING


def _variable(conversion: Conversion, value: Any, place: Place) -> Any:
    name = str(place.source[-1])
    if class_of(value) == _SECRET:
        return _secret(conversion, value, place)
    called, given = call_of(value)
    if called.endswith(".V1EnvVarSource"):
        members = dict(zip(_ENV_SOURCES, given, strict=False))
        value = {"py/object": f"kubernetes.client.{called.rpartition('.')[2]}", **members}
    if is_client_object(value):
        members = read_kubernetes(conversion, value, place.inside("value_from"))
        return {"kind": "EnvVarSource", "value_from": members}
    if isinstance(value, (str, int, float)) or value is None:
        if is_credential(name, value):
            secret = f"dflow-{name.lower().replace('_', '-').strip('-.')}"
            message = f"a credential; expected in the Kubernetes secret `{secret}` as `secret`"
            conversion.secret(place, message, value)
            return {"kind": "Secret", "name": secret, "key": "secret"}
        return value if isinstance(value, str) else "" if value is None else shown(value)
    return conversion.fault(
        "DG107", place, f"a text or a Secret must stand here, not {shown(value)}"
    )


def _secret(conversion: Conversion, value: dict[str, Any], place: Place) -> Any:
    table: Table = {
        "py/object": None,
        "value": None,
        "secret_name": Field("name", text),
        "secret_key": Field("key", text, ("secret",)),
    }
    made = read_object(conversion, value, place, table, "a Secret", ("secret_name",))
    if value.get("value") is not None:
        at = Place((*place.source, "value"), place.result)
        conversion.secret(at, "the value of a secret; its reference is enough", value["value"])
    return {"kind": "Secret", **made}


def _retry(conversion: Conversion, value: Any, place: Place) -> Any:
    """A retry strategy of the Argo client, or a dictionary as a manifest has it."""
    members = read_kubernetes(conversion, value, place)
    if not isinstance(members, dict):
        return members
    named = {snake_case_of(name): item for name, item in members.items()}
    if isinstance(named.get("backoff"), dict):
        named["backoff"] = {snake_case_of(n): item for n, item in named["backoff"].items()}
    return named


def _pvcs(conversion: Conversion, value: Any, place: Place) -> Any:
    items = value if isinstance(value, list) else [value]
    return [read_pvc(conversion, item, place.at(i)) for i, item in enumerate(items)] or NOTHING


def _packages(conversion: Conversion, value: Any, place: Place) -> Any:
    if not isinstance(value, list):
        return conversion.fault("DG107", place, f"a list must stand here, not {shown(value)}")
    return [read_package(conversion, item, place.at(i)) for i, item in enumerate(value)] or NOTHING


def _upload(conversion: Conversion, value: Any, place: Place) -> Any:
    if isinstance(value, bool):
        return NOTHING if value else False
    return conversion.fault("DG107", place, f"true or false must stand here, not {shown(value)}")


def _saves(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, read_saves, "`output_artifact_save`") or NOTHING


def _defaults(conversion: Conversion, value: Any, place: Place) -> Any:
    return read_mapping(conversion, value, place, read_argument, "a mapping") or NOTHING


_POD: Table = {
    "type": None,
    "name": Field("name", own_name),
    "annotations": Field("annotations", setting_map, ({},)),
    "labels": Field("labels", setting_map, ({},)),
    "memoize_key": Field("memoize_key", text),
    "image": Field("image", text),
    "image_pull_policy": Field("image_pull_policy", text),
    "timeout": Field("timeout", repaired_timeout),
    "requests": Field("requests", text_map, ({},)),
    "limits": Field("limits", text_map, ({},)),
    "envs": Field("envs", _environment, ({},)),
    "volumes": Field("volumes", read_kubernetes_list, ([],)),
    "mounts": Field("mounts", read_kubernetes_list, ([],)),
    "pvcs": Field("pvcs", _pvcs, ([],)),
    "init_containers": Field("init_containers", read_kubernetes_list, ([],)),
    "sidecars": Field("sidecars", read_kubernetes_list, ([],)),
    "node_selector": Field("node_selector", text_map, ({},)),
    "tolerations": Field("tolerations", read_kubernetes_list, ([],)),
    "affinity": Field("affinity", read_kubernetes, ({},)),
}
_SCRIPT: Table = {
    **_POD,
    "command": Field("command", text_list),
    "inputs": Field("inputs", read_inputs),
    "outputs": Field("outputs", read_outputs),
    "script": Field("script", text),
    "init_progress": Field("init_progress", text, ("0/1",)),
    "retry_strategy": Field("retry_strategy", _retry),
    "resource": Field("resource", read_resource),
    "script_rendered": Field("script_rendered", flag),
}
_RETRIES = (
    "retry_on_transient_error",
    "retry_on_failure",
    "retry_on_error",
    "retry_on_failure_and_error",
)
_FLAGS = ("timeout_as_transient_error", "success_tag", "create_slice_dir", "skip_slice_input")
_MAPS = (
    *("input_parameter_slices", "input_artifact_slices", "input_artifact_prefix"),
    *("output_parameter_slices", "output_artifact_slices"),
    *("output_artifact_global_name", "output_parameter_global_name"),
)
_PYTHON: Table = {
    **_POD,
    **{name: Field(name, whole) for name in _RETRIES},
    **{name: Field(name, flag) for name in _FLAGS},
    **{name: Field(name, text_map, ({},)) for name in _MAPS},
    "command": Field("command", text_list, (["python3"], "python3")),
    "op": Field("op", read_op),
    "slices": Field("slices", read_slices),
    "python_packages": Field("python_packages", _packages),
    "upload_dflow": Field("upload_dflow", _upload),
    "tmp_root": Field("tmp_root", text, ("/tmp",)),  # noqa: S108 - the default of pydflow
    "pre_script": Field("pre_script", repaired_pre_script, ("",)),
    "post_script": Field("post_script", text, ("",)),
    "output_artifact_save": Field("output_artifact_save", _saves),
    "output_parameter_default": Field("output_parameter_default", _defaults),
    "output_artifact_archive": Field("output_artifact_archive", _defaults),
}


def _groups(conversion: Conversion, value: Any, place: Place) -> Any:
    if not isinstance(value, list):
        return conversion.fault(
            "DG107", place, f"a list of groups must stand here, not {shown(value)}"
        )
    result = []
    for index, group in enumerate(value):
        at = place.at(index)
        # An older graph has a step that is alone in its group without a list around it.
        steps = group if isinstance(group, list) else [group]
        if group is not steps:
            conversion.repair(at, "a step stands alone where a group of steps has to stand")
        result.append([read_step(conversion, step, at.at(i)) for i, step in enumerate(steps)])
    return result


def _tasks(conversion: Conversion, value: Any, place: Place) -> Any:
    if not isinstance(value, list):
        return conversion.fault(
            "DG107", place, f"a list of tasks must stand here, not {shown(value)}"
        )
    return [read_task(conversion, task, place.at(index)) for index, task in enumerate(value)]


_CALLING: Table = {
    "type": None,
    "name": Field("name", own_name),
    "annotations": Field("annotations", setting_map, ({},)),
    "labels": Field("labels", setting_map, ({},)),
    "memoize_key": Field("memoize_key", text),
    "inputs": Field("inputs", read_inputs),
    "outputs": Field("outputs", read_outputs),
    "parallelism": Field("parallelism", whole),
}
_KINDS: dict[str, tuple[Table, tuple[str, ...]]] = {
    "PythonOPTemplate": (_PYTHON, ("op",)),
    "ScriptOPTemplate": (_SCRIPT, ()),
    "Steps": ({**_CALLING, "steps": Field("steps", _groups)}, ("steps",)),
    "DAG": ({**_CALLING, "tasks": Field("tasks", _tasks)}, ("tasks",)),
}


def read_template(conversion: Conversion, value: Any, place: Place) -> Any:
    """A template; NOTHING with a fault where it is none."""
    if not isinstance(value, dict) or tag_of(value) is not None:
        what = class_of(value) or shown(value)
        return conversion.fault("DG107", place, f"a template must be an object, not {what}")
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        at = place.at("type") if "type" in value else place
        code = "DG108" if "type" in value else "DG105"
        message = f"{quoted(str(kind))} is no template of pydflow" if kind else "`type` is missing"
        return conversion.fault(code, at, message, f"Known are {', '.join(_KINDS)}.")
    table, required = _KINDS[kind]
    own = read_object(conversion, value, place, table, kind, required)
    return {"kind": kind, **own}
