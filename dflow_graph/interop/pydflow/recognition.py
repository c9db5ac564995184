"""Tells graphs and manifests of pydflow from others by their shape alone (clause DOC-6)."""

from __future__ import annotations

from typing import Any

__all__ = ["is_argo_manifest", "is_pydflow_graph", "is_pydflow_manifest"]


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
    """Whether plain data is a Workflow of Argo, whoever wrote it."""
    if not isinstance(root, dict) or "dflow_graph" in root:
        return False
    spec = root.get("spec")
    is_workflow = root.get("kind", "Workflow") == "Workflow"
    return is_workflow and isinstance(spec, dict) and isinstance(spec.get("templates"), list)


def is_pydflow_manifest(root: Any) -> bool:
    """Whether plain data is a manifest of `Workflow.to_dict`: without a version, or with its ports.

    A manifest of pydflow that came back from a server and has no port of pydflow's is any manifest.
    """
    if not is_argo_manifest(root):
        return False
    return "apiVersion" not in root or any(map(_has_own_port, root["spec"]["templates"]))


def _has_own_port(template: Any) -> bool:
    inputs = template.get("inputs") if isinstance(template, dict) else None
    parameters = inputs.get("parameters") if isinstance(inputs, dict) else None
    ports = parameters if isinstance(parameters, list) else ()
    names = [port.get("name") for port in ports if isinstance(port, dict)]
    return any(isinstance(name, str) and name.startswith("dflow_") for name in names)
