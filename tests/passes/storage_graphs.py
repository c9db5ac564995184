"""Small graphs with artifacts and pods, and what the passes of storage find in them."""

from __future__ import annotations

from typing import Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.storage import check_storage

__all__ = [
    "OSS", "S3", "SOURCE", "claim", "codes", "found", "graph", "s3", "shell", "the_one",
    "with_input", "with_pod", "with_source",
]  # fmt: skip


def graph(*steps: dict[str, Any], main: dict[str, Any] | None = None, **rest: Any) -> Any:
    """A graph whose Steps `main` calls the templates given by name; `workflow` adds to the root."""
    root = rest.pop("workflow", {})
    groups = [[{"name": s.get("name", s["template"]), **s}] for s in steps]
    entry = {"kind": "Steps", "steps": groups, **(main or {})}
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **root,
        "templates": {"main": entry, **rest},
    }


def shell(**fields: Any) -> dict[str, Any]:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", **fields}


def found(document: Any) -> list[Diagnostic]:
    return list(check_storage(build_index(Workflow.from_dict(document))))


def the_one(document: Any) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def codes(document: Any) -> list[str]:
    return sorted(d.code for d in found(document))


def with_input(path: str, **more: Any) -> Any:
    """A graph whose template `read` has an input artifact at a path."""
    template = shell(inputs={"artifacts": {"data": {"path": path}}}, **more)
    source = {"kind": "s3", "key": "a"}
    return graph({"template": "read", "artifacts": {"data": source}}, read=template)


def with_source(source: Any) -> Any:
    """A graph with a step that gives the source to an artifact."""
    template = shell(inputs={"artifacts": {"data": {"path": "/tmp/in"}}})
    return graph({"template": "read", "artifacts": {"data": source}}, read=template)


def with_pod(**fields: Any) -> Any:
    return graph({"template": "run"}, run=shell(**fields))


SOURCE = "/templates/main/steps/0/0/artifacts/data"


def claim(**fields: Any) -> dict[str, Any]:
    return {"name": "pool", "subpath": "a", **fields}


S3 = {"kind": "s3", "key": "a"}
OSS = {"kind": "oss", "key": "a"}


def s3(**fields: Any) -> dict[str, Any]:
    return {"kind": "s3", "key": "a", "bucket": "b", **fields}
