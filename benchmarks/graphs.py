"""Makes realistic graphs of any size; the same size gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["graph", "graph_text"]

_SOURCE = '''from pathlib import Path

from dflow.python import OP, OPIO, Artifact, OPIOSign, Parameter


class Relax(OP):
    """Relaxes one structure with a potential."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({
            "structure": Artifact(Path),
            "index": Parameter(int),
            "tolerance": Parameter(float, default=0.05),
        })

    @classmethod
    def get_output_sign(cls):
        return OPIOSign({"relaxed": Artifact(Path), "energy": float})

    @OP.exec_sign_check
    def execute(self, op_in):
        out = Path("relaxed.xyz")
        out.write_text(Path(op_in["structure"]).read_text())
        return OPIO({"relaxed": out, "energy": -1.0 * op_in["index"]})
'''
_FAN = 50  # steps in a group
_BATCH = 1000  # steps in a template
_SLICED = 25  # every 25th step is a loop over slices


def _step(number: int) -> dict[str, Any]:
    """One call: literals, a reference to the group before, a condition, a key; some are sliced."""
    before = number - _FAN
    step: dict[str, Any] = {
        "name": f"relax-{number}",
        "template": "relax",
        "parameters": {"index": number, "tolerance": 0.01 * (number % 7 + 1)},
        "artifacts": {
            "structure": "{{inputs.artifacts.structure}}"
            if before < 0
            else f"{{{{steps.relax-{before}.outputs.artifacts.relaxed}}}}"
        },
        "when": f"{{{{inputs.parameters.rounds}}}} > {number // (10 * _FAN)}",
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
    """A Steps template with so many steps, in groups of 50."""
    calls = [_step(n) for n in range(steps)]
    last = calls[-1]["name"] if steps % _SLICED else calls[-2]["name"]
    return {
        "kind": "Steps",
        "inputs": {
            "parameters": {"rounds": {"type": "int"}},
            "artifacts": {"structure": {}},
        },
        "outputs": {
            "parameters": {
                "energy": {
                    "type": "float",
                    "value_from_expression": (
                        f"asInt(inputs.parameters.rounds) > 2 ? "
                        f"steps['{last}'].outputs.parameters.energy : '0.0'"
                    ),
                }
            }
        },
        "steps": [calls[i : i + _FAN] for i in range(0, steps, _FAN)],
    }


def graph(steps: int) -> dict[str, Any]:
    """A graph with `steps` steps: batches of up to 1000, one after another."""
    sizes = [min(_BATCH, steps - done) for done in range(0, steps, _BATCH)]
    names = [f"batch-{number}" for number in range(len(sizes))]
    return {
        "dflow_graph": "1.0",
        "name": "relax-many",
        "entrypoint": "main",
        "templates": {
            "main": {
                "kind": "Steps",
                "inputs": {
                    "parameters": {"rounds": {"type": "int", "value": 3}},
                    "artifacts": {"structure": {"source": {"kind": "s3", "key": "start.xyz"}}},
                },
                "steps": [
                    [
                        {
                            "name": name,
                            "template": name,
                            "parameters": {"rounds": "{{inputs.parameters.rounds}}"},
                            "artifacts": {"structure": "{{inputs.artifacts.structure}}"},
                        }
                    ]
                    for name in names
                ],
            },
            **{name: _batch(size) for name, size in zip(names, sizes, strict=True)},
            "relax": {
                "kind": "PythonOPTemplate",
                "op": {
                    "name": "Relax",
                    "module": "__main__",
                    "inputs": {
                        "structure": {"kind": "Artifact", "type": "path"},
                        "index": {"kind": "Parameter", "type": "int"},
                        "tolerance": {"kind": "Parameter", "type": "float", "default": 0.05},
                    },
                    "outputs": {
                        "relaxed": {"kind": "Artifact", "type": "path"},
                        "energy": {"kind": "Parameter", "type": "float"},
                    },
                    "source": _SOURCE,
                    "source_digest": "sha256:" + hashlib.sha256(_SOURCE.encode()).hexdigest(),
                },
                "image": "python:3.11",
            },
        },
    }


def graph_text(steps: int) -> bytes:
    """The graph as JSON text, laid out as `fmt` would."""
    return json.dumps(graph(steps), indent=2).encode()
