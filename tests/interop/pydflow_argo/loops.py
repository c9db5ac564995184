"""What stands around calls: the template in which a loop has its bound, and names at random."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.interop.pydflow_argo.parts import named

__all__ = ["bounded", "with_names"]

_REFERENCE = re.compile(r"\{\{(?:=)?inputs\.(?:parameters|artifacts)\.(dflow_ref_\d+)\}\}")
_RANDOM = re.compile(r"(.+)-[a-z0-9]{5}")


def bounded(call: dict[str, Any], templates: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """The call of a loop that has a template of its own for its bound, and the helpers inside.

    What was brought in as hidden inputs stands again where it is used. Any other call as it is.
    """
    template = templates.get(call["template"]) or {}
    groups = template.get("steps") or []
    is_bound = re.fullmatch(rf"{re.escape(call['name'])}-loop(?:-\d+)?", call["template"])
    if not is_bound or len(groups[0]) != 1 or groups[0][0]["name"] != call["name"]:
        return call, []
    given = call.get("arguments") or {}
    brought = {n: p["value"] for n, p in named(given.get("parameters")).items()}
    brought |= {
        n: a.get("from") or a.get("fromExpression")
        for n, a in named(given.get("artifacts")).items()
    }

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: moved(v) for k, v in value.items()}
        if isinstance(value, list):
            return [moved(item) for item in value]
        if not isinstance(value, str):
            return value
        return _REFERENCE.sub(lambda found: str(brought[found[1]]), value)

    inner, *rest = moved([step for group in groups for step in group])
    outer = {k: call[k] for k in ("when", "continueOn", "depends") if k in call}
    return {**inner, **outer, "bound": template["parallelism"]}, rest


def with_names(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the tasks numbered that pydflow named at random after their templates."""
    names: dict[str, str] = {}
    for template in manifest["spec"]["templates"]:
        taken: set[str] = set()
        for task in (template.get("dag") or {}).get("tasks", ()):
            found = _RANDOM.fullmatch(task["name"])
            of = _RANDOM.fullmatch(task["template"])
            if found and found[1] in (task["template"], of[1] if of else None):
                number = 1
                while (name := found[1] + (f"-{number}" if number > 1 else "")) in taken:
                    number += 1
                taken.add(name)
                names[task["name"]] = name
    text = json.dumps(manifest)
    for random, name in names.items():
        text = re.sub(rf"(?<![-\w]){random}(?![-\w])", name, text)
    renamed: dict[str, Any] = json.loads(text)
    return renamed
