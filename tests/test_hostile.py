"""Documents that are made to be slow take work that is linear in their size."""

from __future__ import annotations

import json
import sys

import pytest

from dflow_graph.pipeline import read
from tests.hostile import SHAPES

FEW, MANY = 150, 600
STEEPEST = 1.5 * MANY / FEW


def calls_of(data: bytes) -> int:
    """How many functions are called for a document: work that no other process disturbs."""
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        read(data, notation="json")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_work_is_linear_in_the_size(name: str) -> None:
    few, many = (json.dumps(SHAPES[name](n)).encode() for n in (FEW, MANY))
    # What is imported, built or remembered once: the larger one holds the texts of the smaller.
    for data in (few, many):
        read(data, notation="json")
    assert calls_of(many) <= STEEPEST * calls_of(few)
