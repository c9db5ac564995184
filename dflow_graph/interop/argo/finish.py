"""What can be settled only when all templates are read: surplus arguments, artifacts of the
workflow, and what tasks wait for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.interop.argo.depends import waits_named
from dflow_graph.interop.argo.manifests import Manifest
from dflow_graph.interop.argo.ports import argument_artifacts
from dflow_graph.interop.argo.state import Reading
from dflow_graph.interop.conversion import Place
from dflow_graph.interop.report import Path
from dflow_graph.passes.finding import quoted

__all__ = ["finished"]

_HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")


def finished(reading: Reading, document: dict[str, Any], manifest: Manifest) -> None:
    """Settles what needs all templates; changes the graph in place."""
    _give_artifacts(reading, document, manifest)
    _check_optional(reading, document)
    templates = document["templates"]
    for name, template in templates.items():
        for path, call in _calls(template):
            _drop_surplus(reading, ("templates", name, *path), call, templates)
        if template["kind"] == "DAG":
            names = {task.get("name") for task in template.get("tasks", ())}
            for task in template.get("tasks", ()):
                more = waits_named(task, names)
                if more:
                    task["dependencies"] = [*task.get("dependencies", ()), *more]


def _check_optional(reading: Reading, document: dict[str, Any]) -> None:
    """An argument may be missing where its input may; in Argo the argument alone says so."""
    for place in reading.optional:
        *call, _, name = place.result
        target: Any = document
        for part in call:
            target = target[part]
        called = document["templates"].get(str(target.get("template")), {})
        given = called.get("inputs", {}).get("artifacts", {}).get(name, {})
        at = Place(place.source, (*call, "artifacts", name))
        if given.get("optional"):
            reading.is_default(at, "optional")
        else:
            why = "`optional` has no place in a graph: the input says that it may not be missing"
            reading.keep(at, True, why)


def _calls(template: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    found: list[tuple[Path, dict[str, Any]]] = [
        (("steps", g, i), step)
        for g, group in enumerate(template.get("steps", ()))
        for i, step in enumerate(group)
    ]
    found += [(("tasks", i), task) for i, task in enumerate(template.get("tasks", ()))]
    for path, call in found:
        yield path, call
        for hook in _HOOKS:
            if hook in call:
                yield (*path, hook), call[hook]


def _drop_surplus(
    reading: Reading, path: Path, call: dict[str, Any], templates: dict[str, Any]
) -> None:
    """Takes out arguments for which the template has no input; Argo passes over them (STEP-5)."""
    target = templates.get(str(call.get("template")))
    if target is None:
        return
    for sort in ("parameters", "artifacts"):
        inputs = target.get("inputs", {}).get(sort, {})
        given = call.get(sort, {})
        for name in [name for name in given if name not in inputs]:
            why = f"the template has no input {quoted(name)}, and Argo passes over it"
            reading.keep_given((*path, sort, name), given.pop(name), why)
        if sort in call and not given:
            del call[sort]


def _give_artifacts(reading: Reading, document: dict[str, Any], manifest: Manifest) -> None:
    """Artifacts that are arguments of the workflow become sources of the entrypoint's inputs."""
    arguments = manifest.spec.get("arguments")
    given = arguments.get("artifacts") if isinstance(arguments, dict) else None
    if given is None:
        return
    entrypoint = document["templates"].get(str(document.get("entrypoint")), {})
    inputs = entrypoint.get("inputs", {}).get("artifacts", {})
    result = ("templates", document.get("entrypoint", ""), "inputs", "artifacts")
    place = Place((*manifest.spec_path, "arguments", "artifacts"), result)
    for name, source in argument_artifacts(reading, given, place).items():
        if name in inputs:
            inputs[name]["source"] = source
        else:
            why = f"the entrypoint has no input {quoted(name)}, and Argo passes over it"
            reading.keep(Place((*place.source, name)), source, why)
