"""dflow's module `dflow.io`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.python.io import (
    ArgoVar,
    AutonamedDict,
    IfExpression,
    InputArtifact,
    InputParameter,
    Inputs,
    OutputArtifact,
    OutputParameter,
    Outputs,
    if_expression,
)
from dflow_graph.python.storage import PVC

__all__ = [
    "PVC",
    "ArgoVar",
    "AutonamedDict",
    "IfExpression",
    "InputArtifact",
    "InputParameter",
    "Inputs",
    "OutputArtifact",
    "OutputParameter",
    "Outputs",
    "if_expression",
]
