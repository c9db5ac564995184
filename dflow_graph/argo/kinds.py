"""Kinds of templates that the emitter treats alike."""

from __future__ import annotations

__all__ = ["PODS"]

PODS = frozenset(
    ("ScriptOPTemplate", "ShellOPTemplate", "PythonScriptOPTemplate", "ContainerOPTemplate")
)
"""The templates that are no Python OP and whose own command runs in a pod."""
