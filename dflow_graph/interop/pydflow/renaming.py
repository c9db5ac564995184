"""A graph under other names: of templates, of tasks, of secrets; and every reference to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dflow_graph.interop.pydflow.names import Names
from dflow_graph.interop.report import Entry, Path

__all__ = ["with_names"]

_HELPERS = "(?:-init-artifact|-check-num-success|-check-success-ratio)?"


def with_names(
    document: dict[str, Any], names: Names, entries: list[Entry]
) -> tuple[dict[str, Any], list[Entry]]:
    """The graph with its templates, tasks and secrets renamed; the entries that point into it."""
    templates: dict[str, Any] = {}
    changes = []
    for name, template in document["templates"].items():
        new = names.templates[name]
        renamed = _with_templates(_with_secrets(template, names.secrets), names.templates)
        tasks = names.tasks.get(name, {})
        templates.setdefault(new, _with_tasks(renamed, tasks))
        if new != name:
            changes.append(_change(("templates", name), ("templates", new), "template", new))
        for index, task in enumerate(template.get("tasks", ())):
            if task["name"] in tasks:
                way = ("tasks", index, "name")
                places = ("templates", name, *way), ("templates", new, *way)
                changes.append(_change(*places, "task", tasks[task["name"]]))
        changes += _secret_changes(name, new, template, names.secrets)
    renamed = {**document, "templates": templates}
    if document.get("entrypoint") in names.templates:
        renamed["entrypoint"] = names.templates[document["entrypoint"]]
    pointed = [entry._replace(result=_pointed(entry.result, names)) for entry in entries]
    return renamed, [*pointed, *changes]


def _change(source: Path, result: Path, what: str, new: str) -> Entry:
    return Entry("repair", source, result, f"the {what} is called `{new}`")


def _secret_changes(
    name: str, new: str, template: dict[str, Any], secrets: dict[str, str]
) -> list[Entry]:
    changes = []
    for variable, value in template.get("envs", {}).items():
        if isinstance(value, dict) and value.get("name") in secrets:
            way = ("envs", variable)
            places = ("templates", name, *way), ("templates", new, *way, "name")
            changes.append(_change(*places, "secret", secrets[value["name"]]))
    return changes


def _pointed(path: Path | None, names: Names) -> Path | None:
    if not path or path[0] != "templates" or len(path) == 1:
        return path
    return ("templates", names.templates.get(str(path[1]), path[1]), *path[2:])


def _with_templates(template: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    def call(step: dict[str, Any]) -> dict[str, Any]:
        return {**step, "template": names.get(step["template"], step["template"])}

    result = dict(template)
    if "steps" in template:
        result["steps"] = [[call(step) for step in group] for group in template["steps"]]
    if "tasks" in template:
        result["tasks"] = [call(task) for task in template["tasks"]]
    return result


def _with_secrets(template: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    envs = template.get("envs")
    if not envs or not names:
        return template
    renamed = {
        variable: {**value, "name": names.get(value["name"], value["name"])}
        if isinstance(value, dict) and value["kind"] == "Secret"
        else value
        for variable, value in envs.items()
    }
    return {**template, "envs": renamed}


def _with_tasks(template: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A DAG with its tasks, the references to them, and their dependencies renamed."""
    if not names:
        return template
    any_name = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    reference = re.compile(
        rf"(?P<scope>\btasks(?:\.|\[['\"]))(?P<name>{any_name})(?P<end>{_HELPERS}[.'\"])"
    )
    dependency = re.compile(rf"(?<![-\w])(?P<name>{any_name})(?![-\w])")

    def in_text(text: str) -> str:
        return reference.sub(lambda m: f"{m['scope']}{names[m['name']]}{m['end']}", text)

    def in_dependency(text: str) -> str:
        return dependency.sub(lambda m: names[m["name"]], text)

    rest = {key: item for key, item in template.items() if key not in ("tasks", "op")}
    result: dict[str, Any] = _mapped(rest, in_text)
    result["tasks"] = []
    for task in template["tasks"]:
        renamed = _mapped(task, in_text)
        renamed["name"] = names[task["name"]]
        if "dependencies" in task:
            renamed["dependencies"] = _mapped(task["dependencies"], in_dependency)
        result["tasks"].append(renamed)
    return {key: result[key] for key in template}


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {name: _mapped(item, change) for name, item in value.items()}
    return value
