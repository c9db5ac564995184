"""How and where a step is carried out: executors, Kubernetes resources, retries, environment."""

from typing import Annotated, Any, Literal, Union

from dflow_graph.model.base import (
    UNSET,
    Count,
    Duration,
    Extensions,
    Flag,
    KubernetesObject,
    Natural,
    Object,
    Opt,
    default,
)
from dflow_graph.model.storage import SecretKey

__all__ = [
    "Backoff",
    "EnvVarSource",
    "EnvironmentValue",
    "Executor",
    "ImagePullPolicy",
    "Resource",
    "ResourceAction",
    "RetryStrategy",
    "Secret",
]

ImagePullPolicy = Literal["Always", "IfNotPresent", "Never"]
ResourceAction = Literal["get", "create", "apply", "delete", "replace", "patch"]


class Executor(Object, frozen=True, kw_only=True):
    """What carries out a step in place of the pod itself: a container engine, a queue, a service.

    `kind` names the executor as dflow does: `ContainerExecutor`, `RemoteExecutor`,
    `SlurmRemoteExecutor`, `SlurmJobTemplate`, `DispatcherExecutor`, or one of a plug-in.
    """

    kind: str
    """Name of the executor."""
    config: Opt[dict[str, Any]] = UNSET
    """Its settings, by the names of its constructor's arguments; no credential among them."""
    secrets: Opt[dict[str, SecretKey]] = UNSET
    """Settings that are credentials, by the same names: where each is kept."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Resource(Object, frozen=True, kw_only=True):
    """An action on a Kubernetes resource. Argo: `resource`."""

    action: ResourceAction
    """What is done. Argo: `resource.action`."""
    manifest: Opt[str] = UNSET
    """The resource as YAML text; tags in it are replaced. Argo: `resource.manifest`."""
    manifest_from: Opt[str] = UNSET
    """Input artifact that holds the manifest instead. Argo: `resource.manifestFrom.artifact`."""
    success_condition: Opt[str] = UNSET
    """When the action has succeeded. Argo: `resource.successCondition`."""
    failure_condition: Opt[str] = UNSET
    """When the action has failed. Argo: `resource.failureCondition`."""
    merge_strategy: Opt[Annotated[Literal["strategic", "merge", "json"], default("strategic")]] = (
        UNSET
    )
    """How a patch is merged. Argo: `resource.mergeStrategy`."""
    set_owner_reference: Opt[Flag] = UNSET
    """Whether the resource is deleted with the workflow. Argo: `resource.setOwnerReference`."""
    flags: Opt[list[str]] = UNSET
    """Further flags of kubectl. Argo: `resource.flags`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Backoff(Object, frozen=True, kw_only=True):
    """The waiting time between retries. Argo: `retryStrategy.backoff`."""

    duration: Opt[Duration] = UNSET
    """The first waiting time. Argo: `backoff.duration`."""
    factor: Opt[Union[Count, str]] = UNSET
    """Factor by which it grows. Argo: `backoff.factor`."""
    max_duration: Opt[Duration] = UNSET
    """The longest time for all retries together. Argo: `backoff.maxDuration`."""
    cap: Opt[Duration] = UNSET
    """The longest single waiting time. Argo: `backoff.cap`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class RetryStrategy(Object, frozen=True, kw_only=True):
    """When a failed pod is tried again. Argo: `retryStrategy`."""

    limit: Opt[Union[Natural, str]] = UNSET
    """How many retries at the most. Argo: `retryStrategy.limit`."""
    retry_policy: Opt[Literal["Always", "OnFailure", "OnError", "OnTransientError"]] = UNSET
    """What is retried. Argo: `retryStrategy.retryPolicy`."""
    expression: Opt[str] = UNSET
    """Retried while this expression, without braces, is true. Argo: `retryStrategy.expression`."""
    backoff: Opt[Backoff] = UNSET
    """Waiting time between retries. Argo: `retryStrategy.backoff`."""
    affinity: Opt[KubernetesObject] = UNSET
    """Where a retry may run. Argo: `retryStrategy.affinity`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Secret(Object, tag_field="kind", tag="Secret", frozen=True, kw_only=True):
    """An environment variable or header whose value is kept in a Kubernetes secret."""

    name: str
    """Name of the Kubernetes secret. Argo: `valueFrom.secretKeyRef.name`."""
    key: Opt[Annotated[str, default("secret")]] = UNSET
    """Key within the secret. Argo: `valueFrom.secretKeyRef.key`."""
    optional: Opt[Flag] = UNSET
    """Whether the secret or its key may be missing. Argo: `valueFrom.secretKeyRef.optional`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class EnvVarSource(Object, tag_field="kind", tag="EnvVarSource", frozen=True, kw_only=True):
    """An environment variable whose value Kubernetes finds elsewhere."""

    value_from: KubernetesObject
    """A Kubernetes `EnvVarSource`: `configMapKeyRef`, `fieldRef`, ... Argo: `env[].valueFrom`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


EnvironmentValue = Union[str, Secret, EnvVarSource]
