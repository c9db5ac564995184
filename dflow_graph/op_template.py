"""dflow's module `dflow.op_template`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.python.op_template import (
    ContainerOPTemplate,
    HTTPOPTemplate,
    OPTemplate,
    PythonScriptOPTemplate,
    ScriptOPTemplate,
    Secret,
    ShellOPTemplate,
)

__all__ = [
    "ContainerOPTemplate",
    "HTTPOPTemplate",
    "OPTemplate",
    "PythonScriptOPTemplate",
    "ScriptOPTemplate",
    "Secret",
    "ShellOPTemplate",
]
