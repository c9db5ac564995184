"""What a pod asks for beside what it does: environment, volumes, resources, places, retries."""

from __future__ import annotations

from typing import Any

from tests.argo.generated.dice import Dice

__all__ = ["annotated", "container_settings", "memoized", "python_retries", "retry_strategy"]

_AFFINITY = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "gpu", "operator": "In", "values": ["a100"]}]}
            ]
        }
    }
}
_VOLUMES = (
    {"emptyDir": {}},
    {"configMap": {"name": "settings"}},
    {"secret": {"secretName": "login"}},
    {"persistentVolumeClaim": {"claimName": "scratch"}},
    {"hostPath": {"path": "/mnt"}},
)
_ENVS: tuple[tuple[str, Any], ...] = (
    ("PLAIN", "1"),
    ("WITH.DOT", "{{workflow.name}}"),
    ("WORD", {"kind": "Secret", "name": "login", "key": "word"}),
    ("MAYBE", {"kind": "Secret", "name": "login", "optional": True}),
    ("NODE", {"kind": "EnvVarSource", "value_from": {"fieldRef": {"fieldPath": "spec.nodeName"}}}),
    (
        "MAPPED",
        {"kind": "EnvVarSource", "value_from": {"configMapKeyRef": {"name": "c", "key": "k"}}},
    ),
)


def annotated(dice: Dice) -> dict[str, Any]:
    """Annotations and labels, or neither."""
    fields: dict[str, Any] = {}
    if dice.chance(5):
        fields["annotations"] = {"example.org/note": dice.pick("any text: {{ .x }}", "")}
    if dice.chance(5):
        fields["labels"] = {"app": dice.pick("relax", "")}
    return fields


def memoized(dice: Dice, parameters: list[str]) -> dict[str, Any]:
    """A key for reuse, with its age and its config map, or nothing."""
    if not dice.chance(6):
        return {}
    end = f"-{{{{inputs.parameters.{dice.of(parameters)}}}}}" if parameters else ""
    fields: dict[str, Any] = {"memoize_key": dice.name("kept") + end}
    if dice.chance():
        fields["memoize_max_age"] = dice.pick(60, "1d", "1h30m")
    if dice.chance():
        fields["memoize_config_map"] = "results"
    return fields


def retry_strategy(dice: Dice) -> dict[str, Any]:
    """A retry strategy of a template that is no Python OP, or nothing."""
    if not dice.chance(4):
        return {}
    strategy: dict[str, Any] = {"limit": dice.pick(3, 0, "2")} if dice.chance() else {}
    if dice.chance():
        policies = ("Always", "OnError", "OnFailure", "OnTransientError")
        strategy["retry_policy"] = dice.of(policies)
    if dice.chance():
        strategy["expression"] = "asInt(lastRetry.exitCode) > 1"
    if dice.chance():
        strategy["backoff"] = {"duration": dice.pick(5, "1m"), "factor": 2, "max_duration": "1h"}
        if dice.chance():
            strategy["backoff"]["cap"] = "5m"
    if dice.chance(4):
        strategy["affinity"] = {"nodeAntiAffinity": {}}
    return {"retry_strategy": strategy}


def python_retries(dice: Dice) -> dict[str, Any]:
    """How a Python OP is repeated, and how long it may take."""
    fields: dict[str, Any] = {}
    if dice.chance(4):
        fields["timeout"] = dice.pick(90, "2h")
    if dice.chance(4):
        sorts = ("transient_error", "failure", "error", "failure_and_error")
        sort = dice.of(sorts)
        fields[f"retry_on_{sort}"] = dice.pick(2, 0)
        if sort == "transient_error" and "timeout" in fields:
            fields["timeout_as_transient_error"] = True
    return fields


def container_settings(dice: Dice, *, common_volume: bool) -> dict[str, Any]:
    """Settings of a pod and its container; `common_volume`: the workflow has one, `shared`."""
    fields: dict[str, Any] = {}
    if dice.chance(3):
        fields["envs"] = dict(dice.some(_ENVS))
    if dice.chance(4):
        fields["image_pull_policy"] = dice.pick("Always", "IfNotPresent", "Never")
    if dice.chance(4):
        fields["requests"] = {"cpu": "500m", "memory": "1Gi"}
    if dice.chance(4):
        fields["limits"] = {"memory": "4Gi", "nvidia.com/gpu": "1"}
    if dice.chance(5):
        fields["node_selector"] = {"disk": "ssd"}
    if dice.chance(5):
        fields["tolerations"] = [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]
    if dice.chance(5):
        fields["affinity"] = _AFFINITY
    fields.update(_volumes(dice, common_volume=common_volume))
    return fields


def _volumes(dice: Dice, *, common_volume: bool) -> dict[str, Any]:
    """Volumes, claims, and containers beside the main one, all of which mount them."""
    fields: dict[str, Any] = {}
    names = []
    if dice.chance(4):
        fields["volumes"] = [
            {"name": f"volume-{number}", **volume}
            for number, volume in enumerate(dice.some(_VOLUMES, least=1))
        ]
        names += [volume["name"] for volume in fields["volumes"]]
    if dice.chance(6):
        claim = {"name": "work", "subpath": "runs", "storage_class": "fast", "size": "2Gi"}
        fields["pvcs"] = [{**claim, "access_modes": ["ReadWriteMany"]}]
        names.append("work")
    if common_volume and dice.chance():
        names.append("shared")
    mounts = [{"name": name, "mountPath": f"/mnt/{name}"} for name in names]
    if mounts and dice.chance():
        fields["mounts"] = mounts
    beside = {"image": "busybox:1.36", "command": ["true"]}
    if dice.chance(6):
        fields["init_containers"] = [{"name": "before", **beside, "volumeMounts": mounts}]
    if dice.chance(6):
        fields["sidecars"] = [{"name": "beside", **beside, "volumeMounts": mounts}]
    return fields
