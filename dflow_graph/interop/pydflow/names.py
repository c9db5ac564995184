"""Names of templates: pydflow ends those of Python OPs in random characters, five at a time.

Names can be kept, or made stable: the suffixes go, templates that are equal then become one, and
the others are numbered in the order of the graph (clause CONF-5).
"""

from __future__ import annotations

import json
from typing import Any

from dflow_graph.interop.report import Entry
from dflow_graph.regex import regex

__all__ = ["stable_names", "suffixes_of", "with_names"]

_SUFFIX = regex(r"(?:-[a-z0-9]{5})+")
_LENGTH = len("-xxxxx")


def stable_names(templates: dict[str, Any]) -> dict[str, str]:
    """`{name: stable name}` for every template of a converted graph."""
    names: dict[str, str] = {}
    taken = {name for name, template in templates.items() if _base(name, template) == name}
    known: dict[str, str] = {}
    for name, template in templates.items():
        base = _base(name, template)
        if base == name:
            names[name] = name
            continue
        content = f"{base} {json.dumps(template, sort_keys=True)}"
        if content not in known:
            known[content] = _free(base, taken)
            taken.add(known[content])
        names[name] = known[content]
    return names


def _base(name: str, template: dict[str, Any]) -> str:
    """The name without its random end; only the name of an OP's class tells which end is random."""
    ends = suffixes_of(name, template)
    return name[: -_LENGTH * ends] if ends else name


def suffixes_of(name: str, template: dict[str, Any]) -> int:
    """How many random ends the name of a template has."""
    op = template.get("op")
    if not isinstance(op, dict) or "name" not in op:
        return 0
    own = op["name"].rpartition(".")[2].replace("_", "-").lower()
    rest = name[len(own) :]
    is_random = name.startswith(own) and _SUFFIX.fullmatch(rest)
    return len(rest) // _LENGTH if is_random else 0


def _free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def with_names(
    document: dict[str, Any], names: dict[str, str], entries: list[Entry]
) -> tuple[dict[str, Any], list[Entry]]:
    """The graph with its templates renamed, and the entries that point into it."""
    templates: dict[str, Any] = {}
    for name, template in document["templates"].items():
        templates.setdefault(names[name], _renamed(template, names))
    renamed = {**document, "templates": templates}
    if document.get("entrypoint") in names:
        renamed["entrypoint"] = names[document["entrypoint"]]
    pointed = [entry._replace(result=_pointed(entry.result, names)) for entry in entries]
    changes = [
        Entry("repair", ("templates", old), ("templates", new), f"the template is called `{new}`")
        for old, new in names.items()
        if old != new
    ]
    return renamed, [*pointed, *changes]


def _pointed(path: Any, names: dict[str, str]) -> Any:
    if not path or path[0] != "templates" or len(path) == 1:
        return path
    return ("templates", names.get(path[1], path[1]), *path[2:])


def _renamed(template: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    result = dict(template)
    if "steps" in template:
        result["steps"] = [[_call(step, names) for step in group] for group in template["steps"]]
    if "tasks" in template:
        result["tasks"] = [_call(task, names) for task in template["tasks"]]
    return result


def _call(step: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    called = step["template"]
    return {**step, "template": names.get(called, called)}
