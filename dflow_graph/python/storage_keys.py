"""Where the artifacts of a running OP lie in the storage, as Argo tells its pod.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Mapping, Optional

from .errors import UnknownNameError, UnsupportedError

__all__ = ["input_key", "output_key"]

_KEY_FIELDS = ("key", "blob")


def input_key(name: str) -> str:
    """The key of an input artifact. Raises `UnknownNameError`, and `UnsupportedError` elsewhere."""
    artifact = _artifact(_template(), "inputs", name)
    key = _key(artifact)
    if key is None:
        raise UnsupportedError(
            f"the input artifact `{name}` has no key in a storage", "take its path instead"
        )
    return key


def output_key(name: str) -> str:
    """The key of an output artifact: its own, or the one below the archive of the pod."""
    template = _template()
    artifact = _artifact(template, "outputs", name)
    own = _key(artifact)
    if own is not None:
        return own
    root = _key(template.get("archiveLocation") or {})
    if root is None:
        raise UnsupportedError(
            f"the output artifact `{name}` has no key in a storage", "save it to a storage"
        )
    packed = "none" not in (artifact.get("archive") or {})
    return f"{root}/{name}.tgz" if packed else f"{root}/{name}"


def _template() -> Mapping[str, Any]:
    text = os.environ.get("ARGO_TEMPLATE")
    if not text:
        raise UnsupportedError(
            "storage keys are known in a pod of Argo only (ARGO_TEMPLATE is not set)",
            "use the paths of the artifacts elsewhere",
        )
    template: Dict[str, Any] = json.loads(text)
    return template


def _artifact(template: Mapping[str, Any], side: str, name: str) -> Mapping[str, Any]:
    artifacts: List[Dict[str, Any]] = (template.get(side) or {}).get("artifacts") or []
    for artifact in artifacts:
        if artifact.get("name") == name:
            return artifact
    raise UnknownNameError(f"{side[:-1]} artifact of the pod", name, [a["name"] for a in artifacts])


def _key(location: Mapping[str, Any]) -> Optional[str]:
    """The key in a location: `{"s3": {"key": …}}`, `{"azure": {"blob": …}}`."""
    for storage in location.values():
        if isinstance(storage, dict):
            for field in _KEY_FIELDS:
                if isinstance(storage.get(field), str):
                    return str(storage[field])
    return None
