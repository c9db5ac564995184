"""When a failed pod is tried again, and an action on a Kubernetes resource.

Both are given as objects of this module, of Argo's Python client, or as dictionaries. Must not
import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Optional, Type

from .graph_object import EXTENSIONS, Field, GraphObject, flag, text, text_list, text_or_number
from .kubernetes import kubernetes_json, read_verbatim

__all__ = ["Backoff", "ResourceTemplate", "RetryStrategy", "resource_action", "retry_strategy"]


def _of(cls: Type[GraphObject]) -> Callable[[Any], Dict[str, Any]]:
    """Writes an object of a class, or what a client or dictionary says in its place."""

    def write(value: Any) -> Dict[str, Any]:
        if isinstance(value, GraphObject):
            return value.convert_to_graph()
        known = {field.name for field in cls.FIELDS}
        said = {_snake_case(name): part for name, part in kubernetes_json(value).items()}
        if "manifest_from" in said and isinstance(said["manifest_from"], dict):
            said["manifest_from"] = said["manifest_from"].get("artifact", {}).get("name")
        for name in said:
            if name not in known:
                raise TypeError(f"has {name!r}, which is no field of {cls.__name__}")
        return cls(**said).convert_to_graph()

    return write


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match[1].lower(), name)


class Backoff(GraphObject):
    """The waiting time between retries."""

    FIELDS = (
        Field("duration", text_or_number),
        Field("factor", text_or_number),
        Field("max_duration", text_or_number),
        Field("cap", text_or_number),
        EXTENSIONS,
    )

    def __init__(
        self,
        duration: Any = None,
        factor: Any = None,
        max_duration: Any = None,
        cap: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.duration, self.factor = duration, factor
        self.max_duration, self.cap = max_duration, cap
        self.extensions = extensions
        self.convert_to_graph()


class RetryStrategy(GraphObject):
    """When a failed pod is tried again."""

    FIELDS = (
        Field("limit", text_or_number),
        Field("retry_policy", text),
        Field("expression", text),
        Field("backoff", _of(Backoff), Backoff.from_graph),
        Field("affinity", kubernetes_json, read_verbatim, {}),
        EXTENSIONS,
    )

    def __init__(
        self,
        limit: Any = None,
        retry_policy: Optional[str] = None,
        expression: Optional[str] = None,
        backoff: Any = None,
        affinity: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.limit, self.retry_policy, self.expression = limit, retry_policy, expression
        self.backoff, self.affinity = backoff, affinity
        self.extensions = extensions
        self.convert_to_graph()


class ResourceTemplate(GraphObject):
    """An action on a Kubernetes resource."""

    FIELDS = (
        Field("action", text),
        Field("manifest", text),
        Field("manifest_from", text),
        Field("success_condition", text),
        Field("failure_condition", text),
        Field("merge_strategy", text, default="strategic"),
        Field("set_owner_reference", flag, default=False),
        Field("flags", text_list, default=[]),
        EXTENSIONS,
    )

    def __init__(
        self,
        action: str,
        manifest: Optional[str] = None,
        manifest_from: Optional[str] = None,
        success_condition: Optional[str] = None,
        failure_condition: Optional[str] = None,
        merge_strategy: str = "strategic",
        set_owner_reference: bool = False,
        flags: Optional[List[str]] = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        self.action, self.manifest, self.manifest_from = action, manifest, manifest_from
        self.success_condition, self.failure_condition = success_condition, failure_condition
        self.merge_strategy = merge_strategy
        self.set_owner_reference = set_owner_reference
        self.flags = flags
        self.extensions = extensions
        self.convert_to_graph()


retry_strategy = _of(RetryStrategy)
resource_action = _of(ResourceTemplate)
