"""What runs in a pod, as Argo writes it: containers, environment, volumes, retries."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.claims import Claims
from dflow_graph.argo.objects import as_kubernetes
from dflow_graph.argo.texts import duration
from dflow_graph.model import PVC, UNSET, EnvVarSource, RetryStrategy, Secret

__all__ = [
    "container_fields",
    "environment",
    "pod_fields",
    "python_retries",
    "resource_fields",
    "retries",
    "volume_claims",
]

_DEFAULT_COMMANDS = {
    "PythonOPTemplate": ["python3"],
    "PythonScriptOPTemplate": ["python3"],
    "ShellOPTemplate": ["sh"],
}


def container_fields(template: Any) -> dict[str, Any]:
    """The container of a pod template: image, command, environment, resources, mounts."""
    fields: dict[str, Any] = {}
    if template.image:
        fields["image"] = template.image
    if template.image_pull_policy:
        fields["imagePullPolicy"] = template.image_pull_policy
    # TPL-2
    command = template.command or _DEFAULT_COMMANDS.get(template.kind)
    if command:
        fields["command"] = list(command)
    folder = getattr(template, "working_dir", UNSET)
    if folder:
        fields["workingDir"] = folder
    if template.envs:
        fields["env"] = environment(template.envs)
    resources = {}
    if template.requests:
        resources["requests"] = dict(template.requests)
    if template.limits:
        resources["limits"] = dict(template.limits)
    if resources:
        fields["resources"] = resources
    if template.mounts:
        fields["volumeMounts"] = as_kubernetes(template.mounts)
    return fields


def environment(variables: dict[str, Any]) -> list[dict[str, Any]]:
    """Environment variables; what is kept in a secret stays there (SEC-4)."""
    return [{"name": name, **_value(value)} for name, value in variables.items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, Secret):
        source: dict[str, Any] = {"name": value.name, "key": value.key or "secret"}
        if value.optional:
            source["optional"] = True
        return {"valueFrom": {"secretKeyRef": source}}
    if isinstance(value, EnvVarSource):
        return {"valueFrom": as_kubernetes(value.value_from)}
    return {"value": value}


def pod_fields(template: Any) -> dict[str, Any]:
    """What a pod template says beside its container."""
    fields: dict[str, Any] = {}
    if template.timeout:
        fields["timeout"] = duration(template.timeout)
    for ours, theirs in (
        ("node_selector", "nodeSelector"),
        ("tolerations", "tolerations"),
        ("affinity", "affinity"),
        ("volumes", "volumes"),
        ("init_containers", "initContainers"),
        ("sidecars", "sidecars"),
    ):
        value = getattr(template, ours)
        if value:
            fields[theirs] = as_kubernetes(value)
    return fields


def resource_fields(resource: Any) -> dict[str, Any]:
    """An action on a Kubernetes resource."""
    fields: dict[str, Any] = {"action": resource.action}
    for ours, theirs in (
        ("merge_strategy", "mergeStrategy"),
        ("manifest", "manifest"),
        ("success_condition", "successCondition"),
        ("failure_condition", "failureCondition"),
    ):
        value = getattr(resource, ours)
        if value:
            fields[theirs] = value
    if resource.manifest_from:
        fields["manifestFrom"] = {"artifact": {"name": resource.manifest_from}}
    if resource.set_owner_reference:
        fields["setOwnerReference"] = True
    if resource.flags:
        fields["flags"] = list(resource.flags)
    return fields


def retries(strategy: RetryStrategy) -> dict[str, Any]:
    """A retry strategy; its policy is always written (RET-7)."""
    fields: dict[str, Any] = {}
    if strategy.limit is not UNSET:
        fields["limit"] = str(strategy.limit)
    policy = strategy.retry_policy
    # Without a policy Argo repeats failures, and from 3.5 on everything if there is an expression.
    fields["retryPolicy"] = policy or ("Always" if strategy.expression else "OnFailure")
    if strategy.expression:
        fields["expression"] = strategy.expression
    if strategy.backoff:
        fields["backoff"] = _backoff(strategy.backoff)
    if strategy.affinity:
        fields["affinity"] = as_kubernetes(strategy.affinity)
    return {"retryStrategy": fields}


def _backoff(backoff: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if backoff.duration:
        fields["duration"] = duration(backoff.duration)
    if backoff.factor:
        fields["factor"] = str(backoff.factor)
    if backoff.max_duration:
        fields["maxDuration"] = duration(backoff.max_duration)
    if backoff.cap:
        fields["cap"] = duration(backoff.cap)
    return fields


def python_retries(template: Any) -> dict[str, Any]:
    """The retries of a Python OP, told apart by its exit codes (RET-1 to RET-3)."""
    if template.retry_on_transient_error is not UNSET:
        # RET-2
        code = "!= 2" if template.timeout_as_transient_error else "== 1"
        return {
            "retryStrategy": {
                "limit": str(template.retry_on_transient_error),
                "retryPolicy": "Always",
                "expression": f"asInt(lastRetry.exitCode) {code}",
            }
        }
    # RET-3
    for limit, policy in (
        (template.retry_on_failure, "OnFailure"),
        (template.retry_on_error, "OnError"),
        (template.retry_on_failure_and_error, "Always"),
    ):
        if limit is not UNSET:
            return {"retryStrategy": {"limit": str(limit), "retryPolicy": policy}}
    return {}


def volume_claims(templates: list[Any], claims: Claims) -> list[dict[str, Any]]:
    """The claims that are made for a run, each once, in the order in which they are met (STO-6)."""
    for template in templates:
        for claim in getattr(template, "pvcs", UNSET) or ():
            claims.declare(claim)
    return [_claim(name, said) for name, said in claims.made()]


def _claim(name: str, said: list[PVC]) -> dict[str, Any]:
    """The claim that several places of a graph describe, which agree as far as they do (STO-6)."""
    modes = next((claim.access_modes for claim in said if claim.access_modes), ["ReadWriteOnce"])
    size = next((claim.size for claim in said if claim.size), "1Gi")
    spec: dict[str, Any] = {
        "accessModes": list(modes),
        "resources": {"requests": {"storage": size}},
    }
    for claim in said:
        if claim.storage_class:
            spec["storageClassName"] = claim.storage_class
    return {"metadata": {"name": name}, "spec": spec}
