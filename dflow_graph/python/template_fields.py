"""The fields of a `PythonOPTemplate` that no other template has, and its per-port maps.

Must not import anything but the standard library and modules beside it.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping, Tuple

from .errors import UnknownNameError
from .expressions import ArgoVar, tag_text
from .graph_object import Field, flag, number, plain, text, text_map
from .opio import Artifact
from .storage import LocalArtifact, Location, location_from_dict, save_from_list, save_to_list
from .values import to_value

__all__ = ["OWN_FIELDS", "PORT_MAPS", "check_port_map"]

PORT_MAPS: Dict[str, Tuple[str, str]] = {
    "input_parameter_slices": ("input", "parameter"),
    "input_artifact_slices": ("input", "artifact"),
    "output_parameter_slices": ("output", "parameter"),
    "output_artifact_slices": ("output", "artifact"),
    "input_artifact_prefix": ("input", "artifact"),
    "output_artifact_save": ("output", "artifact"),
    "output_artifact_archive": ("output", "artifact"),
    "output_artifact_global_name": ("output", "artifact"),
    "output_parameter_default": ("output", "parameter"),
    "output_parameter_global_name": ("output", "parameter"),
}
"""Field to the side and sort of the ports that are its keys (clause TPL-13)."""


def check_port_map(
    op: str, field: str, entries: Mapping[str, Any], sign: Mapping[str, Any]
) -> None:
    """Nothing, or `UnknownNameError` for a key that is no port of the field's side and sort."""
    side, sort = PORT_MAPS[field]
    known = [n for n, entry in sign.items() if isinstance(entry, Artifact) == (sort == "artifact")]
    for name in entries:
        if name not in known:
            # TPL-13
            raise UnknownNameError(f"{side} {sort} of the OP {op} (in `{field}`)", name, known)


def _saves(saves: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: save_to_list(save) for name, save in saves.items()}


def _read_saves(saves: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: save_from_list(save) for name, save in saves.items()}


def _values(values: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: to_value(value) for name, value in values.items()}


def _archives(archives: Mapping[str, Any]) -> Dict[str, Any]:
    return {n: "tar" if archive == "default" else archive for n, archive in archives.items()}


def _packages(packages: List[Any]) -> List[Any]:
    return [_package(package) for package in packages]


def _package(package: Any) -> Any:
    """The source of a package: a path is a local one (clause OP-10)."""
    if isinstance(package, ArgoVar):
        return tag_text(package)
    if isinstance(package, Location):
        return package.to_location()
    if isinstance(package, (list, dict)):
        return plain(package)
    path = os.fspath(package)
    return path if path.startswith("{{") else LocalArtifact(path).to_location()


def _read_packages(packages: List[Any]) -> List[Any]:
    return [_read_package(package) for package in packages]


def _read_package(package: Any) -> Any:
    is_location = isinstance(package, dict) and package.get("kind") not in ("ref", "map")
    return location_from_dict(package) if is_location else plain(package)


OWN_FIELDS: Dict[str, Field] = {
    field.name: field
    for field in (
        *(Field(name, text_map, default={}) for name in PORT_MAPS),
        Field("output_artifact_save", _saves, _read_saves, default={}),
        Field("output_artifact_archive", _archives, default={}),
        Field("output_parameter_default", _values, default={}),
        Field("python_packages", _packages, _read_packages, default=[]),
        Field("timeout_as_transient_error", flag, default=False),
        Field("retry_on_transient_error", number),
        Field("retry_on_failure", number),
        Field("retry_on_error", number),
        Field("retry_on_failure_and_error", number),
        Field("upload_dflow", flag, default=True),
        Field("tmp_root", text, default="/tmp"),  # noqa: S108 - a path of a pod
        Field("pre_script", text, default=""),
        Field("post_script", text, default=""),
        Field("success_tag", flag, default=False),
        Field("create_slice_dir", flag, default=False),
        Field("skip_slice_input", flag, default=False),
    )
}
"""Field name to field."""
