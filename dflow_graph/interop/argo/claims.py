"""Claims of volumes, which a workflow of Argo declares and a template of a graph does (STO-6)."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.argo.fields import (
    Field,
    Into,
    Kept,
    Same,
    Table,
    read_object,
    text,
    text_list,
    wrong,
)
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import NOTHING, Place

__all__ = ["read_claims"]


def _metadata(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {
        "name": Field("name", text),
        "labels": Kept("a claim has none"),
        "annotations": Kept("a claim has none"),
        "creationTimestamp": Kept("it is of one object in one cluster"),
    }
    return read_object(reading, value, place, table, "the metadata of a claim")


def _requests(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    return read_object(
        reading, value, place, {"storage": Field("size", text)}, "what a claim asks for"
    )


def _resources(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {"requests": Into(_requests), "limits": Kept("a claim has a size alone")}
    return read_object(reading, value, place, table, "the resources of a claim")


def _spec(reading: Reading, value: Any, place: Place) -> dict[str, Any]:
    table: Table = {
        "accessModes": Field("access_modes", text_list),
        "storageClassName": Field("storage_class", text),
        "resources": Into(_resources),
        "volumeMode": Same("Filesystem", "a claim is a file system"),
        **dict.fromkeys(("selector", "volumeName", "dataSource", "dataSourceRef"), Kept(
            "the volume is a new one")),
    }  # fmt: skip
    return read_object(reading, value, place, table, "the spec of a claim")


_CLAIM: Table = {
    "metadata": Into(_metadata),
    "spec": Into(_spec),
    "apiVersion": Same("v1", "a claim is of version 1"),
    "kind": Same("PersistentVolumeClaim", "a claim is one"),
    "status": Kept("it is of one object in one cluster"),
}


def read_claims(
    reading: Reading, value: Any, place: Place, templates: dict[str, dict[str, Any]]
) -> None:
    """Puts each claim into the templates that mount it, or into the first one that can."""
    if not isinstance(value, list):
        wrong(reading, place, "a list of claims must stand here", value)
        return
    pods = [t for t in templates.values() if isinstance(t, dict) and "image" in t]
    for index, item in enumerate(value):
        at = place.at(index)
        read = read_object(reading, item, at, _CLAIM, "a claim")
        name = read.get("name", NOTHING)
        if name is NOTHING:
            reading.fault("DG105", at, "a claim lacks the `name` of its `metadata`", "Give it one.")
            continue
        users = [pod for pod in pods if name in _mounted(pod)]
        if not users and not pods:
            reading.keep(at, item, "no template runs in a pod that could mount it")
        for pod in users or pods[:1]:
            pod.setdefault("pvcs", []).append({"name": name, "subpath": "", **read})


def _mounted(pod: dict[str, Any]) -> set[str]:
    """The names of the volumes that the containers of a pod mount."""
    beside = [c for n in ("init_containers", "sidecars") for c in _objects(pod.get(n))]
    lists = [pod.get("mounts"), *(container.get("volumeMounts") for container in beside)]
    return {str(mount.get("name")) for mounts in lists for mount in _objects(mounts)}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
