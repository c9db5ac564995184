"""Step: a call of a template within Steps, and what every call has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional, TypeVar, Union

from dflow_graph.authoring.argo_functions import ArgoSequence
from dflow_graph.authoring.calls import check_arguments, check_travel, template_named
from dflow_graph.authoring.context_syntax import GLOBAL_CONTEXT
from dflow_graph.authoring.executor_graphs import executor_from_graph
from dflow_graph.authoring.executors import Executor
from dflow_graph.authoring.resource import resource_from_graph, resource_to_graph
from dflow_graph.python.arguments import argument_value, argument_values, read_value, read_values
from dflow_graph.python.errors import CallError
from dflow_graph.python.expressions import ArgoVar
from dflow_graph.python.graph_object import (
    EXTENSIONS,
    Field,
    GraphObject,
    flag,
    number,
    text,
    text_list,
)
from dflow_graph.python.kubernetes import kubernetes_json
from dflow_graph.python.names import checked_step_name
from dflow_graph.python.near import quoted
from dflow_graph.python.op_template import OPTemplate
from dflow_graph.python.slices import Slices
from dflow_graph.python.sources import artifact_source, read_source

__all__ = ["HOOKS", "Step", "argument_fields"]

HOOKS = ("success_hook", "running_hook", "failure_hook", "exit_hook")

S = TypeVar("S", bound="Step")

# KEY-3
_KEY = re.compile(r"[a-z0-9][-a-z0-9]*")
_TAG = re.compile(r"\{\{.*?\}\}")


def _sources(sources: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if source is None else artifact_source(source)
        for name, source in sources.items()
    }


def _read_sources(sources: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if source is None else read_source(source) for name, source in sources.items()
    }


def _looped(value: Any) -> Any:
    """What `with_param` says: a list of values, or a text whose result is one (clause LOOP-2)."""
    if isinstance(value, (str, ArgoVar)):
        return text(value)
    if isinstance(value, (list, tuple, range)):
        return [argument_value(item) for item in value]
    written = argument_value(value)
    if not isinstance(written, list):
        raise TypeError(f"must be a list, a parameter or text, not {type(value).__name__}")
    return written


def _read_looped(value: Any) -> Any:
    return [read_value(item) for item in value] if isinstance(value, list) else value


def _sequence(value: Any) -> dict[str, Any]:
    if not isinstance(value, ArgoSequence):
        value = ArgoSequence(**kubernetes_json(value))
    graph = value.to_dict()
    extensions = getattr(value, "extensions", None)
    return {**graph, "extensions": extensions} if extensions is not None else graph


def _read_sequence(graph: Mapping[str, Any]) -> Any:
    made: Any = ArgoSequence.from_dict({k: v for k, v in graph.items() if k != "extensions"})
    made.extensions = graph.get("extensions")
    return made


def _slices(value: Any) -> dict[str, Any]:
    if not isinstance(value, Slices):
        raise TypeError(f"must be Slices, not {type(value).__name__}")
    return value.convert_to_graph()


def _executor(value: Any) -> dict[str, Any]:
    if not isinstance(value, Executor):
        raise TypeError(f"must be an Executor, not {type(value).__name__}")
    return value.to_dict()


def _condition(value: Any) -> str:
    return text(value)


def _ratio(value: Any) -> float:
    return float(number(value))


def _hook(value: Any) -> dict[str, Any]:
    if not hasattr(value, "expression") or not isinstance(value, Step):
        raise TypeError(f"must be a HookStep, not {type(value).__name__}")
    return value.convert_to_graph()


def argument_fields() -> tuple[Field, ...]:
    """The fields of what a call gives."""
    return (
        Field("parameters", argument_values, read_values, {}, "given_parameters"),
        Field("artifacts", _sources, _read_sources, {}, "given_artifacts"),
    )


CALL_FIELDS: dict[str, Field] = {
    "template": Field("template", lambda template: template.name),
    "slices": Field("slices", _slices, Slices.from_graph),
    "key": Field("key", text),
    "executor": Field("executor", _executor, executor_from_graph),
    # A resource may need to know the template that it stands for.
    "use_resource": Field(
        "use_resource",
        lambda pair: resource_to_graph(*pair),
        resource_from_graph,
        attribute="_resource_call",
    ),
}


class Step(GraphObject):
    """A call of a template within `Steps`.

    `parameters` and `artifacts` give values and sources to the template's inputs, by name. The
    ports of `inputs` and `outputs` print as references: `{{steps.NAME.outputs.parameters.x}}`.
    Raises `CallError` or `UnknownNameError` for an argument that the template does not take, for
    one that it needs and does not get (clauses STEP-4, STEP-5), and for what has no form in a
    graph.
    """

    SCOPE = "steps"
    FIELDS = (
        Field("name", text),
        CALL_FIELDS["template"],
        *argument_fields(),
        Field("when", _condition),
        Field("with_param", _looped, _read_looped),
        Field("with_sequence", _sequence, _read_sequence),
        CALL_FIELDS["slices"],
        Field("continue_on_failed", flag, default=False),
        Field("continue_on_error", flag, default=False),
        Field("continue_on_num_success", number),
        Field("continue_on_success_ratio", _ratio),
        CALL_FIELDS["key"],
        CALL_FIELDS["executor"],
        CALL_FIELDS["use_resource"],
        Field("util_image", text),
        Field("util_image_pull_policy", text),
        Field("util_command", text_list, default=[]),
        Field("parallelism", number),
        *(Field(hook, _hook) for hook in HOOKS),
        EXTENSIONS,
    )
    prepare_step = None
    check_step = None

    def __init__(
        self,
        name: str,
        template: OPTemplate,
        parameters: Optional[Mapping[str, Any]] = None,
        artifacts: Optional[Mapping[str, Any]] = None,
        when: Union[str, ArgoVar, None] = None,
        with_param: Any = None,
        continue_on_failed: bool = False,
        continue_on_error: bool = False,
        continue_on_num_success: Optional[int] = None,
        continue_on_success_ratio: Optional[float] = None,
        with_sequence: Any = None,
        key: Optional[str] = None,
        executor: Optional[Executor] = None,
        use_resource: Any = None,
        util_image: Optional[str] = None,
        util_image_pull_policy: Optional[str] = None,
        util_command: Union[str, list[str], None] = None,
        parallelism: Optional[int] = None,
        slices: Optional[Slices] = None,
        success_hook: Any = None,
        running_hook: Any = None,
        failure_hook: Any = None,
        *,
        exit_hook: Any = None,
        extensions: Optional[dict[str, Any]] = None,
    ) -> None:
        self.name = checked_step_name(name, type(self).__name__.lower())
        self.when = when
        self.with_param = with_param
        self.with_sequence = with_sequence
        self.continue_on_failed = continue_on_failed
        self.continue_on_error = continue_on_error
        self.continue_on_num_success = continue_on_num_success
        self.continue_on_success_ratio = continue_on_success_ratio
        self.util_image = util_image
        self.util_image_pull_policy = util_image_pull_policy
        self.util_command = [util_command] if isinstance(util_command, str) else util_command
        self.parallelism = parallelism
        self.success_hook = success_hook
        self.running_hook = running_hook
        self.failure_hook = failure_hook
        self.exit_hook = exit_hook
        self._call(template, parameters, artifacts)
        self._carry_out(slices, key, executor, use_resource)
        self.extensions = extensions
        self._register()

    def _call(
        self,
        template: OPTemplate,
        parameters: Optional[Mapping[str, Any]],
        artifacts: Optional[Mapping[str, Any]],
    ) -> None:
        """Takes the template and what is given to it."""
        if not isinstance(template, OPTemplate):
            given = type(template).__name__
            raise CallError(self._place(), f"`template` must be an OP template, not {given}")
        self.template = template
        self.given_parameters: dict[str, Any] = {}
        self.given_artifacts: dict[str, Any] = {}
        self.inputs = template.inputs.of_step(self)
        self.outputs = template.outputs.of_step(self)
        self.set_parameters(parameters or {})
        self.set_artifacts(artifacts or {})

    def _carry_out(self, slices: Any, key: Any, executor: Any, use_resource: Any) -> None:
        """Takes how the call is carried out, and checks the call as a whole."""
        self.slices = slices
        self.key = key
        self.executor = executor
        self.use_resource = use_resource
        if key is not None and not _KEY.fullmatch(_TAG.sub("a", text(key))):
            reason = "a key is made of small letters, digits, `-` and tags, and begins with no `-`"
            raise CallError(self._place(), f"`key` cannot be {quoted(key)}: {reason}")
        check_arguments(self)
        written = self.convert_to_graph()
        if "slices" in written:
            self.slices.check_ports(
                f"template {quoted(self.template.name)}",
                self.template.inputs.parameters,
                self.template.inputs.artifacts,
                self.template.outputs.parameters,
                self.template.outputs.artifacts,
            )

    def _register(self) -> None:
        GLOBAL_CONTEXT.registry_step(self)

    @property
    def id(self) -> str:
        """The name of the step."""
        return self.name

    @property
    def expr(self) -> str:
        """How an expression names the step: `steps['a']`."""
        return f"{self.SCOPE}['{self.id}']"

    @property
    def hooks(self) -> dict[str, Any]:
        """State (`success`, `running`, `failure`) to the hook that it calls."""
        hooks = {hook.partition("_")[0]: getattr(self, hook) for hook in HOOKS}
        return {state: hook for state, hook in hooks.items() if hook is not None}

    @property
    def _resource_call(self) -> Any:
        return None if self.use_resource is None else (self.use_resource, self.template)

    def __repr__(self) -> str:
        return self.id

    def set_parameters(self, parameters: Mapping[str, Any]) -> None:
        """Give values to input parameters. Raises `UnknownNameError` or `CallError`."""
        for name, value in parameters.items():
            port = self.inputs.parameters.get(name)
            if port is None and name in self.inputs.artifacts:
                raise CallError(
                    self._place(), f"{quoted(name)} is an artifact: give it in `artifacts`"
                )
            port = self.inputs.parameters[name]
            check_travel(self._place(), port, value)
            port.value = value

    def set_artifacts(self, artifacts: Mapping[str, Any]) -> None:
        """Give sources to input artifacts; `None`: none. Raises `UnknownNameError`, `CallError`."""
        for name, source in artifacts.items():
            if name not in self.inputs.artifacts and name in self.inputs.parameters:
                raise CallError(
                    self._place(), f"{quoted(name)} is a parameter: give it in `parameters`"
                )
            port = self.inputs.artifacts[name]
            if source is None and not port.optional:
                # ART-4
                reason = f"the input artifact {quoted(name)} is not optional, so it cannot be None"
                raise CallError(self._place(), reason)
            port.source = source

    def argument_given(self, sort: str, name: str, value: Any) -> None:
        """Takes note of an argument, also of one that is assigned to a port later."""
        given = self.given_parameters if sort == "parameters" else self.given_artifacts
        given[name] = value

    @classmethod
    def from_graph(  # type: ignore[override] # a step needs the templates of its graph
        cls: type[S], graph: Mapping[str, Any], templates: Mapping[str, OPTemplate]
    ) -> S:
        """The step that `convert_to_graph` wrote; `templates` are those of the graph, by name."""
        from dflow_graph.authoring.hook_step import HookStep  # noqa: PLC0415 - it is a Step

        read = cls.read_fields(graph)
        where = f"{cls.__name__} {quoted(read.get('name', ''))}"
        read["template"] = template_named(where, read.get("template"), templates)
        for hook in HOOKS:
            if hook in read:
                read[hook] = HookStep.from_graph(read[hook], templates)
        made = cls(**read)
        made.said(graph)
        return made

    from_dict = from_graph  # type: ignore[assignment]
