"""What a pod needs to run: images, command, script (DG711 to DG714, DG743)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.images import check_image, why_no_image
from dflow_graph.passes.template_kinds import POD_KINDS, SCRIPT_KINDS, acts_on_resource
from dflow_graph.source.pointer import join

__all__ = ["check_pod"]


def check_pod(node: Node, index: Index) -> Iterator[Diagnostic]:
    """Faults of what one template runs."""
    if node.kind not in POD_KINDS:
        return
    template = node.template
    if not acts_on_resource(node):
        # TPL-1
        if not template.image and _needs_image(node, index):
            yield finding(
                "DG711",
                f"template {quoted(node.name)} has no `image`",
                _empty(node, "image"),
                hint="Add the container image in which it runs, such as `python:3.11`.",
            )
        elif template.image and why_no_image(template.image) and _needs_image(node, index):
            yield from check_image(template.image, (*node.path, "image"))
        # TPL-3
        if node.kind == "ScriptOPTemplate" and not template.command:
            yield finding(
                "DG712",
                f"template {quoted(node.name)} has no `command`",
                _empty(node, "command"),
                hint='Add the program to run, such as `["bash"]`.',
            )
        # TPL-26
        if node.kind == "ContainerOPTemplate" and not template.command:
            yield finding(
                "DG741",
                f"template {quoted(node.name)} has no `command`: Argo has to ask the registry "
                "what its image runs",
                _empty(node, "command"),
                hint="Add the program to run, as the image names it in its entrypoint.",
            )
    if node.kind in SCRIPT_KINDS:
        yield from _script_faults(node)
    for field in ("init_containers", "sidecars"):
        for number, container in enumerate(getattr(template, field) or ()):
            yield from _container_faults(container, (*node.path, field, number))


def _container_faults(container: Any, where: Path) -> Iterator[Diagnostic]:
    """Faults of a container that runs before or beside the template's own."""
    from dflow_graph.passes.headers import check_probes

    image = container.get("image")
    if isinstance(image, str) and image:
        yield from check_image(image, (*where, "image"))
    # TPL-1; that it is a text is OBJ-14
    elif image is None or image == "":
        name = container.get("name")
        yield finding(
            "DG711",
            f"the container {quoted(name)} has no `image`"
            if isinstance(name, str)
            else "this container has no `image`",
            (*where, "image") if "image" in container else where,
            hint="Add the container image in which it runs, such as `busybox:1.36`.",
        )
    yield from check_probes(container, where)


def _empty(node: Node, field: str) -> Path:
    """Where a field stands that is empty, or the template that lacks it."""
    return node.path if getattr(node.template, field) is UNSET else (*node.path, field)


def _needs_image(node: Node, index: Index) -> bool:
    """Whether some run of the template is carried out by a pod of its own."""
    workflow = index.workflow
    if workflow.context is not UNSET:
        return False
    if node.name in (workflow.entrypoint, workflow.on_exit):
        return True
    return any(
        call.step.executor is UNSET and call.step.use_resource is UNSET for call in node.callers
    )


def _script_faults(node: Node) -> Iterator[Diagnostic]:
    has_script = node.template.script is not UNSET
    # TPL-4
    if not has_script and not acts_on_resource(node):
        yield finding(
            "DG713",
            f"template {quoted(node.name)} has no `script`",
            node.path,
            hint="Add the text of the script, or a `resource` to act on.",
        )
    # TPL-22
    elif has_script and acts_on_resource(node):
        yield finding(
            "DG714",
            f"the script of {quoted(node.name)} is never run: the template acts on a resource",
            (*node.path, "script"),
            hint="Remove `script`, or give the resource a template of its own.",
            at_key=True,
            related=(
                Place(message="the resource is here", pointer=join((*node.path, "resource"))),
            ),
        )
    # TPL-27
    elif has_script and (not node.template.script or node.template.script.isspace()):
        yield finding(
            "DG742",
            f"the script of {quoted(node.name)} is blank: its pod does nothing",
            (*node.path, "script"),
            hint="Write the script, or remove the template and the steps that call it.",
        )
