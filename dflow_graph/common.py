"""dflow's module `dflow.common`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.python.lineage import LineageClient
from dflow_graph.python.storage import CustomArtifact, HTTPArtifact, LocalArtifact, S3Artifact

__all__ = ["CustomArtifact", "HTTPArtifact", "LineageClient", "LocalArtifact", "S3Artifact"]
