"""Values of Kubernetes objects: what the validator says of each is what Argo's decoder does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.emission import emit
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.kubernetes_fields import fields_of
from dflow_graph.passes.kubernetes_objects import check_kubernetes_objects
from tests.argo.oracle import Oracle

Json = dict[str, Any]

ROOTS = {
    "volumes": "[Volume]",
    "mounts": "[VolumeMount]",
    "tolerations": "[Toleration]",
    "affinity": "Affinity",
    "sidecars": "[UserContainer]",
}
VALUES: tuple[Any, ...] = (
    "x", "12", "true", "4Gi", "", "4 GB", "1e3", ".5", "5.", "1i", "{{workflow.name}}",
    7, 7.5, 0.0625, 2**31 - 1, 2**31, -(2**31) - 1, 2**63 - 1, 2**63, -(2**63) - 1,
    True, [], ["x"], [1], [[]], {}, {"a": "x"}, {"a": 1}, {"a": "12"}, None,
    {"name": None}, {"name": 1},
)  # fmt: skip
# Argo reads these by rules of their own: points of time, and a value of any kind.
APART = ("creationTimestamp", "deletionTimestamp", "time", "fieldsV1")


def places(shape: str, path: tuple[str | int, ...], around: tuple[str, ...]) -> Iterator[Any]:
    """Every place within a value of this shape, each object once on the way to itself."""
    yield path
    if shape[:1] in ("[", "{"):
        yield from places(shape[1:-1], (*path, 0 if shape[0] == "[" else "key"), around)
    elif shape[:1].isupper() and shape not in around:
        for name, inner in fields_of(shape).shapes.items():
            if name not in APART:
                yield from places(inner, (*path, name), (*around, shape))


def holding(path: tuple[str | int, ...], value: Any) -> Any:
    """The smallest value that has this one at the end of a path."""
    for part in reversed(path):
        value = [value] if isinstance(part, int) else {part: value}
    return value


def documents(path: tuple[str | int, ...], value: Any) -> tuple[Json, Json]:
    """A graph with the value, and the manifest with it as it stands there."""
    first, *rest = path
    held = holding(tuple(rest), value)
    template = {"kind": "ShellOPTemplate", "image": "alpine:3.20", "script": "date", first: held}
    graph = {"dflow_graph": "1.0", "name": "demo", "entrypoint": "main"}
    script: Json = {"image": "alpine:3.20", "command": ["sh"], "source": "date"}
    if first == "mounts":
        script["volumeMounts"] = held
    own = {"name": "main", "script": script} | ({} if first == "mounts" else {first: held})
    manifest = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "demo-"},
        "spec": {"entrypoint": "main", "templates": [own]},
    }
    return graph | {"templates": {"main": template}}, manifest


def is_refused(document: Json, value: Any) -> bool:
    """Whether the validator finds something that Argo's decoder is to refuse."""
    # What other findings imply is found here as well.
    found = check_kubernetes_objects(build_index(Workflow.from_dict(document)))
    # A quantity below zero is one that the decoder takes.
    is_negative = isinstance(value, int) and value < 0
    codes = {"DG745", "DG746"} | (set() if is_negative else {"DG716"})
    return not codes.isdisjoint(d.code for d in found)


def test_dg746_is_told_of_every_value_that_argo_cannot_decode_and_of_no_other(
    oracle: Oracle,
) -> None:
    differences = []
    number = 0
    for first, root in ROOTS.items():
        start = 2 if root[0] == "[" else 1
        for path in places(root, (first,), ()):
            if len(path) < start + 1:
                continue  # the structure of the graph says what stands there
            for value in VALUES:
                graph, manifest = documents(path, value)
                verdict = oracle(manifest)
                number += 1
                if is_refused(graph, value) != (verdict.stage == "parse"):
                    differences.append((path, value, verdict.error))
    assert number > 10_000
    assert differences == []


def test_emitted_objects_have_no_fractions_and_no_null(oracle: Oracle, oracle_4: Oracle) -> None:
    sidecar = {
        "name": "helper",
        "image": "alpine:3.20",
        "command": ["sleep", "9"],
        "env": [{"name": "A", "value": None, "valueFrom": None}],
        "ports": [{"containerPort": 80.0}],
        "resources": {"limits": {"cpu": 0.5, "memory": 1e9, "example.org/disk": None}},
    }
    graph, _ = documents(("sidecars", 0), sidecar)
    manifest = emit(graph)
    (written,) = manifest["spec"]["templates"][0]["sidecars"]
    assert written == {
        "name": "helper",
        "image": "alpine:3.20",
        "command": ["sleep", "9"],
        "env": [{"name": "A"}],
        "ports": [{"containerPort": 80}],
        "resources": {"limits": {"cpu": "0.5", "memory": 1000000000}},
    }
    assert oracle(manifest).ok
    assert oracle_4(manifest).ok
