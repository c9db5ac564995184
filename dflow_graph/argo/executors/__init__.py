"""Executors: what carries out the script of a pod template elsewhere (EXE-1 to EXE-5).

An executor is a function that takes a template as Argo writes it and gives another one. Two are
here; any other comes from an installed package, by an entry point of the group
`dflow_graph.executors` whose name is the executor's `kind`. docs/executors.md says how.
"""

from __future__ import annotations

from dflow_graph.argo.executors.interface import (
    ROOT_VARIABLE,
    ExecutorError,
    ExecutorSettings,
    PodTemplate,
    Render,
)

__all__ = ["ROOT_VARIABLE", "ExecutorError", "ExecutorSettings", "PodTemplate", "Render"]
