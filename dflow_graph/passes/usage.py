"""Which inputs of a template something refers to, and which nothing does (REF-26)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted

__all__ = ["Usage"]


def _is_empty(node: Node) -> bool:
    """Whether a template has nothing to do: no step, a group without one, a blank script."""
    template = node.template
    if node.kind == "DAG":
        return not template.tasks
    if node.kind == "Steps":
        return not template.steps or not all(template.steps)
    script = getattr(template, "script", UNSET)
    return script is not UNSET and not script.strip()


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
            if _is_empty(node):
                continue  # what is missing may be what uses them
            ports = list(node.in_parameters.values())
            if node.is_group:
                ports += node.in_artifacts.values()  # a pod finds its artifacts by their paths
            for port in ports:
                # REF-26
                if port.is_big and not node.is_group:
                    continue  # its file is read without a reference; that it has none is DG408
                if port.name not in used and getattr(port.entry, "path", UNSET) is UNSET:
                    yield finding(
                        "DG326",
                        f"nothing in {quoted(node.name)} refers to its input {quoted(port.name)}",
                        port.path,
                        hint="Remove the input and the arguments for it, or use it.",
                        at_key=True,
                    )
