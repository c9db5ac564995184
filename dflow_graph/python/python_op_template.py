"""PythonOPTemplate: how a Python OP runs in a pod.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import copy
from importlib import import_module
from typing import Any, Dict, Iterable, List, Mapping, Optional, Union

from .errors import CallError, GraphError, UnsupportedError
from .failures import FatalError, TransientError
from .graph_object import ABSENT, EXTENSIONS, Field
from .io import InputArtifact, InputParameter, Inputs, OutputArtifact, OutputParameter, Outputs
from .names import name_from
from .near import quoted
from .op import OP
from .op_graph import graph_of, short_name
from .op_template import PythonScriptOPTemplate
from .opio import Artifact, BigParameter, Parameter
from .packages import handle_packages_script
from .script import render
from .slice_patterns import folded, rendered
from .slices import SLICED_PORTS, Slices
from .template_fields import OWN_FIELDS, PORT_MAPS, check_port_map

__all__ = [
    "FatalError",
    "PythonOPTemplate",
    "Slices",
    "TransientError",
    "handle_packages_script",
    "upload_packages",
]

_SETTINGS = {
    "artifact": ("save", "archive", "global_name"),
    "parameter": ("default", "global_name"),
}
"""What may be set at an output port of each sort; the maps from ports are named by it."""

upload_packages: List[Any] = []
"""Paths of Python packages that every template brings along, before its own."""

_MODEL_ORDER = (
    *("annotations", "labels", "memoize_key", "memoize_max_age", "memoize_config_map"),
    *("extensions", "op", "image", "image_pull_policy"),
    *("command", "slices", "input_parameter_slices", "input_artifact_slices"),
    *("output_parameter_slices", "output_artifact_slices", "input_artifact_prefix"),
    *("output_artifact_save", "output_artifact_archive", "output_artifact_global_name"),
    *("output_parameter_default", "output_parameter_global_name", "python_packages", "timeout"),
    *("timeout_as_transient_error", "retry_on_transient_error", "retry_on_failure"),
    *("retry_on_error", "retry_on_failure_and_error", "requests", "limits", "envs", "volumes"),
    *("mounts", "pvcs", "node_selector", "tolerations", "affinity", "init_containers", "sidecars"),
    *("upload_dflow", "tmp_root", "pre_script", "post_script", "success_tag", "create_slice_dir"),
    "skip_slice_input",
)


def _fields() -> Iterable[Field]:
    shared = {field.name: field for field in (*PythonScriptOPTemplate.FIELDS, EXTENSIONS)}
    own = {
        **OWN_FIELDS,
        "op": Field("op", attribute="op_graph"),
        "command": shared["command"]._replace(default=["python3"]),
        "slices": Field("slices", Slices.convert_to_graph, Slices.from_graph),
    }
    return ({**shared, **own}[name] for name in _MODEL_ORDER)


class PythonOPTemplate(PythonScriptOPTemplate):
    """A Python OP, in a pod. Its inputs and outputs are the OP's signature (clause TPL-12).

    `op_class` is the class of the OP, or an instance, whose constructor arguments then travel as
    its state. The maps from ports (`output_artifact_save` and the like) take the place of what the
    signature says (clause TPL-14). `timeout` is in seconds, or a text such as `1h30m`. Raises
    `UnknownNameError` for a key that is no such port of the OP.
    """

    output_parameter_default: Dict[str, Any]
    output_parameter_global_name: Dict[str, str]

    KIND = "PythonOPTemplate"
    FIELDS = tuple(_fields())

    def __init__(
        self,
        op_class: Any,
        image: Optional[str] = None,
        command: Union[str, List[str], None] = None,
        annotations: Optional[Dict[str, str]] = None,
        labels: Optional[Dict[str, str]] = None,
        node_selector: Optional[Dict[str, str]] = None,
        tolerations: Optional[List[Any]] = None,
        affinity: Optional[Any] = None,
        output_artifact_save: Optional[Dict[str, List[Any]]] = None,
        output_artifact_archive: Optional[Dict[str, Optional[str]]] = None,
        output_parameter_default: Optional[Dict[str, Any]] = None,
        input_artifact_prefix: Optional[Dict[str, str]] = None,
        input_artifact_slices: Optional[Dict[str, str]] = None,
        input_parameter_slices: Optional[Dict[str, str]] = None,
        output_artifact_slices: Optional[Dict[str, str]] = None,
        output_parameter_slices: Optional[Dict[str, str]] = None,
        output_artifact_global_name: Optional[Dict[str, str]] = None,
        output_parameter_global_name: Optional[Dict[str, str]] = None,
        slices: Optional[Slices] = None,
        python_packages: Optional[List[Any]] = None,
        timeout: Union[int, str, None] = None,
        retry_on_transient_error: Optional[int] = None,
        retry_on_failure: Optional[int] = None,
        retry_on_error: Optional[int] = None,
        retry_on_failure_and_error: Optional[int] = None,
        timeout_as_transient_error: bool = False,
        memoize_key: Optional[str] = None,
        volumes: Optional[List[Any]] = None,
        mounts: Optional[List[Any]] = None,
        image_pull_policy: Optional[str] = None,
        requests: Optional[Dict[str, str]] = None,
        limits: Optional[Dict[str, str]] = None,
        upload_dflow: bool = True,
        envs: Optional[Dict[str, Any]] = None,
        init_containers: Optional[List[Any]] = None,
        sidecars: Optional[List[Any]] = None,
        tmp_root: str = "/tmp",  # noqa: S108 - a path of a pod
        pre_script: str = "",
        post_script: str = "",
        success_tag: bool = False,
        create_slice_dir: bool = False,
        skip_slice_input: bool = False,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        pvcs: Optional[List[Any]] = None,
        extensions: Optional[Dict[str, Any]] = None,
        name: Optional[str] = None,
    ) -> None:
        given = dict(locals())
        _check_op(op_class)
        self.op_object = op_class
        self.op = op_class if isinstance(op_class, OP) else None
        self.op_class = type(op_class) if self.op is not None else op_class
        self.tmp_root = tmp_root
        self._take_maps(given)
        self._sign()
        super().__init__(
            name=name,
            inputs=self._inputs(),
            outputs=self._outputs(self.output_sign),
            memoize_key=memoize_key,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
            pvcs=pvcs,
            annotations=annotations,
            labels=labels,
            node_selector=node_selector,
            tolerations=tolerations,
            affinity=affinity,
            image=image,
            command=command,
            volumes=volumes,
            mounts=mounts,
            timeout=timeout,
            image_pull_policy=image_pull_policy,
            requests=requests,
            limits=limits,
            envs=envs,
            init_containers=init_containers,
            sidecars=sidecars,
            extensions=extensions,
        )
        packages = [] if python_packages is None else python_packages
        packages = packages if isinstance(packages, (list, tuple, set)) else [packages]
        self.python_packages = [*upload_packages, *packages]
        for field in OWN_FIELDS:
            if field not in PORT_MAPS and field != "python_packages":
                setattr(self, field, given[field])
        self.dflow_vars: Dict[str, str] = {}
        self.n_parts: Dict[str, int] = {}
        self.keys_of_parts: Dict[str, List[str]] = {}
        self._unfolded: Optional[Dict[str, Dict[str, str]]] = None
        self.set_slices(slices)
        self.convert_to_graph()

    def default_name(self) -> str:
        """The OP's name, in the letters that a template may have (clause NAM-4)."""
        return name_from(short_name(self.op_class.__qualname__))

    def check(self) -> None:
        """Nothing: the constructor is not yet done when its base's is."""

    @property
    def op_graph(self) -> Dict[str, Any]:
        """The OP's object; big outputs that are to be ordinary ones too say so in it (BIG-2)."""
        graph = graph_of(self.op_object)
        for name, port in self.outputs.parameters.items():
            sign = self.output_sign.get(name)
            if port.save_both and isinstance(sign, BigParameter):
                entry = BigParameter.from_dict(graph["outputs"][name])
                entry.save_both = True
                graph["outputs"][name] = entry.to_dict()
        return graph

    def _take_maps(self, given: Mapping[str, Any]) -> None:
        for field in PORT_MAPS:
            setattr(self, field, dict(given[field] or {}))

    def convert_to_graph(self) -> Dict[str, Any]:
        """The template as plain data. What was set at its output ports is in the maps (TPL-14)."""
        self._take_settings()
        return super().convert_to_graph()

    def _take_settings(self) -> None:
        """Note what was set at an output port since the signature and the maps made it."""
        made = self._outputs(self._output_sign())
        for sort, settings in _SETTINGS.items():
            ports, first = getattr(self.outputs, f"{sort}s"), getattr(made, f"{sort}s")
            for name, port in ports.items():
                if name not in first:
                    continue
                now, before = port.convert_to_graph(), first[name].convert_to_graph()
                for setting in settings:
                    # A setting that was taken away is the default of the format.
                    if now.get(setting, ABSENT) != before.get(setting, ABSENT):
                        taken = getattr(port, setting, None)
                        getattr(self, f"output_{sort}_{setting}")[name] = taken

    def _sign(self) -> None:
        """Take the signature of the OP, with the settings of the maps in it (clause TPL-14)."""
        self.input_sign = copy.deepcopy(self.op_class.get_input_sign())
        self.output_sign = self.op_class.get_output_sign()
        for field, (side, _) in PORT_MAPS.items():
            sign = self.input_sign if side == "input" else self.output_sign
            check_port_map(self.op_class.__name__, field, getattr(self, field), sign)
        self.output_sign = self._output_sign()

    def _output_sign(self) -> Any:
        sign = copy.deepcopy(self.op_class.get_output_sign())
        for setting in _SETTINGS["artifact"]:
            for port, value in getattr(self, f"output_artifact_{setting}").items():
                setattr(sign[port], setting, value)
        return sign

    def _inputs(self) -> Inputs:
        inputs = Inputs()
        for name, sign in self.input_sign.items():
            if isinstance(sign, Artifact):
                inputs.artifacts[name] = InputArtifact(
                    path=f"{self.tmp_root}/inputs/artifacts/{name}",
                    optional=sign.optional,
                    type=sign.type,
                    archive=sign.archive,
                )
                continue
            said: Dict[str, Any] = {"type": getattr(sign, "type", sign)}
            if isinstance(sign, (Parameter, BigParameter)) and hasattr(sign, "default"):
                said["value"] = sign.default
            if isinstance(sign, BigParameter):
                said["save_as_artifact"] = True
                said["path"] = f"{self.tmp_root}/inputs/parameters/{name}"
            inputs.parameters[name] = InputParameter(**said)
        return inputs

    def _outputs(self, signature: Any) -> Outputs:
        outputs = Outputs()
        for name, sign in signature.items():
            if isinstance(sign, Artifact):
                outputs.artifacts[name] = OutputArtifact(
                    path=f"{self.tmp_root}/outputs/artifacts/{name}",
                    type=sign.type,
                    save=sign.save,
                    archive=sign.archive,
                    global_name=sign.global_name,
                    optional=sign.optional,
                )
                continue
            said: Dict[str, Any] = {"type": getattr(sign, "type", sign)}
            if isinstance(sign, (Parameter, BigParameter)) and hasattr(sign, "default"):
                said["default"] = sign.default
            if name in self.output_parameter_default:
                said["default"] = self.output_parameter_default[name]
            said["global_name"] = self.output_parameter_global_name.get(
                name, getattr(sign, "global_name", None)
            )
            outputs.parameters[name] = OutputParameter(
                value_from_path=f"{self.tmp_root}/outputs/parameters/{name}",
                save_as_artifact=isinstance(sign, BigParameter),
                save_both=getattr(sign, "save_both", False),
                **said,
            )
        return outputs

    def set_slices(self, slices: Optional[Slices]) -> None:
        """Take slices in place of those that there are. Raises `UnknownNameError` (SLC-10)."""
        self.slices: Optional[Slices] = None
        for field, entries in (self._unfolded or {}).items():
            setattr(self, field, entries)
        self._unfolded = None
        if slices is not None:
            self.add_slices(slices)

    def add_slices(self, slices: Slices, layer: int = 0) -> None:
        """Put slices around those that there are: these are of a loop further out (SLC-9).

        `layer` is kept for dflow's sake; layers are counted by themselves.
        """
        del layer
        slices.check_ports(
            f"the OP {self.op_class.__name__}",
            *(
                [n for n, sign in side.items() if isinstance(sign, Artifact) == is_artifact]
                for side in (self.input_sign, self.output_sign)
                for is_artifact in (False, True)
            ),
        )
        if self.slices is None:
            self.slices = slices
            return
        if self._unfolded is None:
            self._unfolded = {
                f"{ports}_slices": getattr(self, f"{ports}_slices") for ports in SLICED_PORTS
            }
        self.slices = folded(self, slices)

    def get_slices(self, slices_dict: Optional[Mapping[str, str]], name: str) -> Optional[str]:
        """The pattern of a port in a map of patterns, as `render_slices` writes it."""
        return self.render_slices((slices_dict or {}).get(name))

    def render_slices(self, slices: Optional[str] = None) -> Optional[str]:
        """A pattern with each tag of the loop (`{{item…}}`) as the input that will hold it."""
        result: Optional[str] = rendered(slices, self.dflow_vars)
        return result

    def render_script(self) -> str:
        """The Python text that the pod runs; it is also kept as `script`."""
        self.script: Optional[str] = render(self)
        return self.script

    def convert_to_argo(
        self, memoize_prefix: Optional[str] = None, memoize_configmap: str = "dflow"
    ) -> Any:
        """The template in a manifest of Argo, as plain data.

        It carries no run-time: that is a parameter of the workflow around it. Raises
        `UnsupportedError` in a pod, which has no emitter.
        """
        try:
            argo_template = import_module("dflow_graph.argo.single").argo_template
        except ImportError:
            raise UnsupportedError(
                f"the template `{self.name}` cannot become a manifest here",
                "install dflow-graph with all that it needs",
            ) from None
        return argo_template(self.name, self.convert_to_graph(), memoize_prefix, memoize_configmap)

    @classmethod
    def from_graph(
        cls,
        graph: Mapping[str, Any],
        name: Optional[str] = None,
        *,
        trust: Iterable[str] = (),
        allow_source: bool = False,
    ) -> PythonOPTemplate:
        """The template that `convert_to_graph` wrote; never changes `graph`.

        The code of its OP is loaded only if `trust` has its digest, or `allow_source` (clause
        OP-3). Raises `GraphError`.
        """
        said = cls.read_fields(graph)
        if "op" not in said:
            raise GraphError(cls.__name__, "it has no `op`")
        op = OP.from_graph(said.pop("op"), trust=trust, allow_source=allow_source)
        packages = said.pop("python_packages", [])
        try:
            made = cls(op, name=name, **said)
        except TypeError as error:
            raise GraphError(cls.__name__, str(error)) from error
        made.python_packages = packages
        made.said(graph)
        return made


def _check_op(op: Any) -> None:
    if not isinstance(op, OP) and not (isinstance(op, type) and issubclass(op, OP)):
        reason = "`op_class` must be an OP, a subclass of it or an instance, not"
        raise CallError("PythonOPTemplate", f"{reason} {quoted(repr(op))}")
