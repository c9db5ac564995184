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
    """Translates paths through the graph into paths through the manifest, as far as they lead.

    `graph` is the one that was made of the manifest: a step of it is found by its name, since pods
    of pydflow's own are missing between them.
    """

    def __init__(self, manifest: dict[str, Any], graph: dict[str, Any]) -> None:
        self._manifest = manifest
        self._graph = graph
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
        return self._in_template(("spec", "templates", index), path[1], path[2:])

    def _in_template(self, at: Path, template: Any, rest: Path) -> Path:
        if not rest:
            return at
        field, *more = rest
        if field == "steps" and more:
            where = self._step(at, template, more)
            return self._in_call(where, tuple(more[2:])) if where else (*at, "steps", *more)
        if field == "tasks" and more:
            return self._in_call((*at, "dag", "tasks", more[0]), tuple(more[1:]))
        if field in ("inputs", "outputs") and more:
            return self._named((*at, field, more[0]), tuple(more[1:]))
        return (*at, *_OF_TEMPLATE.get(str(field), (field,)), *more)

    def _step(self, at: Path, template: Any, way: list[Any]) -> Path:
        """Where the step of a name, or at two indices of the graph, stands in the manifest."""
        name = way[0]
        if not isinstance(name, str):
            group = _item_at(self._graph, ("templates", template, "steps", *way[:2]))
            name = group.get("name") if isinstance(group, dict) else None
        groups = _item_at(self._manifest, (*at, "steps"))
        for i, group in enumerate(groups if isinstance(groups, list) else ()):
            for j, step in enumerate(group if isinstance(group, list) else ()):
                if name is not None and isinstance(step, dict) and step.get("name") == name:
                    return (*at, "steps", i, j)
        return ()

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


def _item_at(value: Any, path: Path) -> Any:
    """What stands at a path; None where it does not lead."""
    for part in path:
        is_there = (
            part in value
            if isinstance(value, dict)
            else isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if not is_there:
            return None
        value = value[part]
    return value


def _indexed(items: Any) -> dict[str, int]:
    """`{name: index}` of a list of objects that have names."""
    named = enumerate(items) if isinstance(items, list) else ()
    return {str(item.get("name")): i for i, item in named if isinstance(item, dict)}
