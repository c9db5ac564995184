"""What loads and checks a graph, each doing its nearest equivalent of the same work.

A contender has a text of its own for the same topology, made outside of the measured time.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.graphs import graph, graph_text

__all__ = ["CONTENDERS", "Contender"]


class Contender(NamedTuple):
    """One way to load and check: how it is prepared, how many steps it is asked for at the most."""

    prepare: Callable[[int], tuple[Callable[[Any], object], Any]]
    most: int
    checks: str
    misses: str


def _ours(steps: int) -> tuple[Callable[[Any], object], Any]:
    from dflow_graph.pipeline import read

    def run(data: bytes) -> object:
        reading = read(data, notation="json")
        assert reading.report.valid, reading.report.diagnostics[:3]
        return reading

    return run, graph_text(steps)


def _ours_structure(steps: int) -> tuple[Callable[[Any], object], Any]:
    from dflow_graph.pipeline import read

    return lambda data: read(data, notation="json", meaning=False), graph_text(steps)


def _typed(steps: int) -> tuple[Callable[[Any], object], Any]:
    import msgspec

    from dflow_graph.model import Workflow

    decoder = msgspec.json.Decoder(Workflow)

    def run(data: bytes) -> object:
        gc.disable()
        try:
            return decoder.decode(data)
        finally:
            gc.enable()

    return run, graph_text(steps)


def _untyped(steps: int) -> tuple[Callable[[Any], object], Any]:
    import msgspec

    return msgspec.json.decode, graph_text(steps)


def _json(steps: int) -> tuple[Callable[[Any], object], Any]:
    return json.loads, graph_text(steps)


def _jsonschema(steps: int) -> tuple[Callable[[Any], object], Any]:
    from jsonschema import Draft202012Validator

    from dflow_graph.schema.store import bundle

    judge = Draft202012Validator(bundle())
    return lambda data: judge.validate(json.loads(data)), graph_text(steps)


def _calls(steps: int) -> list[list[dict[str, Any]]]:
    """The groups of all batches, one after another, for formats without nested templates here."""
    templates = graph(steps)["templates"]
    return [g for t in templates.values() if t["kind"] == "Steps" for g in t["steps"]]


def _pydflow(steps: int) -> tuple[Callable[[Any], object], Any]:
    from dflow import Workflow

    groups = [
        [{"name": s["name"], "template": "relax", "parameters": {"index": 1}} for s in group]
        for group in _calls(steps)
        if group[0]["template"] == "relax"
    ]
    for i, group in enumerate(groups):
        for step in group:
            step["name"] = f"{step['name']}-{i}"
    relax = {
        "type": "ScriptOPTemplate",
        "name": "relax",
        "inputs": {"parameters": {"index": {"name": "index", "type": "int"}}},
        "image": "python:3.11",
        "command": ["python3"],
        "script": "print({{inputs.parameters.index}})",
    }
    document = {
        "name": "relax-many",
        "entrypoint": "main",
        "templates": {"relax": relax, "main": {"type": "Steps", "name": "main", "steps": groups}},
    }
    return Workflow.from_graph_json, json.dumps(document)


def _hera(steps: int) -> tuple[Callable[[Any], object], Any]:
    from hera.workflows import Workflow

    groups = [
        [
            {
                "name": f"{s['name']}-{i}",
                "template": "relax",
                "arguments": {"parameters": [{"name": "index", "value": "1"}]},
            }
            for s in group
        ]
        for i, group in enumerate(_calls(steps))
        if group[0]["template"] == "relax"
    ]
    relax = {
        "name": "relax",
        "inputs": {"parameters": [{"name": "index"}]},
        "script": {"image": "python:3.11", "command": ["python3"], "source": "print(1)"},
    }
    document = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": "relax-many-"},
        "spec": {"entrypoint": "main", "templates": [relax, {"name": "main", "steps": groups}]},
    }
    return lambda text: Workflow.from_dict(json.loads(text)), json.dumps(document)


_ALL = 1_000_000
CONTENDERS: dict[str, Contender] = {
    "dflow-graph": Contender(_ours, _ALL, "syntax, shape, meaning", "–"),
    "dflow-graph, shape": Contender(_ours_structure, _ALL, "syntax, shape", "meaning"),
    "msgspec typed": Contender(_typed, _ALL, "shape", "duplicates, limits, meaning"),
    "msgspec untyped": Contender(_untyped, _ALL, "syntax", "all else"),
    "json.loads": Contender(_json, _ALL, "syntax", "all else"),
    "json + jsonschema": Contender(_jsonschema, 1_000, "shape", "duplicates, meaning"),
    "hera": Contender(_hera, 10_000, "shape of Argo's objects", "unknown fields, references"),
    "pydflow": Contender(_pydflow, 1_000, "that templates exist", "all else; runs code"),
}
"""Name to contender. The slow ones get fewer steps; their figures are per step."""
