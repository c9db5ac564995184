"""Strong components and ways round, of graphs that are no workflows."""

from __future__ import annotations

from dflow_graph.passes.circles import circle_through, components, in_order

Graph = dict[str, str]


def parts(graph: Graph) -> list[list[str]]:
    return components(graph, lambda node: graph[node])


def way(graph: Graph, within: str) -> str:
    return "".join(circle_through(within[0], set(within), lambda node: graph[node]))


def test_each_node_is_in_one_component_after_those_that_it_leads_to() -> None:
    assert parts({"a": "b", "b": "", "c": "ab"}) == [["b"], ["a"], ["c"]]
    assert parts({"a": "b", "b": "ac", "c": "d", "d": "c"}) == [["c", "d"], ["a", "b"]]


def test_shortest_way_round_is_found_past_smaller_circles() -> None:
    graph = {"a": "b", "b": "c", "c": "bd", "d": "a"}
    assert way(graph, "abcd") == "abcda"


def test_way_round_stays_within_the_given_nodes() -> None:
    assert way({"a": "b", "b": "a"}, "a") == ""
    assert way({"a": "b", "b": "a"}, "ab") == "aba"


def test_node_from_which_no_way_leads_back_has_none() -> None:
    assert circle_through("a", {"a"}, lambda _node: ()) == []


def test_order_has_each_node_before_all_that_it_leads_to() -> None:
    assert in_order({"d": "", "a": "bc", "b": "d", "c": "d"}) == ["a", "b", "c", "d"]
    assert in_order({"b": "?", "a": "b"}) == ["a", "b"]  # which leads out of the graph
    assert in_order({}) == []


def test_nodes_of_a_circle_and_behind_it_have_no_order() -> None:
    assert in_order({"a": "b", "b": "c", "c": "b"}) is None
    assert in_order({"a": "a"}) is None
