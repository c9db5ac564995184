"""Where in a manifest stands what the graph that was made of it has at a place."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.report import Path

__all__ = ["ManifestPlaces"]

_TOP = {
    "name": ("metadata", "name"),
    "namespace": ("metadata", "namespace"),
    "annotations": ("metadata", "annotations"),
    "labels": ("metadata", "labels"),
    "parallelism": ("spec", "parallelism"),
    "pod_gc_strategy": ("spec", "podGC", "strategy"),
    "artifact_repo_key": ("spec", "artifactRepositoryRef", "key"),
    "image_pull_secrets": ("spec", "imagePullSecrets"),
    "entrypoint": ("spec", "entrypoint"),
}
_OF_TEMPLATE = {
    "annotations": ("metadata", "annotations"),
    "labels": ("metadata", "labels"),
    "memoize_key": ("memoize", "key"),
    "retry_strategy": ("retryStrategy",),
    "init_containers": ("initContainers",),
    "node_selector": ("nodeSelector",),
    "script": ("script", "source"),
    "image": ("script", "image"),
    "command": ("script", "command"),
    "envs": ("script", "env"),
    "mounts": ("script", "volumeMounts"),
    "op": ("script", "source"),
}
_OF_CALL = {"with_param": ("withParam",), "with_sequence": ("withSequence",)}
_OWN = "pydflow_"


class ManifestPlaces:
    """Translates paths through the graph into paths through the manifest, as far as they lead."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self._manifest = manifest
        spec = manifest.get("spec")
        templates = spec.get("templates") if isinstance(spec, dict) else None
        self._templates = _indexed(templates)

    def of(self, path: Path) -> Path:
        """The place in the manifest of a path through the graph."""
        if not path or path[0] == "spec":
            return path
        if path[0] == "parameters":
            found = ("spec", "arguments", "parameters")
            return self._named(found, path[1:])
        if path[0] != "templates" or len(path) == 1:
            return (*_TOP.get(str(path[0]), ("spec", path[0])), *path[1:])
        index = self._templates.get(str(path[1]))
        if index is None:
            return ("spec", "templates")
        return self._in_template(("spec", "templates", index), path[2:])

    def _in_template(self, at: Path, rest: Path) -> Path:
        if not rest:
            return at
        field, *more = rest
        if field == "steps" and len(more) > 1:
            return self._in_call((*at, "steps", *more[:2]), tuple(more[2:]))
        if field == "tasks" and more:
            return self._in_call((*at, "dag", "tasks", more[0]), tuple(more[1:]))
        if field in ("inputs", "outputs") and more:
            return self._named((*at, field, more[0]), tuple(more[1:]))
        return (*at, *_OF_TEMPLATE.get(str(field), (field,)), *more)

    def _in_call(self, at: Path, rest: Path) -> Path:
        if rest and rest[0] in ("parameters", "artifacts"):
            return self._named((*at, "arguments", rest[0]), rest[1:])
        return (*at, *_OF_CALL.get(str(rest[0]), (rest[0],)), *rest[1:]) if rest else at

    def _named(self, at: Path, rest: Path) -> Path:
        """An item of a list of the manifest, which the graph has under its name."""
        if not rest:
            return at
        value: Any = self._manifest
        for part in at:
            inner = isinstance(value, dict) or (isinstance(value, list) and isinstance(part, int))
            if not inner or (isinstance(value, dict) and part not in value):
                return at
            value = value[part]
        index = _indexed(value).get(str(rest[0]).removeprefix(_OWN))
        return at if index is None else (*at, index, *rest[1:])


def _indexed(items: Any) -> dict[str, int]:
    """`{name: index}` of a list of objects that have names."""
    named = enumerate(items) if isinstance(items, list) else ()
    return {str(item.get("name")): i for i, item in named if isinstance(item, dict)}
