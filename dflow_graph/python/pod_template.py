"""Templates that run a script or a command in a pod of their own.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Union

from .environment import environment, read_environment
from .errors import CallError
from .graph_object import (
    Field,
    flag,
    items_of,
    text,
    text_list,
    text_map,
    text_or_number,
)
from .io import Inputs, Outputs
from .kubernetes import kubernetes_json, kubernetes_list, read_verbatim
from .retry import ResourceTemplate, RetryStrategy, resource_action, retry_strategy
from .storage import PVC
from .template import OPTemplate, Texts

__all__ = [
    "ContainerOPTemplate",
    "PythonScriptOPTemplate",
    "ScriptOPTemplate",
    "ShellOPTemplate",
]

Command = Union[str, List[str], None]


def _pvc(claim: Any) -> Dict[str, Any]:
    if not isinstance(claim, PVC):
        raise TypeError(f"holds claims, PVC(name, subpath), not {type(claim).__name__}")
    return claim.convert_to_graph()


def _read_pvcs(claims: List[Any]) -> List[PVC]:
    return [PVC.from_graph(claim) for claim in claims]


class ScriptOPTemplate(OPTemplate):
    """A script for any interpreter, in a pod.

    `timeout` is in whole seconds, or a text such as `90s`. `volumes`, `mounts`, `tolerations`,
    `affinity`, `init_containers` and `sidecars` are objects of the Kubernetes clients, or
    dictionaries.
    """

    KIND = "ScriptOPTemplate"
    INTERPRETER: Tuple[str, ...] = ()
    FIELDS: Tuple[Field, ...] = (
        *OPTemplate.FIELDS,
        Field("image", text),
        Field("image_pull_policy", text),
        Field("command", text_list, default=[]),
        Field("working_dir", text),
        Field("script_rendered", flag, default=False),
        Field("init_progress", text, default="0/1"),
        Field("timeout", text_or_number),
        Field("retry_strategy", retry_strategy, RetryStrategy.from_graph),
        Field("resource", resource_action, ResourceTemplate.from_graph),
        Field("requests", text_map, default={}),
        Field("limits", text_map, default={}),
        Field("envs", environment, read_environment, {}),
        Field("volumes", kubernetes_list, read_verbatim, []),
        Field("mounts", kubernetes_list, read_verbatim, []),
        Field("pvcs", items_of(_pvc), _read_pvcs, []),
        Field("node_selector", text_map, default={}),
        Field("tolerations", kubernetes_list, read_verbatim, []),
        Field("affinity", kubernetes_json, read_verbatim, {}),
        Field("init_containers", kubernetes_list, read_verbatim, []),
        Field("sidecars", kubernetes_list, read_verbatim, []),
        Field("script", text),
    )

    def __init__(
        self,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        pvcs: Optional[List[PVC]] = None,
        annotations: Texts = None,
        labels: Texts = None,
        node_selector: Texts = None,
        tolerations: Optional[List[Any]] = None,
        affinity: Any = None,
        image: Optional[str] = None,
        command: Command = None,
        script: Optional[str] = None,
        volumes: Optional[List[Any]] = None,
        mounts: Optional[List[Any]] = None,
        init_progress: str = "0/1",
        timeout: Union[str, int, None] = None,
        retry_strategy: Any = None,
        resource: Any = None,
        image_pull_policy: Optional[str] = None,
        requests: Texts = None,
        limits: Texts = None,
        envs: Optional[Dict[str, Any]] = None,
        init_containers: Optional[List[Any]] = None,
        sidecars: Optional[List[Any]] = None,
        script_rendered: bool = False,
        *,
        working_dir: Optional[str] = None,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(
            name,
            inputs,
            outputs,
            memoize_key,
            pvcs,
            annotations,
            labels,
            extensions=extensions,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
        )
        self.image = image
        self.image_pull_policy = image_pull_policy
        command = list(self.INTERPRETER) or None if command is None else command
        self.command = [command] if isinstance(command, str) else command
        self.working_dir = working_dir
        self.script = script
        self.script_rendered = script_rendered
        self.init_progress = init_progress
        self.timeout = timeout
        self.retry_strategy = retry_strategy
        self.resource = resource
        self.requests, self.limits = requests, limits
        self.envs = envs
        self.volumes = [] if volumes is None else volumes
        self.mounts = [] if mounts is None else mounts
        self.node_selector = {} if node_selector is None else node_selector
        self.tolerations = [] if tolerations is None else tolerations
        self.affinity = affinity
        self.init_containers = [] if init_containers is None else init_containers
        self.sidecars = [] if sidecars is None else sidecars
        self.check()

    def check(self) -> None:
        """Raises `CallError` where an argument has no form in a graph."""
        self.convert_to_graph()


def _interpreted_by(interpreter: Tuple[str, ...]) -> Any:
    """The fields of a template whose `command` is left out where it is the usual one (TPL-2)."""
    return tuple(
        field._replace(default=list(interpreter)) if field.name == "command" else field
        for field in ScriptOPTemplate.FIELDS
    )


class _InterpretedTemplate(ScriptOPTemplate):
    """A script for a known interpreter."""

    def __init__(
        self,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        pvcs: Optional[List[PVC]] = None,
        annotations: Texts = None,
        labels: Texts = None,
        node_selector: Texts = None,
        tolerations: Optional[List[Any]] = None,
        affinity: Any = None,
        image: Optional[str] = None,
        command: Command = None,
        script: Optional[str] = None,
        volumes: Optional[List[Any]] = None,
        mounts: Optional[List[Any]] = None,
        init_progress: str = "0/1",
        timeout: Union[str, int, None] = None,
        retry_strategy: Any = None,
        image_pull_policy: Optional[str] = None,
        requests: Texts = None,
        limits: Texts = None,
        envs: Optional[Dict[str, Any]] = None,
        init_containers: Optional[List[Any]] = None,
        sidecars: Optional[List[Any]] = None,
        script_rendered: bool = False,
        *,
        working_dir: Optional[str] = None,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        resource: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        given = dict(locals())
        del given["self"], given["__class__"]
        super().__init__(**given)


class ShellOPTemplate(_InterpretedTemplate):
    """A shell script, in a pod; its interpreter is `sh`."""

    KIND = "ShellOPTemplate"
    INTERPRETER = ("sh",)
    FIELDS = _interpreted_by(INTERPRETER)


class PythonScriptOPTemplate(_InterpretedTemplate):
    """A Python script, in a pod; its interpreter is `python3`."""

    KIND = "PythonScriptOPTemplate"
    INTERPRETER = ("python3",)
    FIELDS = _interpreted_by(INTERPRETER)


class ContainerOPTemplate(ScriptOPTemplate):
    """A command of an image, in a pod; all else is as in `ScriptOPTemplate`."""

    KIND = "ContainerOPTemplate"
    FIELDS = (
        *(field for field in ScriptOPTemplate.FIELDS if field.name != "script"),
        Field("args", text_list, default=[]),
    )

    def __init__(
        self, command: Command = "", args: Union[str, List[str], None] = None, **kwargs: Any
    ) -> None:
        if "script" in kwargs:
            raise CallError("ContainerOPTemplate", "it takes no `script`; ScriptOPTemplate does")
        self.args = [] if args is None else args
        super().__init__(command=None if command == "" else command, **kwargs)
