"""The judges of manifests, built and started once a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.argo.harness import rooms
from tests.argo.harness.cluster import Cluster, cluster
from tests.argo.oracle import NoGoError, Oracle, built_oracle, definition_of


def _program(name: str) -> Path:
    """The program of an oracle. Fails loudly without Go, unless `DFLOW_GRAPH_NO_GO` is set."""
    try:
        return built_oracle(name)
    except NoGoError as error:
        if os.environ.get("DFLOW_GRAPH_NO_GO"):
            pytest.skip("no Go, as DFLOW_GRAPH_NO_GO says")
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """The validator of Argo 3.7."""
    judge = Oracle(_program("argo"))
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def oracle_4() -> Iterator[Oracle]:
    """The validator of Argo 4.0, and Kubernetes with its full definition of workflows."""
    program = _program("argo-4")
    judge = Oracle(program, definition_of("argo-4", "github.com/argoproj/argo-workflows/v4"))
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def argo() -> Iterator[Cluster]:
    """Argo's controller and a place for its pods, which need Linux and the right to make rooms."""
    program = _program("controller")
    if rooms.obstacle():
        if os.environ.get("DFLOW_GRAPH_NO_PODS"):
            pytest.skip("no pods, as DFLOW_GRAPH_NO_PODS says")
        pytest.fail(
            f"no pod can be run: {rooms.obstacle()}; set DFLOW_GRAPH_NO_PODS=1 to go without"
        )
    with cluster(program, lambda: _program("executor")) as made:
        yield made
