"""Faults of volumes, paths of containers, and locations of artifacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.plants.plant import (
    GONE,
    Graph,
    Path,
    Plant,
    leaves,
    members,
    plant,
    ports,
    renamed,
)


def bad_volume(graph: Graph) -> Iterator[Plant]:
    for path, template in leaves(graph):
        mounts = template.get("mounts", [])
        for number, _mount in enumerate(mounts):
            yield plant(
                (*path, "mounts", number, "name"),
                "no-such-volume",
                "DG719",
                at=(*path, "mounts", number, "name"),
            )
            for wrong in ("", "relative", "/a/../b", "a:b"):
                yield plant((*path, "mounts", number, "mountPath"), wrong, "DG701")
            yield plant(
                (*path, "mounts", number, "mountPath"),
                GONE,
                "DG701",
                "DG105",
                at=(*path, "mounts", number),
            )
            for other in range(number):
                places = tuple((*path, "mounts", k, "mountPath") for k in (number, other))
                yield Plant({places[0]: mounts[other]["mountPath"]}, ("DG704",), places)
        for number, volume in enumerate(template.get("volumes", ())):
            places = ((*path, "volumes", number + 1, "name"), (*path, "volumes", number + 1))
            if number + 1 == len(template["volumes"]):
                yield Plant({places[1]: volume}, ("DG720",), places)


_BAD_PATHS = ("relative", "/tmp/../etc/passwd", "", "/", "/a\u0000b", "a/../..", "/tmp/..")


def bad_path(graph: Graph) -> Iterator[Plant]:  # noqa: C901, PLR0912 - a list of places
    for name, template in graph["templates"].items():
        for side in ("inputs", "outputs"):
            for path, entry, artifact in ports(template, side).values():
                for field in ("path", "value_from_path"):
                    if field in entry and f".{path[-1]}.path" not in json.dumps(template):
                        for wrong in _BAD_PATHS:
                            yield plant(("templates", name, *path, field), wrong, "DG701", "DG702")
                        if artifact or field == "path":
                            yield plant(
                                ("templates", name, *path, field),
                                GONE,
                                "DG702",
                                "DG408",
                                at=("templates", name, *path),
                            )
                if artifact and "op" not in template and template["kind"] in ("Steps", "DAG"):
                    yield plant(("templates", name, *path, "path"), "/tmp/a", "DG703")
        if template["kind"] == "PythonOPTemplate":
            for wrong in _BAD_PATHS:
                if wrong != "/":
                    yield plant(("templates", name, "tmp_root"), wrong, "DG701")
        if "image" in template and template["kind"] != "PythonOPTemplate":
            for wrong in ("relative", "./a"):
                yield plant(("templates", name, "working_dir"), wrong, "DG701")


def shared_path(graph: Graph) -> Iterator[Plant]:
    for name, template in graph["templates"].items():
        found = [
            (("templates", name, *path, "path"), entry["path"])
            for side in ("inputs", "outputs")
            for path, entry, _ in ports(template, side).values()
            if "path" in entry
        ]
        for place, _ in found:
            for other, value in found:
                if (
                    other[3] == place[3]
                    and other != place
                    and other[2] == place[2]
                    and f".{place[-2]}.path" not in json.dumps(template)
                ):
                    yield Plant({place: value}, ("DG704",), (place, other))


_KINDS = ("s3", "oss", "gcs", "azure", "http", "raw", "git", "local", "pvc", "custom", "ref", "map")


def _locations(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        if value.get("kind") in _KINDS:
            yield path, value
        for name, inner in value.items():
            if name not in ("extensions", "op"):
                yield from _locations(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _locations(inner, (*path, number))


def bad_location(graph: Graph) -> Iterator[Plant]:  # noqa: C901, PLR0912 - a list of fields
    for path, found in _locations(graph["templates"], ("templates",)):
        for field in ("key", "blob"):
            if field in found:
                for wrong in ("", "../a", "a/../b", "/a", "a\u0000b"):
                    yield plant((*path, field), wrong, "DG706")
        if "sub_path" in found or found["kind"] in ("s3", "local", "git"):
            for wrong in ("../a", "a/../b", "/a", "a/../../b"):
                yield plant((*path, "sub_path"), wrong, "DG707")
        if "endpoint" in found:
            wrongs = (
                ("a b", "", "a/b", *(("http://a.b",) if found["kind"] == "s3" else ()))
                if found["kind"] != "azure"
                else ("a.b", "", "ftp://a.b", "a b")
            )
            for wrong in wrongs:
                yield plant((*path, "endpoint"), wrong, "DG708")
        if "url" in found:
            for wrong in (
                "",
                "not a url",
                "data.example.org",
                "ftp//a.b",
                "http://",
                "http://a b/",
            ):
                yield plant((*path, "url"), wrong, "DG709")
        if "repo" in found:
            for wrong in ("", "not a repo"):
                yield plant((*path, "repo"), wrong, "DG709")
        if found["kind"] == "pvc":
            for wrong in ("../a", "/a", "a/../b"):
                yield plant((*path, "subpath"), wrong, "DG707")
        if found["kind"] == "local":
            for wrong in ("../a", "/etc/passwd"):
                yield plant((*path, "path"), wrong, "DG732")
        if "bucket" in found or "container" in found:
            field = "bucket" if "bucket" in found else "container"
            for wrong in ("", "two words", "../a"):
                yield plant((*path, field), wrong, "DG706")
        pair = ("access_key_secret", "secret_key_secret")
        for gone, kept in (pair, pair[::-1]):
            if gone in found and kept in found:
                yield plant((*path, gone), GONE, "DG736", at=path)
        if "slice" in found:
            for wrong in ("", "a..b", ".", "../a"):
                yield plant((*path, "slice"), wrong, "DG735")
        if found["kind"] == "map":
            for name in found["items"]:
                for wrong in ("", ".", "a..b", "../b"):
                    yield Plant(
                        renamed(graph, (*path, "items", name), wrong),
                        ("DG731",),
                        ((*path, "items", wrong),),
                    )
        if "path_list" in found:
            yield plant((*path, "path_list", 0), "../a", "DG707")


def unknown_source(graph: Graph) -> Iterator[Plant]:
    """Files and plug-ins that nobody has."""
    for path, found in _locations(graph["templates"], ("templates",)):
        if found["kind"] == "local":
            yield plant((*path, "path"), "a\u0000b")
        if found["kind"] == "custom":
            yield plant((*path, "urn"), "://a")


def several_saves(graph: Graph) -> Iterator[Plant]:
    for path, saves in members(graph["templates"], ("save",), ("templates",)):
        yield Plant(
            {path: [*saves, {"kind": "gcs", "key": "somewhere"}]},
            ("DG723",),
            (path, (*path, len(saves))),
        )


_SPELLED = {
    "claimName": "claim_name",
    "mountPropagation": "mount_propagation",
    "subPath": "sub_path",
    "readOnly": "readonly",
    "sizeLimit": "size_limit",
    "tolerationSeconds": "toleration_seconds",
    "fieldRef": "field_ref",
    "secretKeyRef": "secretkeyref",
    "matchExpressions": "match_expressions",
    "secretName": "secretname",
}


def misspelt_kubernetes_field(graph: Graph) -> Iterator[Plant]:
    """A field in the spelling of Python's client, or with a wrong capital."""
    for path, _ in members(graph["templates"], tuple(_SPELLED), ("templates",)):
        edits = renamed(graph, path, _SPELLED[path[-1]])
        # A header takes its value from a secret alone.
        codes = ("DG745", "DG906") if "headers" in path else ("DG745",)
        yield Plant(edits, codes, ((*path[:-1], _SPELLED[path[-1]]), path[:-1]))


def mistyped_kubernetes_value(graph: Graph) -> Iterator[Plant]:
    """A number or boolean in quotes, a text for a list, and what no field may be."""
    for path, found in members(graph["templates"], tuple(_TYPED), ("templates",)):
        if type(found) is type(_TYPED[path[-1]][0]):
            for wrong in _TYPED[path[-1]][1]:
                yield plant(path, wrong, "DG746")


# A field of Kubernetes alone, with a value that it may have, and some that it may not.
_TYPED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "tolerationSeconds": (1, ("1", 1.5, True)),
    "claimName": ("a", (1, {}, ["a"])),
    "mountPropagation": ("a", (1, True)),
    "fieldPath": ("a", (1, [])),
    "matchExpressions": ([], ({}, "a")),
    "runAsUser": (1, ("1000", "root")),
    "containerPort": (1, ("80", [80])),
    "sizeLimit": ("a", (True, {})),
    "securityContext": ({}, ("a", [])),
    "volumeMounts": ([], ({"name": "a", "mountPath": "/a"}, "a")),
}


# A field of Kubernetes alone, with values of its type that Kubernetes refuses.
_REFUSED: dict[str, tuple[Any, ...]] = {
    "fieldPath": ("metadata.nam", "spec.node"),
    "mountPropagation": ("Both", "none"),
    "containerPort": (0, 65536),
    "runAsUser": (-1,),
}


def refused_kubernetes_value(graph: Graph) -> Iterator[Plant]:
    """A field of a Kubernetes object has a value of its type that Kubernetes refuses."""
    for path, found in members(graph["templates"], tuple(_REFUSED), ("templates",)):
        for wrong in _REFUSED[path[-1]]:
            if type(found) is type(wrong):
                yield plant(path, wrong, "DG748")


def incomplete_kubernetes_object(graph: Graph) -> Iterator[Plant]:
    """A field is gone that Kubernetes cannot do without."""
    for path, _ in members(graph["templates"], ("claimName", "fieldPath"), ("templates",)):
        yield plant(path, GONE, "DG747", at=path[:-1])
