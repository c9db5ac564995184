"""The four sorts of ports: input and output, parameter and artifact.

A port prints as its reference: `{{inputs.parameters.x}}` in its template,
`{{steps.a.outputs.parameters.x}}` at a step. Must not import anything but the standard library and
its neighbours.
"""

from __future__ import annotations

from copy import copy
from typing import Any, Dict, List, Optional, Tuple, TypeVar, Union

from .arguments import argument_value, read_value
from .expressions import IfExpression, Port
from .graph_object import (
    EXTENSIONS,
    Field,
    GraphObject,
    flag,
    known_arguments,
    number,
    text,
)
from .location import SLICE, SUB_PATH, joined_path, joined_slice
from .port_fields import (
    archive_of,
    artifact_reference,
    artifact_type,
    expression_field,
    parameter_reference,
    value_type,
)
from .sources import artifact_source, read_source
from .storage import PVC, save_from_list, save_to_list

__all__ = ["InputArtifact", "InputParameter", "NamedPort", "OutputArtifact", "OutputParameter"]

P = TypeVar("P", bound="_ArtifactPort")


class NamedPort(Port, GraphObject):
    """What all ports have: a name, and the step or template that they belong to."""

    IS_ARTIFACT = False
    SIDE = ""
    is_str = True
    name: Optional[str] = None
    step: Any = None
    template: Any = None

    @property
    def _sort(self) -> str:
        return "artifacts" if self.IS_ARTIFACT else "parameters"

    def expression(self) -> str:
        """How an expression names the port: `steps['a'].outputs.parameters['x']`."""
        if self.name is None:
            return ""
        owner = f"{self.step.SCOPE}['{self.step.id}']." if self.step is not None else ""
        return f"{owner}{self.SIDE}.{self._sort}['{self.name}']"

    @property
    def expr(self) -> str:
        """What `expression` gives."""
        return self.expression()

    @expr.setter
    def expr(self, expr: str) -> None:
        raise AttributeError(f"the expression of a port follows from its name; {expr!r} is given")

    def __repr__(self) -> str:
        if self.name is None:
            return ""
        owner = f"{self.step.SCOPE}.{self.step.id}." if self.step is not None else ""
        return f"{{{{{owner}{self.SIDE}.{self._sort}.{self.name}}}}}"

    def _place(self) -> str:
        owner = self.step if self.step is not None else self.template
        of = f" of `{owner.name}`" if getattr(owner, "name", None) else ""
        return f"{type(self).__name__} `{self.name}`{of}" if self.name else type(self).__name__


class InputParameter(NamedPort):
    """An input parameter. `value` is its default, or what a step gives; it may be missing.

    `save_as_artifact` makes it a big parameter, which travels as a file (clause BIG-1).
    """

    SIDE = "inputs"
    FIELDS = (
        Field("type", value_type),
        Field("value", argument_value, read_value, nullable=True),
        Field("save_as_artifact", flag, default=False),
        Field("path", text),
        Field("source", artifact_source, read_source),
        EXTENSIONS,
    )

    def __init__(
        self,
        name: Optional[str] = None,
        step: Any = None,
        template: Any = None,
        type: Optional[Any] = None,  # noqa: A002 - dflow's name
        save_as_artifact: bool = False,
        path: Optional[str] = None,
        source: Any = None,
        **kwargs: Any,
    ) -> None:
        given = known_arguments("InputParameter", kwargs, ("value", "extensions"))
        self.name = name
        self.type = type
        self.save_as_artifact = save_as_artifact
        self.path = path
        self.source = source
        for key, value in given.items():
            setattr(self, key, value)
        self.step = step
        self.template = template
        self.convert_to_graph()

    def __setattr__(self, key: str, value: Any) -> None:
        super().__setattr__(key, value)
        if key == "value" and self.step is not None:
            self.step.argument_given("parameters", self.name, value)


class OutputParameter(NamedPort):
    """An output parameter. Its value comes from a file, a parameter, an expression, or is given.

    `default` is the value where none was produced; it may be missing.
    """

    SIDE = "outputs"
    FIELDS = (
        Field("type", value_type),
        Field("value_from_path", text),
        Field("value_from_parameter", parameter_reference),
        expression_field("value_from_expression"),
        Field("value_from_json_path", text),
        Field("value_from_jq_filter", text),
        Field("value_supplied", flag, default=False),
        Field("value", argument_value, read_value, nullable=True),
        Field("default", argument_value, read_value, nullable=True),
        Field("global_name", text),
        Field("save_as_artifact", flag, default=False),
        Field("save_both", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        value_from_path: Optional[str] = None,
        value_from_parameter: Any = None,
        name: Optional[str] = None,
        step: Any = None,
        template: Any = None,
        type: Optional[Any] = None,  # noqa: A002 - dflow's name
        global_name: Optional[str] = None,
        value_from_expression: Union[str, IfExpression, None] = None,
        save_as_artifact: bool = False,
        save_both: bool = False,
        **kwargs: Any,
    ) -> None:
        own = ("value_from_json_path", "value_from_jq_filter", "value_supplied")
        known = ("default", "value", *own, "extensions")
        given = known_arguments("OutputParameter", kwargs, known)
        self.name, self.step, self.template = name, step, template
        self.type = type
        self.global_name = global_name
        self.save_as_artifact = save_as_artifact
        self.save_both = save_both
        self.value_from_path = value_from_path
        self.value_from_json_path = self.value_from_jq_filter = None
        self.value_supplied = False
        self.value_from_parameter = value_from_parameter
        self.value_from_expression = value_from_expression
        for key, value in given.items():
            setattr(self, key, value)
        self.convert_to_graph()

    def __setattr__(self, key: str, value: Any) -> None:
        super().__setattr__(key, value)
        if key == "value_from_parameter":
            self._travel_as(value)
        elif key == "value_from_expression" and isinstance(value, IfExpression):
            for branch in value.branches:
                self._travel_as(branch)

    def _travel_as(self, origin: Any) -> None:
        """A value travels the same way all along (clause BIG-2)."""
        if isinstance(origin, (InputParameter, OutputParameter)):
            if origin.save_as_artifact:
                self.save_as_artifact = True
            elif self.save_as_artifact and origin.step is None:
                origin.save_as_artifact = True


class _ArtifactPort(NamedPort):
    """What both sorts of artifacts have: `port[key]` and `port.sub_path(p)` are parts of it."""

    IS_ARTIFACT = True
    slice: Any = None
    inner_path: Any = None
    parent: Any = None

    def __getitem__(self: P, key: Any) -> P:
        """The item under a key or index; repeated ones are joined by dots (clause ART-3)."""
        part = copy(self)
        part.parent = self
        part.slice = joined_slice(self.slice, key)
        return part

    def sub_path(self: P, path: Any) -> P:
        """What lies at a path below; repeated ones are joined by slashes (clause ART-3)."""
        part = copy(self)
        part.parent = self
        part.inner_path = joined_path(self.inner_path, path)
        return part


class InputArtifact(_ArtifactPort):
    """An input artifact. `source` is its default, or what a step gives.

    `sp` and `slice` say which part of the source is taken; `archive=None`: it is not unpacked.
    """

    SIDE = "inputs"
    FIELDS = (
        Field("path", text),
        Field("optional", flag, default=False),
        Field("type", artifact_type),
        Field("source", artifact_source, read_source),
        Field("mode", number),
        Field("sub_path", text, attribute="sp"),
        Field("slice", SLICE.write, attribute="own_slice"),
        Field("archive", lambda archive: archive, default="tar", nullable=True),
        Field("save_as_parameter", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        path: Optional[str] = None,
        name: Optional[str] = None,
        step: Any = None,
        template: Any = None,
        optional: bool = False,
        type: Optional[Any] = None,  # noqa: A002 - dflow's name
        source: Any = None,
        mode: Optional[int] = None,
        sub_path: Optional[str] = None,
        archive: Optional[str] = "default",
        save_as_parameter: bool = False,
        **kwargs: Any,
    ) -> None:
        given = known_arguments("InputArtifact", kwargs, ("slice", "extensions"))
        self.name = name
        self.path = path
        self.optional = optional
        self.type = type
        self.source = source
        self.mode = mode
        self.sp = sub_path
        self.own_slice = given.get("slice")
        self.archive = archive_of(archive)
        self.save_as_parameter = save_as_parameter
        self.extensions = given.get("extensions")
        self.step = step
        self.template = template
        self.convert_to_graph()

    def __setattr__(self, key: str, value: Any) -> None:
        super().__setattr__(key, value)
        if key == "source" and self.step is not None:
            self.step.argument_given("artifacts", self.name, value)


class OutputArtifact(_ArtifactPort):
    """An output artifact: a `path` of a container, or `_from` another artifact.

    `save` is where it is kept; `archive=None`: it is not packed.
    """

    SIDE = "outputs"
    FIELDS = (
        Field("path", text),
        Field("type", artifact_type),
        Field("_from", artifact_reference),
        Field("slice", SLICE.write, attribute="_from_slice"),
        Field("sub_path", SUB_PATH.write, attribute="_from_sub_path"),
        expression_field("from_expression"),
        Field("save", save_to_list, save_from_list, []),
        Field("archive", lambda archive: archive, default="tar", nullable=True),
        Field("global_name", text),
        Field("optional", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        path: Optional[str] = None,
        _from: Any = None,
        name: Optional[str] = None,
        step: Any = None,
        template: Any = None,
        type: Optional[Any] = None,  # noqa: A002 - dflow's name
        save: Any = None,
        archive: Optional[str] = "default",
        global_name: Optional[str] = None,
        from_expression: Union[IfExpression, str, None] = None,
        optional: bool = False,
        *,
        slice: Any = None,  # noqa: A002 - the field's name
        sub_path: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.name, self.step, self.template = name, step, template
        self.path = path
        self.type = type
        self.save: List[Any] = [] if save is None else save if isinstance(save, list) else [save]
        self.archive = archive_of(archive)
        self.global_name = global_name
        self.optional = optional
        self.from_expression = from_expression
        self._from = _from
        self._from_part: Tuple[Any, Any] = (slice, sub_path)
        self.extensions = extensions
        self.convert_to_graph()

    @property
    def _from_slice(self) -> Any:
        part = self._from_part[0]
        return part if part is not None else getattr(self._from, "slice", None)

    @property
    def _from_sub_path(self) -> Any:
        part = self._from_part[1]
        return part if part is not None else getattr(self._from, "inner_path", None)

    def __repr__(self) -> str:
        # Outside of its template an output is known by its name in the workflow alone.
        if self.step is None and self.global_name is not None:
            return f"{{{{workflow.outputs.artifacts.{self.global_name}}}}}"
        return super().__repr__()

    def expression(self) -> str:
        """How an expression names the artifact."""
        if self.step is None and self.global_name is not None:
            return f"workflow.outputs.artifacts['{self.global_name}']"
        return super().expression()

    def pvc(
        self,
        size: str = "1Gi",
        storage_class: Optional[str] = None,
        access_modes: Optional[List[str]] = None,
    ) -> PVC:
        """Keep the artifact in a folder, named as itself, of the claim `public` as well."""
        made = PVC("public", str(self.name), size, storage_class, access_modes)
        self.save.append(made)
        return made
