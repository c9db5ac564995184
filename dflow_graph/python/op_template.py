"""Templates that are no Python OPs; those without a pod of their own are here.

Must not import anything but the standard library and its neighbours.
"""

from __future__ import annotations

import base64
from typing import Any, Dict, Optional, Union

from .environment import Secret, environment, read_environment
from .graph_object import ABSENT, Field, flag, number, text, text_or_number
from .io import Inputs, Outputs
from .pod_template import (
    ContainerOPTemplate,
    PythonScriptOPTemplate,
    ScriptOPTemplate,
    ShellOPTemplate,
)
from .retry import ResourceTemplate, RetryStrategy, resource_action, retry_strategy
from .template import OPTemplate, Texts

__all__ = [
    "ContainerOPTemplate",
    "HTTPOPTemplate",
    "OPTemplate",
    "PythonScriptOPTemplate",
    "ResourceOPTemplate",
    "ScriptOPTemplate",
    "Secret",
    "ShellOPTemplate",
    "SuspendOPTemplate",
]


class HTTPOPTemplate(OPTemplate):
    """A request to an HTTP service. `timeout` is in whole seconds; `body` is text or bytes."""

    KIND = "HTTPOPTemplate"
    FIELDS = (
        *OPTemplate.FIELDS,
        Field("url", text),
        Field("method", text, default="get"),
        Field("headers", environment, read_environment, {}),
        Field("body", text, attribute="_text_body"),
        Field("body_base64", text),
        Field("timeout", number),
        Field("success_condition", text),
        Field("insecure_skip_verify", flag, default=False),
    )

    def __init__(
        self,
        url: str,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        annotations: Texts = None,
        labels: Texts = None,
        method: str = "get",
        headers: Optional[Dict[str, Any]] = None,
        timeout: Optional[int] = None,
        success_condition: Optional[str] = None,
        body: Union[str, bytes, None] = None,
        insecure_skip_verify: bool = False,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        body_base64: Optional[str] = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(
            name,
            inputs,
            outputs,
            memoize_key,
            None,
            annotations,
            labels,
            extensions=extensions,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
        )
        self.url = url
        self.method = method
        self.headers = {} if headers is None else headers
        self.timeout = timeout
        self.success_condition = success_condition
        self.body = body
        if isinstance(body, bytes):
            body_base64 = base64.b64encode(body).decode("ascii")
        self.body_base64 = body_base64
        self.insecure_skip_verify = insecure_skip_verify
        self.convert_to_graph()

    @property
    def _text_body(self) -> Any:
        return ABSENT if isinstance(self.body, bytes) else self.body


class ResourceOPTemplate(OPTemplate):
    """An action on a Kubernetes resource, without a pod of its own."""

    KIND = "ResourceOPTemplate"
    FIELDS = (
        *OPTemplate.FIELDS,
        Field("resource", resource_action, ResourceTemplate.from_graph),
        Field("timeout", text_or_number),
        Field("retry_strategy", retry_strategy, RetryStrategy.from_graph),
    )

    def __init__(
        self,
        resource: Any,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        annotations: Texts = None,
        labels: Texts = None,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        timeout: Union[str, int, None] = None,
        retry_strategy: Any = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(
            name,
            inputs,
            outputs,
            memoize_key,
            None,
            annotations,
            labels,
            extensions=extensions,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
        )
        self.resource = resource
        self.timeout = timeout
        self.retry_strategy = retry_strategy
        self.convert_to_graph()


class SuspendOPTemplate(OPTemplate):
    """A pause: for a `duration` in seconds or as `90s`, or until a person resumes the workflow."""

    KIND = "SuspendOPTemplate"
    FIELDS = (*OPTemplate.FIELDS, Field("duration", text_or_number))

    def __init__(
        self,
        duration: Union[str, int, None] = None,
        name: Optional[str] = None,
        inputs: Optional[Inputs] = None,
        outputs: Optional[Outputs] = None,
        memoize_key: Optional[str] = None,
        annotations: Texts = None,
        labels: Texts = None,
        *,
        memoize_max_age: Union[int, str, None] = None,
        memoize_config_map: Optional[str] = None,
        extensions: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(
            name,
            inputs,
            outputs,
            memoize_key,
            None,
            annotations,
            labels,
            extensions=extensions,
            memoize_max_age=memoize_max_age,
            memoize_config_map=memoize_config_map,
        )
        self.duration = duration
        self.convert_to_graph()
