"""Steps with slices, conditions and expressions, in groups of 50, in templates of 1,000."""

from __future__ import annotations

from typing import Any

from benchmarks.layers import BATCH
from benchmarks.relax import FAN, RELAX, START, head

__all__ = ["sliced"]

_SLICED = 25  # every 25th step is a loop over slices


def _step(number: int) -> dict[str, Any]:
    """One call: literals, a reference to the group before, a condition; some are sliced."""
    before = number - FAN
    step: dict[str, Any] = {
        "name": f"relax-{number}",
        "template": "relax",
        "parameters": {"index": number, "tolerance": 0.01 * (number % 7 + 1)},
        "artifacts": {
            "structure": "{{inputs.artifacts.structure}}"
            if before < 0
            else f"{{{{steps.relax-{before}.outputs.artifacts.relaxed}}}}"
        },
        "when": f"{{{{inputs.parameters.rounds}}}} > {number // (10 * FAN)}",
    }
    if number % _SLICED == _SLICED - 1:
        step["parameters"] = {"index": [number, number + 1, number + 2]}
        step["with_param"] = "{{=toJson(sprig.untilStep(0, 3, 1))}}"
        step["slices"] = {
            "input_parameter": ["index"],
            "output_parameter": ["energy"],
            "output_artifact": ["relaxed"],
        }
        step["continue_on_success_ratio"] = 0.5
    elif number % _SLICED == 0 and number:
        step["parameters"]["tolerance"] = (
            "{{=asFloat(inputs.parameters.rounds) > 2 ? '0.01' : '0.1'}}"
        )
    return step


def _batch(steps: int) -> dict[str, Any]:
    calls = [_step(n) for n in range(steps)]
    last = calls[-1]["name"] if steps % _SLICED else calls[-2]["name"]
    energy = {
        "type": "float",
        "value_from_expression": (
            f"asInt(inputs.parameters.rounds) > 2 ? "
            f"steps['{last}'].outputs.parameters.energy : '0.0'"
        ),
    }
    return {
        "kind": "Steps",
        "inputs": {"parameters": {"rounds": {"type": "int"}}, "artifacts": {"structure": {}}},
        "outputs": {"parameters": {"energy": energy}},
        "steps": [calls[i : i + FAN] for i in range(0, steps, FAN)],
    }


def _call(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "template": name,
        "parameters": {"rounds": "{{inputs.parameters.rounds}}"},
        "artifacts": {"structure": "{{inputs.artifacts.structure}}"},
    }


def sliced(steps: int) -> dict[str, Any]:
    sizes = [min(BATCH, steps - done) for done in range(0, steps, BATCH)]
    batches = {f"batch-{number}": _batch(size) for number, size in enumerate(sizes)}
    rounds = {"rounds": {"type": "int", "value": 3}}
    main = {
        "kind": "Steps",
        "inputs": {"parameters": rounds, "artifacts": START},
        "steps": [[_call(name)] for name in batches],
    }
    return head({"main": main, **batches, "relax": RELAX})
