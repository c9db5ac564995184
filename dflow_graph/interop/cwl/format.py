"""The Common Workflow Language's entry in the table of formats; it is written, not read."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.cwl.writing import to_cwl
from dflow_graph.interop.formats import Format

__all__ = ["FORMAT"]


def _recognise(root: Any) -> bool:
    return isinstance(root, dict) and "cwlVersion" in root


FORMAT = Format("cwl", _recognise, write=to_cwl, notation="yaml")
