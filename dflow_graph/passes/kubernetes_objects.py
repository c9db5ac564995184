"""Members of Kubernetes objects that are nearly a field (clause OBJ-13).

Only a graph with such objects imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.index.symbols import Path
from dflow_graph.model import EnvVarSource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.kubernetes_fields import fields_of
from dflow_graph.passes.run import Run
from dflow_graph.passes.template_kinds import POD_KINDS

__all__ = ["check_kubernetes_objects"]

_OBJECTS = (
    ("volumes", "Volume"),
    ("mounts", "VolumeMount"),
    ("tolerations", "Toleration"),
    ("affinity", "Affinity"),
    ("init_containers", "UserContainer"),
    ("sidecars", "UserContainer"),
)


def check_kubernetes_objects(index: Index) -> Iterator[Diagnostic]:
    """Every member of a Kubernetes object that is no field of it, and may be meant for one."""
    run = Run(index)
    yield from _check(index.workflow.volumes, "Volume", ("volumes",), run)
    for node in index.nodes.values():
        if node.kind not in POD_KINDS:
            continue
        template = node.template
        for field, kind in _OBJECTS:
            yield from _check(getattr(template, field), kind, (*node.path, field), run)
        for name, value in (template.envs or {}).items():
            if isinstance(value, EnvVarSource):
                path = (*node.path, "envs", name, "value_from")
                yield from _check(value.value_from, "EnvVarSource", path, run)


def _check(value: Any, kind: str, path: Path, run: Run) -> Iterator[Diagnostic]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _check(item, kind, (*path, number), run)
    elif isinstance(value, dict):
        fields = fields_of(kind)
        for name, inner in value.items():
            if name not in fields:
                yield from _check_unknown(name, value, kind, path, run)
            elif fields[name]:
                yield from _check(inner, fields[name], (*path, name), run)


def _check_unknown(
    name: str, value: dict[str, Any], kind: str, path: Path, run: Run
) -> Iterator[Diagnostic]:
    close = run.near_misses(name, [field for field in fields_of(kind) if field not in value])
    # OBJ-13
    if close:
        yield finding(
            "DG745",
            f"{quoted(name)} is no field of the {kind} of Kubernetes, which Argo refuses; did you "
            f"mean {' or '.join(map(quoted, close))}?",
            (*path, name),
            hint=f"Write {quoted(close[0])}.",
            at_key=True,
        )
