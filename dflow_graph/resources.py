"""Finds the data that ships with the package: schemas and conformance cases.

In a source checkout they stand at the top level; in a wheel, under `dflow_graph/_data`.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["data_folder"]

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder `schemas` or `conformance`. Raises `FileNotFoundError` if it was not shipped."""
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"dflow-graph was installed without its folder {name!r}")
