"""Which kinds of template run what. Imports the index alone."""

from __future__ import annotations

from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET

__all__ = ["POD_KINDS", "SCRIPT_KINDS", "SLICEABLE", "acts_on_resource", "can_slice"]

SCRIPT_KINDS = frozenset({"ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate"})
POD_KINDS = SCRIPT_KINDS | {"ContainerOPTemplate", "PythonOPTemplate"}
SLICEABLE = frozenset({"PythonOPTemplate", "Steps", "DAG"})
"""Those whose inputs slices can cut, and whose outputs they can stack (SLC-27)."""


def acts_on_resource(node: Node) -> bool:
    """Whether a template acts on a Kubernetes resource in place of running a container."""
    return getattr(node.template, "resource", UNSET) is not UNSET


def can_slice(call: Call) -> bool:
    """Whether slices have a meaning in a call."""
    return call.target is not None and call.target.kind in SLICEABLE
