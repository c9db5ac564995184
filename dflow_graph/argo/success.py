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

__all__ = ["SUCCESSES", "check_step", "success_output"]

SUCCESSES = "dflow_successes"


def success_output(template: Any) -> dict[str, Any]:
    """The output parameter by which a run counts itself: 1, or what an OP wrote of its group."""
    root = getattr(template, "tmp_root", UNSET) or "/tmp"  # noqa: S108 - a path of the pod
    path = f"{root}/outputs/success_tag"
    return {"name": SUCCESSES, "valueFrom": {"path": path, "default": "1"}}


def check_step(call: Call, items: str, body: Body) -> dict[str, Any]:
    """The step that fails if too few pieces of a loop succeeded, without its conditions."""
    step = call.step
    number, ratio = step.continue_on_num_success, step.continue_on_success_ratio
    wanted = {"number": number, "ratio": ratio}
    given = {
        "successes": f"{{{{{body.prefix}.{call.name}.outputs.parameters}}}}",
        "items": items if ratio is not UNSET else "[]",
        **{name: str(value) for name, value in wanted.items() if value is not UNSET},
    }
    arguments = [
        f'text("{{{{=sprig.b64enc(inputs.parameters.{name})}}}}")' if name in given else "None"
        for name in ("successes", "items", "number", "ratio")
    ]
    script = helper_script(call, body, "successes", arguments)
    template = body.variants.helper(
        "dflow-successes",
        {"inputs": {"parameters": [{"name": name} for name in given]}, "script": script},
    )
    return {
        "name": body.step_name(f"{call.name}-check"),
        "template": template,
        "arguments": {"parameters": [{"name": n, "value": v} for n, v in given.items()]},
    }
