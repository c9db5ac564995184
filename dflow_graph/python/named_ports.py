"""Dictionaries of ports: each port takes its name from its key.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import re
from collections import UserDict
from copy import copy
from typing import Any, Dict, Mapping, Type, TypeVar

from .errors import CallError, UnknownNameError
from .near import quoted
from .ports import InputArtifact, InputParameter, NamedPort, OutputArtifact, OutputParameter

__all__ = [
    "AutonamedDict",
    "InputArtifacts",
    "InputParameters",
    "OutputArtifacts",
    "OutputParameters",
]

# NAM-8
_PORT_NAME = re.compile(r"[-a-zA-Z0-9_]+")

D = TypeVar("D", bound="AutonamedDict")


class AutonamedDict(UserDict):  # type: ignore[type-arg] # takes no parameters in Python 3.8
    """Name to port. A port that is put in gets the name, and the step and template, of the dict."""

    PORT: Type[NamedPort] = NamedPort

    def __init__(self, *args: Any, step: Any = None, template: Any = None) -> None:
        self.step = step
        self.template = template
        self._origin: Mapping[str, Any] = {}
        super().__init__(*args)

    def __setitem__(self, key: str, value: Any) -> None:
        call = f"{self._what()} {quoted(key)}"
        if not isinstance(key, str) or not _PORT_NAME.fullmatch(key):
            raise CallError(call, "a name is made of letters A to Z, digits, `_` and `-`")
        if not isinstance(value, self.PORT):
            given = type(value).__name__
            raise CallError(call, f"it must be an {self.PORT.__name__}, not {given}")
        # A port of something else keeps its own name there.
        is_taken = value.step is not self.step or value.name not in (None, key)
        if is_taken and value.name is not None:
            value = copy(value)
        value.name = key
        value.step = self.step
        value.template = self.template
        super().__setitem__(key, value)

    def __missing__(self, key: str) -> Any:
        """A port that the template got after its step was made, or an error with near-misses."""
        if isinstance(key, str) and key in self._origin:
            self[key] = _fresh(self._origin[key])
            return self[key]
        raise UnknownNameError(self._what(), key, list(self.keys()))

    def _what(self) -> str:
        what = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.PORT.__name__).lower()
        if self.step is not None:
            return f"{what} of {type(self.step).__name__.lower()} {quoted(self.step.name)}"
        name = getattr(self.template, "name", None)
        return f"{what} of template {quoted(name)}" if name else what

    def set_step(self, step: Any) -> None:
        """Make all ports those of a step."""
        self.step = step
        for port in self.values():
            port.step = step

    def set_template(self, template: Any) -> None:
        """Make all ports those of a template."""
        self.template = template
        for port in self.values():
            port.template = template

    def copy_ports(self, origin: AutonamedDict) -> None:
        """Take copies of a template's ports, and of those that it gets later."""
        for name, port in origin.items():
            self[name] = _fresh(port)
        self._origin = origin

    def convert_to_graph(self) -> Dict[str, Any]:
        """Name to the port's object."""
        return {name: port.convert_to_graph() for name, port in self.items()}

    @classmethod
    def from_graph(cls: Type[D], graph: Mapping[str, Any]) -> D:
        """The ports that `convert_to_graph` wrote."""
        return cls({name: cls.PORT.from_graph(port) for name, port in graph.items()})


def _fresh(port: Any) -> Any:
    made = copy(port)
    made.name = made.step = made.template = None
    return made


class InputParameters(AutonamedDict):
    """Input parameters by name."""

    PORT = InputParameter


class InputArtifacts(AutonamedDict):
    """Input artifacts by name."""

    PORT = InputArtifact


class OutputParameters(AutonamedDict):
    """Output parameters by name."""

    PORT = OutputParameter


class OutputArtifacts(AutonamedDict):
    """Output artifacts by name."""

    PORT = OutputArtifact
