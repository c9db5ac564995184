"""Typed graphs for analysis: `to_networkx`, and GraphML that gives the same graph."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import dflow_graph
from dflow_graph.view.texts import visible
from tests.view import graphs

GRAPHS: dict[str, Any] = {
    **{path.name: path for path in graphs.EXAMPLES},
    "every link": graphs.every_link(),
    "faulty": graphs.faulty(),
}


def test_nodes_and_edges_are_typed() -> None:
    graph = dflow_graph.to_networkx(graphs.every_link())
    take = "/templates/main/tasks/1"
    assert graph.nodes[take] == {
        "kind": "task", "name": "take", "within": "main", "template": "take",
        "template_kind": "ShellOPTemplate", "looped": False, "findings": 0,
    }  # fmt: skip
    assert graph.nodes["/templates/main"]["role"] == "entrypoint"
    assert graph.nodes["/templates/bye"]["role"] == "on exit"
    assert graph.nodes["/templates/make"]["image"] == "alpine:3"
    assert graph.nodes["/templates/main/tasks/2"]["when"].endswith("> 1")
    assert graph.nodes["/templates/main/tasks/3"]["looped"] is True
    make = "/templates/main/tasks/0"
    assert graph.edges[make, take, "artifact"]["ports"] == "file → in"
    assert graph.edges[make, take, "parameter"]["ports"] == "y → x"
    assert graph.has_edge("/templates/main", take, "contains")
    assert graph.has_edge(take, "/templates/take", "calls")
    assert graph.has_edge(make, f"{make}/success_hook", "hook")


def test_order_of_calls_can_be_analysed() -> None:
    graph = dflow_graph.to_networkx(graphs.wide(40))
    calls = [n for n, kind in graph.nodes(data="kind") if kind == "task"]
    order = graph.subgraph(calls)
    assert nx.is_directed_acyclic_graph(order)
    assert nx.dag_longest_path_length(nx.DiGraph(order)) == 3


@pytest.mark.parametrize("name", GRAPHS)
def test_graphml_gives_the_same_graph(name: str, tmp_path: Path) -> None:
    text = dflow_graph.show(GRAPHS[name], "graphml")
    assert read(text) == contents(dflow_graph.to_networkx(GRAPHS[name]))


def test_graphml_of_hostile_texts_gives_the_same_graph_with_these_visible() -> None:
    graph = dflow_graph.to_networkx(graphs.hostile())
    nodes, edges = contents(graph)
    found, found_edges = read(dflow_graph.show(graphs.hostile(), "graphml"))
    assert len(found) == len(nodes)
    assert len(found_edges) == len(edges)

    def shown(attributes: dict[str, Any]) -> list[tuple[str, str]]:
        return sorted((key, visible(str(value))) for key, value in attributes.items())

    assert sorted(map(shown, found.values())) == sorted(map(shown, nodes.values()))


def test_two_names_that_xml_cannot_tell_apart_stay_two_nodes() -> None:
    made = graphs.graph({"a\x01": graphs.shell(), "a\\x01": graphs.shell(), "a%01": graphs.shell()})
    nodes, _ = read(dflow_graph.show(made, "graphml"))
    assert len(nodes) == 3


def contents(graph: Any) -> tuple[dict[str, Any], dict[Any, Any]]:
    return (
        {node: dict(data) for node, data in graph.nodes(data=True)},
        # GraphML has no keys of edges; of one pair, no two are of one kind.
        {(a, b, data["kind"]): dict(data) for a, b, data in graph.edges(data=True)},
    )


def read(text: str) -> tuple[dict[str, Any], dict[Any, Any]]:
    return contents(nx.parse_graphml(text, force_multigraph=True))


def test_missing_networkx_is_told() -> None:
    code = (
        "import sys; sys.modules['networkx'] = None\n"
        "import dflow_graph\n"
        "try: dflow_graph.to_networkx({})\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "networkx is not installed; `pip install 'dflow-graph[networkx]'` installs it\n"
    )


def test_networkx_is_imported_for_nothing_else() -> None:
    code = (
        "import sys, dflow_graph\n"
        "for form in ('tree', 'svg', 'html', 'graphml'):\n"
        "    dflow_graph.show('examples/minimal.json', form)\n"
        "print('networkx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=graphs.ROOT
    )
    assert done.stdout == "False\n"
