"""Emission: a graph in any form a caller has it, validated, then written for an engine.

Imports what it needs when it is called, so that `import dflow_graph` costs nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.reading import Graph, reading_of

if TYPE_CHECKING:
    from dflow_graph.argo.options import EmitOptions, Runtime, Version
    from dflow_graph.model import Workflow

__all__ = [
    "TARGETS",
    "ManifestSizeWarning",
    "Target",
    "checked_options",
    "emit",
    "matters",
    "valid_model",
]

Target = Literal["argo"]
TARGETS: tuple[Target, ...] = ("argo",)


class ManifestSizeWarning(UserWarning):
    """A manifest is larger than the version of Argo takes (DG901 to DG905)."""


_FULL_DEFINITION = ("DG901", "DG902", "DG903")
_SINCE_FULL_DEFINITION = "4.0"
_LARGE_TEMPLATES_SINCE = "3.6"


def emit(
    graph: Graph,
    target: Target = "argo",
    *,
    argo_version: Version = "3.4",
    runtime: Runtime = "inline",
    uploads: Mapping[str, str] | None = None,
    memoize_prefix: str | None = None,
) -> dict[str, Any]:
    """The manifest of a graph as plain data: what `kubectl create` takes, as JSON or YAML.

    Equal graphs give equal manifests; nothing in a graph is executed. `uploads` maps the pointer of
    a `local` source to the key of its file in the artifact repository. A manifest that the version
    of Argo does not take for its size is a `ManifestSizeWarning`. Raises `InvalidGraphError`
    for a graph with errors, `CannotEmitError` for parts that have no place in a manifest, and
    `ValueError` for an option that there is not.
    """
    from dflow_graph.argo.manifest import emitted  # noqa: PLC0415

    options = checked_options(
        target, argo_version=argo_version, runtime=runtime, memoize_prefix=memoize_prefix
    )
    made = emitted(valid_model(graph), options._replace(uploads=dict(uploads or {})))
    for found in made.findings:
        if matters(found, argo_version):
            text = f"{found.pointer or '/'}: {found.code} {found.message}"
            warnings.warn(text, ManifestSizeWarning, stacklevel=2)
    return made.manifest


def checked_options(target: str, *, argo_version: str, runtime: str, **others: Any) -> EmitOptions:
    """The options of an emission. Raises `ValueError`, with what there is, for an unknown one."""
    from dflow_graph.argo.options import VERSIONS, EmitOptions  # noqa: PLC0415

    known: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("target", target, TARGETS),
        ("argo_version", argo_version, VERSIONS),
        ("runtime", runtime, ("inline", "image")),
    )
    for name, value, values in known:
        if value not in values:
            raise ValueError(f"`{name}` is one of {', '.join(values)}, not {value!r}")
    options: dict[str, Any] = {"version": argo_version, "runtime": runtime, **others}
    return EmitOptions(**options)


def valid_model(graph: Graph) -> Workflow:
    """The model of a graph without errors. Raises `InvalidGraphError`, and `OSError` for a file."""
    from dflow_graph.pipeline import InvalidGraphError  # noqa: PLC0415

    reading = reading_of(graph)
    if reading.model is None or not reading.report.valid:
        raise InvalidGraphError(reading.report)
    return reading.model


def matters(diagnostic: Diagnostic, version: str) -> bool:
    """Whether a finding is about the version of Argo that is emitted for (TPL-19, ARGO-1, ARGO-4).

    Findings that no version has part in always matter.
    """
    if diagnostic.code in _FULL_DEFINITION:
        return _order(version) >= _order(_SINCE_FULL_DEFINITION)
    if diagnostic.code == "DG904":
        return _order(version) < _order(_LARGE_TEMPLATES_SINCE)
    if diagnostic.code == "DG907":
        since = diagnostic.message.rpartition(" ")[2]
        return _order(version) < _order(since)
    return True


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
