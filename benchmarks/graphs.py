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


def _step(number: int) -> dict[str, Any]:
    """One call: a literal, a default, a reference to the group before, a condition, a key."""
    before = number - _FAN
    return {
        "name": f"relax-{number}",
        "template": "relax",
        "parameters": {"index": number, "tolerance": 0.01 * (number % 7 + 1)},
        "artifacts": {
            "structure": "{{inputs.artifacts.structure}}"
            if before < 0
            else f"{{{{steps.relax-{before}.outputs.artifacts.relaxed}}}}"
        },
        "when": "{{inputs.parameters.rounds}} > " + str(number // (10 * _FAN)),
        "key": f"relax-{number}",
        "continue_on_failed": number % 10 == 0,
    }


def graph(steps: int) -> dict[str, Any]:
    """A graph with `steps` steps in groups of 50, each fed by the group before."""
    calls = [_step(n) for n in range(steps)]
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
                "steps": [calls[i : i + _FAN] for i in range(0, steps, _FAN)],
            },
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
