"""Sound graphs that hypothesis makes become manifests that every judge takes, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.argo.generated import laws
from tests.argo.generated.graphs import sound_graphs
from tests.argo.generated.laws import broken_laws
from tests.argo.oracle import Oracle

Json = dict[str, Any]

SMALL: Json = {
    "dflow_graph": "1.0",
    "name": "small",
    "entrypoint": "main",
    "templates": {
        "main": {"kind": "Steps", "steps": [[{"name": "a", "template": "work"}]]},
        "work": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"},
    },
}


@pytest.mark.argo_oracle
def test_every_sound_graph_is_emitted_and_accepted(oracle: Oracle, oracle_4: Oracle) -> None:
    @settings(
        max_examples=80,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )
    @given(sound_graphs())
    def every_graph(graph: Json) -> None:
        assert broken_laws(graph, [oracle, oracle_4]) == []

    every_graph()


def spoilt(monkeypatch: pytest.MonkeyPatch, change: Callable[[Json], None]) -> None:
    """Lets the emitter write something else."""
    emit = laws.emit_argo

    def changed(*arguments: Any) -> Json:
        manifest = json.loads(json.dumps(emit(*arguments)))
        change(manifest)
        return manifest

    monkeypatch.setattr(laws, "emit_argo", changed)


def test_a_graph_that_is_not_sound_is_told() -> None:
    graph = {**SMALL, "entrypoint": "other"}
    (broken,) = broken_laws(graph, [])
    assert broken.startswith("not sound: /entrypoint: DG302")


@pytest.mark.argo_oracle
def test_a_field_that_nobody_knows_is_told(
    oracle: Oracle, oracle_4: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(monkeypatch, lambda manifest: manifest["spec"].update(more=1))
    assert broken_laws(SMALL, [oracle, oracle_4]) == [
        'refused by Argo: parse: strict decoding error: unknown field "spec.more"',
        "unknown to hera: .spec.more",
    ]


def test_a_credential_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "ghp_" + "a1B2" * 9
    spoilt(monkeypatch, lambda m: m["metadata"].update(annotations={"note": f"by {token}"}))
    (broken,) = broken_laws(SMALL, [])
    assert "GitHub token" in broken
    assert token not in broken


def test_manifests_that_differ_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = iter(range(1000))
    spoilt(monkeypatch, lambda m: m["metadata"].update(namespace=f"n{next(counter)}"))
    assert broken_laws(SMALL, []) == ["equal graphs have different manifests"]


def test_a_graph_that_cannot_be_emitted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(manifest: Json) -> None:
        raise KeyError("name")

    spoilt(monkeypatch, fails)
    assert broken_laws(SMALL, []) == ["not emitted: KeyError: 'name'"]
