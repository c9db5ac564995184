"""Laws that hold for every graph: nothing is dropped in silence, and every pointer leads somewhere.

Each value of each graph is changed, one at a time, into something that no pydflow wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dflow_graph.interop.document import document_of_text
from dflow_graph.interop.pydflow import from_pydflow, to_pydflow
from dflow_graph.source.pointer import split

FOLDER = Path(__file__).parent / "graphs"
GRAPHS = sorted(FOLDER.glob("*.graph.json"))
SOURCES = sorted(FOLDER.glob("*.json"))
MARK = "zq-sentinel-7"
STRANGE: list[Any] = [
    MARK,
    987654321,
    98765.25,
    [MARK],
    {MARK: MARK},
    {"py/object": "a.B", "x": MARK},
    {"py/reduce": [{"py/function": "os.getcwd"}, {"py/tuple": [MARK]}]},
]
EVERY = 6
# What the Kubernetes client keeps for itself in each of its objects.
OF_THE_CLIENT = "local_vars_configuration"


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if not value or not isinstance(value, (dict, list)):
        yield path
        return
    for name, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(item, (*path, name))


def changed(root: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copied: Any = dict(root) if isinstance(root, dict) else list(root)
    copied[path[0]] = changed(root[path[0]], path[1:], new)
    return copied


def is_near(one: tuple[str | int, ...], other: tuple[str | int, ...]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_every_value_is_in_the_result_or_in_the_report(path: Path) -> None:
    root = document_of_text(path.read_bytes()).root
    for number, leaf in enumerate(leaves(root)):
        new = STRANGE[number // EVERY % len(STRANGE)]
        if number % EVERY or OF_THE_CLIENT in leaf:
            continue
        graph, report = from_pydflow(changed(root, leaf, new))
        if graph is None:
            assert report.diagnostics
            continue
        shown = str(new) if isinstance(new, (int, float)) else MARK
        is_reported = any(e.source and is_near(e.source, leaf) for e in report.entries)
        assert shown in json.dumps(graph) or is_reported, (leaf, new)


def leads(path: tuple[str | int, ...], root: Any) -> bool:
    for part in path:
        is_index = isinstance(root, list) and isinstance(part, int) and part < len(root)
        if not is_index and not (isinstance(root, dict) and part in root):
            return False
        root = root[part]
    return True


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
@pytest.mark.parametrize("stable", [False, True])
def test_every_pointer_of_a_report_leads_into_source_and_result(path: Path, stable: bool) -> None:
    root = document_of_text(path.read_bytes()).root
    graph, report = from_pydflow(root, stable_names=stable)
    assert graph is not None
    for entry in report.entries:
        assert leads(entry.source, root), entry
        assert entry.result is None or leads(entry.result, graph), entry
    theirs, back = to_pydflow(graph)
    for entry in back.entries:
        assert leads(entry.source, graph), entry
        assert entry.result is None or leads(entry.result, theirs), entry


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_pointer_of_a_fault_leads_into_the_source(path: Path) -> None:
    root = document_of_text(path.read_bytes()).root
    for number, leaf in enumerate(leaves(root)):
        if number % (4 * EVERY):
            continue
        broken = changed(root, leaf, {"py/object": "a.B", "py/state": [1]})
        for found in from_pydflow(broken)[1].diagnostics:
            value = broken
            for part in split(found.pointer):
                value = value[int(part)] if isinstance(value, list) else value[part]
