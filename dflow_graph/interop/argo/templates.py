"""Templates: one table for each kind that Argo and a graph both know."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.calls import groups, tasks
from dflow_graph.interop.argo.durations import duration, seconds_or_duration
from dflow_graph.interop.argo.fields import (
    CONSUMED,
    Field,
    Into,
    Kept,
    Refused,
    Same,
    Table,
    flag,
    keep_others,
    named_items,
    read_object,
    text,
    text_list,
    text_map,
    whole,
    wrong,
)
from dflow_graph.interop.argo.pods import POD, container, script
from dflow_graph.interop.argo.ports import inputs, outputs
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import NOTHING, Place
from dflow_graph.passes.finding import quoted

__all__ = ["KINDS", "POD_KINDS", "read_template"]

_CLUSTER = "its pods run with what the cluster gives them"


def _metadata(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table = {"labels": Field("labels", text_map), "annotations": Field("annotations", text_map)}
    return read_object(reading, value, place, table, "the metadata of a template")


def _config_map(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {
        "name": Field("memoize_config_map", text),
        "key": Kept("the results are found by the key alone"),
        "optional": Kept("the config map is made where it is missing"),
    }
    return read_object(reading, value, place, table, "the config map of a cache")


def _cache(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table = {"configMap": Into(_config_map)}
    return read_object(reading, value, place, table, "a cache")


def _max_age(reading: Reading, value: Any, place: Place) -> Any:
    return NOTHING if value == "" else duration(reading, value, place)


_MEMOIZE: Table = {
    "key": Field("memoize_key", text),
    "maxAge": Field("memoize_max_age", _max_age),
    "cache": Into(_cache),
}


def _memoize(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(reading, value, place, _MEMOIZE, "`memoize`")


_COMMON: dict[str, Any] = {
    "name": CONSUMED,
    "inputs": Field("inputs", inputs),
    "outputs": Field("outputs", outputs),
    "metadata": Into(_metadata),
    "memoize": Into(_memoize),
    "annotations": Kept("it is shown by Argo's own pages alone"),
    "metrics": Kept("nothing is measured"),
    "synchronization": Kept("its runs no longer wait for each other"),
    "podSpecPatch": Kept("its pods are not patched"),
    "archiveLocation": Kept("artifacts and logs are kept in the artifact repository"),
    "activeDeadlineSeconds": Kept("its pods may run as long as `timeout` lets them"),
    "serviceAccountName": Kept("its pods run with the account of the workflow"),
    **dict.fromkeys(
        ("automountServiceAccountToken", "executor", "hostAliases", "priority"), Kept(_CLUSTER)
    ),
    **dict.fromkeys(
        ("priorityClassName", "schedulerName", "securityContext", "dnsConfig"), Kept(_CLUSTER)
    ),
    "daemon": Refused("a step of a graph ends before those after it begin"),
    "failFast": Same(True, "the other pieces of a loop end when one has failed"),
    "parallelism": Kept("it bounds the steps of steps and DAGs alone"),
    **{name: Kept("only a pod has it") for name in POD},
}


def _bytes(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table = {"bytes": Field("body_base64", text)}
    return read_object(reading, value, place, table, "the origin of a body")


def _headers(reading: Reading, value: Any, place: Place) -> Any:
    return {
        name: _header(reading, item, at)
        for name, item, at in named_items(reading, value, place, "header")
    }


def _header(reading: Reading, item: dict[str, Any], place: Place) -> Any:
    found = item.get("valueFrom")
    keep_others(reading, item, place, ("value", "valueFrom"), "a header")
    if found is None:
        return text(reading, item.get("value") or "", place.of("value"))
    secret = found.get("secretKeyRef") if isinstance(found, dict) else None
    if not isinstance(secret, dict) or len(found) != 1:
        return wrong(
            reading, place.of("valueFrom"), "a reference to a secret must stand here", found
        )
    at = place.of("valueFrom").of("secretKeyRef")
    table = {
        "name": Field("name", text), "key": Field("key", text), "optional": Field("optional", flag)
    }  # fmt: skip
    return {"kind": "Secret", **read_object(reading, secret, at, table, "a reference to a secret")}


_HTTP: Table = {
    "url": Field("url", text),
    "method": Field("method", text),
    "headers": Field("headers", _headers),
    "body": Field("body", text),
    "bodyFrom": Into(_bytes),
    "timeoutSeconds": Field("timeout", whole),
    "successCondition": Field("success_condition", text),
    "insecureSkipVerify": Field("insecure_skip_verify", flag),
}


def _http(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return {
        "kind": "HTTPOPTemplate",
        **read_object(reading, value, place, _HTTP, "a request"),
    }


def _manifest_from(reading: Reading, value: Any, place: Place) -> Any:
    table = {"artifact": Field("", lambda r, v, p: read_object(r, v, p, name_only, "an artifact"))}
    name_only: Table = {"name": Field("name", text)}
    read = read_object(reading, value, place, table, "the origin of a manifest")
    return read.get("", {}).get("name", NOTHING)


_RESOURCE: Table = {
    "action": Field("action", text),
    "manifest": Field("manifest", text),
    "manifestFrom": Field("manifest_from", _manifest_from),
    "successCondition": Field("success_condition", text),
    "failureCondition": Field("failure_condition", text),
    "mergeStrategy": Field("merge_strategy", text),
    "setOwnerReference": Field("set_owner_reference", flag),
    "flags": Field("flags", text_list),
}


def _resource(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    at = place.inside("resource")
    read = read_object(reading, value, at, _RESOURCE, "a resource")
    return {"kind": "ResourceOPTemplate", "resource": read}


def _suspend(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table = {"duration": Field("duration", seconds_or_duration)}
    read = read_object(reading, value, place, table, "`suspend`")
    return {"kind": "SuspendOPTemplate", **read}


def _steps(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    read = groups(reading, value, place.inside("steps"))
    return {"kind": "Steps", "steps": read}


def _dag(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return {"kind": "DAG", **tasks(reading, value, place)}


_GROUP = {"parallelism": Field("parallelism", whole)} | {
    name: Kept("each template inside says it for itself") for name in POD
}
KINDS: dict[str, Table] = {
    "container": {**_COMMON, **POD, "container": Into(container)},
    "script": {**_COMMON, **POD, "script": Into(script)},
    "resource": {
        **_COMMON,
        **{name: POD[name] for name in ("timeout", "retryStrategy")},
        "resource": Into(_resource),
    },
    "http": {**_COMMON, "http": Into(_http)},
    "suspend": {**_COMMON, "suspend": Into(_suspend)},
    "steps": {**_COMMON, **_GROUP, "steps": Into(_steps)},
    "dag": {**_COMMON, **_GROUP, "dag": Into(_dag)},
}
"""What makes a template one of a kind, and what becomes of its members."""

POD_KINDS = ("container", "script", "resource")
"""The kinds that run a pod."""

_FOREIGN = {
    "containerSet": "a pod of a graph has one container, and others beside and before it",
    "data": "a graph has no template that sifts artifacts",
    "plugin": "a graph knows no plug-ins of Argo",
}
_PODS_OWN = tuple(name for name in POD if name not in ("timeout", "retryStrategy"))


def read_template(reading: Reading, value: Any, place: Place) -> Any:
    """A template of the graph, or NOTHING where it is of no kind that a graph has."""
    reading.host(place)
    if not isinstance(value, dict):
        return wrong(reading, place, "a template must be an object", value)
    foreign = [name for name in _FOREIGN if value.get(name) is not None]
    for name in foreign:
        reading.refuse(place.at(name), name, _FOREIGN[name], "DG108")
    found = [name for name in KINDS if value.get(name) is not None]
    if len(found) != 1:
        if not foreign:
            named = " and ".join(map(quoted, found)) or f"none of {', '.join(map(quoted, KINDS))}"
            message = f"a template has one kind of work, and this one has {named}"
            reading.fault("DG108", place, message, "Leave one of them.")
        return NOTHING
    if not foreign:
        return _of_kind(reading, value, place, found[0])
    return NOTHING


def _of_kind(reading: Reading, value: dict[str, Any], place: Place, kind: str) -> Any:
    table = KINDS[kind]
    has_pod = kind == "resource" and any(value.get(name) for name in _PODS_OWN)
    if has_pod:
        # A script template may act on a resource, and says all that a pod may say.
        table = {**table, **POD}
    read = read_object(reading, value, place, table, "a template")
    if has_pod:
        read["kind"] = "ScriptOPTemplate"
    return {"kind": read.pop("kind"), **read}
