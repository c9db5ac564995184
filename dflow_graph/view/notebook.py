"""What notebooks show of a graph: the page in a frame of its own, a picture, and the tree.

The frame is sandboxed: it has no part in the notebook around it.
"""

from __future__ import annotations

from html import escape

from dflow_graph.pipeline import InvalidGraphError
from dflow_graph.python.errors import DflowGraphError
from dflow_graph.reading import Graph
from dflow_graph.render.text import render_report
from dflow_graph.view.outline import outline_of_graph
from dflow_graph.view.picture import shown
from dflow_graph.view.texts import visible

__all__ = ["mimebundle"]

_FRAME = (
    '<iframe title="{title}" sandbox="allow-scripts" srcdoc="{page}" '
    'style="width: 100%; height: 560px; border: 1px solid #8884; border-radius: 8px"></iframe>'
)


def mimebundle(graph: Graph) -> dict[str, str]:
    """What a notebook shows of a graph, by MIME type: `text/html`, `image/svg+xml`, `text/plain`.

    For a graph whose structure is at fault, or a workflow that is no graph yet, the reason, as text
    and HTML. Nothing in a graph is executed.
    """
    try:
        outline = outline_of_graph(graph)
    except InvalidGraphError as error:
        return _words("\n".join(render_report(error.report, None)))
    except DflowGraphError as error:  # a workflow that has no steps yet, or wrong ones
        return _words(str(error))
    title = escape(f"Workflow {visible(outline.workflow.name)}")
    return {
        "text/plain": shown(outline, "tree"),
        "image/svg+xml": shown(outline, "svg"),
        "text/html": _FRAME.format(title=title, page=escape(shown(outline, "html"))),
    }


def _words(text: str) -> dict[str, str]:
    return {"text/plain": text, "text/html": f"<pre>{escape(text)}</pre>"}
