"""dflow's module `dflow.workflow`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.docker_secret import DockerSecret
from dflow_graph.authoring.server import query_archived_workflows, query_workflows
from dflow_graph.authoring.workflow import Workflow

__all__ = ["DockerSecret", "Workflow", "query_archived_workflows", "query_workflows"]
