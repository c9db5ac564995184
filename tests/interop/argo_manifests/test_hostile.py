"""No manifest, however wrong, ends in anything but a graph or diagnostics; none is changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflow_graph.codec import encode_plain
from dflow_graph.interop.argo.format import FORMAT
from dflow_graph.interop.argo.reading import from_argo
from dflow_graph.pipeline import read
from dflow_graph.source.fault import Fault

MANIFESTS = [
    FORMAT.parse(path.read_bytes(), "yaml").root
    for path in sorted((Path(__file__).parent / "manifests").iterdir())
]
WRONG = (None, True, 0, -1.5, 2**70, "", "x", "{{", [], [[]], [None], {}, {"a": {}}, [{"name": 1}])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if (
        isinstance(value, list)) else ()  # fmt: skip
    for name, item in items:
        yield from places(item, (*path, name))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    result = copy.deepcopy(data)
    inside = result
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = value
    return result


def convert(data: Any) -> dict[str, Any] | None:
    before = json.dumps(data)
    graph, report = from_argo(data)
    assert json.dumps(data) == before
    assert (graph is None) == bool(report.diagnostics)
    json.dumps(report.to_dict())
    if graph is not None:
        # Whatever else is wrong with the graph is said by the validator.
        read(encode_plain(graph), notation="json")
    return graph


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_wrong_types_anywhere_are_diagnostics(data: st.DataObject) -> None:
    manifest = data.draw(st.sampled_from(MANIFESTS))
    for _ in range(data.draw(st.integers(1, 2))):
        where = data.draw(st.sampled_from(list(places(manifest))))
        manifest = changed(manifest, where, data.draw(st.sampled_from(WRONG)))
    convert(manifest)


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_member_that_nobody_knows_is_kept_or_reported_wherever_it_is(manifest: Any) -> None:
    for where in places(manifest):
        if not isinstance(at(manifest, where), dict):
            continue
        way = (*where, "zzz")
        graph, report = from_argo(changed(manifest, way, "the-sentinel"))
        if graph is not None:
            is_reported = any(way[: len(e.source)] == e.source for e in report.entries)
            assert "the-sentinel" in json.dumps(graph) or is_reported, way
        else:
            assert report.diagnostics


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_text_that_is_changed_is_changed_in_the_graph_or_reported(manifest: Any) -> None:
    """No text is passed over in silence: each that is replaced is found again."""
    for where in places(manifest):
        value = at(manifest, where)
        if not isinstance(value, str) or where[-1] in ("apiVersion", "kind"):
            continue
        graph, report = from_argo(changed(manifest, where, "zz-sentinel"))
        if graph is not None:
            is_reported = any(where[: len(e.source)] == e.source for e in report.entries)
            assert "zz-sentinel" in json.dumps(graph) or is_reported, where


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


@pytest.mark.parametrize("data", [None, 1, "x", [], {}, [1], {"kind": "Workflow"}, [[[]]]])
def test_what_is_no_manifest_is_refused(data: Any) -> None:
    assert convert(data) is None


def test_what_no_reader_has_measured_is_measured_here() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    graph, report = from_argo({"kind": "Workflow", "spec": deep})
    assert graph is None
    assert [found.code for found in report.diagnostics] == ["DG010"]


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "DG011"),
        ("a: &a [*a]", "DG012"),
        ("a: *b", "DG005"),
        ("[" * 100_000, "DG010"),
        ("a: [" * 70 + "]" * 70, "DG010"),
        ("a: 1\na: 2", "DG006"),
        ("a: !!python/object:os.system x", "DG013"),
        ("a: !secret x", "DG013"),
        ("a: !!int x", "DG013"),
        ("a: !foo {}", "DG013"),
        ("a: .inf", "DG008"),
        ("? {a: 1}\n: 2", "DG017"),
        ("a: {<<: 3}", "DG005"),
        ("a: [1", "DG005"),
        ("---\n---\n", "DG003"),
        ("\x01", "DG005"),
        ('a: "\\ud800"', "DG009"),
    ],
)
def test_hostile_yaml_is_a_fault(text: str, code: str) -> None:
    with pytest.raises(Fault) as found:
        FORMAT.parse(text, "yaml")
    assert found.value.code == code
    assert found.value.place.line >= 1


def test_alias_of_a_deep_value_counts_where_it_stands() -> None:
    deep = "x: &x " + "[" * 40 + "]" * 40 + "\n"
    assert FORMAT.parse(deep + "b: *x", "yaml").root["b"]
    with pytest.raises(Fault) as found:
        FORMAT.parse(deep + "b: " + "[" * 40 + "*x" + "]" * 40, "yaml")
    assert found.value.code == "DG010"
