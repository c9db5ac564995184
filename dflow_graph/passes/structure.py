"""The structure pass: every fault of shape in a document, each at its place (rules DG104-DG110).

Works on plain data and the generated schemas. A large document is first cut into pieces that the
typed decoder accepts or refuses as a whole; only the refused ones are walked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.model import Step, Task, Template, Workflow
from dflow_graph.model.limits import MAX_VALUE_DEPTH, deep_values
from dflow_graph.passes.finding import finding
from dflow_graph.passes.identity import check_identity
from dflow_graph.passes.shape import Path, check_names, check_shape

__all__ = ["check_structure", "check_value_depth"]


def check_structure(root: Any) -> Iterator[Diagnostic]:
    """Every structural fault of a document's value; none if its identity is already at fault."""
    identity = list(check_identity(root))
    if identity:
        yield from identity
        return
    if _fits(root, Workflow):
        return
    templates = root.get("templates")
    if not isinstance(templates, dict):
        yield from check_shape(root, "Workflow", ())
        return
    yield from check_shape({**root, "templates": {}}, "Workflow", ())
    for name, template in templates.items():
        if not _fits(template, Template):
            yield from _check_template(template, ("templates", name))


def check_value_depth(workflow: Workflow) -> Iterator[Diagnostic]:
    """Values that nest deeper than a graph may have them."""
    for path in deep_values(workflow):
        yield finding(
            "DG018",
            f"this value is nested more than {MAX_VALUE_DEPTH} levels deep",
            path,
            hint="Keep large structures in a file and pass it as an artifact.",
        )


def _fits(value: Any, type_: Any) -> bool:
    try:
        msgspec.convert(value, type_)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


def _check_template(template: Any, path: Path) -> Iterator[Diagnostic]:
    """The faults of one template, its calls looked at one by one."""
    calls: list[tuple[Any, Path, Any]] = []
    hollow = template
    if isinstance(template, dict):
        steps, tasks = template.get("steps"), template.get("tasks")
        if template.get("kind") == "Steps" and isinstance(steps, list) and _all_lists(steps):
            hollow = {**template, "steps": []}
            for i, group in enumerate(steps):
                calls += [(s, (*path, "steps", i, j), Step) for j, s in enumerate(group)]
        elif template.get("kind") == "DAG" and isinstance(tasks, list):
            hollow = {**template, "tasks": []}
            calls = [(t, (*path, "tasks", i), Task) for i, t in enumerate(tasks)]
    yield from check_shape(hollow, "Template", path)
    for call, where, type_ in calls:
        if _fits(call, type_):
            continue
        # OBJ-1: most often it is a name that is wrong, and all that has a right one fits.
        if _fits(_with_known_names(call, type_), type_):
            yield from check_names(call, type_.__name__, where)
        else:
            yield from check_shape(call, type_.__name__, where)


def _with_known_names(call: Any, type_: Any) -> Any:
    if not isinstance(call, dict):
        return call
    known = type_.__struct_encode_fields__
    return {name: value for name, value in call.items() if name in known}


def _all_lists(value: list[Any]) -> bool:
    return all(isinstance(item, list) for item in value)
