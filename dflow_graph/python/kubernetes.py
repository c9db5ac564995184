"""Objects of Kubernetes and Argo, from their Python clients or as dictionaries, as camelCase JSON.

Must not import anything but the standard library and its neighbours. The clients' objects are told
by what they have, `attribute_map` or `to_dict`, so that no client is needed.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List

from .graph_object import as_list, plain

__all__ = ["KubernetesJson", "camel_case", "kubernetes_json", "kubernetes_list", "read_verbatim"]

_SNAKE = re.compile(r"_?[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Members whose own keys are the user's and are not spelt anew.
_USERS_KEYS = frozenset(
    {
        *("annotations", "labels", "matchLabels", "nodeSelector", "data", "binaryData"),
        *("stringData", "requests", "limits", "volumeAttributes", "options", "overhead"),
    }
)
# Names that Kubernetes spells with capitals where its Python client has small letters.
_SPECIAL = {
    "pod_ip": "podIP",
    "host_ip": "hostIP",
    "volume_id": "volumeID",
    "pd_id": "pdID",
    "disk_uri": "diskURI",
    "storage_policy_id": "storagePolicyID",
    "target_ww_ns": "targetWWNs",
    "role_arn": "roleARN",
    "use_sdk_creds": "useSDKCreds",
}


class KubernetesJson(Dict[str, Any]):
    """An object of Kubernetes as a graph had it: its keys are right as they are."""


def camel_case(name: str) -> str:
    """The name of a field as Kubernetes' JSON has it: `claim_name` gives `claimName`."""
    if name in _SPECIAL or not _SNAKE.fullmatch(name):
        return _SPECIAL.get(name, name)
    first, *rest = name.lstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def kubernetes_json(value: Any) -> Any:
    """An object, or a dictionary with snake_case or camelCase keys, as camelCase JSON.

    What is `None` is left out, as the clients do (clause OBJ-6). Raises `TypeError`.
    """
    if isinstance(value, KubernetesJson):
        return plain(dict(value))
    written = _json(value)
    if not isinstance(written, dict):
        raise TypeError(
            f"must be a dictionary or an object of a Kubernetes client, not {type(value).__name__}"
        )
    return written


def kubernetes_list(value: Any) -> List[Any]:
    """A list of Kubernetes objects, or one of them."""
    return [kubernetes_json(item) for item in as_list(value)]


def read_verbatim(value: Any) -> Any:
    """Marks the Kubernetes objects in a graph's JSON, so that they are written as they were."""
    if isinstance(value, list):
        return [read_verbatim(item) for item in value]
    return KubernetesJson(plain(value)) if isinstance(value, dict) else value


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        named = {camel_case(name): member for name, member in value.items()}
    elif hasattr(value, "attribute_map"):
        named = {key: getattr(value, name, None) for name, key in value.attribute_map.items()}
    elif callable(getattr(value, "to_dict", None)):
        return _json(value.to_dict())
    elif isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    else:
        return plain(value)
    members = {name: member for name, member in named.items() if member is not None}
    return {
        name: plain(member) if name in _USERS_KEYS and isinstance(member, dict) else _json(member)
        for name, member in members.items()
    }
