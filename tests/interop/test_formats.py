"""The table of foreign formats: every row leads to a module, and every module keeps its word."""

from __future__ import annotations

import pytest

import dflow_graph
from dflow_graph.interop.formats import READERS, WRITERS, Options, format_named, recognised

OURS = {
    "dflow_graph": "1.0",
    "name": "water",
    "entrypoint": "main",
    "templates": {
        "main": {
            "kind": "DAG",
            "tasks": [{"name": "join", "template": "join", "parameters": {"a": "x", "b": "y"}}],
        },
        "join": {
            "kind": "PythonOPTemplate",
            "image": "python:3",
            "op": {
                "name": "commonprefix",
                "module": "posixpath",
                "inputs": {name: {"kind": "Parameter", "type": "str"} for name in ("a", "b")},
            },
        },
    },
}

SCRIPT = {
    **OURS,
    "entrypoint": "say",
    "templates": {"say": {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true"}},
}


@pytest.mark.parametrize("name", sorted({*READERS, *WRITERS}))
def test_format_has_the_name_and_the_directions_of_its_row(name: str) -> None:
    form = format_named(name)
    assert form.name == name
    assert (form.read is not None, form.write is not None) == (name in READERS, name in WRITERS)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("data", [None, 1, "a", [], {}, {"spec": 1}, {"templates": [1]}])
def test_reader_refuses_what_is_no_graph_with_a_diagnostic(name: str, data: object) -> None:
    read = format_named(name).read
    assert read is not None
    graph, report = read(data, Options())
    assert graph is None
    assert report.diagnostics


@pytest.mark.parametrize("name", WRITERS)
def test_writer_gives_data_for_a_valid_graph_and_a_diagnostic_for_another(name: str) -> None:
    write = format_named(name).write
    assert write is not None
    graphs = (OURS, SCRIPT)  # no format has a place for everything
    assert all(dflow_graph.validate(graph).errors == 0 for graph in graphs)
    assert any(write(graph, Options())[0] is not None for graph in graphs)
    written, report = write({**OURS, "entrypoint": 1}, Options())
    assert written is None
    assert report.diagnostics


@pytest.mark.parametrize("name", READERS)
def test_what_a_format_writes_it_recognises(name: str) -> None:
    write = format_named(name).write
    if write is not None:
        written, _ = write(OURS, Options())
        found = recognised(written)
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize("data", [OURS, None, [], {}, "text", {"templates": {}}])
def test_graph_of_ours_and_what_nobody_knows_are_of_no_foreign_format(data: object) -> None:
    assert recognised(data) is None
