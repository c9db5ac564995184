"""Fields of Kubernetes objects (DG745), and the table of them."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow
from dflow_graph.passes.kubernetes_fields import fields_of
from tests.passes.kubernetes_fields import TABLE, module_text

from .graphs import call, graph, user


def test_table_is_that_of_hera() -> None:
    assert TABLE.read_text(encoding="utf-8") == module_text()


def test_table_has_the_fields_and_what_they_hold() -> None:
    assert "mountPath" in fields_of("VolumeMount")
    claim = fields_of("Volume")["persistentVolumeClaim"]
    assert list(fields_of(claim)) == ["claimName", "readOnly"]


def found(**fields: Any) -> list[tuple[str, str]]:
    """What is found in the objects of a template, by code and what follows its pointer."""
    document = graph([], templates={"main": user(**fields)})
    start = "/templates/main/"
    diagnostics = analyse(Workflow.from_dict(document))
    return [
        (d.code, d.pointer.removeprefix(start)) for d in diagnostics if d.pointer.startswith(start)
    ]


def test_dg745_looks_for_fields_that_the_object_has_not() -> None:
    both = {"emptyDir": {"medium": "Memory", "Medium": "x", "sizelimit": "1Gi"}}
    assert found(volumes=[{"name": "a", **both}]) == [("DG745", "volumes/0/emptyDir/sizelimit")]


@pytest.mark.parametrize("field", ["init_containers", "sidecars"])
def test_dg745_looks_into_containers_beside_that_of_a_template(field: str) -> None:
    container = {"name": "a", "image": "alpine:3", "volumemounts": []}
    assert found(**{field: [container]}) == [("DG745", f"{field}/0/volumemounts")]


def test_dg745_looks_at_templates_behind_one_that_is_no_pod() -> None:
    volumes = [{"name": "a", "emptydir": {}}]
    document = graph([call("a")], templates={"use": user(volumes=volumes)})
    found = [d.pointer for d in analyse(Workflow.from_dict(document)) if d.code == "DG745"]
    assert found == ["/templates/use/volumes/0/emptydir"]


def test_dg745_leaves_names_of_the_author_and_values_of_another_kind_alone() -> None:
    labels = {"app_name": "x", "claim_name": "y"}
    term = {"topologyKey": "zone", "labelSelector": {"matchLabels": labels}}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    assert found(affinity=affinity) == []
    assert found(tolerations=[{"key": "a", "later": 1}]) == []
    assert found(affinity={"nodeAffinity": "none"}) == []


def test_dg745_is_not_told_where_the_object_is_at_fault() -> None:
    volumes = [{"name": "v", "emptyDir": {}}]
    assert found(volumes=volumes, mounts=[{"name": "v", "mount_path": "/x"}]) == [
        ("DG701", "mounts/0")
    ]
