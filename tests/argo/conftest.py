"""The judge of manifests, built and started once a session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.argo.harness import rooms
from tests.argo.harness.cluster import Cluster, cluster
from tests.argo.oracle import NoGoError, Oracle, built_oracle


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """Argo's validator. Fails loudly without Go, unless `DFLOW_GRAPH_NO_GO` is set."""
    try:
        program = built_oracle()
    except NoGoError as error:
        if os.environ.get("DFLOW_GRAPH_NO_GO"):
            pytest.skip("no Go, as DFLOW_GRAPH_NO_GO says")
        pytest.fail(str(error))
    judge = Oracle(program)
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def argo() -> Iterator[Cluster]:
    """Argo's controller and a place for its pods, which need Linux and the right to make rooms."""
    try:
        program = built_oracle("controller")
    except NoGoError as error:
        if os.environ.get("DFLOW_GRAPH_NO_GO"):
            pytest.skip("no Go, as DFLOW_GRAPH_NO_GO says")
        pytest.fail(str(error))
    if rooms.obstacle():
        if os.environ.get("DFLOW_GRAPH_NO_PODS"):
            pytest.skip("no pods, as DFLOW_GRAPH_NO_PODS says")
        pytest.fail(
            f"no pod can be run: {rooms.obstacle()}; set DFLOW_GRAPH_NO_PODS=1 to go without"
        )
    with cluster(program) as made:
        yield made
