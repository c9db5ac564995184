"""Templates: what a step calls. One class for each value of `kind`."""

from typing import Annotated, Literal, Union

from dflow_graph.model.base import (
    UNSET,
    Count,
    Duration,
    Extensions,
    Flag,
    Json,
    KubernetesObject,
    Natural,
    Object,
    Opt,
    default,
)
from dflow_graph.model.execution import (
    EnvironmentValue,
    ImagePullPolicy,
    Resource,
    RetryStrategy,
)
from dflow_graph.model.ports import Inputs, Outputs
from dflow_graph.model.signature import OP
from dflow_graph.model.slices import Slices
from dflow_graph.model.steps import Step, Task
from dflow_graph.model.storage import PVC, ArtifactSource, SaveLocation

__all__ = [
    "DAG",
    "ContainerOPTemplate",
    "HTTPOPTemplate",
    "PythonOPTemplate",
    "PythonScriptOPTemplate",
    "ResourceOPTemplate",
    "ScriptOPTemplate",
    "ShellOPTemplate",
    "Steps",
    "SuspendOPTemplate",
    "Template",
]


class _Template(Object, tag_field="kind", frozen=True, kw_only=True):
    """What all templates have."""

    annotations: Opt[dict[str, str]] = UNSET
    """Kubernetes annotations; they do not count for the digest. Argo: `metadata.annotations`."""
    labels: Opt[dict[str, str]] = UNSET
    """Kubernetes labels. Argo: `metadata.labels`."""
    memoize_key: Opt[str] = UNSET
    """Key under which results are kept for reuse (clause KEY-4). Argo: `memoize.key`."""
    memoize_max_age: Opt[Duration] = UNSET
    """How old results may be that are reused; absent: of any age. Argo: `memoize.maxAge`."""
    memoize_config_map: Opt[str] = UNSET
    """Config map that keeps the results; absent: that of the emitter. Argo:
    `memoize.cache.configMap.name`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class _PortedTemplate(_Template, frozen=True, kw_only=True):
    """What all templates have but Python OPs, whose ports are the OP's signature."""

    inputs: Opt[Annotated[Inputs, default({})]] = UNSET
    """Inputs. Argo: `inputs`."""
    outputs: Opt[Annotated[Outputs, default({})]] = UNSET
    """Outputs. Argo: `outputs`."""


class _PodTemplate(_PortedTemplate, frozen=True, kw_only=True):
    """What all templates have that run a container of their own."""

    image: Opt[str] = UNSET
    """Container image. Argo: `image` of the container or script."""
    image_pull_policy: Opt[ImagePullPolicy] = UNSET
    """When the image is pulled. Argo: `imagePullPolicy` of the container or script."""
    command: Opt[list[str]] = UNSET
    """Program, or interpreter of the script; absent: that of the template's kind. Argo: `command`
    of the container or script."""
    working_dir: Opt[str] = UNSET
    """Folder in which the program starts; absent: that of the image. Argo: `workingDir` of the
    container or script."""
    script_rendered: Opt[Flag] = UNSET
    """Whether an executor has already wrapped the script."""
    init_progress: Opt[Annotated[str, default("0/1")]] = UNSET
    """Progress at the start. Argo: the annotation `workflows.argoproj.io/progress`."""
    timeout: Opt[Duration] = UNSET
    """Longest running time: whole seconds, or a text such as `90s`. Argo: `timeout`."""
    retry_strategy: Opt[RetryStrategy] = UNSET
    """When a failed pod is tried again. Argo: `retryStrategy`."""
    resource: Opt[Resource] = UNSET
    """Kubernetes resource that the template acts on in place of a pod. Argo: `resource`."""
    requests: Opt[dict[str, str]] = UNSET
    """Resources asked for: `cpu`, `memory`, ... Argo: `resources.requests`."""
    limits: Opt[dict[str, str]] = UNSET
    """Resources at the most. Argo: `resources.limits`."""
    envs: Opt[dict[str, EnvironmentValue]] = UNSET
    """Environment variables. Argo: `env`."""
    volumes: Opt[list[KubernetesObject]] = UNSET
    """Volumes of the pod. Argo: `volumes`."""
    mounts: Opt[list[KubernetesObject]] = UNSET
    """Volume mounts of the container. Argo: `volumeMounts`."""
    pvcs: Opt[list[PVC]] = UNSET
    """Persistent volume claims to declare. Argo: `spec.volumeClaimTemplates`."""
    node_selector: Opt[dict[str, str]] = UNSET
    """Labels of nodes on which the pod may run. Argo: `nodeSelector`."""
    tolerations: Opt[list[KubernetesObject]] = UNSET
    """Taints that the pod tolerates. Argo: `tolerations`."""
    affinity: Opt[KubernetesObject] = UNSET
    """Where the pod is scheduled. Argo: `affinity`."""
    init_containers: Opt[list[KubernetesObject]] = UNSET
    """Containers that run before. Argo: `initContainers`."""
    sidecars: Opt[list[KubernetesObject]] = UNSET
    """Containers that run beside. Argo: `sidecars`."""


class _ScriptTemplate(_PodTemplate, frozen=True, kw_only=True):
    """What all templates have that run a given script in a pod."""

    script: Opt[str] = UNSET
    """Text of the script; tags in it are replaced before it runs. Argo: `script.source`."""


class ScriptOPTemplate(_ScriptTemplate, tag="ScriptOPTemplate", frozen=True, kw_only=True):
    """A script for any interpreter, in a pod."""


class ShellOPTemplate(_ScriptTemplate, tag="ShellOPTemplate", frozen=True, kw_only=True):
    """A shell script, in a pod; `command` is `["sh"]` where it is left out."""


class PythonScriptOPTemplate(
    _ScriptTemplate, tag="PythonScriptOPTemplate", frozen=True, kw_only=True
):
    """A Python script, in a pod; `command` is `["python3"]` where it is left out."""


class ContainerOPTemplate(_PodTemplate, tag="ContainerOPTemplate", frozen=True, kw_only=True):
    """A command of an image, in a pod."""

    args: Opt[list[str]] = UNSET
    """Arguments of the program. Argo: `container.args`."""


class PythonOPTemplate(_Template, tag="PythonOPTemplate", frozen=True, kw_only=True):
    """A Python OP, in a pod. Its inputs and outputs are the OP's signature."""

    op: OP
    """The OP: its code and its signature."""
    image: Opt[str] = UNSET
    """Container image. Argo: `script.image`."""
    image_pull_policy: Opt[ImagePullPolicy] = UNSET
    """When the image is pulled. Argo: `script.imagePullPolicy`."""
    command: Opt[Annotated[list[str], default(["python3"])]] = UNSET
    """Python interpreter. Argo: `script.command`."""
    slices: Opt[Slices] = UNSET
    """Ports that are cut and stacked in every step that calls the template (clause SLC-2)."""
    input_parameter_slices: Opt[dict[str, str]] = UNSET
    """Input parameter to the pattern of its slice."""
    input_artifact_slices: Opt[dict[str, str]] = UNSET
    """Input artifact to the pattern of its slice."""
    output_parameter_slices: Opt[dict[str, str]] = UNSET
    """Output parameter to the pattern of its slice."""
    output_artifact_slices: Opt[dict[str, str]] = UNSET
    """Output artifact to the pattern of its slice."""
    input_artifact_prefix: Opt[dict[str, str]] = UNSET
    """Input artifact to the keys, joined by dots, below which its items are taken."""
    output_artifact_save: Opt[dict[str, list[SaveLocation]]] = UNSET
    """Output artifact to where it is kept. Argo: `outputs.artifacts[].s3`, ..."""
    output_artifact_archive: Opt[dict[str, Literal["tar", "zip", None]]] = UNSET
    """Output artifact to how it is packed. Argo: `outputs.artifacts[].archive`."""
    output_artifact_global_name: Opt[dict[str, str]] = UNSET
    """Output artifact to its name within the workflow. Argo: `outputs.artifacts[].globalName`."""
    output_parameter_default: Opt[dict[str, Json]] = UNSET
    """Output parameter to its value where none was produced. Argo: `valueFrom.default`."""
    output_parameter_global_name: Opt[dict[str, str]] = UNSET
    """Output parameter to its name within the workflow. Argo: `outputs.parameters[].globalName`."""
    python_packages: Opt[list[ArtifactSource]] = UNSET
    """Python packages put on the path of the OP. Argo: an input artifact."""
    timeout: Opt[Duration] = UNSET
    """Longest running time: whole seconds, or a text such as `90s`. Argo: `timeout`."""
    timeout_as_transient_error: Opt[Flag] = UNSET
    """Whether a timeout is retried like a transient error."""
    retry_on_transient_error: Opt[Natural] = UNSET
    """Retries while the OP ends with any exception but `FatalError`. Argo: `retryStrategy`."""
    retry_on_failure: Opt[Natural] = UNSET
    """Retries after a failure of the OP. Argo: `retryStrategy`."""
    retry_on_error: Opt[Natural] = UNSET
    """Retries after an error of the pod. Argo: `retryStrategy`."""
    retry_on_failure_and_error: Opt[Natural] = UNSET
    """Retries after either. Argo: `retryStrategy`."""
    requests: Opt[dict[str, str]] = UNSET
    """Resources asked for: `cpu`, `memory`, ... Argo: `script.resources.requests`."""
    limits: Opt[dict[str, str]] = UNSET
    """Resources at the most. Argo: `script.resources.limits`."""
    envs: Opt[dict[str, EnvironmentValue]] = UNSET
    """Environment variables. Argo: `script.env`."""
    volumes: Opt[list[KubernetesObject]] = UNSET
    """Volumes of the pod. Argo: `volumes`."""
    mounts: Opt[list[KubernetesObject]] = UNSET
    """Volume mounts of the container. Argo: `script.volumeMounts`."""
    pvcs: Opt[list[PVC]] = UNSET
    """Persistent volume claims to declare. Argo: `spec.volumeClaimTemplates`."""
    node_selector: Opt[dict[str, str]] = UNSET
    """Labels of nodes on which the pod may run. Argo: `nodeSelector`."""
    tolerations: Opt[list[KubernetesObject]] = UNSET
    """Taints that the pod tolerates. Argo: `tolerations`."""
    affinity: Opt[KubernetesObject] = UNSET
    """Where the pod is scheduled. Argo: `affinity`."""
    init_containers: Opt[list[KubernetesObject]] = UNSET
    """Containers that run before. Argo: `initContainers`."""
    sidecars: Opt[list[KubernetesObject]] = UNSET
    """Containers that run beside. Argo: `sidecars`."""
    upload_dflow: Opt[Annotated[bool, default(True)]] = UNSET
    """Whether the run-time library travels with the workflow rather than in the image."""
    tmp_root: Opt[Annotated[str, default("/tmp")]] = UNSET
    """Folder of the pod below which inputs and outputs lie."""
    pre_script: Opt[Annotated[str, default("")]] = UNSET
    """Python text that runs before the OP."""
    post_script: Opt[Annotated[str, default("")]] = UNSET
    """Python text that runs after the OP."""
    success_tag: Opt[Flag] = UNSET
    """Whether the OP reports its success as a parameter."""
    create_slice_dir: Opt[Flag] = UNSET
    """Whether each slice's output artifacts get a folder of their own."""
    skip_slice_input: Opt[Flag] = UNSET
    """Whether the caller may turn off the cutting of inputs, as recursive templates need."""


class HTTPOPTemplate(_PortedTemplate, tag="HTTPOPTemplate", frozen=True, kw_only=True):
    """A request to an HTTP service. Argo: `http`."""

    url: str
    """The URL; tags in it are replaced. Argo: `http.url`."""
    method: Opt[Annotated[str, default("get")]] = UNSET
    """Method of the request. Argo: `http.method`."""
    headers: Opt[dict[str, EnvironmentValue]] = UNSET
    """Headers of the request; a value kept elsewhere must be a `Secret`. Argo: `http.headers`."""
    body: Opt[str] = UNSET
    """Body of the request. Argo: `http.body`."""
    body_base64: Opt[str] = UNSET
    """Body that is no text, in base64; not together with `body`. Argo: `http.bodyFrom.bytes`."""
    timeout: Opt[Count] = UNSET
    """Longest waiting time in whole seconds. Argo: `http.timeoutSeconds`."""
    success_condition: Opt[str] = UNSET
    """When the answer counts as a success, without braces. Argo: `http.successCondition`."""
    insecure_skip_verify: Opt[Flag] = UNSET
    """Whether the server's certificate goes unchecked. Argo: `http.insecureSkipVerify`."""


class ResourceOPTemplate(_PortedTemplate, tag="ResourceOPTemplate", frozen=True, kw_only=True):
    """An action on a Kubernetes resource. Argo: `resource`."""

    resource: Resource
    """The action and the resource."""
    timeout: Opt[Duration] = UNSET
    """Longest running time: whole seconds, or a text such as `90s`. Argo: `timeout`."""
    retry_strategy: Opt[RetryStrategy] = UNSET
    """When a failed action is tried again. Argo: `retryStrategy`."""


class SuspendOPTemplate(_PortedTemplate, tag="SuspendOPTemplate", frozen=True, kw_only=True):
    """A pause, for a time or until a person resumes the workflow. Argo: `suspend`."""

    duration: Opt[Duration] = UNSET
    """How long; absent: until resumed. Argo: `suspend.duration`."""


class Steps(_PortedTemplate, tag="Steps", frozen=True, kw_only=True):
    """Groups of steps, one group after another. Argo: `steps`."""

    steps: list[list[Step]]
    """Groups in order; the steps of one group run in parallel. Argo: `steps`."""
    parallelism: Opt[Count] = UNSET
    """How many steps run at once. Argo: `parallelism`."""


class DAG(_PortedTemplate, tag="DAG", frozen=True, kw_only=True):
    """Tasks, each after those that it depends on. Argo: `dag`."""

    tasks: list[Task]
    """Tasks in any order. Argo: `dag.tasks`."""
    parallelism: Opt[Count] = UNSET
    """How many tasks run at once. Argo: `parallelism`."""


Template = Union[
    PythonOPTemplate,
    ScriptOPTemplate,
    ShellOPTemplate,
    PythonScriptOPTemplate,
    ContainerOPTemplate,
    HTTPOPTemplate,
    ResourceOPTemplate,
    SuspendOPTemplate,
    Steps,
    DAG,
]
