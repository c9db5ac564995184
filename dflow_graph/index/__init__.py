"""The symbols of a graph and how they hang together, built once and then only read."""

from dflow_graph.index.build import build_index
from dflow_graph.index.symbols import Call, Index, Likeness, Node, Port
from dflow_graph.index.texts import (
    Role,
    Text,
    is_part,
    texts_beyond_arguments,
    texts_of_arguments,
    texts_of_call,
    texts_of_template,
    texts_of_workflow,
)

__all__ = [
    "Call",
    "Index",
    "Likeness",
    "Node",
    "Port",
    "Role",
    "Text",
    "build_index",
    "is_part",
    "texts_beyond_arguments",
    "texts_of_arguments",
    "texts_of_call",
    "texts_of_template",
    "texts_of_workflow",
]
