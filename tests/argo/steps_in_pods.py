"""Steps of Python OPs that are run to their end, and what they gave."""

from __future__ import annotations

import json
from typing import Any

from dflow_graph import (
    Step,
    Workflow,
)
from dflow_graph.model import Workflow as Graph
from dflow_graph.python import PythonOPTemplate
from tests.argo import ops
from tests.argo.harness.cluster import Cluster, Run
from tests.argo.harness.graphs import run_graph


def template(op: Any, **fields: Any) -> PythonOPTemplate:
    return PythonOPTemplate(op, image="python:3.11", **fields)


def run(argo: Cluster, *groups: Any, **options: Any) -> Run:
    """Runs steps one after another; a list of them side by side."""
    workflow = Workflow("pods")
    for group in groups:
        workflow.add(group)
    return run_graph(argo, Graph.from_dict(workflow.to_graph()), **options)


def output(run: Run, step: str, name: str) -> Any:
    """An output parameter of a step, read as JSON."""
    return json.loads(text(run, step, name))


def text(run: Run, step: str, name: str) -> str:
    assert run.phase == "Succeeded", f"{run.message}\n{run.log()}"
    return run.outputs(step)[name]


def helpers(run: Run) -> list[str]:
    """The pods of a run that belong to no step of the graph."""
    return [pod.template for pod in run.pods.values() if pod.template.startswith("dflow-")]


def summed(values: Any) -> Step:
    """A step that shows a stacked parameter as its OP gets it."""
    return Step("show", template(ops.Same), parameters={"value": values})
