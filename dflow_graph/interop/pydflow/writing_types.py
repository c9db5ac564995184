"""Types of the format as the texts that pydflow writes on Python 3.10 and later.

They are what is left of a type there: `list[int]` is `typing.List`.
"""

from __future__ import annotations

from typing import Any

from dflow_graph.interop.pydflow.types import EXTENSION, artifact_type, parameter_type
from dflow_graph.python.artifact_kinds import HDF5Datasets
from dflow_graph.python.class_names import Placeholder
from dflow_graph.python.type_text import annotation_of, artifact_annotation_of

__all__ = [
    "keep_type",
    "kept_type",
    "written_artifact_type",
    "written_port_type",
    "written_type",
]

# A class without arguments, as most authors write it.
_BARE = {"dict[any, any]": "dict", "list[any]": "list", "set[any]": "set"}
_SPECIAL = {
    "hdf5_datasets": "dflow.python.opio.HDF5Datasets",
    "nested_dict[path]": "dflow.python.opio.NestedDictPath",
    "nested_dict[str]": "dflow.python.opio.NestedDictStr",
}


def written_type(text: str) -> str:
    """The type of a parameter."""
    return _BARE.get(text) or _written(annotation_of(text))


def written_artifact_type(text: str) -> str:
    """The type of an artifact."""
    return _SPECIAL.get(text) or _written(artifact_annotation_of(text))


def written_port_type(port: dict[str, Any], *, is_artifact: bool) -> str:
    """The type of a port or of an entry: as pydflow wrote it, unless it was changed since."""
    text = port["type"]
    own = kept_type(port)
    if own and (artifact_type if is_artifact else parameter_type)(own).text == text:
        return own
    return (written_artifact_type if is_artifact else written_type)(text)


def keep_type(port: dict[str, Any], text: Any, *, is_artifact: bool) -> None:
    """Keeps pydflow's text for the type of a port in an extension, where the way back needs it.

    A text that has its arguments in brackets is of an older Python, and not needed.
    """
    read = port.get("type")
    if not isinstance(text, str) or not isinstance(read, str) or "[" in text:
        return
    if text == "typing.Any":  # the type of nothing that an artifact has
        return
    back = (written_artifact_type if is_artifact else written_type)(read)
    if back.replace("pathlib._local.", "pathlib.") != text.replace("pathlib._local.", "pathlib."):
        port["extensions"] = {EXTENSION: {"type": text}}


def kept_type(port: dict[str, Any]) -> str:
    """The text that `keep_type` kept; the empty text where there is none."""
    own = port.get("extensions", {}).get(EXTENSION)
    text = own.get("type") if isinstance(own, dict) else None
    return text if isinstance(text, str) else ""


def _written(annotation: Any) -> str:
    if annotation is type(None):
        return "NoneType"
    if isinstance(annotation, type) and issubclass(annotation, (Placeholder, HDF5Datasets)):
        return getattr(annotation, "graph_name", "") or annotation.__name__
    module = getattr(annotation, "__module__", "builtins").replace("pathlib._local", "pathlib")
    name = str(getattr(annotation, "__name__", annotation))
    return name if module == "builtins" else f"{module}.{name}"
