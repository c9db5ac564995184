"""Helper pods: small templates that no graph has, run by the run-time library (STEP-10)."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.runtime import start_text
from dflow_graph.index import Call
from dflow_graph.model import UNSET

__all__ = ["helper_script"]

_TMP = "/tmp"  # noqa: S108 - a path of a pod

_SOURCE = """\
{start}
from dflow_graph.python.{module} import main

main({arguments})
"""


def helper_script(call: Call, body: Body, module: str, arguments: list[str]) -> dict[str, Any]:
    """The script of a helper pod of a call: a function `main` of a module of the library.

    `arguments` are expressions of Python. The module always travels with the manifest: the image is
    not the author's choice for it.
    """
    body.lowering.helpers.modules.add(module)
    assert call.target is not None
    step, template = call.step, body.lowering.python_templates.get(call.target.name)
    image = step.util_image or getattr(template, "image", UNSET) or body.options.util_image
    policy = step.util_image_pull_policy or getattr(template, "image_pull_policy", UNSET)
    own = UNSET if step.util_image else getattr(template, "command", UNSET)
    fields: dict[str, Any] = {"image": image}
    if policy:
        fields["imagePullPolicy"] = policy
    fields["command"] = list(step.util_command or own or ["python3"])
    called = ", ".join(arguments)
    source = _SOURCE.format(start=start_text(_TMP), module=module, arguments=called)
    return {**fields, "source": source}
