"""Kubernetes objects in a graph: their fields and what these hold (OBJ-13 to 15, 17, TPL-9).

Only a graph with such objects imports this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET, EnvVarSource
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.kubernetes_choices import check_choice, check_one_of
from dflow_graph.passes.kubernetes_fields import fields_of
from dflow_graph.passes.kubernetes_values import is_fitting, misfit, negative_or_no_amount
from dflow_graph.passes.run import Run
from dflow_graph.passes.template_kinds import POD_KINDS

__all__ = ["check_kubernetes_object", "check_kubernetes_objects"]

Near = Callable[[str, list[str]], list[str]]
"""Gives the names that a name may have been meant for, of those that it is given."""


_OBJECTS = (
    ("volumes", "[Volume]"),
    ("mounts", "[VolumeMount]"),
    ("tolerations", "[Toleration]"),
    ("affinity", "Affinity"),
    ("init_containers", "[UserContainer]"),
    ("sidecars", "[UserContainer]"),
)
_OF_ARGO = (
    "CreateS3BucketOptions",
    "RetryAffinity",
    "RetryNodeAntiAffinity",
    "S3EncryptionOptions",
)
# Other rules tell what these lack: DG212, DG701 and DG719.
_TOLD = ("UserContainer", "VolumeMount")


def check_kubernetes_objects(index: Index) -> Iterator[Diagnostic]:
    """Every member of a Kubernetes object that is no field of it, and what holds the wrong thing.

    Also what an object lacks.
    """
    near = Run(index).near_misses
    yield from _check(index.workflow.volumes or None, "[Volume]", ("volumes",), near)
    for node in index.nodes.values():
        template = node.template
        if node.kind == "HTTPOPTemplate":
            yield from _check_sources(template.headers, (*node.path, "headers"), near)
        if node.kind not in POD_KINDS:
            continue
        for field, shape in _OBJECTS:
            yield from _check(getattr(template, field) or None, shape, (*node.path, field), near)
        strategy = getattr(template, "retry_strategy", UNSET)
        if strategy is not UNSET:
            path = (*node.path, "retry_strategy", "affinity")
            yield from _check(strategy.affinity or None, "RetryAffinity", path, near)
        yield from _check_sources(template.envs, (*node.path, "envs"), near)


def _check_sources(values: Any, path: Path, near: Near) -> Iterator[Diagnostic]:
    """The sources of variables, or of headers."""
    for name, value in (values or {}).items():
        if isinstance(value, EnvVarSource):
            where = (*path, name, "value_from")
            yield from _check(value.value_from, "EnvVarSource", where, near)


def check_kubernetes_object(value: Any, kind: str, path: Path, near: Near) -> Iterator[Diagnostic]:
    """Faults of one object of a kind of the table of fields."""
    yield from _check(value, kind, path, near)


def _check(value: Any, shape: str, path: Path, near: Near) -> Iterator[Diagnostic]:
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
            yield from _check(item, shape[1:-1], (*path, number), near)
    elif shape[0] == "{":
        for name, item in value.items():
            yield from _check(item, shape[1:-1], (*path, name), near)
    else:
        yield from _check_object(value, shape, path, near)


def _check_object(value: dict[str, Any], kind: str, path: Path, near: Near) -> Iterator[Diagnostic]:
    fields = fields_of(kind)
    yield from check_one_of(value, kind, path)
    meant: set[str] = set()
    for name, inner in value.items():
        shape = fields.shapes.get(name)
        if shape is not None:
            yield from _check(inner, shape, (*path, name), near)
            if is_fitting(inner, shape):
                needed = name in fields.required
                yield from check_choice(inner, kind, name, (*path, name), is_required=needed)
            continue
        close = near(name, [field for field in fields.shapes if field not in value])
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
    owner = "Argo" if kind in _OF_ARGO else "Kubernetes"
    question = f"; did you mean {' or '.join(map(quoted, close))}?" if close else ""
    return finding(
        "DG745",
        f"{quoted(name)} is no field of the {kind} of {owner}, which Argo refuses{question}",
        (*path, name),
        hint=f"Write {quoted(close[0])}."
        if close
        else "Remove it, or move it to where it belongs.",
        at_key=True,
    )
