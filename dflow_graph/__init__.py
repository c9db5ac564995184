"""dflow-graph: the interchange format for dflow workflows, and its validator.

Names are imported when they are first used, so that `import dflow_graph` costs nothing, not even
`typing`.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dflow_graph.argo.problems import CannotEmitError
    from dflow_graph.authoring import json_values as jsonpickle
    from dflow_graph.authoring.argo_functions import (
        argo_concat,
        argo_enumerate,
        argo_len,
        argo_range,
        argo_sequence,
        argo_sum,
    )
    from dflow_graph.authoring.config import config, s3_config, set_config, set_s3_config
    from dflow_graph.authoring.dag import DAG
    from dflow_graph.authoring.docker_secret import DockerSecret
    from dflow_graph.authoring.executors import ContainerExecutor, Context, Executor, RemoteExecutor
    from dflow_graph.authoring.hook_step import HookStep
    from dflow_graph.authoring.resource import Resource
    from dflow_graph.authoring.server import (
        ArgoStep,
        ArgoWorkflow,
        gen_code,
        query_archived_workflows,
        query_workflows,
    )
    from dflow_graph.authoring.slurm import SlurmJob, SlurmJobTemplate, SlurmRemoteExecutor
    from dflow_graph.authoring.step import Step
    from dflow_graph.authoring.steps import Steps
    from dflow_graph.authoring.task import Task
    from dflow_graph.authoring.uploads import (
        copy_artifact,
        copy_s3,
        download_artifact,
        download_s3,
        path_list_of_artifact,
        path_object_of_artifact,
        upload_artifact,
        upload_s3,
    )
    from dflow_graph.authoring.workflow import Workflow
    from dflow_graph.canonical_form import canonical, digest
    from dflow_graph.differences import diff
    from dflow_graph.emission import emit
    from dflow_graph.pipeline import InvalidGraphError, load, loads, validate
    from dflow_graph.python.io import (
        AutonamedDict,
        IfExpression,
        InputArtifact,
        InputParameter,
        Inputs,
        OutputArtifact,
        OutputParameter,
        Outputs,
        if_expression,
    )
    from dflow_graph.python.lineage import LineageClient
    from dflow_graph.python.op_template import (
        ContainerOPTemplate,
        HTTPOPTemplate,
        OPTemplate,
        PythonScriptOPTemplate,
        ResourceOPTemplate,
        ScriptOPTemplate,
        Secret,
        ShellOPTemplate,
        SuspendOPTemplate,
    )
    from dflow_graph.python.processes import randstr
    from dflow_graph.python.storage import (
        PVC,
        CustomArtifact,
        HTTPArtifact,
        LocalArtifact,
        S3Artifact,
    )
    from dflow_graph.view.networkx_graph import to_networkx
    from dflow_graph.view.notebook import mimebundle
    from dflow_graph.view.picture import show
    from dflow_graph.writers import dump, dumps

__all__ = [
    "DAG",
    "PVC",
    "ArgoStep",
    "ArgoWorkflow",
    "AutonamedDict",
    "CannotEmitError",
    "ContainerExecutor",
    "ContainerOPTemplate",
    "Context",
    "CustomArtifact",
    "DockerSecret",
    "Executor",
    "HTTPArtifact",
    "HTTPOPTemplate",
    "HookStep",
    "IfExpression",
    "InputArtifact",
    "InputParameter",
    "Inputs",
    "InvalidGraphError",
    "LineageClient",
    "LocalArtifact",
    "OPTemplate",
    "OutputArtifact",
    "OutputParameter",
    "Outputs",
    "PythonScriptOPTemplate",
    "RemoteExecutor",
    "Resource",
    "ResourceOPTemplate",
    "S3Artifact",
    "ScriptOPTemplate",
    "Secret",
    "ShellOPTemplate",
    "SlurmJob",
    "SlurmJobTemplate",
    "SlurmRemoteExecutor",
    "Step",
    "Steps",
    "SuspendOPTemplate",
    "Task",
    "Workflow",
    "__version__",
    "argo_concat",
    "argo_enumerate",
    "argo_len",
    "argo_range",
    "argo_sequence",
    "argo_sum",
    "canonical",
    "config",
    "copy_artifact",
    "copy_s3",
    "diff",
    "digest",
    "download_artifact",
    "download_s3",
    "dump",
    "dumps",
    "emit",
    "gen_code",
    "if_expression",
    "jsonpickle",
    "load",
    "loads",
    "mimebundle",
    "path_list_of_artifact",
    "path_object_of_artifact",
    "query_archived_workflows",
    "query_workflows",
    "randstr",
    "s3_config",
    "set_config",
    "set_s3_config",
    "show",
    "to_networkx",
    "upload_artifact",
    "upload_s3",
    "validate",
]

__version__ = "0.1.0"

_MODULES = {
    "dflow_graph.argo.problems": ("CannotEmitError",),
    "dflow_graph.authoring.argo_functions": (
        "argo_concat",
        "argo_enumerate",
        "argo_len",
        "argo_range",
        "argo_sequence",
        "argo_sum",
    ),
    "dflow_graph.authoring.config": (
        "config",
        "s3_config",
        "set_config",
        "set_s3_config",
    ),
    "dflow_graph.authoring.dag": ("DAG",),
    "dflow_graph.authoring.docker_secret": ("DockerSecret",),
    "dflow_graph.authoring.executors": (
        "ContainerExecutor",
        "Context",
        "Executor",
        "RemoteExecutor",
    ),
    "dflow_graph.authoring.hook_step": ("HookStep",),
    "dflow_graph.authoring.resource": ("Resource",),
    "dflow_graph.authoring.server": (
        "ArgoStep",
        "ArgoWorkflow",
        "gen_code",
        "query_archived_workflows",
        "query_workflows",
    ),
    "dflow_graph.authoring.slurm": (
        "SlurmJob",
        "SlurmJobTemplate",
        "SlurmRemoteExecutor",
    ),
    "dflow_graph.authoring.step": ("Step",),
    "dflow_graph.authoring.steps": ("Steps",),
    "dflow_graph.authoring.task": ("Task",),
    "dflow_graph.authoring.uploads": (
        "copy_artifact",
        "copy_s3",
        "download_artifact",
        "download_s3",
        "path_list_of_artifact",
        "path_object_of_artifact",
        "upload_artifact",
        "upload_s3",
    ),
    "dflow_graph.authoring.workflow": ("Workflow",),
    "dflow_graph.canonical_form": (
        "canonical",
        "digest",
    ),
    "dflow_graph.differences": ("diff",),
    "dflow_graph.emission": ("emit",),
    "dflow_graph.pipeline": (
        "InvalidGraphError",
        "load",
        "loads",
        "validate",
    ),
    "dflow_graph.python.io": (
        "AutonamedDict",
        "IfExpression",
        "InputArtifact",
        "InputParameter",
        "Inputs",
        "OutputArtifact",
        "OutputParameter",
        "Outputs",
        "if_expression",
    ),
    "dflow_graph.python.lineage": ("LineageClient",),
    "dflow_graph.python.op_template": (
        "ContainerOPTemplate",
        "HTTPOPTemplate",
        "OPTemplate",
        "PythonScriptOPTemplate",
        "ResourceOPTemplate",
        "ScriptOPTemplate",
        "Secret",
        "ShellOPTemplate",
        "SuspendOPTemplate",
    ),
    "dflow_graph.python.processes": ("randstr",),
    "dflow_graph.python.storage": (
        "CustomArtifact",
        "HTTPArtifact",
        "LocalArtifact",
        "PVC",
        "S3Artifact",
    ),
    "dflow_graph.view.networkx_graph": ("to_networkx",),
    "dflow_graph.view.notebook": ("mimebundle",),
    "dflow_graph.view.picture": ("show",),
    "dflow_graph.writers": (
        "dump",
        "dumps",
    ),
}
"""Module to the names that are taken from it."""

_HOMES = {name: home for home, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    import importlib  # noqa: PLC0415

    home = _HOMES.get(name)
    if name == "jsonpickle":
        value: Any = importlib.import_module("dflow_graph.authoring.json_values")
    elif home is None:
        # Python itself says what may have been meant.
        raise AttributeError(f"module 'dflow_graph' has no attribute {name!r}")
    else:
        value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """The package; a name of the API is never taken by the submodule of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        # Importing `dflow_graph.config` would put that module in place of the settings.
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
