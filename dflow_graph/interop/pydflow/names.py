"""Names that pydflow ends in random characters, five at a time, and what they are without.

Such ends are on templates of Python OPs, on the copies of templates that it makes for slices and
for counting successes, on the tasks that calls of OPs in a context make, and in the names of
secrets that were given by value. They can be kept or made stable: the ends go, templates that are
then equal become one, and others of one name are numbered in the order of the graph (CONF-5).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dflow_graph.record import Record
from dflow_graph.regex import regex

__all__ = ["Names", "calls_of", "random_ends", "stable_names", "suffixes_of"]

_SUFFIX = regex(r"(?:-[a-z0-9]{5})+")
_ENDS = regex(r"(?P<base>.+?)(?:-(?=[a-z]*[0-9])[a-z0-9]{5})*-[a-z0-9]{5}")
_SECRET = regex(r"dflow-[a-z0-9]{15}")
_LENGTH = len("-xxxxx")
_COPYING = ("slices", "continue_on_num_success", "continue_on_success_ratio")
# Templates are told apart by what they call, and what that calls; deeper, they stay apart.
_MOST_ROUNDS = 100


class Names(Record):
    """New names for old ones."""

    templates: dict[str, str]
    tasks: dict[str, dict[str, str]]
    """`{template: {task: new name}}`, of the DAGs whose tasks are renamed."""
    secrets: dict[str, str]
    """Names of Kubernetes secrets."""


def calls_of(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps or tasks of a template."""
    for group in template.get("steps", ()):
        yield from group
    yield from template.get("tasks", ())


def suffixes_of(name: str, template: dict[str, Any]) -> int:
    """How many random ends the name of a Python OP's template has; its class tells."""
    op = template.get("op")
    if not isinstance(op, dict) or "name" not in op:
        return 0
    own = op["name"].rpartition(".")[2].replace("_", "-").lower()
    rest = name[len(own) :]
    is_random = name.startswith(own) and _SUFFIX.fullmatch(rest)
    return len(rest) // _LENGTH if is_random else 0


def random_ends(templates: dict[str, Any]) -> dict[str, str]:
    """`{name: name without its random ends}` for every template that has some.

    Of a template that is no Python OP, the steps that call it tell: pydflow makes a copy for each
    of them that has slices or counts successes.
    """
    called: dict[str, list[bool]] = {}
    for template in templates.values():
        for call in calls_of(template):
            called.setdefault(call["template"], []).append(_is_copied(call, templates))
    bases = {}
    for name, template in templates.items():
        ends = suffixes_of(name, template)
        if ends:
            bases[name] = name[: -_LENGTH * ends]
        elif template["kind"] != "PythonOPTemplate" and all(called.get(name, [False])):
            found = _ENDS.fullmatch(name)
            if found is not None:
                bases[name] = found["base"]
    return bases


def _is_copied(call: dict[str, Any], templates: dict[str, Any]) -> bool:
    """Whether pydflow calls a copy of a template here: for slices, counts, and claims."""
    if any(name in call for name in _COPYING):
        return True
    outputs = templates.get(call["template"], {}).get("outputs", {}).get("artifacts", {})
    places = [
        *call.get("artifacts", {}).values(),
        *(s for o in outputs.values() for s in o.get("save", ())),
    ]
    return any(isinstance(place, dict) and place["kind"] == "pvc" for place in places)


def stable_names(document: dict[str, Any]) -> Names:
    """The stable names of a converted graph."""
    templates = document["templates"]
    bases = random_ends(templates)
    tasks = {
        name: renamed
        for name, template in templates.items()
        if (renamed := _task_names(template, bases))
    }
    classes = _classes(templates, bases, tasks)
    names: dict[str, str] = {}
    taken = {name for name in templates if name not in bases}
    chosen = {classes[name]: name for name in templates if name not in bases}
    for name in templates:
        if name not in bases:
            names[name] = name
            continue
        if classes[name] not in chosen:
            chosen[classes[name]] = _free(bases[name], taken)
            taken.add(chosen[classes[name]])
        names[name] = chosen[classes[name]]
    return Names(names, tasks, _secret_names(templates))


def _free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _task_names(template: dict[str, Any], bases: dict[str, str]) -> dict[str, str]:
    """New names for the tasks of a DAG that all are called like what they call, and a random end.

    An author names some task otherwise.
    """
    found = {}
    for task in template.get("tasks", ()):
        base = bases.get(task["template"], task["template"])
        name = task["name"]
        if not name.startswith(f"{base}-") or not _SUFFIX.fullmatch(name[len(base) :]):
            return {}
        found[name] = base
    taken: set[str] = set()
    for name, base in found.items():
        found[name] = _free(base, taken)
        taken.add(found[name])
    return found


def _classes(
    templates: dict[str, Any], bases: dict[str, str], tasks: dict[str, dict[str, str]]
) -> dict[str, int]:
    """Numbers that are equal for templates of one base that are equal, and call equal ones."""
    called = {
        name: [call["template"] for call in calls_of(template)]
        for name, template in templates.items()
    }
    contents = {
        name: f"{bases.get(name, name)} {_content(template, tasks.get(name, {}))}"
        for name, template in templates.items()
    }
    classes = _numbered({name: (bases.get(name, name),) for name in templates})
    count = len(set(classes.values()))
    for _ in range(_MOST_ROUNDS):
        classes = _numbered(
            {
                name: (contents[name], *(classes.get(other, other) for other in called[name]))
                for name in templates
            }
        )
        if len(set(classes.values())) == count:
            return classes
        count = len(set(classes.values()))
    return _numbered({name: (name,) for name in templates})


def _numbered(keys: dict[str, tuple[Any, ...]]) -> dict[str, int]:
    numbers: dict[tuple[Any, ...], int] = {}
    return {name: numbers.setdefault(key, len(numbers)) for name, key in keys.items()}


def _content(template: dict[str, Any], tasks: dict[str, str]) -> str:
    """A template as text, without the names of what it calls, its tasks numbered."""
    text = json.dumps(
        {**template, **_without_templates(template)}, sort_keys=True, ensure_ascii=False
    )
    for old, new in tasks.items():
        text = text.replace(old, new)
    return text


def _without_templates(template: dict[str, Any]) -> dict[str, Any]:
    def bare(call: dict[str, Any]) -> dict[str, Any]:
        return {name: item for name, item in call.items() if name != "template"}

    parts: dict[str, Any] = {}
    if "steps" in template:
        parts["steps"] = [[bare(step) for step in group] for group in template["steps"]]
    if "tasks" in template:
        parts["tasks"] = [bare(task) for task in template["tasks"]]
    return parts


def _secret_names(templates: dict[str, Any]) -> dict[str, str]:
    """Secrets that pydflow named itself, after the variable that has them first."""
    names: dict[str, str] = {}
    taken = {
        value["name"]
        for template in templates.values()
        for value in template.get("envs", {}).values()
        if isinstance(value, dict) and value["kind"] == "Secret"
    }
    for template in templates.values():
        for variable, value in template.get("envs", {}).items():
            is_secret = isinstance(value, dict) and value["kind"] == "Secret"
            if is_secret and value["name"] not in names and _SECRET.fullmatch(value["name"]):
                base = variable.lower().replace("_", "-").strip("-.")
                names[value["name"]] = _free(f"dflow-{base}", taken)
                taken.add(names[value["name"]])
    return names
