"""How a Python OP is tried again: one way, and a timeout only where there is one (RET-4, RET-5)."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from dflow_graph.diagnostics import Diagnostic, Place
from dflow_graph.index import Index, Node
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding
from dflow_graph.source.pointer import join

__all__ = ["check_retries"]

_WAYS = (
    "retry_on_transient_error",
    "retry_on_failure",
    "retry_on_error",
    "retry_on_failure_and_error",
)
_settings = attrgetter(*_WAYS)
_NONE = (UNSET,) * len(_WAYS)


def check_retries(index: Index) -> Iterator[Diagnostic]:
    """Retries that exclude each other, and timeouts that nothing tries again."""
    for node in index.nodes.values():
        if node.kind != "PythonOPTemplate":
            continue
        if _settings(node.template) != _NONE:
            yield from _check_ways(node)
        if node.template.timeout_as_transient_error is True:
            yield from _check_timeout(node)


def _check_ways(node: Node) -> Iterator[Diagnostic]:
    given = [way for way in _WAYS if getattr(node.template, way) is not UNSET]
    for way in given[1:]:
        # RET-4
        yield finding(
            "DG223",
            f"`{way}` cannot stand beside `{given[0]}`",
            (*node.path, way),
            hint="Keep one of the two.",
            at_key=True,
            related=(Place(message=f"`{given[0]}` is here", pointer=join((*node.path, given[0]))),),
        )


def _check_timeout(node: Node) -> Iterator[Diagnostic]:
    needed = ("timeout", "retry_on_transient_error")
    missing = [name for name in needed if getattr(node.template, name) is UNSET]
    # RET-5
    if missing:
        lacks = " and ".join(f"`{name}`" for name in missing)
        yield finding(
            "DG224",
            f"`timeout_as_transient_error` has no effect without {lacks}",
            (*node.path, "timeout_as_transient_error"),
            hint=f"Add {lacks}, or remove `timeout_as_transient_error`.",
        )
