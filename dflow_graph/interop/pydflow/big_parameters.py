"""Which ports of `Steps` and `DAG` are big; pydflow's graph forgets it, its loader infers it.

A port is big where it is passed on to a big input, or takes its value from a big output (BIG-2).
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.conversion import Conversion, Place
from dflow_graph.regex import regex

__all__ = ["mark_big_ports"]

_INPUT = regex(r"\{\{inputs\.parameters\.([-\w]+)\}\}")
_OUTPUT = regex(r"\{\{(?:steps|tasks)\.([-\w]+)\.outputs\.parameters\.([-\w]+)\}\}")


def mark_big_ports(conversion: Conversion, document: dict[str, Any]) -> None:
    """Marks the ports, and reports each; again and again until nothing is left to be marked."""
    templates = document["templates"]
    marked = True
    while marked:
        found = [_mark(conversion, name, part, templates) for name, part in templates.items()]
        marked = any(found)


def _mark(
    conversion: Conversion, name: str, template: dict[str, Any], templates: dict[str, Any]
) -> bool:
    """Whether a port of this template was marked."""
    calls = [s for group in template.get("steps", ()) for s in group] + template.get("tasks", [])
    called = {call["name"]: templates.get(call["template"], {}) for call in calls}
    place = Place(("templates", name), ("templates", name))
    marked = False
    for call in calls:
        for port, argument in call.get("parameters", {}).items():
            found = _INPUT.fullmatch(argument) if isinstance(argument, str) else None
            if found and _is_big(called[call["name"]], "inputs", port):
                marked |= _mark_port(conversion, template, "inputs", found[1], place)
    for port, output in template.get("outputs", {}).get("parameters", {}).items():
        found = _OUTPUT.fullmatch(output.get("value_from_parameter", ""))
        if found and _is_big(called.get(found[1], {}), "outputs", found[2]):
            marked |= _mark_port(conversion, template, "outputs", port, place)
    return marked


def _is_big(template: dict[str, Any], side: str, port: str) -> bool:
    sign = template.get("op", {}).get(side, {}).get(port, {})
    own = template.get(side, {}).get("parameters", {}).get(port, {})
    return sign.get("kind") == "BigParameter" or bool(own.get("save_as_artifact"))


def _mark_port(
    conversion: Conversion, template: dict[str, Any], side: str, port: str, place: Place
) -> bool:
    found = template.get(side, {}).get("parameters", {}).get(port)
    if found is None or found.get("save_as_artifact"):
        return False
    found["save_as_artifact"] = True
    at = place.at(side).at("parameters").at(port)
    conversion.repair(at, "the port is big, since what it is connected to is")
    return True
