"""Kubernetes objects (DG745 to DG747, DG716), and the table of their fields."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import Workflow
from dflow_graph.passes.kubernetes_fields import fields_of
from tests.passes.kubernetes_fields import TABLE, module_text

from .graphs import call, graph, user

START = "/templates/main/"


def test_table_is_that_of_hera() -> None:
    assert TABLE.read_text(encoding="utf-8") == module_text()


def test_table_has_the_fields_and_what_they_hold() -> None:
    assert "mountPath" in fields_of("VolumeMount").shapes
    claim = fields_of("Volume").shapes["persistentVolumeClaim"]
    assert fields_of(claim) == ({"claimName": "", "readOnly": "bool"}, ("claimName",))


def diagnostics(template: dict[str, Any]) -> list[Diagnostic]:
    """What is found in a template."""
    found = analyse(Workflow.from_dict(graph([], templates={"main": template})))
    return [d for d in found if d.pointer.startswith(START)]


def found(**fields: Any) -> list[tuple[str, str]]:
    """What is found in the objects of a template, by code and what follows its pointer."""
    return [(d.code, d.pointer.removeprefix(START)) for d in diagnostics(user(**fields))]


def test_dg745_proposes_fields_that_the_object_has_not() -> None:
    both = {"emptyDir": {"medium": "Memory", "Medium": "x", "sizelimit": "1Gi"}}
    medium, size = diagnostics(user(volumes=[{"name": "a", **both}]))
    assert (medium.code, medium.pointer) == ("DG745", START + "volumes/0/emptyDir/Medium")
    assert medium.hint == "Remove it, or move it to where it belongs."
    assert size.hint == "Write `sizeLimit`."


@pytest.mark.parametrize("field", ["init_containers", "sidecars"])
def test_dg745_looks_into_containers_beside_that_of_a_template(field: str) -> None:
    container = {"name": "a", "image": "alpine:3", "volumemounts": []}
    assert found(**{field: [container]}) == [("DG745", f"{field}/0/volumemounts")]


def test_dg745_looks_at_templates_behind_one_that_is_no_pod() -> None:
    volumes = [{"name": "a", "emptydir": {}}]
    document = graph([call("a")], templates={"use": user(volumes=volumes)})
    found = [d.pointer for d in analyse(Workflow.from_dict(document)) if d.code == "DG745"]
    assert found == ["/templates/use/volumes/0/emptydir"]


def test_dg745_leaves_names_of_the_author_alone() -> None:
    labels = {"app_name": "x", "claim_name": "y"}
    term = {"topologyKey": "zone", "labelSelector": {"matchLabels": labels}}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert found(affinity=affinity) == []


def test_dg745_is_told_of_what_is_like_no_field() -> None:
    assert found(tolerations=[{"key": "a", "later": 1}]) == [("DG745", "tolerations/0/later")]


def test_dg745_is_not_told_where_the_object_is_at_fault() -> None:
    volumes = [{"name": "v", "emptyDir": {}}]
    assert found(volumes=volumes, mounts=[{"name": "v", "mount_path": "/x"}]) == [
        ("DG701", "mounts/0")
    ]


@pytest.mark.parametrize(
    ("fields", "where", "message", "hint"),
    [
        ({"args": "-q"}, "args", "a list in Kubernetes, not a text", '`["one", "two"]`'),
        ({"args": {"a": "b"}}, "args", "a list in Kubernetes, not an object", "`[{…}, {…}]`"),
        ({"args": 3}, "args", "a list in Kubernetes, not the number 3", "Write a list."),
        ({"command": [True]}, "command/0", "a text in Kubernetes, not true", '`"true"`'),
        ({"command": [[]]}, "command/0", "a text in Kubernetes, not a list", "Write a text."),
        ({"tty": "Yes"}, "tty", "true or false in Kubernetes, not a text", "Write true, without"),
        ({"tty": "off"}, "tty", "true or false in Kubernetes, not a text", "Write false, without"),
        ({"tty": "often"}, "tty", "true or false in Kubernetes", "Write true or false."),
        ({"command": [{}]}, "command/0", "a text in Kubernetes, not an object", "Write a text."),
        ({"tty": "0755"}, "tty", "true or false in Kubernetes", "Write true or false."),
        ({"tty": 1}, "tty", "true or false in Kubernetes, not the number 1", "true or false."),
        ({"resources": {"limits": []}}, "resources/limits", "of names and values", "names and"),
        ({"resources": "4"}, "resources", "an object (ResourceRequirements)", "Write an object"),
        (
            {"securityContext": {"runAsUser": "1000"}},
            "securityContext/runAsUser",
            "a whole number in Kubernetes, not a text",
            "Write 1000, without quotes.",
        ),
        (
            {"securityContext": {"runAsUser": True}},
            "securityContext/runAsUser",
            "a whole number in Kubernetes, not true",
            "Write a whole number.",
        ),
        (
            {"securityContext": {"runAsUser": 2**63}},
            "securityContext/runAsUser",
            "has 64 bits in Kubernetes, too few for 9223372036854775808",
            "to 9223372036854775807.",
        ),
        (
            {"livenessProbe": {"tcpSocket": {"port": 2**31}}},
            "livenessProbe/tcpSocket/port",
            "has 32 bits in Kubernetes, too few for 2147483648",
            "to 2147483647.",
        ),
        (
            {"livenessProbe": {"periodSeconds": "{{workflow.name}}"}},
            "livenessProbe/periodSeconds",
            "Argo refuses it, since it reads it before it replaces tags",
            "Write a whole number.",
        ),
        (
            {"livenessProbe": {"tcpSocket": {"port": 80.5}}},
            "livenessProbe/tcpSocket/port",
            "a whole number or a text in Kubernetes, not the number 80.5",
            '`"80.5"`',
        ),
        (
            {"resources": {"limits": {"cpu": []}}},
            "resources/limits/cpu",
            "a number or a text such as `500m` in Kubernetes, not a list",
            "such as `500m`",
        ),
    ],
)
def test_dg746_says_what_is_wanted_and_how_to_write_it(
    fields: dict[str, Any], where: str, message: str, hint: str
) -> None:
    sidecar = {"name": "s", "image": "alpine:3", **fields}
    (diagnostic,) = diagnostics(user(sidecars=[sidecar]))
    assert (diagnostic.code, diagnostic.pointer) == ("DG746", f"{START}sidecars/0/{where}")
    assert message in diagnostic.message
    assert hint in diagnostic.hint


def test_dg746_names_an_octal_mode_in_decimal_digits() -> None:
    volume = {"name": "v", "configMap": {"name": "c", "defaultMode": "0644"}}
    (diagnostic,) = diagnostics(user(volumes=[volume]))
    assert diagnostic.hint == "Write 420, which is 0644 in octal digits, without quotes."


def test_dg746_tells_of_an_item_by_its_number() -> None:
    volume = {"name": "v", "projected": {"sources": [{}, "x"]}}
    (diagnostic,) = diagnostics(user(volumes=[volume]))
    assert diagnostic.message.startswith("item 2 of `sources` must be an object (VolumeProjection)")


def test_headers_and_retries_hold_objects_of_kubernetes() -> None:
    source = {"kind": "EnvVarSource", "value_from": {"secretKeyRef": {"name": "s", "key": 1}}}
    http = {"kind": "HTTPOPTemplate", "url": "https://example.org/", "headers": {"X-A": source}}
    plain = {**http, "headers": {"X-A": "b"}}
    assert diagnostics(plain) == []
    (diagnostic,) = diagnostics(http)
    place = START + "headers/X-A/value_from/secretKeyRef/key"
    assert (diagnostic.code, diagnostic.pointer) == ("DG746", place)
    strategy = {"limit": 1, "affinity": {"nodeAntiAffinity": []}}
    where = "retry_strategy/affinity/nodeAntiAffinity"
    assert found(retry_strategy=strategy) == [("DG746", where)]
    assert found(retry_strategy={"limit": 1}) == []


@pytest.mark.parametrize(
    ("amount", "codes"), [(-1, ["DG716"]), (0, []), (1.5, []), (None, []), ("-1", ["DG716"])]
)
def test_dg716_is_told_of_quantities_below_nothing(amount: Any, codes: list[str]) -> None:
    sidecar = {"name": "s", "image": "alpine:3", "resources": {"limits": {"cpu": amount}}}
    assert [code for code, _ in found(sidecars=[sidecar])] == codes


def test_dg747_is_told_of_each_field_that_is_missing_and_not_misspelt() -> None:
    volume = {"name": "v", "configMap": {"items": [{}, {"kye": "a", "path": "b"}]}}
    items = "volumes/0/configMap/items"
    assert found(volumes=[volume]) == [
        ("DG747", f"{items}/0"),
        ("DG747", f"{items}/0"),
        ("DG745", f"{items}/1/kye"),
    ]
