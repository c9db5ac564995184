"""Settings of ports that stand on the wrong side, or without what they need (BIG-4, PAR-7)."""

from __future__ import annotations

from collections.abc import Iterator

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import Index, Node, Port
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.port_maps import check_port_maps
from dflow_graph.passes.run import Run

__all__ = ["check_port_settings"]

_PODS = frozenset(
    {"ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate", "ContainerOPTemplate"}
)


def check_port_settings(index: Index) -> Iterator[Diagnostic]:
    """Fields of ports that cannot stand there, or not without another."""
    run = Run(index)
    for node in index.nodes.values():
        if node.kind == "PythonOPTemplate":
            yield from _check_signature(node)
            yield from check_port_maps(node, run)
        else:
            for port in node.in_parameters.values():
                yield from _check_big_input(node, port)
            for port in node.out_parameters.values():
                # BIG-4
                if port.entry.save_both is True and not port.is_big:
                    yield _needs_big(port, "save_both")


def _check_signature(node: Node) -> Iterator[Diagnostic]:
    for port in (*node.in_parameters.values(), *node.in_artifacts.values()):
        for field in ("global_name", "save", "save_both"):
            if getattr(port.entry, field, UNSET) is not UNSET:
                yield _other_side(port, field, "an output")
    for port in node.out_artifacts.values():
        if port.entry.sub_path is not UNSET:
            yield _other_side(port, "sub_path", "an input")


def _other_side(port: Port, field: str, side: str) -> Diagnostic:
    # PAR-7, ART-20
    return finding(
        "DG411",
        f"{quoted(field)} is a setting of {side}, and {quoted(port.name)} is none",
        (*port.path, field),
        hint=f"Remove {quoted(field)}, or set it on {side}.",
        clause="PAR-7" if not port.is_artifact else "ART-20",
        at_key=True,
    )


def _check_big_input(node: Node, port: Port) -> Iterator[Diagnostic]:
    entry = port.entry
    if not port.is_big:
        for field in ("path", "source"):
            if getattr(entry, field) is not UNSET:
                yield _needs_big(port, field)
    elif node.kind in _PODS and entry.path is UNSET:
        yield finding(
            "DG408",
            f"the big parameter {quoted(port.name)} has no `path` at which its file is placed",
            port.path,
            hint="Add `path`, such as `/tmp/inputs/NAME.json`.",
        )
    # BIG-5
    if entry.value is not UNSET and entry.source is not UNSET:
        yield finding(
            "DG409",
            f"{quoted(port.name)} has both a `value` and a `source`",
            (*port.path, "source"),
            hint="Keep one of the two.",
            at_key=True,
        )


def _needs_big(port: Port, field: str) -> Diagnostic:
    # BIG-4
    return finding(
        "DG408",
        f"{quoted(field)} is for big parameters alone, and {quoted(port.name)} is none",
        (*port.path, field),
        hint=f"Add `save_as_artifact: true`, or remove {quoted(field)}.",
        at_key=True,
    )
