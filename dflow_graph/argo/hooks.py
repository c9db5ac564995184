"""Hooks of steps and tasks (HOOK-1): Argo's lifecycle hooks, or tasks where Argo loses those.

Argo calls the hooks of a task when it comes by again, on its way up from the tasks that wait for
this one. It does not if these have ended by then, and it starts them, or leaves them out, in the
turn in which it sees a loop, a group or retries end.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.arguments import arguments_of
from dflow_graph.argo.body import Body
from dflow_graph.argo.loops import NO_LOOP
from dflow_graph.argo.parts import brought_parts
from dflow_graph.argo.pods import python_retries
from dflow_graph.argo.shapes import asked
from dflow_graph.argo.variants import Variant
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.record import Record

__all__ = ["Hooks", "hooks_of"]

_HOOKS = {
    "success_hook": "Succeeded",
    "running_hook": "Running",
    "failure_hook": "Failed",
    "exit_hook": "",
}
"""Field of a step to the status at which its hook is called (HOOK-1); `exit` needs none."""

_ENDS = ("Succeeded", "Failed")


class Hooks(Record):
    """The hooks of a step: Argo's own, by name, and tasks by the end of the step that they tell."""

    fields: dict[str, dict[str, Any]]
    tasks: dict[str, dict[str, Any]]


def hooks_of(call: Call, target: Variant, body: Body) -> Hooks:
    """The hooks of a call of `target`."""
    hooks = Hooks({}, {})
    is_lost = call.name in body.awaited and _ends_unseen(call, target)
    for field, status in _HOOKS.items():
        hook = getattr(call.step, field)
        if hook is UNSET:
            continue
        hooked = body.hooks[call, field]
        assert hooked.target is not None
        wanted = asked(hooked, body)
        # A hook has no step before it: its parts are refused.
        brought_parts(hooked, wanted.apart, body)
        told = body.lowering.variants.of(hooked.target, wanted.shape)
        fields: dict[str, Any] = {"template": told.name}
        fields.update(arguments_of(hooked, told, wanted, NO_LOOP, body))
        name = field.removesuffix("_hook")
        if is_lost and status in _ENDS and not hook.expression:
            hooks.tasks[status] = {"name": body.step_name(f"{call.name}-{name}"), **fields}
            continue
        itself = f"{body.prefix}['{call.name}']"
        expression = hook.expression or (f"{itself}.status == '{status}'" if status else "")
        if expression:
            fields["expression"] = expression
        hooks.fields[name] = fields
    return hooks


def _ends_unseen(call: Call, target: Variant) -> bool:
    """Whether Argo itself ends what a task calls; the end of a pod is there when it comes by."""
    template: Any = target.node.template
    if target.node.kind == "PythonOPTemplate":
        retries = bool(python_retries(template))
    else:
        retries = bool(getattr(template, "retry_strategy", UNSET))
    is_kept = target.shape.memoized or bool(template.memoize_key)
    is_pause = target.node.kind == "SuspendOPTemplate"
    return call.is_looped or target.node.is_group or is_pause or retries or is_kept
