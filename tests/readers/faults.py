"""Catches the fault of a reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dflow_graph.source.fault import Fault


def fault_of(reader: Callable[..., Any], *args: Any) -> Fault:
    """The fault that a reader raises; a failure if it raises none."""
    try:
        document = reader(*args)
    except Fault as fault:
        return fault
    raise AssertionError(f"read as {document.root!r}")


def check(fault: Fault) -> None:
    """A fault is fit to be shown: short, with a mend, and at a place."""
    assert fault.code.startswith("DG0")
    assert 0 < len(fault.message) < 300
    assert not fault.message.endswith(".")
    assert fault.hint.endswith(".")
    assert fault.place.line >= 1
    assert fault.place.column >= 1


def summary_of(reader: Callable[..., Any], *args: Any) -> tuple[str, str, int, int]:
    """Code, pointer, line and column of the fault that a reader raises."""
    fault = fault_of(reader, *args)
    check(fault)
    return fault.code, fault.pointer, fault.place.line, fault.place.column
