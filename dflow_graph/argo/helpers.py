"""Helper pods: small templates that no graph has, run by the run-time library (STEP-10)."""

from __future__ import annotations

from typing import Any

from dflow_graph.argo.body import Body
from dflow_graph.argo.runtime import start_text
from dflow_graph.index import Call
from dflow_graph.model import UNSET
from dflow_graph.refs import Tag, scan

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
    usual = None if step.util_image or not _is_for_all(template) else template
    image = step.util_image or getattr(usual, "image", UNSET) or body.options.util_image
    policy = step.util_image_pull_policy or getattr(template, "image_pull_policy", UNSET)
    own = getattr(usual, "command", UNSET)
    fields: dict[str, Any] = {"image": image}
    if policy:
        fields["imagePullPolicy"] = policy
    fields["command"] = list(step.util_command or own or ["python3"])
    called = ", ".join(arguments)
    source = _SOURCE.format(start=start_text(_TMP), module=module, arguments=called)
    return {**fields, "source": source}


def _is_for_all(template: Any) -> bool:
    """Whether the image and the command of a template are the same in a pod without its inputs."""
    texts = (getattr(template, "image", UNSET) or "", *(getattr(template, "command", UNSET) or ()))
    return all(
        isinstance(tag, Tag) and not tag.is_expression and tag.parts[0] == "workflow"
        for text in texts
        for tag in scan(text)
    )
