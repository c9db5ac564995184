"""Argo's entry in the table of formats."""

from __future__ import annotations

from typing import Any, Literal

from dflow_graph.interop.argo.manifests import is_argo, manifests_in
from dflow_graph.interop.argo.reading import from_argo
from dflow_graph.interop.formats import Converted, Format, Options
from dflow_graph.readers.yaml_stream import read_yaml_stream
from dflow_graph.source.document import Document

__all__ = ["FORMAT"]


def _recognise(root: Any) -> bool:
    return any(is_argo(manifest) for _, manifest in manifests_in(root))


def _read(data: Any, _options: Options) -> Converted:
    return from_argo(data)


def _parse(data: bytes | str, _notation: Literal["json", "yaml", "auto"]) -> Document:
    # JSON is YAML, but for what no manifest holds.
    return read_yaml_stream(data)


FORMAT = Format("argo", _recognise, _read, parse=_parse, notation="yaml")
