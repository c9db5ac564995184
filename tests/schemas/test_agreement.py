"""Two independent judges of shape, msgspec and jsonschema, and our own walk agree."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dflow_graph.codec import model_of
from dflow_graph.model import ModelError
from dflow_graph.passes.shape import check_shape
from dflow_graph.schema.store import bundle
from tests.mutations import mutated
from tests.strategies import objects, workflows

MUTATIONS_EACH = 20


@cache
def schema_judge() -> Draft202012Validator:
    return Draft202012Validator(bundle())


def verdicts(value: Any) -> tuple[bool, bool, bool]:
    try:
        model_of(value)
        by_msgspec = True
    except ModelError:
        by_msgspec = False
    by_us = not list(check_shape(value, "Workflow", ()))
    return by_msgspec, schema_judge().is_valid(value), by_us


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(workflows())
def test_all_judges_accept_every_made_workflow(value: dict[str, Any]) -> None:
    assert verdicts(value) == (True, True, True)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(workflows(), st.integers(0, 2**32))
def test_all_judges_agree_on_ten_thousand_mutations(value: dict[str, Any], seed: int) -> None:
    """OBJ-1 to OBJ-11: 500 workflows, each mutated 20 times, one or two places at a time."""
    rng = random.Random(seed)
    for _ in range(MUTATIONS_EACH):
        broken = mutated(value, rng)
        if rng.random() < 0.3:
            broken = mutated(broken, rng)
        seen = verdicts(broken)
        assert len(set(seen)) == 1, (seen, broken)


@pytest.mark.parametrize("name", ["Step", "PythonOPTemplate", "S3Location", "Slices", "HookStep"])
def test_a_finding_points_at_a_place_that_jsonschema_finds_too(name: str) -> None:
    rng = random.Random(name)
    checked = 0

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(objects(name))
    def run(value: dict[str, Any]) -> None:
        nonlocal checked
        judge = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": bundle()["$defs"]})
        broken = mutated(value, rng)
        theirs = {"".join(f"/{t}" for t in e.absolute_path) for e in judge.iter_errors(broken)}
        for found in check_shape(broken, name, ()):
            ours = found.pointer.replace("~1", "/").replace("~0", "~")
            parent = ours.rpartition("/")[0]
            assert ours in theirs or parent in theirs, (ours, theirs, broken)
            checked += 1

    run()
    assert checked > 5
