"""Slices of Python OPs in a manifest: what pydflow added to the calls, made slices again.

A sliced call gives its item as a hidden parameter. A helper pod before it makes the folder that the
stacked artifacts share, and one behind it counts the successes. Slices come back where all calls of
a template give the same item, and stand in `Steps`; else the OP stays a script.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.pydflow.manifest_ops import RecoveredOP
from dflow_graph.passes.finding import quoted
from dflow_graph.record import Record

__all__ = ["with_slices"]

_ITEM = "pydflow_dflow_var_0"
_HIDDEN = ("pydflow_dflow_artifact_key", "pydflow_dflow_group_key")
_INIT = "-init-artifact"
_CHECKS = {
    "-check-num-success": ("continue_on_num_success", int),
    "-check-success-ratio": ("continue_on_success_ratio", float),
}
_LONGEST = 1 << 20
_SLICES = "dflow.python.python_op_template.Slices"


class _Call(Record):
    owner: str
    steps: list[list[dict[str, Any]]] | None
    """The groups in which it stands; None in a `DAG`."""
    step: dict[str, Any]


def with_slices(
    conversion: Conversion, graphs: dict[str, dict[str, Any]], ops: dict[str, RecoveredOP]
) -> dict[str, RecoveredOP]:
    """The OPs of which all calls say the same of their slices; their calls say it no longer."""
    kept: dict[str, RecoveredOP] = {}
    helped: set[str] = set()
    for name, op in ops.items():
        if op.slices is None:
            kept[name] = op
            continue
        calls = list(_calls(graphs, name))
        items = {str(call.step["parameters"].get(_ITEM)) for call in calls}
        if len(items) != 1 or "None" in items or any(call.steps is None for call in calls):
            continue
        pattern = str(op.slices["slices"]).replace("(var)", items.pop())
        slices = {**op.slices, "py/object": _SLICES, "slices": pattern}
        kept[name] = op._replace(settings={**op.settings, "slices": slices})
        at = Place(("templates", name, "script"), ("templates", name, "slices"))
        conversion.note("repair", at, "the script says which ports are sliced, and by what")
        for call in calls:
            helped |= _clean(conversion, call)
            _read_lists(call.step["parameters"], op.slices.get("input_parameter", ()))
    for name in helped:
        if not any(_calls(graphs, name)):
            graphs.pop(name, None)
    return kept


def _calls(graphs: dict[str, dict[str, Any]], name: str) -> Iterator[_Call]:
    for owner, graph in graphs.items():
        groups = graph.get("steps")
        for group in (*(groups or ()), graph.get("tasks", ())):
            for step in group:
                if step["template"] == name:
                    yield _Call(owner, groups, step)


def _read_lists(parameters: dict[str, Any], sliced: Iterable[str]) -> None:
    """Makes of what is sliced the list that it is, whatever the type of its items."""
    for name in sliced:
        value = parameters.get(name)
        if isinstance(value, str) and value.startswith("[") and len(value) < _LONGEST:
            with contextlib.suppress(ValueError, RecursionError):
                parameters[name] = json.loads(value)


def _clean(conversion: Conversion, call: _Call) -> set[str]:
    """Takes what pydflow added from a call, and the helper pods around it; their templates."""
    templates: set[str] = set()
    step, groups = call.step, call.steps
    assert groups is not None
    for hidden in (_ITEM, *_HIDDEN):
        step["parameters"].pop(hidden, None)
    helpers = {f"{step['name']}{ending}": ending for ending in (_INIT, *_CHECKS)}
    for group in list(groups):
        for helper in list(group):
            ending = helpers.get(str(helper["name"]))
            if ending is None or not str(helper["template"]).endswith(ending):
                continue
            at = Place(("templates", call.owner, "steps", str(helper["name"])), ())
            message = f"the pod {quoted(str(helper['name']))} is pydflow's own, for the slices"
            conversion.note("repair", at, message, kept=False)
            if ending in _CHECKS:
                field, number = _CHECKS[ending]
                step[field] = _number(helper["parameters"].get("threshold"), number)
            templates.add(str(helper["template"]))
            group.remove(helper)
        if not group:
            groups.remove(group)
    return templates


def _number(value: Any, number: Any) -> Any:
    try:
        return number(str(value))
    except ValueError:
        return value
