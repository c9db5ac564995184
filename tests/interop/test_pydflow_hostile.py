"""Files that pydflow would execute, or that no pydflow wrote: diagnostics, and nothing else."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.interop.pydflow import from_pydflow
from dflow_graph.interop.pydflow.tags import TagFault, resolved

GRAPH: dict[str, Any] = {
    "name": "w",
    "namespace": "argo",
    "entrypoint": "main",
    "annotations": {},
    "templates": {
        "main": {
            "type": "Steps",
            "name": "main",
            "steps": [
                [{"name": "a", "template": "say", "parameters": {"x": 1}, "artifacts": {}}],
            ],
            "inputs": {"parameters": {}, "artifacts": {}},
            "outputs": {"parameters": {}, "artifacts": {}},
        },
        "say": {
            "type": "ScriptOPTemplate",
            "name": "say",
            "image": "alpine:3",
            "command": ["sh"],
            "script": "echo {{inputs.parameters.x}}",
            "inputs": {"parameters": {"x": {"name": "x", "type": None}}, "artifacts": {}},
            "outputs": {"parameters": {}, "artifacts": {}},
            "envs": {"A": "b"},
        },
    },
}


def changed(way: str, value: Any) -> dict[str, Any]:
    """The sound graph with one value put elsewhere."""
    graph = copy.deepcopy(GRAPH)
    *names, last = way.split("/")
    place: Any = graph
    for name in names:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[int(last) if isinstance(place, list) else last] = value
    return graph


def codes(graph: Any) -> list[tuple[str, str]]:
    converted, report = from_pydflow(graph)
    assert (converted is None) == bool(report.diagnostics)
    return [(found.code, found.pointer) for found in report.diagnostics]


def test_sound_graph_converts() -> None:
    assert codes(GRAPH) == []


STEP = "templates/main/steps/0/0"
FAULTS = [
    ("entrypoint", None, "DG105", ""),
    ("name", 7, "DG107", "/name"),
    ("templates", [], "DG104", ""),
    ("templates/say", "say", "DG107", "/templates/say"),
    ("templates/say/type", "HTTPOPTemplate", "DG108", "/templates/say/type"),
    ("templates/say/type", None, "DG108", "/templates/say/type"),
    ("templates/say/type", ["Steps"], "DG108", "/templates/say/type"),
    ("templates/say/command", 3, "DG107", "/templates/say/command"),
    ("templates/say/image", {"py/object": "os.PathLike"}, "DG107", "/templates/say/image"),
    ("templates/say/inputs", {"py/id": 0}, "DG107", "/templates/say/inputs"),
    ("templates/say/volumes", [{"py/object": "a.B"}], "DG108", "/templates/say/volumes/0"),
    ("templates/say/envs/A", {"py/object": "a.B"}, "DG107", "/templates/say/envs/A"),
    ("templates/say/timeout", {}, "DG107", "/templates/say/timeout"),
    ("templates/main/steps", {"0": 1}, "DG107", "/templates/main/steps"),
    (STEP, None, "DG107", f"/{STEP}"),
    (f"{STEP}/name", None, "DG105", f"/{STEP}"),
    (f"{STEP}/parameters", [1], "DG107", f"/{STEP}/parameters"),
    (f"{STEP}/executor", {"host": "h"}, "DG107", f"/{STEP}/executor"),
    (f"{STEP}/artifacts/f", {"py/object": "a.Store"}, "DG108", f"/{STEP}/artifacts/f"),
    (f"{STEP}/artifacts/f", {"py/object": "x.S3Artifact"}, "DG105", f"/{STEP}/artifacts/f"),
    (f"{STEP}/with_param", 5, "DG107", f"/{STEP}/with_param"),
]  # fmt: skip


@pytest.mark.parametrize(("way", "value", "code", "pointer"), FAULTS)
def test_fault_is_a_diagnostic_at_its_place(way: str, value: Any, code: str, pointer: str) -> None:
    assert (code, pointer) in codes(changed(way, value))


@pytest.mark.parametrize("graph", [None, [], "x", 3, {}, {"templates": {}}, {"dflow_graph": "1.0"}])
def test_what_is_no_graph_of_pydflow_is_refused(graph: Any) -> None:
    assert codes(graph) == [("DG104", "")]


def canary(path: Path) -> list[Any]:
    """Every way in which jsonpickle would make a file."""
    touch = {"py/tuple": [f"touch {path}"]}
    return [
        {"py/reduce": [{"py/function": "os.system"}, touch]},
        {"py/reduce": [{"py/type": "subprocess.Popen"}, {"py/tuple": [["touch", str(path)]]}]},
        {"py/object": "pathlib.Path", "py/newargs": {"py/tuple": [str(path)]}, "py/state": {}},
        {"py/object": "builtins.eval", "py/initargs": [f"open({str(path)!r}, 'w')"]},
        {"py/repr": f"os/os.system('touch {path}')"},
        {"py/function": f"os.system('touch {path}')"},
        {"json://" + json.dumps({"py/reduce": [{"py/function": "os.system"}, touch]}): 1},
    ]


PLACES = [
    *("annotations/a", "parameters", "context", "templates/say/script", "templates/say/affinity"),
    *("templates/say/inputs/parameters/x/value", f"{STEP}/parameters/x", f"{STEP}/executor"),
    *(f"{STEP}/artifacts/f", f"{STEP}/slices", "templates/say/resource", "templates/say"),
]


@pytest.mark.parametrize("place", PLACES)
def test_no_tag_is_executed_wherever_it_stands(place: str, tmp_path: Path) -> None:
    path = tmp_path / "canary"
    for tag in canary(path):
        from_pydflow(changed(place, tag))
    assert not path.exists()
    assert os.listdir(tmp_path) == []


def test_source_of_an_op_is_never_executed_or_imported(tmp_path: Path) -> None:
    path = tmp_path / "canary"
    source = f"open({str(path)!r}, 'w')\nclass A: pass\n"
    op = {"module": "__main__", "name": "A", "inputs": {"x": "typing.List"}, "outputs": {}}
    template = {"type": "PythonOPTemplate", "image": "i", "op": {**op, "source": source}}
    graph, _ = from_pydflow(changed("templates/say", template))
    assert graph is not None
    assert graph["templates"]["say"]["op"]["source"] == source
    assert not path.exists()


def test_type_of_an_artifact_in_the_source_is_none_of_a_parameter() -> None:
    source = (
        "class A(OP):\n    @classmethod\n    def get_input_sign(cls):\n"
        "        return OPIOSign({'x': Artifact(Path)})\n"
    )
    op = {"module": "__main__", "name": "A", "inputs": {"x": "typing.List"}, "source": source}
    template = {"type": "PythonOPTemplate", "image": "i", "op": op}
    graph, _ = from_pydflow(changed("templates/say", template))
    assert graph is not None
    assert graph["templates"]["say"]["op"]["inputs"]["x"]["type"] == "list[any]"


def test_unknown_object_in_a_value_is_kept_and_not_decoded() -> None:
    graph, _ = from_pydflow(changed(f"{STEP}/parameters/x", {"py/object": "a.B", "py/state": 1}))
    assert graph is not None
    value = graph["templates"]["main"]["steps"][0][0]["parameters"]["x"]
    data = {"py/object": "a.B", "py/state": 1}
    assert value == {
        "$value": {"kind": "opaque", "codec": "jsonpickle", "class": "a.B", "data": data}
    }


def test_large_pickle_in_a_value_is_kept_as_it_is() -> None:
    data = {"py/reduce": [{"py/type": "numpy.ndarray"}, {"py/b64": "A" * 200_000}]}
    graph, report = from_pydflow(changed(f"{STEP}/parameters/x", data))
    assert report.diagnostics == ()
    assert graph is not None
    assert graph["templates"]["main"]["steps"][0][0]["parameters"]["x"]["$value"]["data"] == data


def test_nesting_without_end_is_refused() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = {"py/tuple": [deep]}
    assert [code for code, _ in codes(changed("parameters", {"x": deep}))] == ["DG010"]


def test_unknown_field_is_reported_with_what_it_is_like() -> None:
    _, report = from_pydflow(changed("templates/say/imagee", "x"))
    (entry,) = report.entries
    assert (entry.kind, entry.source, entry.result) == (
        "loss",
        ("templates", "say", "imagee"),
        None,
    )
    assert "`image`" in entry.message


def test_reference_by_number_is_what_it_refers_to() -> None:
    # Numbers count objects and lists in the order of the text, tuples left out.
    data = {"a": [1, 2], "t": {"py/tuple": [{"k": 1}]}, "b": {"py/id": 2}, "c": {"py/id": 3}}
    assert resolved(data) == {
        "a": [1, 2],
        "t": {"py/tuple": [{"k": 1}]},
        "b": [1, 2],
        "c": {"k": 1},
    }


def test_reference_by_path_is_what_it_refers_to() -> None:
    assert resolved({"a": [1], "b": {"py/ref": "/a"}}) == {"a": [1], "b": [1]}


@pytest.mark.parametrize("reference", [0, -1, 99, "x", None, True, [1]])
def test_reference_that_leads_nowhere_is_refused(reference: Any) -> None:
    with pytest.raises(TagFault, match="DG107"):
        resolved({"a": {"py/id": reference if reference is not True else 99}})


@pytest.mark.parametrize(
    "data",
    [
        {"a": {"py/id": 1}},
        {"a": [[{"py/id": 2}]]},
        {"a": [{"py/id": 3}], "b": [{"py/id": 2}]},
        {"a": {"py/ref": "/"}},
    ],
)
def test_reference_that_holds_itself_is_refused(data: Any) -> None:
    with pytest.raises(TagFault, match="DG010"):
        resolved(data)


def test_references_that_multiply_are_refused() -> None:
    data: dict[str, Any] = {"a0": list(range(10))}
    for number in range(1, 12):
        data[f"a{number}"] = [{"py/ref": f"/a{number - 1}"}] * 10
    with pytest.raises(TagFault, match="DG010"):
        resolved(data)


TAGS = st.sampled_from(["py/object", "py/tuple", "py/set", "py/id", "py/reduce", "py/b64", "x"])
NAMES = st.one_of(TAGS, st.sampled_from(["type", "name", "json://1", "kind", "$value"]))
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), JUNK)
def test_conversion_never_raises(place: str, junk: Any) -> None:
    graph, report = from_pydflow(changed(place, junk))
    assert graph is not None or report.diagnostics
