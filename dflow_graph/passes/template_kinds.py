"""Which kinds of template run what. Imports the index alone."""

from __future__ import annotations

from dflow_graph.index import Node
from dflow_graph.model import UNSET

__all__ = ["POD_KINDS", "SCRIPT_KINDS", "acts_on_resource"]

SCRIPT_KINDS = frozenset({"ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate"})
POD_KINDS = SCRIPT_KINDS | {"ContainerOPTemplate", "PythonOPTemplate"}


def acts_on_resource(node: Node) -> bool:
    """Whether a template acts on a Kubernetes resource in place of running a container."""
    return getattr(node.template, "resource", UNSET) is not UNSET
