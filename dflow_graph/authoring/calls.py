"""What a call of a template must give: checks that fail in the caller's line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dflow_graph.python.errors import CallError, GraphError
from dflow_graph.python.near import quoted
from dflow_graph.python.op_template import OPTemplate
from dflow_graph.python.ports import InputParameter, OutputParameter

__all__ = ["check_arguments", "check_travel", "template_named"]


def check_arguments(call: Any) -> None:
    """Raises `CallError` if the call lacks an argument that its template needs."""
    # STEP-4
    missing = [
        f"the parameter {quoted(name)}"
        for name, port in call.inputs.parameters.items()
        if not hasattr(port, "value") and port.source is None
    ]
    missing += [
        f"the artifact {quoted(name)}"
        for name, port in call.inputs.artifacts.items()
        if not port.optional and port.source is None
    ]
    if missing:
        template = f"template {quoted(call.template.name)}"
        raise CallError(str(call._place()), f"{template} needs {' and '.join(missing)}")  # noqa: SLF001


def check_travel(place: str, port: InputParameter, value: Any) -> None:
    """Raises `CallError` where a big parameter meets an ordinary one (clause BIG-2).

    An input of the template around is made big where what it is given to is.
    """
    if getattr(value, "IS_ARTIFACT", False):
        reason = f"{quoted(port.name)} is a parameter, and {value!r} is an artifact"
        raise CallError(place, reason)
    if not isinstance(value, (InputParameter, OutputParameter)):
        return
    if getattr(value, "save_both", False) or value.save_as_artifact == port.save_as_artifact:
        return
    if port.save_as_artifact and value.step is None:
        value.save_as_artifact = True
        return
    big, ordinary = (port, value) if port.save_as_artifact else (value, port)
    reason = f"{big!r} is a big parameter and {ordinary!r} is none; declare both alike"
    raise CallError(place, f"{quoted(port.name)}: {reason}")


def template_named(where: str, name: Any, templates: Mapping[str, OPTemplate]) -> OPTemplate:
    """The template of a graph by its name. Raises `GraphError` with near-misses."""
    if name not in templates:
        # STEP-1
        raise GraphError(where, f"no template is named {quoted(name)}", str(name), list(templates))
    return templates[name]
