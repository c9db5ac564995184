"""What is measured with: the same bytes each time, sound, and of one topology in every format."""

from __future__ import annotations

import json

import pytest

from benchmarks.formats import FORMATS, format_module
from benchmarks.graphs import SHAPES, graph_text
from benchmarks.graphs.faults import faulty_text
from benchmarks.layers import BATCH, layers
from benchmarks.write import text_of
from dflow_graph.argo.manifest import emit_argo
from dflow_graph.diagnostics import Severity
from dflow_graph.index import build_index
from dflow_graph.pipeline import read

every_shape = pytest.mark.parametrize("shape", SHAPES)
PLAIN = [name for name in FORMATS if name != "onnx"]
"""The formats that are written without a package of their own."""


def errors(text: bytes) -> list[str]:
    found = read(text, notation="json").report.diagnostics
    return [d.code for d in found if d.severity is Severity.ERROR]


@every_shape
@pytest.mark.parametrize("steps", [10, 300, 2100])
def test_graphs_are_sound_and_of_the_size_that_is_asked_for(shape: str, steps: int) -> None:
    text = graph_text(shape, steps)
    assert text == graph_text(shape, steps)
    reading = read(text, notation="json")
    assert reading.report.diagnostics == ()
    assert reading.model is not None
    nodes = build_index(reading.model).nodes.values()
    leaves = [c for n in nodes for c in n.calls if c.target is not None and not c.target.is_group]
    assert len(leaves) == steps
    assert emit_argo(reading.model)["kind"] == "Workflow"


def test_layers_are_the_same_each_time_and_differ_by_seed() -> None:
    assert layers(500) == layers(500)
    assert layers(500) != layers(500, seed=1)
    assert layers(500).strays == frozenset()


def test_edges_stay_within_a_batch_and_lead_to_the_layer_before() -> None:
    for node, above in enumerate(layers(2 * BATCH).parents):
        assert all(parent // BATCH == node // BATCH for parent in above)
        assert all(parent // 50 == node // 50 - 1 for parent in above)
        assert bool(above) == (node % BATCH >= 50)


@pytest.mark.parametrize("name", PLAIN)
def test_every_format_keeps_nodes_and_edges(name: str) -> None:
    topology = layers(300)
    module = format_module(name)
    assert module.count(module.write(topology)) == (300, topology.edges)


def test_more_strays_than_there_can_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot go astray"):
        layers(60, strays=11)


@pytest.mark.parametrize(
    ("kind", "code"), [("field", "DG106"), ("value", "DG402"), ("reference", "DG303")]
)
@pytest.mark.parametrize("count", [1, 7])
def test_faults_are_as_many_as_are_asked_for(kind: str, code: str, count: int) -> None:
    assert errors(faulty_text(kind, count, 200)) == [code] * count


def test_every_step_that_refers_to_another_may_go_astray() -> None:
    referring = [above for above in layers(200).parents if above]
    assert 0 < len(referring) < 200
    assert errors(text_of("faults:reference:each", 200)) == ["DG303"] * len(referring)
    assert errors(text_of("faults:value:each", 200)) == ["DG402"] * 200


def test_a_bracket_is_missing_from_the_broken_text() -> None:
    assert errors(faulty_text("bracket", 1, 100)) == ["DG004"]
    assert json.loads(faulty_text("bracket", 1, 100) + b"}")
