"""Graphs whose steps come again with other digits: `python -m tests.alike --graphs 15000`.

Prints how many are told other findings once their calls are marked as alike; there is to be none.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import re
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.graphs import SHAPES, graph_text
from dflow_graph.analysis import PASSES
from dflow_graph.codec import model_of
from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, build_index
from dflow_graph.model import ModelError, Workflow
from dflow_graph.passes.alike_calls import mark_alike
from dflow_graph.passes.structure import check_structure
from tests.fuzz import seeds
from tests.mutations import mutated

__all__ = ["findings", "models", "number_of_alike"]

_DIGIT = re.compile("[0-9]")
_TYPES = ("any", "bool", "int", "float", "str", "list[int]", "literal[0, 1, 2, 3]", "int | none")


def findings(model: Workflow, *, marked: bool) -> list[Diagnostic]:
    """All that the passes find, with calls marked as alike or without."""
    index = build_index(model)
    if marked:
        mark_alike(index)
    return sorted((found for check in PASSES for found in check(index)), key=repr)


def number_of_alike(index: Index) -> int:
    """How many calls are marked as alike."""
    calls = [call for node in index.nodes.values() for call in node.calls]
    return sum(call.likeness is not None for call in calls)


def models(seed: int) -> Iterator[Workflow]:
    """Random graphs of sound structure, without end: cases, examples and benchmarks, mutated."""
    rng = random.Random(seed)
    small = [v for v in seeds()[1] if isinstance(v, dict) and isinstance(v.get("templates"), dict)]
    shapes = [json.loads(graph_text(shape, 40)) for shape in SHAPES]
    while True:
        value = rng.choice(shapes if rng.random() < 0.3 else small)
        for _ in range(rng.randrange(3)):
            value = mutated(value, rng)
        if any(check_structure(value)):
            continue
        value = _multiplied(value, rng)
        try:
            yield model_of(value)
        except ModelError:
            continue


def _multiplied(graph: Any, rng: random.Random) -> Any:
    """A graph with copies of its steps and tasks, in which digits are others."""
    graph = copy.deepcopy(graph)
    twins = _twins(graph, rng) if graph["templates"] and rng.random() < 0.5 else ()
    for template in graph["templates"].values():
        groups = {"Steps": template.get("steps"), "DAG": [template.get("tasks")]}
        for calls in groups.get(template.get("kind"), ()):
            originals = list(calls)
            for _ in range(rng.choice((4, 8)) if originals else 0):
                calls.append(_copied(rng.choice(originals), twins, rng))
    return graph


def _twins(graph: Any, rng: random.Random) -> tuple[str, ...]:
    """Two copies of a template, of which the names differ in a digit, and types of inputs."""
    original = rng.choice(list(graph["templates"]))
    names = (original, f"{original}-1", f"{original}-2")
    for name in names[1:]:
        twin = graph["templates"][name] = copy.deepcopy(graph["templates"][original])
        inputs = twin.get("inputs", {}).get("parameters") or twin.get("op", {}).get("inputs") or {}
        for port in inputs.values():
            if port.get("kind") in (None, "Parameter") and rng.random() < 0.5:
                port["type"] = rng.choice(_TYPES)
    return names


def _copied(call: Any, twins: tuple[str, ...], rng: random.Random) -> Any:
    made = _with_other_digits(call, rng.choice((0.0, 0.1, 0.5)), rng)
    name = call["name"].rstrip("0123456789")
    template = call["template"]
    if template in twins[:1]:
        template = rng.choice(twins)
    return {**made, "name": f"{name}{rng.randrange(10_000, 99_999)}", "template": template}


def _with_other_digits(value: Any, share: float, rng: random.Random) -> Any:
    """A value in which so many digits are others; fewer of those in names."""
    if isinstance(value, str):
        return _DIGIT.sub(lambda m: str(rng.randrange(10)) if rng.random() < share else m[0], value)
    if isinstance(value, dict):
        return {
            _with_other_digits(name, share / 3, rng): _with_other_digits(item, share, rng)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_with_other_digits(item, share, rng) for item in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        made = _with_other_digits(repr(value), share, rng)
        return float(made) if isinstance(value, float) else int(made)
    return value


def main() -> None:
    """Exit status 1 if some graph is told other findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    faulty, different = 0, []
    for number, model in zip(range(options.graphs), models(options.seed), strict=False):
        plain, short = findings(model, marked=False), findings(model, marked=True)
        faulty += bool(plain)
        if plain != short:
            different.append(number)
            print(
                f"graph {number} of seed {options.seed}:",
                *[d for d in (*plain, *short) if d not in plain or d not in short],
                sep="\n  ",
            )
    print(f"{options.graphs} graphs, {faulty} with findings, {len(different)} told other ones")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
