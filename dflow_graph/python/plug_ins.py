"""Artifacts of plug-ins: a class that the scheme of a URN names brings them into the pod (ART-22).

Classes are looked for when a pod runs an OP, and never before. Must not import anything but the
standard library and its neighbours.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from types import ModuleType
from typing import Any, Dict, Mapping

from .errors import PortError
from .near import alternatives

__all__ = ["CONFIG", "REGISTER_VARIABLE", "fetch_artifact"]

REGISTER_VARIABLE = "DFLOW_ARTIFACT_REGISTER"
"""The variable with the classes of plug-ins, as JSON: `{scheme: "package.module.Class"}`."""

_REGISTER = "artifact_register"
CONFIG: Dict[str, Any] = {_REGISTER: {}}
"""The `config` of dflow in a pod: modules of plug-ins write into its register."""

_REAL_CONFIG = "dflow_graph.authoring.config"


def fetch_artifact(name: str, urn: str, path: str, modules: Mapping[str, ModuleType]) -> None:
    """Have the plug-in of a URN bring the artifact of an input to a path.

    `modules` are looked into first for classes, by name. Raises `PortError` where no class is
    registered for the scheme, and whatever the plug-in raises.
    """
    scheme = urn.partition("://")[0]
    register = _register()
    if scheme not in register:
        expected = f"a plug-in for `{scheme}` in {REGISTER_VARIABLE} or `artifact_register`"
        raise PortError(name, (), expected, f"none{alternatives(scheme, register)}")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    _class(register[scheme], modules).from_urn(urn).download(name, path)


def _register() -> Dict[str, str]:
    """Scheme to class; what the author of the template says goes first."""
    real = getattr(sys.modules.get(_REAL_CONFIG), "config", {})
    said = json.loads(os.environ.get(REGISTER_VARIABLE) or "{}")
    return {**real.get(_REGISTER, {}), **CONFIG[_REGISTER], **said}


def _class(path: str, modules: Mapping[str, ModuleType]) -> Any:
    module, _, name = path.replace(":", ".").rpartition(".")
    return getattr(modules.get(module) or importlib.import_module(module), name)
