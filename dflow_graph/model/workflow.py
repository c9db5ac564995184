"""The root of a document: the workflow."""

from typing import Annotated, Any, Literal

from msgspec import field

from dflow_graph.model.base import (
    UNSET,
    Count,
    Extensions,
    Json,
    KubernetesObject,
    Object,
    Opt,
    default,
)
from dflow_graph.model.execution import Executor
from dflow_graph.model.templates import Template

__all__ = ["ArtifactRepository", "Workflow"]


class ArtifactRepository(Object, frozen=True, kw_only=True):
    """Where artifacts are kept by default. Argo: `artifactRepositoryRef`."""

    key: str
    """Key within the config map. Argo: `artifactRepositoryRef.key`."""
    config_map: Opt[Annotated[str, default("artifact-repositories")]] = UNSET
    """Name of the config map. Argo: `artifactRepositoryRef.configMap`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Workflow(Object, frozen=True, kw_only=True):
    """A whole graph. Argo: a `Workflow`."""

    dflow_graph: str
    """Version of the format that the document follows, `MAJOR.MINOR` (clause DOC-3)."""
    schema: Opt[str] = field(name="$schema", default=UNSET)
    """Where an editor finds the JSON Schema; without effect."""
    name: str
    """Name of the workflow. Argo: `metadata.generateName`, with a hyphen appended."""
    namespace: Opt[str] = UNSET
    """Kubernetes namespace. Argo: `metadata.namespace`."""
    id: Opt[str] = UNSET
    """Name of the workflow that was submitted from this graph. Argo: `metadata.name`."""
    uid: Opt[str] = UNSET
    """Unique id of that workflow. Argo: `metadata.uid`."""
    annotations: Opt[dict[str, str]] = UNSET
    """Kubernetes annotations; they do not count for the digest. Argo: `metadata.annotations`."""
    labels: Opt[dict[str, str]] = UNSET
    """Kubernetes labels. Argo: `metadata.labels`."""
    parameters: Opt[dict[str, Json]] = UNSET
    """Parameters of the workflow: name to value. Argo: `spec.arguments.parameters`."""
    entrypoint: str
    """Name of the template that runs first. Argo: `spec.entrypoint`."""
    on_exit: Opt[str] = UNSET
    """Name of the template that runs at the end, whatever happened. Argo: `spec.onExit`."""
    parallelism: Opt[Count] = UNSET
    """How many pods run at once. Argo: `spec.parallelism`."""
    pod_gc_strategy: Opt[
        Literal["OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"]
    ] = UNSET
    """When finished pods are deleted. Argo: `spec.podGC.strategy`."""
    artifact_repository: Opt[ArtifactRepository] = UNSET
    """Where artifacts are kept by default. Argo: `spec.artifactRepositoryRef`."""
    image_pull_secrets: Opt[list[str]] = UNSET
    """Names of Kubernetes secrets for pulling images. Argo: `spec.imagePullSecrets`."""
    volumes: Opt[list[KubernetesObject]] = UNSET
    """Volumes that all pods may mount. Argo: `spec.volumes`."""
    service_account_name: Opt[str] = UNSET
    """Kubernetes service account of the pods. Argo: `spec.serviceAccountName`."""
    context: Opt[Executor] = UNSET
    """Executor of every step that names none."""
    templates: dict[str, Template]
    """Templates by name. Argo: `spec.templates`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002 - a notebook drops what it did not ask for
        """What notebooks show: see `dflow_graph.mimebundle`."""
        import dflow_graph  # noqa: PLC0415 - pictures stand on a higher floor

        return dflow_graph.mimebundle(self)

    def _repr_html_(self) -> str:
        """What other tools show that take HTML."""
        return self._repr_mimebundle_()["text/html"]
