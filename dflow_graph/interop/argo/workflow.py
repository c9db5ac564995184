"""The workflow itself: its metadata, and what its `spec` says beside templates."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.calls import template_name
from dflow_graph.interop.argo.fields import (
    CONSUMED,
    Field,
    Into,
    Kept,
    Refused,
    Table,
    keep_others,
    kubernetes_list,
    named_items,
    read_object,
    text,
    text_map,
    whole,
    wrong,
)
from dflow_graph.interop.argo.ports import argument_parameters
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place

__all__ = ["METADATA", "SCHEDULE", "SPEC", "read_metadata"]

_CLUSTER = "the pods run with what the cluster gives them"
_OF_A_RUN = "it is of one object in one cluster"

METADATA: Table = {
    "name": CONSUMED,
    "generateName": CONSUMED,
    "namespace": Field("namespace", text),
    "labels": Field("labels", text_map),
    "annotations": Field("annotations", text_map),
    **dict.fromkeys(
        (
            *("creationTimestamp", "resourceVersion", "uid", "generation", "managedFields"),
            *("ownerReferences", "finalizers", "selfLink", "deletionTimestamp"),
        ),
        Kept(_OF_A_RUN),
    ),
}

SCHEDULE: Table = {
    "workflowSpec": CONSUMED,
    "workflowMetadata": CONSUMED,
    **dict.fromkeys(
        (
            *("schedule", "schedules", "timezone", "concurrencyPolicy", "suspend", "when"),
            *("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
            "stopStrategy",
        ),
        Kept("the workflow runs when it is submitted, not by a clock"),
    ),
}
"""What a `CronWorkflow` says beside its workflow."""


def read_metadata(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """The metadata of a workflow, but for its name."""
    return read_object(reading, value, place, METADATA, "the metadata")


def _workflow_metadata(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {
        "labels": Field("labels", text_map),
        "annotations": Field("annotations", text_map),
        "labelsFrom": Kept("a label is a text"),
    }
    return read_object(reading, value, place, table, "`workflowMetadata`")


def _arguments(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {"parameters": Field("parameters", argument_parameters), "artifacts": CONSUMED}
    read = read_object(reading, value, place, table, "the arguments")
    return {name: given for name, given in read.items() if given}


def _pod_gc(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {
        "strategy": Field("pod_gc_strategy", text),
        "labelSelector": Kept("it holds for all pods"),
        "deleteDelayDuration": Kept("pods are deleted when the cluster says so"),
    }
    return read_object(reading, value, place, table, "`podGC`")


def _repository(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {"key": Field("key", text), "configMap": Field("config_map", text)}
    at = place.inside("artifact_repository")
    read = read_object(reading, value, at, table, "a reference to an artifact repository")
    if "key" in read:
        return {"artifact_repository": read}
    reading.keep(place, value, "a repository without `key` is the one that the config map says")
    return {}


def _pull_secrets(reading: Reading, value: Any, place: Place) -> Any:
    names = []
    for name, item, at in named_items(reading, value, place, "secret"):
        keep_others(reading, item, at, (), "a reference to a secret")
        names.append(name)
    return names


def _exit_hook(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    """`hooks` of a workflow: `exit` is its exit handler."""
    if not isinstance(value, dict):
        wrong(reading, place, "an object of hooks must stand here", value)
        return {}
    result: dict[str, Any] = {}
    for name, hook in value.items():
        at = place.of(name)
        if name == "exit" and isinstance(hook, dict) and not hook.keys() - {"template"}:
            result["on_exit"] = template_name(reading, hook.get("template"), at.of("template"))
        elif name == "exit" and isinstance(hook, dict) and "templateRef" in hook:
            reading.refuse(at, "templateRef", "the template is not in this manifest", "DG302")
        else:
            why = "a workflow of a graph has a template for its end alone, without arguments"
            reading.keep(at, hook, f"the hook is not called: {why}")
    return result


SPEC: Table = {
    "templates": CONSUMED,
    "templateDefaults": CONSUMED,
    "nodeSelector": CONSUMED,
    "tolerations": CONSUMED,
    "affinity": CONSUMED,
    "volumeClaimTemplates": CONSUMED,
    "entrypoint": Field("entrypoint", template_name),
    "onExit": Field("on_exit", template_name),
    "hooks": Into(_exit_hook),
    "arguments": Into(_arguments),
    "parallelism": Field("parallelism", whole),
    "podGC": Into(_pod_gc),
    "artifactRepositoryRef": Into(_repository),
    "imagePullSecrets": Field("image_pull_secrets", _pull_secrets),
    "volumes": Field("volumes", kubernetes_list),
    "serviceAccountName": Field("service_account_name", text),
    "workflowMetadata": Into(_workflow_metadata),
    "workflowTemplateRef": Refused("its templates are in another manifest", "DG302"),
    "activeDeadlineSeconds": Kept("the workflow may run as long as it takes"),
    "archiveLogs": Kept("logs are kept as the cluster does"),
    "artifactGC": Kept("artifacts are deleted when the cluster says so"),
    "metrics": Kept("nothing is measured"),
    "podDisruptionBudget": Kept("the cluster may take pods away"),
    "podMetadata": Kept("pods have the labels and annotations of their templates"),
    "podSpecPatch": Kept("pods are not patched"),
    "retryStrategy": Kept("the workflow as a whole is not tried again"),
    "shutdown": Kept(_OF_A_RUN),
    "suspend": Kept("the workflow starts at once"),
    "synchronization": Kept("runs of the workflow no longer wait for each other"),
    "ttlStrategy": Kept("finished workflows are deleted when the cluster says so"),
    "volumeClaimGC": Kept("claims are deleted when the cluster says so"),
    **dict.fromkeys(
        (
            *("automountServiceAccountToken", "dnsConfig", "dnsPolicy", "executor"),
            *("hostAliases", "hostNetwork", "podPriority", "podPriorityClassName", "priority"),
            *("schedulerName", "securityContext"),
        ),
        Kept(_CLUSTER),
    ),
}
