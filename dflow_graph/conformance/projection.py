"""A manifest seen through its graph: what it says of the graph's own parts, and nothing else.

`conformance/projection.md` is the text of this module. Two manifests of one graph that lower it in
different ways, each of them right, have one projection. Reads plain data, and never raises for what
is in a manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.conformance.manifest_calls import call_view, hooks_view, is_sliced
from dflow_graph.conformance.manifest_dependencies import waits
from dflow_graph.conformance.manifest_templates import body_view, ports_view
from dflow_graph.conformance.manifest_words import entries, members, named, text_value

__all__ = ["projection"]

Object = dict[str, Any]


def projection(graph: Object, manifest: Object) -> Object:
    """The view of a manifest on its graph, both plain data; the graph is a valid one."""
    spec = members(manifest.get("spec"))
    view: Object = {
        "workflow": _workflow(graph, members(manifest.get("metadata")), spec),
        "parameters": _parameters(graph, spec),
    }
    walk = _Walk(graph, spec)
    view["entrypoint"] = walk.pair(graph["entrypoint"], spec.get("entrypoint"))
    if "on_exit" in graph:
        view["on_exit"] = walk.pair(graph["on_exit"], spec.get("onExit"))
    view["templates"] = walk.views()
    return view


def _workflow(graph: Object, metadata: Object, spec: Object) -> Object:
    view: Object = {}
    if "id" in graph:
        view["name"] = metadata.get("name")
    else:
        view["generateName"] = metadata.get("generateName")
    for field in ("labels", "annotations"):
        for key in graph.get(field, {}):
            view.setdefault(field, {})[key] = members(metadata.get(field)).get(key)
    if "namespace" in graph:
        view["namespace"] = metadata.get("namespace")
    for field, word in (
        ("parallelism", "parallelism"),
        ("service_account_name", "serviceAccountName"),
    ):
        if field in graph:
            view[word] = spec.get(word)
    if "pod_gc_strategy" in graph:
        view["podGC"] = members(spec.get("podGC")).get("strategy")
    if graph.get("image_pull_secrets"):
        view["imagePullSecrets"] = [
            item.get("name") for item in entries(spec.get("imagePullSecrets"))
        ]
    if graph.get("volumes"):
        volumes = named(spec.get("volumes"))
        names = [item.get("name") for item in graph["volumes"]]
        view["volumes"] = {name: volumes.get(name) for name in names}
    return view


def _parameters(graph: Object, spec: Object) -> Object:
    given = named(members(spec.get("arguments")).get("parameters"))
    return {
        name: text_value(given.get(name, {}).get("value")) for name in graph.get("parameters", {})
    }


class _Walk:
    """Goes down the calls of the graph and of the manifest side by side."""

    def __init__(self, graph: Object, spec: Object) -> None:
        self._ours: Object = graph["templates"]
        self._theirs = named(spec.get("templates"))
        self._views: dict[str, list[Object]] = {}
        self._pairs: set[tuple[str, str]] = set()
        self._waiting: list[tuple[str, Object]] = []

    def pair(self, ours: str, theirs: Any) -> str | None:
        """Takes note that a template of the manifest stands for one of the graph; the latter."""
        found = self._theirs.get(theirs) if isinstance(theirs, str) else None
        if found is None:
            return None
        if (ours, theirs) not in self._pairs:
            self._pairs.add((ours, theirs))
            self._waiting.append((ours, found))
        return ours

    def views(self) -> Object:
        """The view of every template of the graph that is reached; a list where copies differ."""
        while self._waiting:
            name, found = self._waiting.pop()
            view = self._template(self._ours[name], found)
            known = self._views.setdefault(name, [])
            if view not in known:
                known.append(view)
        return {name: views[0] if len(views) == 1 else views for name, views in self._views.items()}

    def _template(self, ours: Object, theirs: Object) -> Object:
        view = ports_view(ours, theirs)
        if ours["kind"] == "Steps":
            view["steps"] = list(self._groups(ours, theirs))
        elif ours["kind"] == "DAG":
            view["tasks"] = self._tasks(ours, theirs)
        else:
            view.update(body_view(ours, theirs))
        if "parallelism" in ours:
            view["parallelism"] = theirs.get("parallelism")
        return view

    def _groups(self, ours: Object, theirs: Object) -> Iterator[Object]:
        """Each group of the graph's steps: those that stand together in the manifest."""
        steps = {step["name"]: step for group in ours["steps"] for step in group}
        stacked = self._stacked(steps.values())
        groups = theirs.get("steps")
        for group in groups if isinstance(groups, list) else ():
            calls = named(group)
            known = {name: call for name, call in calls.items() if name in steps}
            if known:
                yield {
                    name: self._call(steps[name], known[name], stacked) for name in sorted(known)
                }

    def _tasks(self, ours: Object, theirs: Object) -> Object:
        calls = named(members(theirs.get("dag")).get("tasks"))
        names = {task["name"] for task in ours["tasks"]}
        stacked = self._stacked(ours["tasks"])
        return {
            task["name"]: {
                **self._call(task, calls[task["name"]], stacked, in_dag=True),
                "after": waits(calls[task["name"]], calls, names),
            }
            for task in ours["tasks"]
            if task["name"] in calls
        }

    def _stacked(self, calls: Iterable[Object]) -> frozenset[str]:
        return frozenset(c["name"] for c in calls if is_sliced(c, self._ours[c["template"]]))

    def _call(
        self, ours: Object, theirs: Object, stacked: frozenset[str], *, in_dag: bool = False
    ) -> Object:
        target = self._ours[ours["template"]]
        view = {
            "template": self.pair(ours["template"], theirs.get("template")),
            **call_view(ours, theirs, target, stacked, in_dag=in_dag),
        }
        hooks = hooks_view(ours, theirs, self.pair, self._ours)
        return {**view, "hooks": hooks} if hooks else view
