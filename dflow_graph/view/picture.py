"""`show`: a graph in any form a caller has it, as text in any format."""

from __future__ import annotations

import importlib
from typing import Literal

from dflow_graph.reading import Graph
from dflow_graph.view.outline import Outline, outline_of_graph

__all__ = ["FORMATS", "Format", "show", "shown"]

Format = Literal["tree", "mermaid", "dot", "svg", "html", "graphml"]
FORMATS: tuple[Format, ...] = ("tree", "mermaid", "dot", "svg", "html", "graphml")
_WHOLE = ("html", "graphml")
"""Formats that have no levels to leave out."""


def show(graph: Graph, format: Format = "tree", *, depth: int | None = None) -> str:  # noqa: A002
    """A graph as text that people look at, or that a tool for graphs reads.

    `graph` is a model, a workflow of the authoring classes, plain data or a path; what was found
    about it is drawn on its nodes. `depth` is how many levels of templates are opened, all if it is
    None; `html` and `graphml` always have all. Nothing in a graph is executed. Raises
    `InvalidGraphError` where its structure is at fault, `OSError` for a file, and `ValueError` for
    a format or depth that there is not.
    """
    if format not in FORMATS:
        raise ValueError(f"`format` is one of {', '.join(FORMATS)}, not {format!r}")
    return shown(outline_of_graph(graph), format, depth)


def shown(outline: Outline, format: Format, depth: int | None = None) -> str:  # noqa: A002
    """The text of an outline. Raises `ValueError` for a depth that is not positive."""
    if depth is not None and depth < 1:
        raise ValueError(f"`depth` is at least 1, not {depth}")
    module = importlib.import_module(f"dflow_graph.view.{format}")
    function = getattr(module, f"{format}_text")
    text: str = function(outline) if format in _WHOLE else function(outline, depth)
    return text
