"""Inputs and outputs of templates and steps: named ports that print as their references.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Type

from .errors import CallError
from .expressions import ArgoVar, IfExpression, if_expression
from .graph_object import EXTENSIONS, Field, GraphObject
from .named_ports import (
    AutonamedDict,
    InputArtifacts,
    InputParameters,
    OutputArtifacts,
    OutputParameters,
)
from .ports import InputArtifact, InputParameter, OutputArtifact, OutputParameter
from .storage import PVC

__all__ = [
    "PVC",
    "ArgoVar",
    "AutonamedDict",
    "IfExpression",
    "InputArtifact",
    "InputArtifacts",
    "InputParameter",
    "InputParameters",
    "Inputs",
    "OutputArtifact",
    "OutputArtifacts",
    "OutputParameter",
    "OutputParameters",
    "Outputs",
    "if_expression",
]


def _written(ports: AutonamedDict) -> Dict[str, Any]:
    return ports.convert_to_graph()


class _Ports(GraphObject):
    """Parameters and artifacts of one side; either is named by its key."""

    PARAMETERS: Type[AutonamedDict]
    ARTIFACTS: Type[AutonamedDict]
    parameters: AutonamedDict
    artifacts: AutonamedDict

    def __init__(
        self,
        parameters: Optional[Mapping[str, Any]] = None,
        artifacts: Optional[Mapping[str, Any]] = None,
        step: Any = None,
        template: Any = None,
        *,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.step = step
        self.template = template
        self.parameters = parameters  # type: ignore[assignment] # made into named ports
        self.artifacts = artifacts  # type: ignore[assignment]
        self.extensions = extensions

    def __setattr__(self, key: str, value: Any) -> None:
        """Dictionaries of ports become ones that name their ports."""
        made = {"parameters": self.PARAMETERS, "artifacts": self.ARTIFACTS}.get(key)
        if made is not None:
            if value is not None and not hasattr(value, "items"):
                call = type(self).__name__
                raise CallError(call, f"`{key}` must be a dictionary, not {type(value).__name__}")
            value = made(value or {}, step=self.step, template=self.template)
        super().__setattr__(key, value)

    def set_step(self, step: Any) -> None:
        """Make all ports those of a step: they then print as `{{steps.…}}` or `{{tasks.…}}`."""
        self.step = step
        self.parameters.set_step(step)
        self.artifacts.set_step(step)

    def set_template(self, template: Any) -> None:
        """Make all ports those of a template."""
        self.template = template
        self.parameters.set_template(template)
        self.artifacts.set_template(template)

    def of_step(self, step: Any) -> Any:
        """The same ports as those of a step that calls the template."""
        made = type(self)()
        for sort in ("parameters", "artifacts"):
            getattr(made, sort).copy_ports(getattr(self, sort))
        made.set_step(step)
        return made


class Inputs(_Ports):
    """All inputs of a template, or of the step that calls it."""

    PARAMETERS = InputParameters
    ARTIFACTS = InputArtifacts
    FIELDS = (
        Field("parameters", _written, InputParameters.from_graph, {}),
        Field("artifacts", _written, InputArtifacts.from_graph, {}),
        EXTENSIONS,
    )


class Outputs(_Ports):
    """All outputs of a template, or of the step that calls it."""

    PARAMETERS = OutputParameters
    ARTIFACTS = OutputArtifacts
    FIELDS = (
        Field("parameters", _written, OutputParameters.from_graph, {}),
        Field("artifacts", _written, OutputArtifacts.from_graph, {}),
        EXTENSIONS,
    )
