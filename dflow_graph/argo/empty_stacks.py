"""Stacked artifacts of loops over nothing, at inputs that may be missing (SLC-8).

No piece has written anything, so the artifact is not in the store, as one that nobody gave. The
call says by a hidden argument that it is a list, and a template passes this on.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.variants import whole_reference
from dflow_graph.index import Call, Node
from dflow_graph.model import UNSET
from dflow_graph.refs import exact_reference

__all__ = ["listening", "stack_marks", "stack_name"]


def stack_name(artifact: str) -> str:
    """The hidden input that is not empty where a missing artifact is a list of nothing."""
    return f"dflow_list_{artifact}"


def listening(node: Node) -> list[str]:
    """The input artifacts of a template for which it matters; those of a group are passed on."""
    if not (node.is_group or node.kind == "PythonOPTemplate"):
        return []
    return [
        name
        for name, port in node.in_artifacts.items()
        if port.entry.optional
        if node.is_group or str(port.type).startswith(("list[", "set["))
    ]


def stack_marks(call: Call, body: Body) -> list[dict[str, Any]]:
    """The hidden arguments that say which artifacts are lists, though they may be missing."""
    given = call.step.artifacts
    if not given:
        return []
    assert call.target is not None
    known = body.lowering.listening
    heard = known.get(call.target.name)
    if heard is None:
        heard = known[call.target.name] = listening(call.target)
    if not heard:
        return []
    marks = ((name, _mark(given[name], body)) for name in heard if given.get(name) is not None)
    return [{"name": stack_name(name), "value": mark} for name, mark in marks if mark]


def _mark(source: Any, body: Body) -> str:
    parts = exact_reference(whole_reference(source) or "") or ()
    if parts[:2] == ("inputs", "artifacts") and body.node.is_group:
        name = parts[2]
        is_heard = name in listening(body.node)
        return f"{{{{inputs.parameters.{stack_name(name)}}}}}" if is_heard else ""
    if body.place_of(parts) is None:
        return ""
    step = body.node.by_name.get(parts[1])
    # What a condition leaves out is missing, and no list.
    return "1" if step is not None and step.step.when is UNSET else ""
