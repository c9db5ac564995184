"""Scripts of 200 lines, each in a template of its own, which 20 steps call."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.layers import BATCH
from benchmarks.relax import FAN, START, head

__all__ = ["scripts"]

_CALLS = 20  # steps that call one script
_LINES = 200
_SEED = 20_240_301
_WORDS = ("energy", "force", "stress", "lattice", "cutoff", "mesh", "charge", "spin")


def _script(number: int) -> str:
    source = random.Random(_SEED + number)
    lines = ["import json, pathlib", "index = int('{{inputs.parameters.index}}')"]
    for line in range(_LINES):
        one, two = source.sample(_WORDS, 2)
        lines.append(f"{one}_{line} = {two!r} if index > {source.randint(0, 999)} else '{one}'")
    lines.append("pathlib.Path('/out/relaxed.xyz').write_text('{{workflow.name}}')")
    return "\n".join(lines) + "\n"


def _template(number: int) -> dict[str, Any]:
    return {
        "kind": "PythonScriptOPTemplate",
        "inputs": {
            "parameters": {"index": {"type": "int"}},
            "artifacts": {"structure": {"path": "/in/structure.xyz"}},
        },
        "outputs": {"artifacts": {"relaxed": {"path": "/out/relaxed.xyz"}}},
        "image": "python:3.11",
        "script": _script(number),
    }


def _group(first: int, steps: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"run-{number}",
            "template": f"script-{number // _CALLS}",
            "parameters": {"index": number},
            "artifacts": {"structure": "{{inputs.artifacts.structure}}"},
        }
        for number in range(first, first + steps)
    ]


def scripts(steps: int) -> dict[str, Any]:
    templates = {f"script-{n}": _template(n) for n in range((steps + _CALLS - 1) // _CALLS)}
    batches = {}
    for first in range(0, steps, BATCH):
        groups = range(first, min(steps, first + BATCH), FAN)
        batches[f"batch-{first // BATCH}"] = {
            "kind": "Steps",
            "inputs": {"artifacts": {"structure": {}}},
            "steps": [_group(at, min(FAN, steps - at)) for at in groups],
        }
    structure = {"structure": "{{inputs.artifacts.structure}}"}
    calls = [[{"name": name, "template": name, "artifacts": structure}] for name in batches]
    main = {"kind": "Steps", "inputs": {"artifacts": START}, "steps": calls}
    return head({"main": main, **batches, **templates})
