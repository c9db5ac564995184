"""The topology in the format of each contender, and that format read back to be counted.

A module has `write(layers) -> bytes` and `count(text) -> (nodes, edges)`. A stray's first parent is
written as one that the graph does not have.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__all__ = ["FORMATS", "format_module"]

FORMATS = ("argo", "cwl", "dflow_graph", "kfp", "onnx", "pwd", "pydflow", "wfformat")


def format_module(name: str) -> ModuleType:
    """The module of a format. Raises `ImportError` where it needs a package that is missing."""
    return import_module(f"benchmarks.formats.{name}")
