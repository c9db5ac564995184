"""OPTemplate: what every template has.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from copy import copy
from typing import Any, Dict, List, Mapping, Optional, Tuple, Type, TypeVar, Union

from .errors import CallError, DflowGraphError, GraphError
from .graph_object import EXTENSIONS, Field, GraphObject, text, text_map, text_or_number
from .io import Inputs, Outputs
from .names import checked_template_name, name_from
from .storage import PVC

__all__ = ["OPTemplate", "Texts"]

T = TypeVar("T", bound="OPTemplate")
Texts = Optional[Dict[str, str]]


def _ports(ports: Any) -> Dict[str, Any]:
    graph: Dict[str, Any] = ports.convert_to_graph()
    return graph


class OPTemplate(GraphObject):
    """What a step calls. Its object in a graph has no name: that is its key in `templates`.

    Without a `name` it is called after its class; `is_named` is false then, and a workflow gives a
    number to templates of one such name and different content.
    """

    FIELDS: Tuple[Field, ...] = (
        Field("annotations", text_map, default={}),
        Field("labels", text_map, default={}),
        Field("memoize_key", text),
        Field("memoize_max_age", text_or_number),
        Field("memoize_config_map", text),
        EXTENSIONS,
        Field("inputs", _ports, Inputs.from_graph, {}),
        Field("outputs", _ports, Outputs.from_graph, {}),
    )
    is_named = False
    name: str

    def __init__(
        self,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        pvcs: Optional[List[PVC]] = None,
        annotations: Texts = None,
        labels: Texts = None,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.name = self.default_name() if name is None else name
        self.is_named = name is not None
        self.inputs = Inputs() if inputs is None else inputs
        self.outputs = Outputs() if outputs is None else outputs
        self.memoize_key = memoize_key
        self.memoize_max_age = memoize_max_age
        self.memoize_config_map = memoize_config_map
        self.pvcs = [] if pvcs is None else pvcs
        self.annotations = {} if annotations is None else annotations
        self.labels = {} if labels is None else labels
        self.extensions = extensions

    def default_name(self) -> str:
        """What the template is called where nobody names it."""
        return name_from(type(self).__name__)

    def __setattr__(self, key: str, value: Any) -> None:
        """Ports that are assigned become the template's own."""
        if key == "name":
            value = checked_template_name(value)
            super().__setattr__("is_named", True)
        super().__setattr__(key, value)
        ports = {"inputs": Inputs, "outputs": Outputs}.get(key)
        if ports is not None:
            if not isinstance(value, ports):
                given = type(value).__name__
                raise CallError(self._place(), f"`{key}` must be {ports.__name__}, not {given}")
            value.set_template(self)

    def copy(self: T) -> T:
        """A template of its own with the same content."""
        made = copy(self)
        for key, ports in (("inputs", self.inputs), ("outputs", self.outputs)):
            setattr(made, key, ports.of_step(None))
        return made

    @classmethod
    def from_graph(cls: Type[T], graph: Mapping[str, Any], name: Optional[str] = None) -> T:
        """The template that `convert_to_graph` wrote; `name` is its key in `templates`."""
        read = cls.read_fields(graph)
        try:
            made = cls(name=name, **read)
        except DflowGraphError:
            raise
        except TypeError as error:
            raise GraphError(cls.__name__, str(error)) from None
        made.said(graph)
        return made
