"""Graphs of older versions of pydflow and of Python: fewer fields, and types with arguments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.interop.pydflow import from_pydflow

GRAPHS = sorted((Path(__file__).parent / "graphs").glob("*.graph.json"))
# What came to pydflow's graphs later, with what it was before there was a field.
LATER: dict[str, tuple[Any, ...]] = {
    "pool_timeout": (None,),
    "raise_for_group": (False,),
    "create_dir": (False,),
    "register_first_only": (False,),
    "create_slice_dir": (False,),
    "skip_slice_input": (False,),
    "retry_on_failure": (None,),
    "retry_on_error": (None,),
    "retry_on_failure_and_error": (None,),
    "save_both": (False,),
    "save_as_parameter": (False,),
    "upload_dflow": (True,),
    "init_progress": ("0/1",),
    "use_resource": (None,),
    "util_image_pull_policy": (None,),
    "pod_gc_strategy": (None,),
    "artifact_repo_key": (None,),
    "labels": ({},),
    "annotations": ({},),
}
# As Python 3.8 and 3.9 write them, and what they say.
TYPES = {
    "typing.List[int]": "list[int]",
    "typing.List[typing.Dict[str, float]]": "list[dict[str, float]]",
    "typing.Optional[str]": "str | none",
    "typing.Union[str, NoneType]": "str | none",
    "typing.Union[int, typing.List[int]]": "int | list[int]",
    "typing.Tuple[int, ...]": "tuple[int, ...]",
    "typing.Tuple[int, str]": "tuple[int, str]",
    "typing.Set[str]": "set[str]",
    "typing.Dict[str, typing.Any]": "dict[str, any]",
    "typing.Sequence[int]": "list[int]",
    "typing.Literal['a', 'b']": "literal['a', 'b']",
}
ARTIFACTS = {
    "typing.List[pathlib.Path]": "list[path]",
    "typing.List[str]": "list[str]",
    "typing.Set[pathlib.Path]": "set[path]",
    "typing.Dict[str, pathlib.Path]": "dict[str, path]",
    "typing.Union[pathlib.Path, dflow.python.opio.HDF5Datasets]": "path | hdf5_datasets",
}


def older(value: Any) -> Any:
    """The value without fields that say what held before there were any."""
    if isinstance(value, list):
        return [older(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {n: older(v) for n, v in value.items() if n not in LATER or v not in LATER[n]}


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.name.partition(".")[0])
def test_graph_with_fewer_fields_is_the_same_graph(path: Path) -> None:
    graph = json.loads(path.read_text())
    before = older(graph)
    assert before != graph
    result, report = from_pydflow(before)
    assert report.diagnostics == ()
    assert json.dumps(result) == json.dumps(from_pydflow(graph)[0])


@pytest.mark.parametrize(
    ("text", "type_", "is_artifact"),
    [*((*item, False) for item in TYPES.items()), *((*item, True) for item in ARTIFACTS.items())],
)
def test_types_of_older_pythons_keep_their_arguments(
    text: str, type_: str, is_artifact: bool
) -> None:
    sign: Any = text
    if is_artifact:
        sign = {"py/object": "dflow.python.opio.Artifact", "type": text}
    op = {"name": "A", "module": "a", "source": "", "inputs": {"x": sign}, "outputs": {}}
    template = {"type": "PythonOPTemplate", "op": op}
    graph = {"name": "g", "entrypoint": "t", "templates": {"t": template}}
    result, report = from_pydflow(graph)
    assert result is not None
    assert result["templates"]["t"]["op"]["inputs"]["x"]["type"] == type_
    assert report.of_kind("loss") == []
