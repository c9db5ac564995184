"""Where in a pod, or on the machine that runs in its place, inputs and outputs of an OP lie."""

from __future__ import annotations

import os

__all__ = ["ROOT_VARIABLE", "pod_root"]

ROOT_VARIABLE = "DFLOW_TMP_ROOT"
"""The environment variable by which an executor says that they lie elsewhere."""


def pod_root(usual: str) -> str:
    """The folder that the template names, or that of the machine in its place."""
    return os.environ.get(ROOT_VARIABLE) or usual
