"""Templates as Argo writes them: one printer for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflow_graph.argo.body import NOTHING, Body
from dflow_graph.argo.calls import groups_of, tasks_of
from dflow_graph.argo.claimed_files import kept, mounted
from dflow_graph.argo.execution import executed
from dflow_graph.argo.inputs import inputs_of, whole_paths
from dflow_graph.argo.kinds import PODS
from dflow_graph.argo.outputs import outputs_of
from dflow_graph.argo.own_paths import with_paths
from dflow_graph.argo.pods import container_fields, pod_fields, resource_fields, retries
from dflow_graph.argo.python_op import python_op_fields
from dflow_graph.argo.texts import duration
from dflow_graph.model import UNSET, Secret

__all__ = ["template_fields"]


def template_fields(body: Body) -> dict[str, Any]:
    """An Argo template, its name first."""
    fields = _PRINTERS[body.node.kind](body)
    if body.parts and body.node.kind in PODS:
        fields = with_paths(fields, whole_paths(body))
    fields = mounted(fields, body)
    fields = kept(executed(fields, body), body)
    return {"name": body.variant.name, **fields, **_memoize(body)}


def _common(body: Body) -> dict[str, Any]:
    fields: dict[str, Any] = {**_metadata(body.template)}
    fields.update(inputs_of(body).as_field("inputs"))
    fields.update(outputs_of(body).as_field("outputs"))
    return fields


def _metadata(template: Any) -> dict[str, Any]:
    annotations = dict(template.annotations or {})
    progress = getattr(template, "init_progress", UNSET)
    if progress:
        annotations["workflows.argoproj.io/progress"] = progress
    parts = {"annotations": annotations, "labels": dict(template.labels or {})}
    filled = {name: part for name, part in parts.items() if part}
    return {"metadata": filled} if filled else {}


def _memoize(body: Body) -> dict[str, Any]:
    """Where results are kept for other runs (KEY-4). Argo wants an age, which may be empty."""
    key = body.template.memoize_key
    if body.variant.shape.memoized:
        # KEY-7
        key = f"{body.options.memoize_prefix}-{{{{inputs.parameters.dflow_key}}}}"
    if not key:
        return {}
    template = body.template
    name = template.memoize_config_map or body.options.memoize_configmap
    age = duration(template.memoize_max_age) if template.memoize_max_age else ""
    return {"memoize": {"key": key, "maxAge": age, "cache": {"configMap": {"name": name}}}}


def _steps(body: Body) -> dict[str, Any]:
    fields = _common(body)
    fields["steps"] = groups_of(body)
    if body.needs_nothing:
        inputs = fields.setdefault("inputs", {}).setdefault("artifacts", [])
        inputs.append({"name": NOTHING, "optional": True})
    if body.template.parallelism:
        fields["parallelism"] = body.template.parallelism
    return fields


def _dag(body: Body) -> dict[str, Any]:
    fields = _common(body)
    fields["dag"] = {"tasks": tasks_of(body)}
    if body.template.parallelism:
        fields["parallelism"] = body.template.parallelism
    return fields


def _script(body: Body) -> dict[str, Any]:
    template = body.template
    fields = {**_common(body), **pod_fields(template)}
    if template.retry_strategy:
        fields.update(retries(template.retry_strategy))
    if template.resource:
        # TPL-22: the script of such a template is never run.
        return {**fields, "resource": resource_fields(template.resource)}
    if template.kind == "ContainerOPTemplate":
        container = container_fields(template)
        if template.args:
            container["args"] = list(template.args)
        return {**fields, "container": container}
    return {**fields, "script": {**container_fields(template), "source": template.script}}


def _resource_template(body: Body) -> dict[str, Any]:
    template = body.template
    fields = _common(body)
    if template.timeout:
        fields["timeout"] = duration(template.timeout)
    if template.retry_strategy:
        fields.update(retries(template.retry_strategy))
    return {**fields, "resource": resource_fields(template.resource)}


def _http(body: Body) -> dict[str, Any]:
    template = body.template
    request: dict[str, Any] = {"url": template.url, "method": (template.method or "get").upper()}
    if template.headers:
        request["headers"] = [
            {"name": name, **_header(value)} for name, value in template.headers.items()
        ]
    if template.timeout:
        request["timeoutSeconds"] = template.timeout
    if template.success_condition:
        request["successCondition"] = template.success_condition
    if template.body:
        request["body"] = template.body
    if template.body_base64:
        request["bodyFrom"] = {"bytes": template.body_base64}
    if template.insecure_skip_verify:
        request["insecureSkipVerify"] = True
    return {**_common(body), "http": request}


def _header(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"value": value}
    if isinstance(value, Secret):
        return {"valueFrom": {"secretKeyRef": {"name": value.name, "key": value.key or "secret"}}}
    # ARGO-3
    return {"valueFrom": {"secretKeyRef": value.value_from.get("secretKeyRef", {})}}


def _suspend(body: Body) -> dict[str, Any]:
    wait = body.template.duration
    return {**_common(body), "suspend": {"duration": duration(wait)} if wait else {}}


_PRINTERS: dict[str, Callable[[Body], dict[str, Any]]] = {
    "Steps": _steps,
    "DAG": _dag,
    "PythonOPTemplate": python_op_fields,
    "ScriptOPTemplate": _script,
    "ShellOPTemplate": _script,
    "PythonScriptOPTemplate": _script,
    "ContainerOPTemplate": _script,
    "HTTPOPTemplate": _http,
    "ResourceOPTemplate": _resource_template,
    "SuspendOPTemplate": _suspend,
}
