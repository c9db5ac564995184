"""dflow's module `dflow.slurm`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.slurm import SlurmJob, SlurmJobTemplate, SlurmRemoteExecutor

__all__ = ["SlurmJob", "SlurmJobTemplate", "SlurmRemoteExecutor"]
