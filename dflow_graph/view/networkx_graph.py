"""A graph as a graph of networkx, for analysis; networkx comes with the extra `networkx`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dflow_graph.reading import Graph
from dflow_graph.view.outline import outline_of_graph
from dflow_graph.view.typed_graph import edges_of, nodes_of

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MissingNetworkxError", "to_networkx"]


class MissingNetworkxError(ImportError):
    """networkx is not installed."""

    def __str__(self) -> str:
        return "networkx is not installed; `pip install 'dflow-graph[networkx]'` installs it"


def to_networkx(graph: Graph) -> nx.MultiDiGraph[str]:
    """Templates and calls as nodes, what holds them together as edges.

    A node is named by its JSON pointer, and its `kind` is `template`, `step`, `task`, `hook`, or
    `barrier` (between two groups of steps). An edge's key and `kind` is `contains` (template to
    call), `calls` (call to template), or what leads from one call to another: `artifact`,
    `parameter`, `condition`, `loop`, `hook`, `order`; `ports` says what flows. Without `contains`
    and `calls`, the edges are the order in which the calls of each template run.

    `graph` is a model, a workflow of the authoring classes, plain data or a path. Raises
    `InvalidGraphError` where its structure is at fault; faults of meaning are counted in
    `findings`.
    """
    try:
        import networkx as nx  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise MissingNetworkxError from error
    outline = outline_of_graph(graph)
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=outline.workflow.name)
    for node in nodes_of(outline):
        attributes: dict[str, Any] = node.attributes
        made.add_node(node.id, **attributes)
    for edge in edges_of(outline):
        made.add_edge(edge.source, edge.target, key=edge.kind, kind=edge.kind, ports=edge.ports)
    return made
