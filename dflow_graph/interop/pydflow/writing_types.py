"""Types of the format as the texts that pydflow writes on Python 3.10 and later.

They are what is left of a type there: `list[int]` is `typing.List`.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.python.artifact_kinds import HDF5Datasets
from dflow_graph.python.class_names import Placeholder
from dflow_graph.python.type_text import annotation_of, artifact_annotation_of

__all__ = ["written_artifact_type", "written_type"]

_SPECIAL = {
    "hdf5_datasets": "dflow.python.opio.HDF5Datasets",
    "nested_dict[path]": "dflow.python.opio.NestedDictPath",
    "nested_dict[str]": "dflow.python.opio.NestedDictStr",
}


def written_type(text: str) -> str:
    """The type of a parameter."""
    return _written(annotation_of(text))


def written_artifact_type(text: str) -> str:
    """The type of an artifact."""
    return _SPECIAL.get(text) or _written(artifact_annotation_of(text))


def _written(annotation: Any) -> str:
    if annotation is type(None):
        return "NoneType"
    if isinstance(annotation, type) and issubclass(annotation, (Placeholder, HDF5Datasets)):
        return getattr(annotation, "graph_name", "") or annotation.__name__
    module = getattr(annotation, "__module__", "builtins").replace("pathlib._local", "pathlib")
    name = str(getattr(annotation, "__name__", annotation))
    return name if module == "builtins" else f"{module}.{name}"
