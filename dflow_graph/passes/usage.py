"""Which inputs of a template something refers to, and which nothing does (REF-26)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.template_kinds import SCRIPT_KINDS

__all__ = ["Usage"]


def _is_empty(node: Node) -> bool:
    """Whether what a template does is missing: steps, a script, a manifest."""
    template = node.template
    if node.kind == "DAG":
        return not template.tasks
    if node.kind == "Steps":
        return not template.steps or not all(template.steps)
    resource = getattr(template, "resource", UNSET)
    if resource is not UNSET:
        return not (resource.manifest or "").strip() and resource.manifest_from is UNSET
    if node.kind not in SCRIPT_KINDS:
        return False
    return template.script is UNSET or not template.script.strip()


def _gives_too_little(node: Node) -> bool:
    """Whether a step lacks an argument (STEP-4), for which an unused input may be meant."""
    for call in (*node.calls, *node.hooks):
        target, step = call.target, call.step
        if target is None:
            return True
        for ports, given in (
            (target.in_parameters, step.parameters or {}),
            # ART-4: null is as good as none.
            (
                target.in_artifacts,
                {k: v for k, v in (step.artifacts or {}).items() if v is not None},
            ),
        ):
            if any(port.required and port.name not in given for port in ports.values()):
                return True
    return False


class Usage:
    """Collects the names of used inputs, template by template; `""` stands for all of them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._used: dict[str, set[str]] = {}

    def of(self, node: Node) -> set[str]:
        """The names of a template's inputs that are referred to, to be added to."""
        return self._used.setdefault(node.name, set())

    def unused(self) -> Iterator[Diagnostic]:
        """A finding for each input that nothing refers to, where only a reference can use it."""
        for node in self._index.nodes.values():
            used = self.of(node)
            if "" in used or node.kind == "PythonOPTemplate":
                continue  # the OP's code uses its inputs
            ports = list(node.in_parameters.values())
            if node.is_group:
                ports += node.in_artifacts.values()  # a pod finds its artifacts by their paths
            # A file is read without a reference; that a big parameter has none is DG408.
            unused = [
                port
                for port in ports
                if port.name not in used
                and (node.is_group or not port.is_big)
                and getattr(port.entry, "path", UNSET) is UNSET
            ]
            if not unused or _is_empty(node) or _gives_too_little(node):
                continue  # what is missing may be what uses them
            for port in unused:
                # REF-26
                yield finding(
                    "DG326",
                    f"nothing in {quoted(node.name)} refers to its input {quoted(port.name)}",
                    port.path,
                    hint="Remove the input and the arguments for it, or use it.",
                    at_key=True,
                )
