"""Values that Kubernetes refuses although they are of the right type (DG748)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import Workflow

from .graphs import graph, user

START = "/templates/main/"


def diagnostics(**fields: Any) -> list[Diagnostic]:
    """What is found in a template with these objects."""
    found = analyse(Workflow.from_dict(graph([], templates={"main": user(**fields)})))
    return [d for d in found if d.pointer.startswith(START)]


def container(**fields: Any) -> dict[str, Any]:
    return {"sidecars": [{"name": "s", "image": "alpine:3", "command": ["a"], **fields}]}


def probe(**fields: Any) -> dict[str, Any]:
    return container(livenessProbe=fields)


def source(**fields: Any) -> dict[str, Any]:
    return {"envs": {"A": {"kind": "EnvVarSource", "value_from": fields}}}


def volume(**fields: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "v", **fields}]}


@pytest.mark.parametrize(
    ("fields", "where", "message", "hint"),
    [
        (
            container(imagePullPolicy="ifNotPresent"),
            "sidecars/0/imagePullPolicy",
            "`imagePullPolicy` cannot be `ifNotPresent`: it is one of `Always`, `IfNotPresent`, "
            "`Never`, and Kubernetes refuses the pod",
            "Write `IfNotPresent`.",
        ),
        (
            {"tolerations": [{"key": "a", "operator": "=="}]},
            "tolerations/0/operator",
            "`operator` cannot be `==`",
            "Use one of `Equal`, `Exists`.",
        ),
        (
            volume(ephemeral={"volumeClaimTemplate": {"spec": {"accessModes": ["", "RWX"]}}}),
            "volumes/0/ephemeral/volumeClaimTemplate/spec/accessModes/0",
            "`accessModes` cannot be ``",
            "Use one of",
        ),
        (
            container(ports=[{"containerPort": 0}]),
            "sidecars/0/ports/0/containerPort",
            "cannot be 0: it is from 1 to 65535",
            "Give a number from 1 to 65535.",
        ),
        (
            probe(httpGet={"port": "80"}),
            "sidecars/0/livenessProbe/httpGet/port",
            "`port` cannot be `80`: it is the name of a port",
            "without quotes",
        ),
        (
            probe(tcpSocket={"port": 65536}),
            "sidecars/0/livenessProbe/tcpSocket/port",
            "cannot be 65536",
            "from 1 to 65535",
        ),
        (
            probe(tcpSocket={"port": "80"}),
            "sidecars/0/livenessProbe/tcpSocket/port",
            "`port` cannot be `80`: it is the name of a port",
            "without quotes",
        ),
        (
            container(ports=[{"containerPort": 80, "name": "HTTP"}]),
            "sidecars/0/ports/0/name",
            "`name` cannot be `HTTP`: it is the name of a port",
            "Write such a name, or leave it out.",
        ),
        (
            source(
                fieldRef={"fieldPath": "metadata.name"}, resourceFieldRef={"resource": "limits.cpu"}
            ),
            "envs/A/value_from/resourceFieldRef",
            "this EnvVarSource has both `fieldRef` and `resourceFieldRef`",
            "Keep one of the two.",
        ),
        (
            source(fieldRef={"fieldPath": "metadata.nam"}),
            "envs/A/value_from/fieldRef/fieldPath",
            "`fieldPath` cannot be `metadata.nam`: it is a field of a pod",
            "such as `metadata.name`",
        ),
        (
            source(resourceFieldRef={"resource": "cpu"}),
            "envs/A/value_from/resourceFieldRef/resource",
            "`resource` cannot be `cpu`",
            "Write `limits.` or `requests.`",
        ),
        (
            volume(emptyDir={"medium": "RAM"}),
            "volumes/0/emptyDir/medium",
            "`medium` cannot be `RAM`: it is `Memory` or `HugePages`",
            "Write `Memory`.",
        ),
    ],
)
def test_dg748_says_what_there_is_and_how_to_write_it(
    fields: dict[str, Any], where: str, message: str, hint: str
) -> None:
    first, *_ = diagnostics(**fields)
    assert (first.code, first.pointer) == ("DG748", START + where)
    assert message in first.message
    assert hint in first.hint


def test_dg748_is_told_of_each_item_of_a_list() -> None:
    spec = {"accessModes": ["ReadWriteOnce", "RWX"]}
    (only,) = diagnostics(**volume(ephemeral={"volumeClaimTemplate": {"spec": spec}}))
    assert only.pointer.endswith("/accessModes/1")


def test_dg748_leaves_what_is_of_the_wrong_type_to_dg746() -> None:
    (only,) = diagnostics(**container(imagePullPolicy=1))
    assert only.code == "DG746"


@pytest.mark.parametrize(
    "fields",
    [
        container(imagePullPolicy=""),
        container(imagePullPolicy="{{workflow.name}}"),
        container(ports=[{"containerPort": 65535, "hostPort": 0, "name": "http-2"}]),
        container(ports=[{"containerPort": 80.0, "protocol": None}]),
        probe(httpGet={"port": "http", "scheme": "HTTPS"}, periodSeconds=0),
        probe(grpc={"port": 1}, terminationGracePeriodSeconds=1, periodSeconds=None),
        source(fieldRef={"fieldPath": "metadata.annotations['a']"}),
        source(fieldRef={"fieldPath": "status.podIP"}),
        source(fieldRef={"fieldPath": "metadata.labels['a/b']"}),
        source(resourceFieldRef={"resource": "limits.hugepages-2Mi"}),
        volume(emptyDir={"medium": "HugePages-1Gi"}),
        volume(emptyDir={"medium": ""}),
        volume(hostPath={"path": "/dev/x", "type": "CharDevice"}),
        {"tolerations": [{"operator": "Exists", "effect": ""}]},
    ],
)
def test_dg748_is_silent_about_what_kubernetes_takes(fields: dict[str, Any]) -> None:
    assert diagnostics(**fields) == []


@pytest.mark.parametrize("name", ["", "80", "-a", "a-", "a--b", "HTTP", "a" * 16, "a_b"])
def test_dg748_knows_the_names_that_ports_have(name: str) -> None:
    (only,) = diagnostics(**probe(httpGet={"port": name}))
    assert only.code == "DG748"


def test_dg746_names_the_bits_that_are_too_few() -> None:
    (port,) = diagnostics(**container(ports=[{"containerPort": 99999999999}]))
    assert port.code == "DG746"
    assert port.message.startswith("`containerPort` has 32 bits in Kubernetes, too few for 9999")
    assert port.hint == "Write a number from -2147483648 to 2147483647."
    (user_id,) = diagnostics(**container(securityContext={"runAsUser": 1e30}))
    assert "64 bits" in user_id.message


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        (volume(emptyDir={}, hostPath={"path": "/x"}), "volumes/0/hostPath"),
        (probe(exec={"command": ["a"]}, grpc={"port": 1}), "sidecars/0/livenessProbe/grpc"),
        (
            container(lifecycle={"preStop": {"sleep": {"seconds": 1}, "exec": {"command": ["a"]}}}),
            "sidecars/0/lifecycle/preStop/exec",
        ),
    ],
)
def test_dg748_is_told_of_two_fields_of_which_there_is_one(
    fields: dict[str, Any], where: str
) -> None:
    (only,) = diagnostics(**fields)
    assert (only.code, only.pointer, only.at_key) == ("DG748", START + where, True)


def test_dg748_takes_null_for_no_field() -> None:
    assert diagnostics(**volume(emptyDir={}, hostPath=None)) == []
    assert diagnostics(**probe(exec={"command": ["a"]}, periodSeconds=3)) == []


@pytest.mark.parametrize("name", ["My-Volume", "a_b", "a.b", "-a", "a-", "a" * 64])
def test_dg748_knows_the_names_that_volumes_have(name: str) -> None:
    (only,) = diagnostics(volumes=[{"name": name, "emptyDir": {}}])
    assert (only.code, only.pointer) == ("DG748", START + "volumes/0/name")
    assert diagnostics(volumes=[{"name": "a" * 63, "emptyDir": {}}]) == []
