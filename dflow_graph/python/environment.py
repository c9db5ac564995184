"""Values of environment variables and headers: text, or what Kubernetes finds elsewhere.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Type

from .graph_object import EXTENSIONS, Field, GraphObject, flag, text, text_map
from .kubernetes import kubernetes_json, read_verbatim
from .names import name_from

__all__ = ["EnvVarSource", "Secret", "environment", "read_environment"]


class Secret(GraphObject):
    """One key of a Kubernetes secret, by name.

    `value` stays in this process and never enters a graph (clause SEC-1): the secret is made apart,
    for example by `kubectl create secret generic NAME --from-literal=secret=...`. Without a `name`
    it is called `dflow-` and the first variable or header that it is given to.
    """

    KIND = "Secret"
    FIELDS = (
        Field("name", text, attribute="secret_name"),
        Field("key", text, default="secret", attribute="secret_key"),
        Field("optional", flag, default=False),
        EXTENSIONS,
    )

    def __init__(
        self,
        value: Optional[str] = None,
        name: Optional[str] = None,
        key: str = "secret",
        *,
        optional: bool = False,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.value = value
        self.secret_name = name
        self.secret_key = key
        self.optional = optional
        self.extensions = extensions

    def __repr__(self) -> str:
        return f"Secret(name={self.secret_name!r}, key={self.secret_key!r})"


class EnvVarSource(GraphObject):
    """A Kubernetes `EnvVarSource`: `configMapKeyRef`, `fieldRef`, ..."""

    KIND = "EnvVarSource"
    FIELDS = (Field("value_from", kubernetes_json, read_verbatim), EXTENSIONS)

    def __init__(self, value_from: Any, *, extensions: Optional[Dict[str, Any]] = None) -> None:
        self.value_from = value_from
        self.extensions = extensions


def environment(variables: Any) -> Dict[str, Any]:
    """Name to text, `Secret` or `EnvVarSource`; a Kubernetes client's object is the latter."""
    if not hasattr(variables, "items"):
        raise TypeError(f"must be a dictionary, not {type(variables).__name__}")
    return {text(name): _written(name, value) for name, value in variables.items()}


def _written(name: str, value: Any) -> Any:
    if isinstance(value, Secret):
        if value.secret_name is None:
            value.secret_name = f"dflow-{name_from(name)}"
        return value.convert_to_graph()
    if isinstance(value, EnvVarSource):
        return value.convert_to_graph()
    if isinstance(value, dict) or hasattr(value, "attribute_map"):
        return EnvVarSource(value).convert_to_graph()
    return text_map({name: value})[name]


def read_environment(variables: Dict[str, Any]) -> Dict[str, Any]:
    """The variables that a graph has."""
    kinds: Dict[str, Type[GraphObject]] = {Secret.KIND: Secret, EnvVarSource.KIND: EnvVarSource}
    return {
        name: kinds[value["kind"]].from_graph(value)
        if isinstance(value, dict) and value.get("kind") in kinds
        else value
        for name, value in variables.items()
    }
