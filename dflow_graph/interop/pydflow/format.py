"""pydflow's entry in the table of formats."""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.formats import Converted, Format, Options
from dflow_graph.interop.pydflow.reading import from_pydflow
from dflow_graph.interop.pydflow.recognition import is_pydflow_graph, is_pydflow_manifest
from dflow_graph.interop.pydflow.writing import to_pydflow

__all__ = ["FORMAT"]


def _read(data: Any, options: Options) -> Converted:
    return from_pydflow(data, stable_names=options.stable_names)


def _write(graph: dict[str, Any], _options: Options) -> Converted:
    return to_pydflow(graph)


def _recognise(root: Any) -> bool:
    return is_pydflow_graph(root) or is_pydflow_manifest(root)


FORMAT = Format("pydflow", _recognise, _read, _write, can_rename=True)
