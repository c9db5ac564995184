"""A graph in any form that a caller has it, read and checked.

Imports what it needs when it is called, so that `import dflow_graph` costs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from dflow_graph.authoring.workflow import Workflow as AuthoredWorkflow
    from dflow_graph.model import Workflow
    from dflow_graph.pipeline import Reading

__all__ = ["Graph", "reading_of"]

Graph = Union["Workflow", "AuthoredWorkflow", Mapping[str, Any], str, "os.PathLike[str]"]
"""A model, a workflow of the authoring classes, plain data, or the path of a file."""


def reading_of(graph: Graph) -> Reading:
    """The model and findings of a graph. Raises `OSError` for a file that cannot be read."""
    from dflow_graph.codec import encode_plain  # noqa: PLC0415
    from dflow_graph.model import Workflow  # noqa: PLC0415
    from dflow_graph.pipeline import read, read_file  # noqa: PLC0415

    if isinstance(graph, (str, os.PathLike)):
        return read_file(Path(graph))
    data: Any = graph
    if isinstance(graph, Workflow):
        data = graph.to_dict()
    elif not isinstance(graph, Mapping):
        data = graph.to_graph()
    return read(encode_plain(dict(data)), path="<data>", notation="json")
