"""Amounts of devices and of memory (DG716, DG718)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow

from .graphs import graph, user

GPU = "nvidia.com/gpu"


def found(**fields: Any) -> list[tuple[str, str]]:
    """The codes and hints of what is found of the resources of a template."""
    document = graph([], templates={"main": user(**fields)})
    told = analyse(Workflow.from_dict(document))
    return [(d.code, d.hint) for d in told if d.code in ("DG716", "DG717", "DG718")]


@pytest.mark.parametrize("amount", ["0.5", "500m", "1e-1", "1.000001"])
def test_devices_are_whole(amount: str) -> None:
    hint = "Write a whole number: Kubernetes divides no device."
    assert found(limits={GPU: amount}) == [("DG716", hint)]


@pytest.mark.parametrize("amount", ["0", "2", "1000m", "1e999"])
def test_amounts_that_are_whole_are_accepted_of_devices(amount: str) -> None:
    assert found(limits={GPU: amount}) == []


@pytest.mark.parametrize(
    ("name", "amount", "hint"),
    [
        ("memory", "512m", "Write `512Mi`."),
        ("ephemeral-storage", "1048575999m", "Write `1048575999Mi`."),
        ("memory", "1048576000m", ""),
        ("memory", "100", ""),
        ("cpu", "1m", ""),
        ("hugepages-2Mi", "4000m", ""),
    ],
)
def test_thousandths_of_a_byte_are_mebibytes(name: str, amount: str, hint: str) -> None:
    assert found(limits={name: amount}) == ([("DG716", hint)] if hint else [])


def test_devices_that_are_asked_for_have_a_limit() -> None:
    assert found(requests={GPU: "1"}) == [("DG718", f"Write `{GPU}` under `limits`.")]
    assert found(requests={"hugepages-2Mi": "4Mi"})[0][0] == "DG718"
    assert found(requests={GPU: "1"}, limits={GPU: "1"}) == []
    assert found(requests={GPU: "1"}, limits={GPU: "x"})[0][0] == "DG716"
    assert found(requests={"cpu": "1", "memory": "1Gi"}) == []
