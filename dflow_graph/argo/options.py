"""What a caller can choose about an emission: the version of Argo, and where the run-time is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from dflow_graph.record import Record

__all__ = ["VERSIONS", "EmitOptions", "Runtime", "Version"]

Version = Literal["3.4", "3.5", "3.6", "3.7", "4.0", "4.1"]
VERSIONS: tuple[Version, ...] = ("3.4", "3.5", "3.6", "3.7", "4.0", "4.1")

Runtime = Literal["inline", "image"]
"""`inline`: the manifest carries the run-time once; `image`: the images of the OPs have it."""


class EmitOptions(Record):
    """How a graph is written for Argo.

    `uploads` maps the pointer of a `local` source to the key under which its files were put.
    `memoize_prefix` turns the keys of steps into memoization keys (KEY-7); `memoize_configmap`
    is the config map that holds the results. `util_image` is the image of helper pods (STEP-10)
    where neither the step nor a Python template that it calls has one.
    """

    version: Version = "3.4"
    runtime: Runtime = "inline"
    uploads: Mapping[str, str] = MappingProxyType({})
    memoize_prefix: str | None = None
    memoize_configmap: str = "dflow"
    util_image: str = "python:3.11-slim"
