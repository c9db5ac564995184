"""Kubernetes objects in a graph: their fields and what these hold (OBJ-13 to 15, 17, TPL-9).

Only a graph with such objects imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET, EnvVarSource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.kubernetes_choices import check_choice
from dflow_graph.passes.kubernetes_fields import fields_of
from dflow_graph.passes.kubernetes_values import is_fitting, misfit, negative_or_no_amount
from dflow_graph.passes.run import Run
from dflow_graph.passes.template_kinds import POD_KINDS

__all__ = ["check_kubernetes_objects"]

_OBJECTS = (
    ("volumes", "[Volume]"),
    ("mounts", "[VolumeMount]"),
    ("tolerations", "[Toleration]"),
    ("affinity", "Affinity"),
    ("init_containers", "[UserContainer]"),
    ("sidecars", "[UserContainer]"),
)
# Other rules tell what these lack: DG212, DG701 and DG719.
_TOLD = ("UserContainer", "VolumeMount")


def check_kubernetes_objects(index: Index) -> Iterator[Diagnostic]:
    """Every member of a Kubernetes object that is no field of it, and what holds the wrong thing.

    Also what an object lacks.
    """
    run = Run(index)
    yield from _check(index.workflow.volumes or None, "[Volume]", ("volumes",), run)
    for node in index.nodes.values():
        template = node.template
        if node.kind == "HTTPOPTemplate":
            yield from _check_sources(template.headers, (*node.path, "headers"), run)
        if node.kind not in POD_KINDS:
            continue
        for field, shape in _OBJECTS:
            yield from _check(getattr(template, field) or None, shape, (*node.path, field), run)
        strategy = getattr(template, "retry_strategy", UNSET)
        if strategy is not UNSET:
            path = (*node.path, "retry_strategy", "affinity")
            yield from _check(strategy.affinity or None, "RetryAffinity", path, run)
        yield from _check_sources(template.envs, (*node.path, "envs"), run)


def _check_sources(values: Any, path: Path, run: Run) -> Iterator[Diagnostic]:
    """The sources of variables, or of headers."""
    for name, value in (values or {}).items():
        if isinstance(value, EnvVarSource):
            where = (*path, name, "value_from")
            yield from _check(value.value_from, "EnvVarSource", where, run)


def _check(value: Any, shape: str, path: Path, run: Run) -> Iterator[Diagnostic]:
    """What is wrong with a value that is to be of a shape of the table of fields."""
    # OBJ-14
    if not is_fitting(value, shape):
        yield misfit(value, shape, path)
    elif value is None or not shape or shape[0].islower():
        # TPL-9
        if shape == "amount":
            yield from negative_or_no_amount(value, path)
    elif shape[0] == "[":
        for number, item in enumerate(value):
            yield from _check(item, shape[1:-1], (*path, number), run)
    elif shape[0] == "{":
        for name, item in value.items():
            yield from _check(item, shape[1:-1], (*path, name), run)
    else:
        yield from _check_object(value, shape, path, run)


def _check_object(value: dict[str, Any], kind: str, path: Path, run: Run) -> Iterator[Diagnostic]:
    fields = fields_of(kind)
    meant: set[str] = set()
    for name, inner in value.items():
        shape = fields.shapes.get(name)
        if shape is not None:
            yield from _check(inner, shape, (*path, name), run)
            if is_fitting(inner, shape):
                needed = name in fields.required
                yield from check_choice(inner, kind, name, (*path, name), is_required=needed)
            continue
        close = run.near_misses(name, [field for field in fields.shapes if field not in value])
        meant.update(close)
        yield _unknown(name, close, kind, path)
    # OBJ-15
    for name in () if kind in _TOLD else fields.required:
        if name not in value and name not in meant:
            yield finding(
                "DG747",
                f"this {kind} of Kubernetes has no {quoted(name)}, without which no pod can be "
                "made of it",
                path,
                hint=f"Add {quoted(name)}.",
            )


def _unknown(name: str, close: list[str], kind: str, path: Path) -> Diagnostic:
    # OBJ-13
    question = f"; did you mean {' or '.join(map(quoted, close))}?" if close else ""
    return finding(
        "DG745",
        f"{quoted(name)} is no field of the {kind} of Kubernetes, which Argo refuses{question}",
        (*path, name),
        hint=f"Write {quoted(close[0])}."
        if close
        else "Remove it, or move it to where it belongs.",
        at_key=True,
    )
