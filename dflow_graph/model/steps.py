"""Steps and tasks: the calls of templates that make up a workflow."""

from typing import Annotated, Any, Union

from msgspec import Meta

from dflow_graph.model.base import UNSET, Count, Extensions, Flag, Json, Natural, Object, Opt
from dflow_graph.model.execution import Executor, ImagePullPolicy, Resource
from dflow_graph.model.slices import Sequence, Slices
from dflow_graph.model.storage import ArtifactArgument

__all__ = ["HookStep", "Step", "Task"]


class HookStep(Object, frozen=True, kw_only=True):
    """A template that is called when a step reaches a state. Argo: `hooks.*`."""

    template: str
    """Name of the template. Argo: `hooks.*.template`."""
    expression: Opt[str] = UNSET
    """When it is called, without braces; absent: in the state that the hook's name says. Argo:
    `hooks.*.expression`."""
    parameters: Opt[dict[str, Json]] = UNSET
    """Arguments for input parameters. Argo: `hooks.*.arguments.parameters`."""
    artifacts: Opt[dict[str, ArtifactArgument]] = UNSET
    """Arguments for input artifacts. Argo: `hooks.*.arguments.artifacts`."""
    slices: Opt[Slices] = UNSET
    """Ports that are cut and stacked (clause SLC-1)."""
    key: Opt[str] = UNSET
    """Key by which the call is found and reused (clause KEY-1). Argo: `memoize.key`."""
    executor: Opt[Executor] = UNSET
    """What carries out the call in place of the pod itself."""
    use_resource: Opt[Resource] = UNSET
    """Kubernetes resource that carries out the call."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Step(Object, frozen=True, kw_only=True):
    """A call of a template within Steps. Argo: `steps[][]`."""

    name: str
    """Name, unique among all steps of the template. Argo: `name`."""
    template: str
    """Name of the template that is called. Argo: `template`."""
    parameters: Opt[dict[str, Json]] = UNSET
    """Arguments for input parameters: values and references. Argo: `arguments.parameters`."""
    artifacts: Opt[dict[str, ArtifactArgument]] = UNSET
    """Arguments for input artifacts; `null`: deliberately none. Argo: `arguments.artifacts`."""
    when: Opt[str] = UNSET
    """Condition under which the step runs (clause WHEN-1). Argo: `when`."""
    with_param: Opt[Union[str, list[Any]]] = UNSET
    """List to loop over, or a reference to one (clause LOOP-2). Argo: `withParam`."""
    with_sequence: Opt[Sequence] = UNSET
    """Numbers to loop over (clause LOOP-3). Argo: `withSequence`."""
    slices: Opt[Slices] = UNSET
    """Ports that are cut and stacked by the loop (clause SLC-1)."""
    continue_on_failed: Opt[Flag] = UNSET
    """Whether the workflow goes on when the step fails. Argo: `continueOn.failed`."""
    continue_on_error: Opt[Flag] = UNSET
    """Whether the workflow goes on when the step meets an error. Argo: `continueOn.error`."""
    continue_on_num_success: Opt[Natural] = UNSET
    """How many pieces of the loop must succeed for the workflow to go on."""
    continue_on_success_ratio: Opt[Annotated[float, Meta(ge=0, le=1)]] = UNSET
    """Which share of the pieces, 0 to 1, must succeed for the workflow to go on."""
    key: Opt[str] = UNSET
    """Key by which the step is found and reused (clause KEY-1). Argo: `memoize.key`."""
    executor: Opt[Executor] = UNSET
    """What carries out the step in place of the pod itself."""
    use_resource: Opt[Resource] = UNSET
    """Kubernetes resource that carries out the step."""
    util_image: Opt[str] = UNSET
    """Image of helper pods. Argo: the helper templates' `image`."""
    util_image_pull_policy: Opt[ImagePullPolicy] = UNSET
    """Pull policy of that image. Argo: the helper templates' `imagePullPolicy`."""
    util_command: Opt[list[str]] = UNSET
    """Command of helper pods. Argo: the helper templates' `command`."""
    parallelism: Opt[Count] = UNSET
    """How many pieces of the loop run at once. Argo: `parallelism` of a wrapping template."""
    success_hook: Opt[HookStep] = UNSET
    """Called when the step has succeeded. Argo: `hooks.success`."""
    running_hook: Opt[HookStep] = UNSET
    """Called when the step has started. Argo: `hooks.running`."""
    failure_hook: Opt[HookStep] = UNSET
    """Called when the step has failed. Argo: `hooks.failure`."""
    exit_hook: Opt[HookStep] = UNSET
    """Called when the step has ended, however it ended. Argo: `hooks.exit`."""
    extensions: Opt[Extensions] = UNSET
    """Data of other tools."""


class Task(Step, frozen=True, kw_only=True):
    """A call of a template within a DAG. Argo: `dag.tasks[]`."""

    dependencies: Opt[list[str]] = UNSET
    """Tasks, or expressions over their results (`a.Failed || a.Succeeded`), that come first,
    besides those that its arguments refer to (clause DEP-1). Argo: `depends`."""


_COMMON = ("name", "template", "parameters", "artifacts", "when")
UNCOMMON = slice(len(_COMMON), len(Step.__struct_fields__))
"""Where in the tuple of a step or task those fields are that most do not have."""
NO_UNCOMMON = (UNSET,) * (len(Step.__struct_fields__) - len(_COMMON))
"""What that part of the tuple is where none of them is given."""
