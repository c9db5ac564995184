"""dflow's module `dflow.config`: the names that scripts import from it."""

from __future__ import annotations

from dflow_graph.authoring.config import config, s3_config, set_config, set_s3_config

__all__ = ["config", "s3_config", "set_config", "set_s3_config"]
