"""Tells a graph of pydflow from ours by its shape alone (clause DOC-6)."""

from __future__ import annotations

from typing import Any

__all__ = ["is_argo_manifest", "is_pydflow_graph"]


def is_pydflow_graph(root: Any) -> bool:
    """Whether plain data is a graph that pydflow wrote, of whatever generation."""
    if not isinstance(root, dict) or "dflow_graph" in root:
        return False
    if any(isinstance(name, str) and name.startswith("py/") for name in root):
        return True
    templates = root.get("templates")
    return isinstance(templates, dict) and any(
        isinstance(template, dict) and "type" in template and "kind" not in template
        for template in templates.values()
    )


def is_argo_manifest(root: Any) -> bool:
    """Whether plain data is a Workflow of Argo, as `Workflow.to_dict` of pydflow gives it."""
    if not isinstance(root, dict) or "dflow_graph" in root:
        return False
    spec = root.get("spec")
    is_workflow = root.get("kind", "Workflow") == "Workflow"
    return is_workflow and isinstance(spec, dict) and isinstance(spec.get("templates"), list)
