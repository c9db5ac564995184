"""The Python Workflow Definition's entry in the table of formats."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.formats import Format
from dflow_graph.interop.pwd.reading import from_pwd
from dflow_graph.interop.pwd.writing import to_pwd

__all__ = ["FORMAT"]


def _recognise(root: Any) -> bool:
    return isinstance(root, dict) and {"nodes", "edges", "version"} <= root.keys()


FORMAT = Format("pwd", _recognise, from_pwd, to_pwd)
