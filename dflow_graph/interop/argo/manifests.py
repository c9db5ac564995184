"""Which manifest of a text is the workflow, and where its spec and its metadata are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.interop.argo.fields import wrong
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place
from dflow_graph.interop.report import Path
from dflow_graph.passes.finding import quoted
from dflow_graph.record import Record

__all__ = ["KINDS", "Chosen", "Manifest", "chosen", "is_argo", "manifests_in"]

KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
_GROUP = "argoproj.io/"
_DEEPEST = 64
_WHERE = "Write each workflow to a file of its own."


class Manifest(Record):
    """One manifest: its kind, its parts, and where they stand."""

    kind: str
    path: Path
    metadata: dict[str, Any]
    spec: dict[str, Any]
    spec_path: Path
    schedule: dict[str, Any] | None = None

    @property
    def metadata_path(self) -> Path:
        """Where its metadata stands."""
        return (*self.path, "metadata")


class Chosen(Record):
    """The manifest to convert."""

    manifest: Manifest


def is_argo(value: Any) -> bool:
    """Whether a value is a manifest of one of the kinds that hold a workflow."""
    if not isinstance(value, dict) or value.get("kind") not in KINDS:
        return False
    return str(value.get("apiVersion", _GROUP)).startswith(_GROUP)


def manifests_in(source: Any) -> Iterator[tuple[Path, Any]]:
    """The manifests of a text: one, a list of several, or a Kubernetes `List`."""
    if isinstance(source, list):
        for index, item in enumerate(source):
            for path, value in manifests_in(item):
                yield (index, *path), value
    elif isinstance(source, dict) and source.get("kind") == "List":
        for name, member in source.items():
            if name == "items" and isinstance(member, list):
                yield from ((("items", index), item) for index, item in enumerate(member))
            elif name not in ("apiVersion", "kind"):
                yield (name,), member
    else:
        yield (), source


def chosen(reading: Reading, source: Any) -> Chosen | None:
    """The one workflow of a text; the other manifests are reported."""
    if _is_too_deep(source):
        message = f"the values are nested more than {_DEEPEST} deep"
        reading.fault("DG010", Place(), message, "Give it with fewer levels.")
        return None
    found = list(manifests_in(source))
    workflows = [(path, value) for path, value in found if is_argo(value)]
    if not workflows:
        kinds = ", ".join(KINDS)
        message = f"this is no workflow of Argo: no manifest in it is one of {kinds}"
        reading.fault("DG104", Place(), message, "Give a manifest with `kind` and `spec`.")
        return None
    runs = [(path, value) for path, value in workflows if value["kind"] == "Workflow"] or workflows
    if len(runs) > 1:
        names = ", ".join(quoted(_name(value)) for _, value in runs[:5])
        message = f"the text has {len(runs)} workflows ({names}), and a graph is one of them"
        reading.fault("DG015", Place(runs[1][0]), message, _WHERE)
        return None
    path, value = runs[0]
    for other, manifest in found:
        if other != path:
            _leave(reading, other, manifest)
    return _manifest(reading, path, value)


def _is_too_deep(source: Any) -> bool:
    """Whether data that no reader has held to the limits goes deeper than these (LIM-2)."""
    level = [source] if isinstance(source, (dict, list)) else []
    for _ in range(_DEEPEST + 1):
        inside: dict[int, Any] = {}
        for value in level:
            for item in value.values() if isinstance(value, dict) else value:
                if isinstance(item, (dict, list)):
                    inside[id(item)] = item
        level = list(inside.values())
        if not level:
            return False
    return True


def _name(value: dict[str, Any]) -> str:
    metadata = value.get("metadata")
    found = metadata if isinstance(metadata, dict) else {}
    return str(found.get("name") or found.get("generateName") or "")[:60]


def _leave(reading: Reading, path: Path, value: Any) -> None:
    kind = value.get("kind") if isinstance(value, dict) else None
    what = f"{quoted(str(kind))} is another manifest" if kind else "this is no manifest"
    reading.conversion.loss(Place(path), f"{what}, and is not in the graph")


def _manifest(reading: Reading, path: Path, value: dict[str, Any]) -> Chosen | None:
    kind = value["kind"]
    metadata, spec = value.get("metadata"), value.get("spec")
    if kind != "Workflow":
        why = f"the graph is of a `Workflow`, not of a {quoted(kind)}"
        reading.keep(Place((*path, "kind")), kind, why)
    for name, member in value.items():
        if name not in ("apiVersion", "kind", "metadata", "spec"):
            why = f"{quoted(name)} is of a run, not of what is to be run"
            reading.keep(Place((*path, name)), member, why)
    if metadata is not None and not isinstance(metadata, dict):
        wrong(reading, Place((*path, "metadata")), "an object must stand here", metadata)
    spec_path: Path = (*path, "spec")
    schedule = None
    if kind == "CronWorkflow" and isinstance(spec, dict):
        schedule, spec = spec, spec.get("workflowSpec")
        spec_path = (*spec_path, "workflowSpec")
        other = schedule.get("workflowMetadata")
        if isinstance(other, dict) and isinstance(spec, dict):
            spec = {"workflowMetadata": other, **spec}
    if not isinstance(spec, dict):
        at = Place(spec_path)
        if spec is None:
            reading.fault(
                "DG105", Place(spec_path[:-1]), f"`{spec_path[-1]}` is missing", "Add it."
            )
        else:
            wrong(reading, at, "an object must stand here", spec)
        return None
    found = metadata if isinstance(metadata, dict) else {}
    return Chosen(Manifest(kind, path, found, spec, spec_path, schedule))
