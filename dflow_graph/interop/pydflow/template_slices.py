"""Slices of a template, which pydflow's graph writes on the steps that call it, put back (SLC-2).

pydflow makes a copy of a template, with a random end more in its name, when slices of a step change
it. A template without such a copy has its slices from its own constructor. Some other features make
a copy too; where one of them is in use, slices of the template are what nearly every author writes,
and they mean the same.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.interop.pydflow.names import suffixes_of

__all__ = ["return_slices"]

_COPYING = ("continue_on_num_success", "continue_on_success_ratio")
_COPYING_SLICES = ("group_size", "sub_path", "output_artifact")


def return_slices(conversion: Conversion, document: dict[str, Any]) -> None:
    """Moves slices from steps to the template that they call, where all of them have the same."""
    templates = document["templates"]
    calls: dict[str, list[tuple[dict[str, Any], Place]]] = {}
    for name, template in templates.items():
        at = Place(("templates", name), ("templates", name))
        for i, group in enumerate(template.get("steps", ())):
            for j, step in enumerate(group):
                calls.setdefault(step["template"], []).append((step, at.at("steps").at(i).at(j)))
        for i, task in enumerate(template.get("tasks", ())):
            calls.setdefault(task["template"], []).append((task, at.at("tasks").at(i)))
    for name, called in calls.items():
        template = templates.get(name)
        steps = [step for step, _ in called]
        if template is None or template["kind"] != "PythonOPTemplate" or "slices" in template:
            continue
        slices = steps[0].get("slices")
        if slices is None or any(step.get("slices") != slices for step in steps):
            continue
        if suffixes_of(name, template) - _copies(steps, slices) > 1:
            continue
        template["slices"] = slices
        for step, place in called:
            del step["slices"]
            at = Place((*place.source, "slices"), ("templates", name, "slices"))
            conversion.repair(at, "these are the slices of the template, which all its steps have")


def _copies(steps: list[dict[str, Any]], slices: dict[str, Any]) -> int:
    """How many copies of the template pydflow made for other reasons; it makes one at most."""
    counted = any(name in step for step in steps for name in _COPYING)
    return int(counted or any(name in slices for name in _COPYING_SLICES))
