"""Loops of which not all pieces have to succeed: a step after the loop counts (LOOP-6).

The loop itself may fail. Argo gathers the outputs of the pieces that succeeded; the check is a pod,
since nothing else in Argo fails on a condition.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.helpers import helper_script
from dflow_graph.index import Call
from dflow_graph.model import UNSET

__all__ = ["SUCCESSES", "check_step", "counts_successes", "success_output"]

SUCCESSES = "dflow_successes"
"""The output by which a piece counts itself, and the input that tells `Steps` and `DAG` how."""

_GIVEN = "inputs.parameters." + SUCCESSES
_INPUTS = [{"name": "successes"}, {"name": "wanted"}, {"name": "pieces", "value": ""}]
_ARGUMENTS = [
    '"{{=sprig.b64enc(inputs.parameters.successes)}}"',
    '"{{inputs.parameters.wanted}}"',
    '"{{inputs.parameters.pieces}}"',
]
_UNCOUNTED = ("HTTPOPTemplate", "ResourceOPTemplate", "SuspendOPTemplate")


def counts_successes(call: Call) -> bool:
    """Whether it matters how many pieces of a call succeed (LOOP-6)."""
    step = call.step
    if call.host is not None:
        return False
    return not (step.continue_on_num_success is step.continue_on_success_ratio is UNSET)


def success_output(body: Body) -> dict[str, Any]:
    """The output parameter by which a run counts itself.

    A pod counts 1, or what its OP wrote of a group; `Steps` and `DAG` what their call says, since
    they succeed as a whole.
    """
    if body.node.is_group:
        return {"name": SUCCESSES, "valueFrom": {"expression": _GIVEN}}
    root = getattr(body.template, "tmp_root", UNSET) or "/tmp"  # noqa: S108 - a path of the pod
    path = f"{root}/outputs/success_tag"
    return {"name": SUCCESSES, "valueFrom": {"path": path, "default": "1"}}


def check_step(call: Call, count: str, body: Body) -> dict[str, Any]:
    """The step that fails if too few pieces of a loop succeeded, without its conditions.

    `count` is the expression of how many pieces there are.
    """
    step = call.step
    _check_kind(call, body)
    number, ratio = step.continue_on_num_success, step.continue_on_success_ratio
    given = {
        "successes": f"{{{{{body.prefix}.{call.name}.outputs.parameters}}}}",
        "wanted": str(ratio if number is UNSET else number),
    }
    if number is UNSET:
        given["pieces"] = count if count.isdigit() else "{{=" + count + "}}"
    template = body.lowering.helpers.of(
        "dflow-successes",
        {
            "inputs": {"parameters": _INPUTS},
            "script": helper_script(call, body, "successes", _ARGUMENTS),
        },
    )
    return {
        "name": body.step_name(f"{call.name}-check"),
        "template": template,
        "arguments": {"parameters": [{"name": n, "value": v} for n, v in given.items()]},
    }


def _check_kind(call: Call, body: Body) -> None:
    """Argo takes no output from what runs in no pod, by which it could be counted."""
    assert call.target is not None
    template = call.target.template
    is_resource = call.step.use_resource or getattr(template, "resource", UNSET)
    if call.target.kind in _UNCOUNTED or is_resource:
        number = call.step.continue_on_num_success
        body.cannot(
            f"`{call.target.name}` runs in no pod that could say that it succeeded",
            (*call.path, f"continue_on_{'success_ratio' if number is UNSET else 'num_success'}"),
            "Call it in a template of Steps, and loop over that.",
        )
