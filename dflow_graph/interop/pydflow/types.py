"""pydflow's texts for types, of all its generations, as types of the format (clause TYP-6).

On Python 3.8 and 3.9 pydflow wrote `typing.List[int]`; since 3.10 it writes `typing.List`, and what
the list holds is lost. A type is lost, too, where it has no name of its own.
"""

from __future__ import annotations

from dflow_graph.python.errors import DflowGraphError
from dflow_graph.python.python_spelling import python_annotation
from dflow_graph.python.type_text import artifact_type_text, type_text
from dflow_graph.record import Record

__all__ = ["EXTENSION", "ReadType", "artifact_type", "parameter_type"]

EXTENSION = "pydflow"
"""Name of the extension that keeps what only pydflow needs."""

_ARTIFACTS = {
    "str": "str",
    "pathlib.Path": "path",
    "pathlib._local.Path": "path",
    "dflow.python.opio.NestedDictStr": "nested_dict[str]",
    "dflow.python.opio.NestedDictPath": "nested_dict[path]",
    "dflow.python.opio.HDF5Datasets": "hdf5_datasets",
}
_LOST_ARTIFACTS = {
    "typing.List": "list[path]",
    "typing.Set": "set[path]",
    "typing.Dict": "dict[str, path]",
    "typing.Union": "path",
    "typing.Optional": "path",
}
_LOST_PARAMETERS = {
    "typing.List": "list[any]",
    "typing.Sequence": "list[any]",
    "typing.Set": "set[any]",
    "typing.Dict": "dict[any, any]",
    "typing.Mapping": "dict[any, any]",
    "typing.Tuple": "tuple[any, ...]",
    "typing.Union": "any",
    "typing.Optional": "any",
    "typing.Literal": "any",
    "types.UnionType": "any",
}


class ReadType(Record):
    """A type of the format, and whether parts of it were lost on the way here."""

    text: str
    is_lost: bool = False


def parameter_type(text: str) -> ReadType:
    """The type of a parameter; `any`, and lost, where the text says none."""
    if text in _LOST_PARAMETERS:
        return ReadType(_LOST_PARAMETERS[text], is_lost=True)
    try:
        return ReadType(type_text(python_annotation(text, {})))
    except DflowGraphError:
        return ReadType("any", is_lost=True)


def artifact_type(text: str) -> ReadType:
    """The type of an artifact; `path`, and lost, where the text says none."""
    if text in _ARTIFACTS:
        return ReadType(_ARTIFACTS[text])
    if text in _LOST_ARTIFACTS:
        return ReadType(_LOST_ARTIFACTS[text], is_lost=True)
    plain = text.replace("pathlib._local.Path", "pathlib.Path")
    for name in ("NestedDict", "HDF5Datasets"):
        plain = plain.replace(f"dflow.python.opio.{name}", name)
    for leaf in ("Str", "Path"):
        if f"NestedDict{leaf}" in plain:
            return ReadType(f"nested_dict[{leaf.lower()}] | hdf5_datasets")
    try:
        return ReadType(artifact_type_text(python_annotation(plain, {})))
    except DflowGraphError:
        return ReadType("path", is_lost=True)
