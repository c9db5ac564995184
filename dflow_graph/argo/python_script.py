"""The script that the pod of a Python OP runs, and the inputs that it alone needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dflow_graph.argo.body import Body, Fetched, place_name
from dflow_graph.argo.empty_stacks import listening, stack_name
from dflow_graph.argo.layers import hidden_names, pod_layers, pod_patterns
from dflow_graph.argo.options import EmitOptions
from dflow_graph.argo.problems import Path
from dflow_graph.argo.runtime import start_text
from dflow_graph.argo.shapes import sub_path_name, take_name
from dflow_graph.argo.sources import source_fields
from dflow_graph.argo.stacking import key_name
from dflow_graph.model import UNSET, Artifact, BigParameter
from dflow_graph.python.script import input_expression, script_text
from dflow_graph.record import Record

__all__ = ["Script", "brings_runtime", "root_of", "script_fields"]

PACKAGES = "dflow_python_packages"


class Script(Record):
    """The text of a script, and the input parameters and artifacts that only it knows of."""

    source: str
    parameters: list[dict[str, Any]]
    artifacts: list[dict[str, Any]]


def brings_runtime(template: Any, options: EmitOptions) -> bool:
    """Whether the pods of a template take the run-time library from the manifest."""
    is_python = template.kind == "PythonOPTemplate"
    return is_python and options.runtime == "inline" and template.upload_dflow is not False


def script_fields(body: Body, artifacts: list[dict[str, Any]]) -> Script:
    """The script of a Python OP; nothing of the graph is executed for it (OP-3).

    `artifacts` are the inputs of its signature as Argo has them.
    """
    template = body.template
    packages = _packages(body)
    parameters = _hidden(body)
    names = [
        name
        for name, entry in (template.op.inputs or {}).items()
        if not isinstance(entry, (Artifact, BigParameter))
    ]
    values = {n: input_expression(n) for n in [*names, *(p["name"] for p in parameters)]}
    start = start_text(root_of(template)) if brings_runtime(template, body.options) else ""
    return Script(
        script_text(_task(body, packages, artifacts), values, start), parameters, packages
    )


def root_of(template: Any) -> str:
    """The folder of the pod below which inputs and outputs of a Python OP lie (TPL-12)."""
    return template.tmp_root or "/tmp"  # noqa: S108 - a path of the pod


def _hidden(body: Body) -> list[dict[str, Any]]:
    """The input parameters that the pod needs beside those of the signature."""
    shape = body.variant.shape
    found: list[dict[str, Any]] = [{"name": "dflow_key", "value": ""}]
    if body.template.skip_slice_input:
        found.append({"name": "dflow_skip_slice_input", "value": "0"})
    found += [{"name": stack_name(name), "value": ""} for name in listening(body.node)]
    names = [
        *hidden_names(shape.layers),
        *(sub_path_name(name) for name in shape.alone),
        *(take_name(name) for name in shape.taken),
        *(key_name(name) for name in shape.keyed),
        *(place_name(fetch.name) for fetch in shape.fetched if not fetch.is_own),
    ]
    return [*found, *({"name": name} for name in names)]


def _packages(body: Body) -> list[dict[str, Any]]:
    """The artifacts with the Python packages of the OP (OP-10)."""
    found = []
    root = f"{root_of(body.template)}/inputs/artifacts"
    for number, (path, source) in enumerate(_package_sources(body)):
        fields = source_fields(source, path, body)
        name, base = f"{PACKAGES}_{number}", _base_name(source)
        if fields is not None and "from" in fields:
            body.cannot("a Python package cannot come from a step", path)
        elif fields is not None and "custom" in fields:
            body.cannot(
                "a plug-in cannot fetch a Python package",
                path,
                "Store the package, or let the image have it.",
            )
        elif fields is not None:
            if "pvc" in fields:
                claim = fields["pvc"]
                body.fetched[name] = Fetched(claim["subpath"], claim["name"])
                fields = {"optional": True}
            found.append({"name": name, "path": f"{root}/{PACKAGES}/{number}/{base}", **fields})
    return found


def _package_sources(body: Body) -> Iterator[tuple[Path, Any]]:
    for number, source in enumerate(body.template.python_packages or ()):
        path = (*body.node.path, "python_packages", number)
        if not isinstance(source, list):
            yield path, source
        for place, piece in enumerate(source if isinstance(source, list) else ()):
            yield (*path, place), piece


def _base_name(source: Any) -> str:
    """The name under which a package is imported: the last part of where it lies."""
    for field in ("sub_path", "key", "blob", "path", "subpath", "url", "repo"):
        text = getattr(source, field, UNSET)
        if isinstance(text, str) and text.strip("/"):
            return text.rstrip("/").rpartition("/")[2].removesuffix(".git")
    return "package"


def _task(
    body: Body, packages: list[dict[str, Any]], artifacts: list[dict[str, Any]]
) -> dict[str, Any]:
    template, shape = body.template, body.variant.shape
    settings = json.loads(shape.settings) if shape.settings else {}
    plugged = {
        artifact["name"]: artifact["path"].partition("/inputs/artifacts/")[2]
        for artifact in artifacts
        if artifact["name"] in body.fetched and not body.fetched[artifact["name"]].claim
    }
    return {
        **({"fetched": plugged} if plugged else {}),
        "op": template.op.to_dict(),
        "tmp_root": root_of(template),
        "pre_script": template.pre_script or "",
        "post_script": template.post_script or "",
        "success_tag": bool(template.success_tag or shape.counts),
        "create_dir": bool(template.create_slice_dir or settings.get("create_dir")),
        "slices": settings,
        "layers": pod_layers(shape.layers),
        "patterns": pod_patterns(shape.layers),
        "prefixes": dict(template.input_artifact_prefix or {}),
        "escaped": list(shape.escaped),
        "takes": {name: take_name(name) for name in shape.taken},
        "n_parts": {name: len(keys) for name, keys in shape.parts if not any(keys)},
        "keys_of_parts": {name: list(keys) for name, keys in shape.parts if any(keys)},
        "packages": [
            folder
            for number, package in enumerate(packages)
            for folder in (
                f"{PACKAGES}/{number}",
                package["path"].partition("/inputs/artifacts/")[2],
            )
        ],
    }
