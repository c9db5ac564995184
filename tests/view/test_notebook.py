"""What a notebook shows of a graph."""

from __future__ import annotations

import html
import re

import dflow_graph
from dflow_graph import ShellOPTemplate, Step, Workflow
from dflow_graph.view.notebook import mimebundle
from tests.view import graphs


def test_model_and_workflow_are_shown_as_page_picture_and_tree() -> None:
    workflow = Workflow("shown", entrypoint=None)
    workflow.add(Step("hello", ShellOPTemplate("hi", image="alpine:3", script="echo")))
    model = dflow_graph.loads(workflow.to_graph_json())
    for graph in (workflow, model):
        bundle = graph._repr_mimebundle_()
        assert list(bundle) == ["text/plain", "image/svg+xml", "text/html"]
        assert bundle["text/plain"] == dflow_graph.show(graph, "tree")
        assert bundle["image/svg+xml"] == dflow_graph.show(graph, "svg")
        assert graph._repr_html_() == bundle["text/html"]
    assert model._repr_mimebundle_(include=("text/html",), exclude=())["text/html"]


def test_page_has_no_part_in_the_notebook_around_it() -> None:
    frame = mimebundle(graphs.hostile())["text/html"]
    assert frame.count("<") == 2
    assert 'sandbox="allow-scripts"' in frame
    (page,) = re.findall(r'srcdoc="([^"]*)"', frame)
    assert html.unescape(page) == dflow_graph.show(graphs.hostile(), "html")


def test_graph_of_broken_structure_is_shown_as_what_is_wrong_with_it() -> None:
    made = graphs.hostile()
    made["templates"]["<b>"] = {"kind": "Nothing"}
    bundle = mimebundle(made)
    assert "DG1" in bundle["text/plain"]
    assert "<b>" in bundle["text/plain"]
    assert "&lt;b&gt;" in bundle["text/html"]
    assert "<b>" not in bundle["text/html"]


def test_workflow_without_steps_says_so() -> None:
    bundle = Workflow("empty")._repr_mimebundle_()
    assert "empty" in bundle["text/plain"]
    assert bundle["text/html"].startswith("<pre>")
