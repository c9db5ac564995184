"""The OP that most steps call."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["FAN", "RELAX", "START", "head"]

_SOURCE = '''from pathlib import Path

from dflow.python import OP, OPIO, Artifact, OPIOSign, Parameter


class Relax(OP):
    """Relaxes one structure with a potential."""

    @classmethod
    def get_input_sign(cls):
        return OPIOSign({
            "structure": Artifact(Path),
            "reference": Artifact(Path, optional=True),
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
FAN = 50
"""Steps in a group, and nodes in a layer."""
_MOST_IN_ARGO_4 = 200
_STORED = 1_048_576
START: dict[str, Any] = {"structure": {"source": {"kind": "s3", "key": "start.xyz"}}}
"""The artifacts that a workflow starts from."""
RELAX: dict[str, Any] = {
    "kind": "PythonOPTemplate",
    "op": {
        "name": "Relax",
        "module": "__main__",
        "inputs": {
            "structure": {"kind": "Artifact", "type": "path"},
            "reference": {"kind": "Artifact", "type": "path", "optional": True},
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
}


def head(templates: dict[str, Any]) -> dict[str, Any]:
    """A graph of these templates, which starts at `main`.

    What is too large for Argo 4.0, or for its store unless that is told to offload, is accepted by
    name, as its author would: the graph is without a finding.
    """
    graph = {
        "dflow_graph": "1.0",
        "name": "relax-many",
        "entrypoint": "main",
        "templates": templates,
    }
    sizes = {
        "DG901": len(templates) > _MOST_IN_ARGO_4,
        "DG902": any(len(t.get("tasks", ())) > _MOST_IN_ARGO_4 for t in templates.values()),
        "DG905": len(json.dumps(graph, separators=(",", ":"))) > _STORED,
    }
    ignored = [
        {"code": code, "pointer": "", "reason": "runs on Argo 3.7, which offloads large workflows"}
        for code, is_large in sizes.items()
        if is_large
    ]
    return {**graph, "extensions": {"dflow-graph": {"ignore": ignored}}} if ignored else graph
