"""What holds of the manifest of every sound graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dflow_graph.argo.manifest import emit_argo
from dflow_graph.argo.options import VERSIONS, EmitOptions
from dflow_graph.delivery.local_files import local_files
from dflow_graph.diagnostics import Severity
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_shapes import known_credentials
from dflow_graph.pipeline import loads, read
from tests.argo.oracle import Oracle, unknown_to_hera

__all__ = ["broken_laws"]

Json = dict[str, Any]


def broken_laws(graph: Json, judges: list[Oracle]) -> list[str]:
    """What is wrong with a graph that should be sound, or with its manifests; empty if nothing."""
    text = json.dumps(graph).encode()
    reading = read(text)
    if reading.model is None or not reading.report.valid:
        found = [d for d in reading.report.diagnostics if d.severity is Severity.ERROR]
        return [f"not sound: {d.pointer}: {d.code} {d.message}" for d in found]
    model, twin = reading.model, loads(text)
    broken: list[str] = []
    seen: set[str] = set()
    for options in _options(model):
        try:
            manifest = emit_argo(model, options)
            again = emit_argo(twin, options)
        except Exception as error:  # noqa: BLE001 - whatever it is, the graph is what tells
            return [f"not emitted: {type(error).__name__}: {error}"]
        written = json.dumps(manifest)
        if written != json.dumps(again):
            broken.append("equal graphs have different manifests")
        if written not in seen:
            seen.add(written)
            broken += _judged(manifest, judges)
    return list(dict.fromkeys(broken))


def _options(model: Workflow) -> Iterator[EmitOptions]:
    """Each version, with the run-time in the manifest or in the images and keys of use."""
    found = local_files(build_index(model))
    uploads = {f.pointer: f"files/{number}" for number, f in enumerate(found)}
    for number, version in enumerate(VERSIONS):
        if number % 2:
            yield EmitOptions(version, "image", uploads, memoize_prefix="run")
        else:
            yield EmitOptions(version, "inline", uploads)


def _judged(manifest: Json, judges: list[Oracle]) -> Iterator[str]:
    with ThreadPoolExecutor(max(1, len(judges))) as pool:
        for verdict in pool.map(lambda judge: judge(manifest), judges):
            if not verdict.ok:
                yield f"refused by Argo: {verdict.stage}: {verdict.error}"
    for field in unknown_to_hera(manifest):
        yield f"unknown to hera: {field}"
    for text in _texts(manifest):
        for found in known_credentials(text):
            yield f"holds {found.what}: {found.shown}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
